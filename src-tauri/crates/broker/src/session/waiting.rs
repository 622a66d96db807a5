//! Waiting: not connected; time passes until the next attempt.

use std::time::Duration;

use tokio::time::Instant;

use super::{Core, Phase};
use crate::failure::Failure;
use crate::limits::TAKE_OVERS_MAX;
use crate::status::State;

pub(super) struct Waiting {
    pub(super) failure: Failure,
    /// How long the connection was live that was lost; none where it never was.
    pub(super) lived: Option<Duration>,
    pub(super) wait: Duration,
}

impl Waiting {
    pub(super) async fn run(self, core: &mut Core) -> Phase {
        let Self { failure, lived, wait } = self;
        let until = Instant::now() + wait;
        core.enter(State::Waiting { retry_in: wait, failure: failure.clone() });
        if core.looks_taken_over(&failure, lived).await {
            let times = core.taken_over();
            let failure = Failure::TakenOver { client_id: core.settings.client_id.clone(), times };
            if times >= TAKE_OVERS_MAX {
                return Phase::Refused(failure);
            }
            core.enter(State::Waiting { retry_in: until - Instant::now(), failure });
        }
        tokio::select! {
            () = tokio::time::sleep_until(until) => Phase::Connecting,
            () = core.asked_to_stop() => Phase::Stopped(None),
        }
    }
}
