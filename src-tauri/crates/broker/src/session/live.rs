//! Live: subscribed; messages are forwarded and acknowledgements sent until the connection is lost or ended.

use tokio::time::Instant;

use super::link::{Awaited, Link, Turn};
use super::{Core, Phase};
use crate::status::State;

pub(super) struct Live {
    pub(super) link: Box<Link>,
}

impl Live {
    pub(super) async fn run(mut self, core: &mut Core) -> Phase {
        core.enter(State::Live);
        let began = Instant::now();
        loop {
            match self.link.next(core, Awaited::Nothing).await {
                // An answer nobody waits for any more.
                Turn::Subscribed(_) | Turn::Left => {}
                Turn::Stop => return Phase::Stopped(Some(self.link)),
                Turn::Lost(failure) => {
                    core.versions.lost();
                    return core.lost(failure, Some(began.elapsed()));
                }
            }
        }
    }
}
