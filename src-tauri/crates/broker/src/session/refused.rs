//! Refused: only the operator can mend it, so nothing is tried until the session is started anew with other settings.

use super::{Core, Phase};
use crate::failure::Failure;
use crate::status::State;

pub(super) async fn run(core: &mut Core, failure: Failure) -> Phase {
    core.enter(State::Refused { failure });
    core.asked_to_stop().await;
    Phase::Stopped(None)
}
