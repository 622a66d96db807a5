//! The building as a load generator: publishes to a real broker at an even rate, or as fast as the broker takes it.
//!
//! Neither reconnects nor repeats: a broker that goes away ends the load with a plain sentence. Never falls behind by drift,
//! because what is due follows from the time that has passed. At most [`POINTS_MAX`] points and a million messages a second.

use std::future::poll_fn;
use std::path::PathBuf;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;
use std::time::Duration;

use broker::{Clock, Failure, Publisher, PublisherSettings, Retain};
use model::Qos;
use serde::Serialize;
use tokio::time::{Instant, sleep_until};

use crate::building::Building;
use crate::limits::{BATCH_MESSAGES_MAX, LOG_LATE_MAX, POINTS_MAX, RATE_MAX};

pub(crate) mod address;
mod log;
pub(crate) mod pace;

use address::Address;
use log::Log;
use pace::Pace;

/// What to publish, where and for how long.
#[derive(Debug, Clone)]
pub struct Load {
    /// The broker: `mqtt://host:port`.
    pub url: String,
    /// Points of the building, 1 to [`POINTS_MAX`].
    pub points: usize,
    /// Messages per second over all topics; 0 is as fast as it goes.
    pub rate: f64,
    /// Chooses the building and everything that happens in it.
    pub seed: u64,
    /// How long; without, until it is stopped.
    pub duration: Option<Duration>,
    /// Whether the broker acknowledges each message.
    pub qos1: bool,
    /// Where each message is noted, one JSON object a line, once it was acknowledged (or sent, without acknowledgement).
    pub log: Option<PathBuf>,
}

impl Default for Load {
    /// A hundred points on this computer's broker, ten messages a second, acknowledged, without end.
    fn default() -> Self {
        Self {
            url: "mqtt://127.0.0.1:1883".to_owned(),
            points: 100,
            rate: 10.0,
            seed: 1,
            duration: None,
            qos1: true,
            log: None,
        }
    }
}

/// What was published.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LoadReport {
    /// Messages sent.
    pub published: u64,
    /// Messages that the broker acknowledged; none without QoS 1.
    pub acknowledged: u64,
    /// Topics that were published on.
    pub topics: usize,
    /// From the first message to the last acknowledgement.
    pub seconds: f64,
}

/// Why a load did not begin or came to an early end.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The address is none.
    #[error("The broker's address is not of the form mqtt://host:port ({reason}). Correct it.")]
    Address {
        /// What is wrong; holds nothing of the address, which may hold a password.
        reason: &'static str,
    },
    /// No such building.
    #[error(
        "A building has 1 to {POINTS_MAX} points, not {points}. Ask for a number between them."
    )]
    Points {
        /// What was asked for.
        points: usize,
    },
    /// No such rate.
    #[error(
        "{rate} messages a second is no rate: it goes from 0, as fast as it goes, to {RATE_MAX}."
    )]
    Rate {
        /// What was asked for.
        rate: f64,
    },
    /// The broker did not let it in.
    #[error("Nothing was published, because there is no connection to the broker at {address}.")]
    Connect {
        /// Host and port.
        address: String,
        /// Why.
        #[source]
        source: Failure,
    },
    /// The broker went away.
    #[error(
        "The broker at {address} went away after {published} messages, of which it acknowledged {acknowledged}. The load has ended; start the broker and then the load again."
    )]
    Publish {
        /// Host and port.
        address: String,
        /// Messages sent.
        published: u64,
        /// Those of them that were acknowledged.
        acknowledged: u64,
        /// What was seen of it.
        #[source]
        source: Failure,
    },
    /// The log cannot be written.
    #[error(
        "The list of messages cannot be written to {}. Check the folder and the space on the disk.",
        path.display()
    )]
    Log {
        /// Its file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// Publishes a load until its duration is over or `stop` is ready, and waits for what is not acknowledged yet.
///
/// # Errors
/// Where the load cannot be, the broker is not there or goes away, or the log cannot be written.
pub async fn run(
    load: Load,
    clock: Clock,
    stop: impl Future<Output = ()>,
) -> Result<LoadReport, LoadError> {
    let address = load.check()?;
    let building = Building::new(load.points, load.seed);
    let log = match &load.log {
        Some(path) => Some(Log::create(path).await?),
        None => None,
    };
    let settings = PublisherSettings::new(&*address.host, address.port, client_id());
    let publisher = Publisher::connect(&settings).await;
    let publisher =
        publisher.map_err(|source| LoadError::Connect { address: address.to_string(), source })?;
    let mut running = Running {
        pace: Pace::new(load.rate, load.duration),
        qos: if load.qos1 { Qos::AtLeastOnce } else { Qos::AtMostOnce },
        building,
        clock,
        address,
        publisher,
        log,
        started: Instant::now(),
    };
    let ended = running.publish(pin!(stop)).await;
    // What the broker has is in the log even where the load failed.
    let noted = running.note().await;
    ended?;
    noted?;
    running.end().await
}

impl Load {
    fn check(&self) -> Result<Address, LoadError> {
        if !(1..=POINTS_MAX).contains(&self.points) {
            return Err(LoadError::Points { points: self.points });
        }
        if !(0.0..=RATE_MAX).contains(&self.rate) {
            return Err(LoadError::Rate { rate: self.rate });
        }
        Address::parse(&self.url).map_err(|reason| LoadError::Address { reason })
    }
}

/// A load under way.
struct Running {
    pace: Pace,
    qos: Qos,
    building: Building,
    clock: Clock,
    address: Address,
    publisher: Publisher,
    log: Option<Log>,
    started: Instant,
}

impl Running {
    /// Publishes what is due until it is over, and waits until all of it is acknowledged.
    async fn publish(
        &mut self,
        mut stop: Pin<&mut impl Future<Output = ()>>,
    ) -> Result<(), LoadError> {
        while !is_ready(stop.as_mut()).await {
            let elapsed = self.started.elapsed();
            let sent = self.publisher.sent();
            if self.pace.is_over(sent, elapsed) {
                break;
            }
            let due = self.pace.due(elapsed);
            for number in sent..due.min(sent + BATCH_MESSAGES_MAX) {
                self.publish_one(number).await?;
            }
            self.note().await?;
            if self.publisher.sent() < due {
                continue;
            }
            let mut look = self.pace.next_look(self.publisher.sent(), elapsed);
            if self.log.as_ref().is_some_and(Log::is_behind) {
                look = look.min(elapsed + LOG_LATE_MAX);
            }
            tokio::select! {
                biased;
                () = stop.as_mut() => break,
                () = sleep_until(self.started + look) => {}
            }
        }
        let settled = self.publisher.settle().await;
        settled.map_err(|source| self.lost(source))
    }

    async fn publish_one(&mut self, number: u64) -> Result<(), LoadError> {
        let now = (self.clock)();
        let message = self.building.message(self.topic(number), now);
        let payload = message.payload.clone();
        let publishing = self.publisher.publish(&message.topic, payload, self.qos, Retain::No);
        if let Err(source) = publishing.await {
            return Err(self.lost(source));
        }
        if let Some(log) = &mut self.log {
            log.sent(message, now);
        }
        Ok(())
    }

    /// The topics take turns.
    fn topic(&self, number: u64) -> usize {
        usize::try_from(number % self.building.topics() as u64).unwrap_or(0)
    }

    /// Writes what has arrived since to the log.
    async fn note(&mut self) -> Result<(), LoadError> {
        let arrived = match self.qos {
            Qos::AtLeastOnce => self.publisher.acknowledged(),
            Qos::AtMostOnce => self.publisher.sent(),
        };
        match &mut self.log {
            Some(log) => log.arrived(arrived).await,
            None => Ok(()),
        }
    }

    /// Says farewell and sums up.
    async fn end(self) -> Result<LoadReport, LoadError> {
        let published = self.publisher.sent();
        let topics = usize::try_from(published).unwrap_or(usize::MAX);
        let report = LoadReport {
            published,
            acknowledged: self.publisher.acknowledged(),
            topics: topics.min(self.building.topics()),
            seconds: self.started.elapsed().as_secs_f64(),
        };
        let closed = self.publisher.close().await;
        closed.map_err(|source| LoadError::Publish {
            address: self.address.to_string(),
            published,
            acknowledged: report.acknowledged,
            source,
        })?;
        tracing::info!(
            published,
            acknowledged = report.acknowledged,
            topics = report.topics,
            seconds = report.seconds,
            "Load published"
        );
        Ok(report)
    }

    fn lost(&self, source: Failure) -> LoadError {
        LoadError::Publish {
            address: self.address.to_string(),
            published: self.publisher.sent(),
            acknowledged: self.publisher.acknowledged(),
            source,
        }
    }
}

/// Looks whether it is ready, without waiting.
pub(crate) async fn is_ready(mut stop: Pin<&mut impl Future<Output = ()>>) -> bool {
    poll_fn(|context| Poll::Ready(stop.as_mut().poll(context).is_ready())).await
}

/// A name that no other load on this computer has: two of the same name push each other out.
pub(crate) fn client_id() -> String {
    static LOADS: AtomicU32 = AtomicU32::new(0);
    let load = LOADS.fetch_add(1, Ordering::Relaxed);
    format!("plantroom-sim-{}-{load}", std::process::id())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use model::Timestamp;

    use super::*;

    /// The sentence with which a load is refused before anything is connected.
    async fn refused(load: Load) -> String {
        let clock: Clock = Arc::new(|| Timestamp::from_ms(0));
        let outcome = run(load, clock, std::future::pending()).await;
        outcome.unwrap_err().to_string()
    }

    #[tokio::test]
    async fn a_load_that_cannot_be_is_refused_with_a_plain_sentence() {
        let points = |points| Load { points, ..Load::default() };
        for none in [0, POINTS_MAX + 1] {
            assert!(refused(points(none)).await.contains("1 to 50000 points"));
        }
        for rate in [-1.0, f64::NAN, f64::INFINITY, 2e6] {
            let load = Load { rate, ..Load::default() };
            assert!(refused(load).await.contains("is no rate"));
        }
        let load = Load { url: "mqtt://plant:secret@broker".to_owned(), ..Load::default() };
        let sentence = refused(load).await;
        assert!(sentence.contains("mqtt://host:port") && !sentence.contains("secret"));
    }
}
