//! One attempt on trial, for the operator who sets a connection up: step by step, from the name to the topics.
//!
//! Uses a client identifier of its own and leaves nothing behind: no session, no subscription, no message. What it sees of a
//! certificate is told also where the certificate is refused, so that an administrator has a fingerprint to compare.

use std::future::ready;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::adapter::{self, Call, Events, Grant, Happening, Keep, Requests};
use crate::certificate::Certificate;
use crate::failure::Failure;
use crate::limits::{CONNECT_WAIT_MAX, PACKET_BYTES_MAX, PROBE_WAIT_MAX, SUBSCRIBE_FILTERS_MAX};
use crate::probe;
use crate::security::Security;
use crate::settings::{Settings, Version};
use crate::status::RefusedFilter;
use crate::tls::Material;
use crate::version::{Again, Versions};

mod secure;
mod step;

pub use step::{Stage, Step, Verdict};

use step::Notes;

/// What a trial found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestOutcome {
    /// Every step once, in order; those behind a failed one were not reached.
    pub steps: Vec<Step>,
    /// How the broker answered; none where it did not let us in.
    pub answered: Option<Answered>,
    /// The certificate it showed, accepted or not; none where it showed none, or one that cannot be read.
    pub certificate: Option<Certificate>,
}

/// How a broker answered that let us in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// The version it speaks with us.
    pub version: Version,
    /// From the first packet of the connection to the broker's acceptance, TCP and TLS included.
    pub connected_in: Duration,
    /// One question and its answer on the standing connection.
    pub round_trip: Duration,
    /// Largest packet it takes, in bytes; none where it names no limit, or speaks 3.1.1, which has no word for it.
    pub packet_bytes_max: Option<u32>,
}

impl TestOutcome {
    /// What failed first; none where all is well.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.steps.iter().find_map(|step| match &step.verdict {
            Verdict::Failed(failure) => Some(failure),
            Verdict::Passed(_) | Verdict::NotReached => None,
        })
    }
}

/// Tries a connection once and tells each step as it ends; those that were not reached are told last.
pub async fn test(settings: &Settings, told: impl FnMut(&Step) + Send) -> TestOutcome {
    let mut notes = Notes::new(told);
    let mut found = Found { answered: None, certificate: None };
    // The notes say where it ended and why.
    let _ended = walk(settings, &mut notes, &mut found).await;
    TestOutcome { steps: notes.finish(), answered: found.answered, certificate: found.certificate }
}

struct Found {
    answered: Option<Answered>,
    certificate: Option<Certificate>,
}

/// A connection that stands for the trial.
struct Standing {
    requests: Requests,
    events: Events,
    answered: Answered,
}

/// Goes from step to step until one fails.
async fn walk<F: FnMut(&Step) + Send>(
    settings: &Settings,
    notes: &mut Notes<F>,
    found: &mut Found,
) -> Option<()> {
    let (settings, material) = notes.step(Stage::Settings, prepare(settings)).await?;
    let addresses = notes.step(Stage::Name, look_up(&settings)).await?;
    let socket = notes.step(Stage::Reach, reach(&settings, &addresses)).await?;
    let securing = secure::secure(&settings, material.as_ref(), socket, &mut found.certificate);
    notes.step(Stage::Secure, securing).await?;
    let mut standing = notes.step(Stage::SignIn, sign_in(&settings, material.as_ref())).await?;
    found.answered = Some(standing.answered);
    notes.step(Stage::Subscribe, subscribe(&settings, &mut standing)).await;
    notes.step(Stage::PacketSize, ready(Ok(((), packet_size(standing.answered))))).await;
    say_farewell(standing).await;
    Some(())
}

async fn prepare(settings: &Settings) -> Result<((Settings, Option<Material>), String), Failure> {
    let settings = settings.clone().checked()?;
    let material = Material::load(&settings.security).await?;
    let sentence = match &settings.security {
        Security::Plain => "The settings can work.",
        Security::Tls { .. } => "The settings can work, and their files could be read.",
    };
    Ok(((settings, material), sentence.to_owned()))
}

async fn look_up(settings: &Settings) -> Result<(Vec<SocketAddr>, String), Failure> {
    let host = settings.host.as_str();
    let looking = tokio::net::lookup_host((host, settings.port));
    let unknown = || Failure::NameUnknown { host: host.to_owned() };
    let found = timeout(CONNECT_WAIT_MAX, looking).await.map_err(|_| unknown())?;
    let addresses: Vec<SocketAddr> = found.map_err(|_| unknown())?.collect();
    let first = addresses.first().ok_or_else(unknown)?.ip().to_string();
    let sentence = match addresses.len() {
        _ if first == host => format!("{host} is an address; no name has to be looked up."),
        1 => format!("{host} has the address {first}."),
        several => format!("{host} has {several} addresses, {first} first."),
    };
    Ok((addresses, sentence))
}

async fn reach(
    settings: &Settings,
    addresses: &[SocketAddr],
) -> Result<(TcpStream, String), Failure> {
    let address = settings.address();
    let reached = timeout(CONNECT_WAIT_MAX, TcpStream::connect(addresses)).await;
    let reached = reached
        .map_err(|_| Failure::NoAnswer { address: address.clone(), waited: CONNECT_WAIT_MAX })?;
    match reached {
        Ok(socket) => Ok((socket, format!("{address} is there and takes connections."))),
        Err(error) => Err(Failure::of_connecting(address, &error)),
    }
}

async fn sign_in(
    settings: &Settings,
    material: Option<&Material>,
) -> Result<(Standing, String), Failure> {
    let client_id = format!("{}-test-{:06x}", settings.client_id, fastrand::u32(..0x0100_0000));
    let mut versions = Versions::new(settings.version);
    loop {
        let version = versions.current();
        let secured = material.map(Material::secured);
        let call = Call {
            settings,
            client_id: &client_id,
            keep: Keep::Nothing,
            secured: secured.as_ref(),
            wire_bytes_max: PACKET_BYTES_MAX,
        };
        let failure = match attempt(version, &call).await {
            Ok(standing) => {
                let sentence = let_in(settings, standing.answered);
                return Ok((standing, sentence));
            }
            Err(failure) => probe::told_apart(settings, failure).await,
        };
        match versions.failed(&failure) {
            Again::AtOnce => {}
            Again::Later => return Err(failure),
        }
    }
}

fn let_in(settings: &Settings, answered: Answered) -> String {
    let ms = answered.connected_in.as_millis();
    let who = match settings.credentials {
        Some(_) => "with user name and password",
        None => "without a user name",
    };
    format!("The broker let us in {who}, by {}, within {ms} ms.", answered.version)
}

async fn attempt(version: Version, call: &Call<'_>) -> Result<Standing, Failure> {
    let (requests, mut events) = adapter::call(version, call);
    let began = Instant::now();
    let connected = in_time(call.settings, happening(&mut events)).await?;
    let connected_in = began.elapsed();
    let packet_bytes_max = match connected {
        Happening::Connected { packet_bytes_max, .. } => packet_bytes_max,
        Happening::Message(_)
        | Happening::Subscribed(_)
        | Happening::Left
        | Happening::Heard
        | Happening::PingSent
        | Happening::Sent => None,
    };
    // Leaving what we never listened to changes nothing and has to be answered.
    let asked = Instant::now();
    requests.leave(call.client_id);
    in_time(call.settings, answer(&mut events)).await?;
    let round_trip = asked.elapsed();
    let answered = Answered { version, connected_in, round_trip, packet_bytes_max };
    Ok(Standing { requests, events, answered })
}

/// Subscribes to each filter; what is retained is not waited for.
async fn subscribe(settings: &Settings, standing: &mut Standing) -> Result<((), String), Failure> {
    let (good, bad): (Vec<String>, Vec<String>) =
        settings.filters.iter().cloned().partition(|filter| adapter::is_filter(filter));
    let reason = "not a topic filter".to_owned();
    let bad = bad.into_iter().map(|filter| RefusedFilter { filter, reason: reason.clone() });
    let mut refused: Vec<RefusedFilter> = bad.collect();
    for filters in good.chunks(SUBSCRIBE_FILTERS_MAX) {
        standing.requests.follow(filters);
        let grants = in_time(settings, granted(&mut standing.events)).await?;
        for (filter, grant) in filters.iter().zip(grants) {
            if let Grant::Refused(reason) = grant {
                refused.push(RefusedFilter { filter: filter.clone(), reason });
            }
        }
    }
    if refused.is_empty() {
        let count = settings.filters.len();
        let sentence = match count {
            1 => format!("The broker lets us listen to {:?}.", settings.filters[0]),
            _ => format!("The broker lets us listen to all {count} topic filters."),
        };
        return Ok(((), sentence));
    }
    Err(Failure::FiltersRefused { filters: refused })
}

fn packet_size(answered: Answered) -> String {
    match (answered.version, answered.packet_bytes_max) {
        (_, Some(bytes)) => format!("The broker takes messages of up to {bytes} bytes."),
        (Version::V5, None) => "The broker names no limit to the size of messages.".to_owned(),
        (Version::V311, None) => {
            "How large messages may be is not known: MQTT 3.1.1 has no word for it.".to_owned()
        }
    }
}

/// The next thing that happens; on the heap, because a client's future is large.
async fn happening(events: &mut Events) -> Result<Happening, Failure> {
    Box::pin(events.next()).await
}

async fn answer(events: &mut Events) -> Result<(), Failure> {
    while !matches!(happening(events).await?, Happening::Left) {}
    Ok(())
}

async fn granted(events: &mut Events) -> Result<Vec<Grant>, Failure> {
    loop {
        if let Happening::Subscribed(grants) = happening(events).await? {
            return Ok(grants);
        }
    }
}

async fn in_time<T>(
    settings: &Settings,
    happening: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    timeout(CONNECT_WAIT_MAX, happening).await.unwrap_or_else(|_| {
        Err(Failure::NoAnswer { address: settings.address(), waited: CONNECT_WAIT_MAX })
    })
}

async fn say_farewell(mut standing: Standing) {
    standing.requests.disconnect();
    let farewell = async { while happening(&mut standing.events).await.is_ok() {} };
    if timeout(PROBE_WAIT_MAX, farewell).await.is_err() {
        tracing::debug!("Broker did not close after the farewell");
    }
}
