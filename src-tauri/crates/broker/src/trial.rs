//! One attempt on trial, for the operator who sets a connection up: can we get in, with which MQTT, and how fast does it answer?
//!
//! Uses a client identifier of its own and leaves nothing behind: no session, no subscription, no message.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use crate::adapter::{self, Call, Events, Happening, Keep};
use crate::failure::Failure;
use crate::limits::{CONNECT_WAIT_MAX, PACKET_BYTES_MAX, PROBE_WAIT_MAX};
use crate::settings::{Settings, Version};
use crate::version::{Again, Versions};

/// What a trial found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestOutcome {
    /// The version the broker speaks with us.
    pub version: Version,
    /// From the first packet of the connection to the broker's acceptance, TCP included.
    pub connected_in: Duration,
    /// One question and its answer on the standing connection.
    pub round_trip: Duration,
}

/// Tries a connection once and says how it went.
///
/// # Errors
/// Where the broker cannot be reached, refuses us or does not answer; the sentence is for the operator.
pub async fn test(settings: &Settings) -> Result<TestOutcome, Failure> {
    let settings = settings.clone().checked()?;
    let client_id = format!("{}-test-{:06x}", settings.client_id, fastrand::u32(..0x0100_0000));
    let mut versions = Versions::new(settings.version);
    loop {
        let version = versions.current();
        let call = Call {
            settings: &settings,
            client_id: &client_id,
            keep: Keep::Nothing,
            wire_bytes_max: PACKET_BYTES_MAX,
        };
        match attempt(version, &call).await {
            Err(failure) if versions.failed(&failure) == Again::AtOnce => {}
            outcome => return outcome,
        }
    }
}

async fn attempt(version: Version, call: &Call<'_>) -> Result<TestOutcome, Failure> {
    let (requests, mut events) = adapter::call(version, call);
    let began = Instant::now();
    let no_answer =
        || Failure::NoAnswer { address: call.settings.address(), waited: CONNECT_WAIT_MAX };
    timeout(CONNECT_WAIT_MAX, events.next()).await.map_err(|_| no_answer())??;
    let connected_in = began.elapsed();
    // Leaving what we never listened to changes nothing and has to be answered.
    let asked = Instant::now();
    requests.leave(call.client_id);
    timeout(CONNECT_WAIT_MAX, answer(&mut events)).await.map_err(|_| no_answer())??;
    let round_trip = asked.elapsed();
    requests.disconnect();
    let farewell = async { while events.next().await.is_ok() {} };
    if timeout(PROBE_WAIT_MAX, farewell).await.is_err() {
        tracing::debug!("Broker did not close after the farewell");
    }
    Ok(TestOutcome { version, connected_in, round_trip })
}

async fn answer(events: &mut Events) -> Result<(), Failure> {
    while !matches!(events.next().await?, Happening::Left) {}
    Ok(())
}
