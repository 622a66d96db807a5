//! Subscribing: brings the broker's session to the filters that are wanted, one packet at a time.
//!
//! Where the broker kept the session and the filters are the same, nothing is sent: what waits there comes by itself. Messages are
//! taken as they come, also while an answer is waited for.

use std::collections::VecDeque;

use super::link::{Awaited, Link, Turn};
use super::live::Live;
use super::{Core, Phase};
use crate::adapter::{self, Grant};
use crate::limits::RETAINED_PASSES_MAX;
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
        if !steps.is_empty() || !core.overflow.is_empty() {
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
            let grants = match self.answered(core, &step).await {
                Ok(grants) => grants,
                Err(Turn::Lost(failure)) => {
                    core.versions.lost();
                    return core.lost(failure, None);
                }
                Err(_) => return Phase::Stopped(Some(self.link)),
            };
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
        // Whoever waits for a live session takes it that what was retained is handed out by then.
        match self.link.hand_over(core).await {
            None => {}
            Some(Turn::Lost(failure)) => {
                core.versions.lost();
                return core.lost(failure, None);
            }
            Some(_) => return Phase::Stopped(Some(self.link)),
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

    /// Waits for a step's answer, and then for all that is retained: mosquitto answers before it sends that.
    async fn answered(&mut self, core: &mut Core, step: &Step) -> Result<Vec<Grant>, Turn> {
        let grants = loop {
            match self.link.next(core, Awaited::Answer).await {
                Turn::Subscribed(grants) => break grants,
                Turn::Left if matches!(step, Step::Leave(_)) => break Vec::new(),
                // The end of an earlier answer, asked for twice.
                Turn::Left => {}
                turn => return Err(turn),
            }
        };
        if matches!(step, Step::TakeRetained(_))
            && let turn @ (Turn::Stop | Turn::Lost(_)) =
                self.link.next(core, Awaited::EndOfRetained).await
        {
            return Err(turn);
        }
        Ok(grants)
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
