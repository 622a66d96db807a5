//! Stopped: the farewell. What was acknowledged is sent first; the broker keeps the session.

use super::Core;
use super::link::Link;
use crate::limits::STOP_WAIT_MAX;
use crate::status::State;

pub(super) async fn run(core: &mut Core, link: Option<Box<Link>>) {
    if let Some(mut link) = link {
        link.requests.disconnect();
        // Read on until the broker has closed: a socket closed with unread bytes is reset, and the farewell may go with it.
        let farewell = async { while link.events.next().await.is_ok() {} };
        if tokio::time::timeout(STOP_WAIT_MAX, farewell).await.is_err() {
            tracing::info!("Broker did not close after the farewell");
        }
    }
    core.enter(State::Stopped);
}
