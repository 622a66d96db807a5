//! Subscribing: brings the broker's session to the filters that are wanted, one packet at a time.
//!
//! Where the broker kept the session and the filters are the same, nothing is sent: what waits there comes by itself. Messages are
//! taken as they come; the answer to the first subscription comes after what is retained at mosquitto, so it may take a while.

use std::collections::VecDeque;

use super::link::{Link, Turn};
use super::live::Live;
use super::{Core, Phase};
use crate::adapter::{self, Grant};
use crate::limits::{RETAINED_PASSES_MAX, SUBSCRIBE_WAIT_MAX};
use crate::plan::{self, Step};
use crate::status::{RefusedFilter, State};

pub(super) struct Subscribing {
    link: Box<Link>,
    session_present: bool,
    refused: Vec<RefusedFilter>,
}

impl Subscribing {
    pub(super) fn new(link: Link, session_present: bool) -> Self {
        Self { link: Box::new(link), session_present, refused: Vec::new() }
    }

    pub(super) async fn run(mut self, core: &mut Core) -> Phase {
        if !self.session_present {
            core.subscribed.clear();
            show(core);
        }
        let mut steps = self.steps(core);
        if !steps.is_empty() {
            core.enter(State::Subscribing);
        }
        let mut passes = 0;
        while let Some(mut step) = steps.pop_front() {
            if let Step::Follow(filters) = &mut step {
                filters.retain(|filter| !self.refused.iter().any(|r| r.filter == *filter));
            }
            self.link.retained.begin();
            if !self.send(&step) {
                continue;
            }
            let grants = match self.link.next(core, Some(SUBSCRIBE_WAIT_MAX)).await {
                Turn::Subscribed(grants) => grants,
                Turn::Left => Vec::new(),
                Turn::Stop => return Phase::Stopped(Some(self.link)),
                Turn::Lost(failure) => {
                    core.versions.lost();
                    return core.lost(failure, None);
                }
            };
            // The answer comes behind what is retained: what is there by now is all that this subscription brings.
            if matches!(step, Step::TakeRetained(_)) && passes < RETAINED_PASSES_MAX {
                passes += 1;
                if self.link.retained.may_be_missing() {
                    steps.push_front(step);
                    continue;
                }
            }
            self.note(core, step, grants);
            show(core);
        }
        self.link.retained.forget();
        show(core);
        core.status.send_modify(|status| status.refused_filters = self.refused);
        Phase::Live(Live { link: self.link })
    }

    fn steps(&mut self, core: &Core) -> VecDeque<Step> {
        let (good, bad): (Vec<String>, Vec<String>) =
            core.settings.filters.iter().cloned().partition(|filter| adapter::is_filter(filter));
        let reason = "not a topic filter".to_owned();
        self.refused = bad
            .into_iter()
            .map(|filter| RefusedFilter { filter, reason: reason.clone() })
            .collect();
        plan::steps(&good, &core.subscribed)
    }

    /// Sends a step; false where there is nothing to send.
    fn send(&self, step: &Step) -> bool {
        match step {
            Step::Leave(filter) => self.link.requests.leave(filter),
            Step::TakeRetained(filters) => self.link.requests.take_retained(filters),
            Step::Follow(filters) if filters.is_empty() => return false,
            Step::Follow(filters) => self.link.requests.follow(filters),
        }
        true
    }

    fn note(&mut self, core: &mut Core, step: Step, grants: Vec<Grant>) {
        let (filters, followed) = match step {
            Step::Leave(filter) => {
                core.subscribed.retain(|subscribed| *subscribed != filter);
                return;
            }
            Step::TakeRetained(filters) => (filters, false),
            Step::Follow(filters) => (filters, true),
        };
        for (filter, grant) in filters.into_iter().zip(grants) {
            match grant {
                Grant::Granted if followed => core.subscribed.push(filter),
                Grant::Granted => {}
                Grant::Refused(reason) => self.refused.push(RefusedFilter { filter, reason }),
            }
        }
    }
}

fn show(core: &Core) {
    core.status.send_modify(|status| status.subscribed.clone_from(&core.subscribed));
}
