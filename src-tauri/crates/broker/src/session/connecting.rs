//! Connecting: one attempt with a fresh client, until the broker accepts, refuses or is given up.

use super::link::Link;
use super::subscribing::Subscribing;
use super::{Core, Phase};
use crate::adapter::{self, Call, Happening};
use crate::failure::Failure;
use crate::limits::CONNECT_WAIT_MAX;
use crate::probe;
use crate::status::State;
use crate::version::Again;

pub(super) async fn run(core: &mut Core) -> Phase {
    core.attempt += 1;
    core.enter(State::Connecting);
    let version = core.versions.current();
    let secured = core.secured().await;
    let call = Call {
        settings: &core.settings,
        client_id: &core.settings.client_id,
        keep: core.keep,
        secured: secured.as_ref(),
        wire_bytes_max: core.wire_bytes_max,
    };
    let (requests, mut events) = adapter::call(version, &call);
    let answer = tokio::select! {
        answer = tokio::time::timeout(CONNECT_WAIT_MAX, events.next()) => answer,
        () = core.asked_to_stop() => return Phase::Stopped(None),
    };
    let answer = answer.unwrap_or_else(|_| {
        Err(Failure::NoAnswer { address: core.settings.address(), waited: CONNECT_WAIT_MAX })
    });
    match answer {
        Ok(Happening::Connected { session_present, keep_alive, packet_bytes_max: _ }) => {
            core.versions.worked();
            core.refusals = 0;
            core.stood += 1;
            core.status.send_modify(|status| {
                status.version = Some(version);
                status.session_present = session_present;
                status.reconnects = core.stood.saturating_sub(1);
            });
            let keep_alive = keep_alive.unwrap_or_default().max(core.settings.keep_alive);
            let link = Link::new(requests, events, core.attempt, keep_alive);
            Phase::Subscribing(Subscribing::new(link, session_present))
        }
        Ok(_) => {
            failed(core, Failure::Malformed { reason: "no answer to CONNECT".to_owned() }).await
        }
        Err(failure) => failed(core, failure).await,
    }
}

async fn failed(core: &mut Core, failure: Failure) -> Phase {
    // A port that once spoke as it should has not changed its language since.
    let failure = match core.stood {
        0 => probe::told_apart(&core.settings, failure).await,
        _ => failure,
    };
    match core.versions.failed(&failure) {
        Again::AtOnce => {
            tracing::info!(%failure, "Trying the other version of MQTT");
            core.status.send_modify(|status| status.last_failure = Some(failure));
            Phase::Connecting
        }
        Again::Later => core.lost(failure, None),
    }
}
