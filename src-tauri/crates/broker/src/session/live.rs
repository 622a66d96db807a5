//! Live: subscribed; messages are forwarded and acknowledgements sent until the connection is lost or ended. Where what the broker
//! retained is wanted once more, all filters are subscribed to again, and the session is shown as live all the while.

use tokio::time::Instant;

use super::link::{Awaited, Link, Turn};
use super::subscribing::Subscribing;
use super::{Core, Phase};
use crate::status::State;

pub(super) struct Live {
    pub(super) link: Box<Link>,
}

impl Live {
    pub(super) async fn run(mut self, core: &mut Core) -> Phase {
        let is_shown = core.status.borrow().state == State::Live;
        if !is_shown {
            core.enter(State::Live);
        }
        let began = Instant::now();
        loop {
            match self.link.next(core, Awaited::Nothing).await {
                // An answer nobody waits for any more.
                Turn::Subscribed(_) | Turn::Left => {}
                Turn::ListenAgain => return Phase::Subscribing(Subscribing::again(self.link)),
                Turn::Stop => return Phase::Stopped(Some(self.link)),
                Turn::Lost(failure) => {
                    core.versions.lost();
                    return core.lost(failure, Some(began.elapsed()));
                }
            }
        }
    }
}
