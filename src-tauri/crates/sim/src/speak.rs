//! Fleets on a real broker: their births, retained where their conventions retain them, then their values at an even rate.
//!
//! Writes the truth about every point to a file, one JSON object a line, so that what a console makes of it can be judged.
//! Neither reconnects nor repeats, as [`crate::load`].

use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::pin::{Pin, pin};
use std::time::Duration;

use broker::{Clock, Publisher, PublisherSettings, Retain};
use model::Qos;
use tokio::io::AsyncWriteExt as _;
use tokio::time::{Instant, sleep_until};

use crate::fleet::{Convention, Fleet, Spoken};
use crate::limits::{BATCH_MESSAGES_MAX, POINTS_MAX, RATE_MAX};
use crate::load::address::Address;
use crate::load::pace::Pace;
use crate::load::{LoadError, LoadReport, client_id, is_ready};

/// What to publish, where and for how long.
#[derive(Debug, Clone)]
pub struct Speech {
    /// The broker: `mqtt://host:port`.
    pub url: String,
    /// What is spoken; at least one.
    pub conventions: Vec<Convention>,
    /// Points of all together, 1 to [`POINTS_MAX`]; each convention gets its share.
    pub points: usize,
    /// Messages per second once all births are told; 0 is as fast as it goes.
    pub rate: f64,
    /// Chooses the devices and everything that happens to them.
    pub seed: u64,
    /// How long; without, until it is stopped.
    pub duration: Option<Duration>,
    /// Whether the broker acknowledges each message.
    pub qos1: bool,
    /// Where the truth about every point is written, one [`crate::fleet::Truth`] a line.
    pub truth: Option<PathBuf>,
}

/// Speaks until its duration is over or `stop` is ready, and waits for what is not acknowledged yet.
///
/// # Errors
/// Where there can be no such devices, the broker is not there or goes away, or the truth cannot be written.
pub async fn run(
    speech: Speech,
    clock: Clock,
    stop: impl Future<Output = ()>,
) -> Result<LoadReport, LoadError> {
    let address = speech.check()?;
    let fleets = speech.fleets();
    if let Some(path) = &speech.truth {
        let written = write_truth(path, &fleets).await;
        written.map_err(|source| LoadError::Log { path: path.clone(), source })?;
    }
    let settings = PublisherSettings::new(&*address.host, address.port, client_id());
    let publisher = Publisher::connect(&settings).await;
    let publisher =
        publisher.map_err(|source| LoadError::Connect { address: address.to_string(), source })?;
    let mut speaking = Speaking {
        qos: if speech.qos1 { Qos::AtLeastOnce } else { Qos::AtMostOnce },
        turns: fleets.iter().map(Fleet::devices).max().unwrap_or(0),
        fleets,
        turn: 0,
        waiting: VecDeque::new(),
        topics: HashSet::new(),
        clock,
        address,
        publisher,
        started: Instant::now(),
    };
    speaking.births().await?;
    speaking.speak(Pace::new(speech.rate, speech.duration), pin!(stop)).await?;
    speaking.end().await
}

impl Speech {
    fn check(&self) -> Result<Address, LoadError> {
        if !(self.conventions.len().max(1)..=POINTS_MAX).contains(&self.points) {
            return Err(LoadError::Points { points: self.points });
        }
        if !(0.0..=RATE_MAX).contains(&self.rate) {
            return Err(LoadError::Rate { rate: self.rate });
        }
        Address::parse(&self.url).map_err(|reason| LoadError::Address { reason })
    }

    /// The devices of each convention; what cannot be shared evenly goes to the first ones.
    fn fleets(&self) -> Vec<Fleet> {
        let count = self.conventions.len().max(1);
        let fleets = self.conventions.iter().enumerate().map(|(at, convention)| {
            let points = self.points / count + usize::from(at < self.points % count);
            Fleet::new(*convention, points, self.seed)
        });
        fleets.collect()
    }
}

async fn write_truth(path: &Path, fleets: &[Fleet]) -> std::io::Result<()> {
    let mut lines = Vec::new();
    for truth in fleets.iter().flat_map(Fleet::truth) {
        serde_json::to_writer(&mut lines, &truth)?;
        lines.push(b'\n');
    }
    let mut file = tokio::fs::File::create(path).await?;
    file.write_all(&lines).await?;
    // Tokio's file writes in the background until it is flushed, and would keep an error to itself.
    file.flush().await
}

/// Fleets under way.
struct Speaking {
    qos: Qos,
    fleets: Vec<Fleet>,
    /// Devices of the largest fleet: after so many turns all have spoken.
    turns: usize,
    turn: usize,
    /// What the last device still has to say.
    waiting: VecDeque<Spoken>,
    /// Topics that were published on: a few for each point.
    topics: HashSet<String>,
    clock: Clock,
    address: Address,
    publisher: Publisher,
    started: Instant,
}

impl Speaking {
    /// All devices are born at once, as after a power cut.
    async fn births(&mut self) -> Result<(), LoadError> {
        let now = (self.clock)();
        let births: Vec<Spoken> =
            self.fleets.iter_mut().flat_map(|fleet| fleet.births(now)).collect();
        for spoken in births {
            self.publish(spoken).await?;
        }
        Ok(())
    }

    /// Publishes what is due until it is over, and waits until all of it is acknowledged.
    async fn speak(
        &mut self,
        pace: Pace,
        mut stop: Pin<&mut impl Future<Output = ()>>,
    ) -> Result<(), LoadError> {
        let (born, begun) = (self.publisher.sent(), Instant::now());
        while !is_ready(stop.as_mut()).await {
            let elapsed = begun.elapsed();
            let sent = self.publisher.sent() - born;
            if pace.is_over(sent, elapsed) {
                break;
            }
            let due = pace.due(elapsed);
            for _ in sent..due.min(sent + BATCH_MESSAGES_MAX) {
                let Some(spoken) = self.next() else { break };
                self.publish(spoken).await?;
            }
            let sent = self.publisher.sent() - born;
            if sent < due {
                continue;
            }
            tokio::select! {
                biased;
                () = stop.as_mut() => break,
                () = sleep_until(begun + pace.next_look(sent, elapsed)) => {}
            }
        }
        let settled = self.publisher.settle().await;
        settled.map_err(|source| self.lost(source))
    }

    /// The next message: device after device, the fleets by turns.
    fn next(&mut self) -> Option<Spoken> {
        if self.waiting.is_empty() {
            let now = (self.clock)();
            let turn = self.turn;
            self.turn = (self.turn + 1) % self.turns.max(1);
            for fleet in &mut self.fleets {
                self.waiting.extend(fleet.values(turn, now));
            }
        }
        self.waiting.pop_front()
    }

    async fn publish(&mut self, spoken: Spoken) -> Result<(), LoadError> {
        let retain = if spoken.retained { Retain::Yes } else { Retain::No };
        let publishing = self.publisher.publish(&spoken.topic, spoken.payload, self.qos, retain);
        publishing.await.map_err(|source| self.lost(source))?;
        if !self.topics.contains(&spoken.topic) {
            self.topics.insert(spoken.topic);
        }
        Ok(())
    }

    /// Says farewell and sums up.
    async fn end(self) -> Result<LoadReport, LoadError> {
        let published = self.publisher.sent();
        let report = LoadReport {
            published,
            acknowledged: self.publisher.acknowledged(),
            topics: self.topics.len(),
            seconds: self.started.elapsed().as_secs_f64(),
        };
        let closed = self.publisher.close().await;
        closed.map_err(|source| LoadError::Publish {
            address: self.address.to_string(),
            published,
            acknowledged: report.acknowledged,
            source,
        })?;
        tracing::info!(published, seconds = report.seconds, "Fleets spoke");
        Ok(report)
    }

    fn lost(&self, source: broker::Failure) -> LoadError {
        LoadError::Publish {
            address: self.address.to_string(),
            published: self.publisher.sent(),
            acknowledged: self.publisher.acknowledged(),
            source,
        }
    }
}
