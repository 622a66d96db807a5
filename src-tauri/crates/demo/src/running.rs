//! The demo building's devices while an engine runs: their broker, what they publish, and what they take.
//!
//! One task, which looks once a second. Registers go on from what was stored last, so that no meter ever falls back.

use std::collections::HashMap;
use std::time::Duration;

use broker::Retain;
use broker::embedded::{Client, Embedded, Received};
use engine::{Collector, Door, now};
use model::{Timestamp, Value};
use sim::demo::{Building, State, Told};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};
use wire::{Failure, FailureCode, Latest, Places};

use crate::founding::zone;
use crate::{PORT, SEED};

/// How often it is looked which topics are due.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Every device speaks at least once in so long.
const ROUND_MAX: Duration = Duration::from_secs(60);

/// The devices of a demo building; dropping them ends them.
#[derive(Debug)]
pub struct Running {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    /// Starts the devices of the folder that this engine holds; none where it is no demo's.
    ///
    /// # Errors
    /// Where no port can be opened for their broker, or the engine does not answer.
    pub async fn start(collector: &Collector) -> Result<Option<Self>, Failure> {
        let Some(url) = collector.demo() else { return Ok(None) };
        let door = collector.door();
        let zone = zone(&door.ask(Places {}).await?.site.timezone)?;
        let building = Building::new(SEED, zone);
        let told = registers(&building, &door).await?;
        let broker = Embedded::start(port_of(&url)).map_err(|error| no_broker(&error))?;
        collector.move_demo(&broker.url()).await?;
        let state = State::resumed(&building, now(), &told);
        let client = broker.client();
        let wanted = client.receive(&[&building.set_filter()]);
        let devices = Devices { building, state, client, broker, heard: false };
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(devices.live(wanted, stopped));
        Ok(Some(Self { stop, task }))
    }

    /// Stops the devices and their broker, and waits until both have ended.
    pub async fn stop(self) {
        if self.stop.send(()).is_err() {
            tracing::debug!("Demo devices had ended already");
        }
        if let Err(error) = self.task.await {
            tracing::error!(%error, "Demo devices ended abnormally");
        }
    }
}

/// What the task of the devices holds.
struct Devices {
    building: Building,
    state: State,
    client: Client,
    broker: Embedded,
    /// Whether the engine has subscribed to what they publish.
    heard: bool,
}

impl Devices {
    async fn live(
        mut self,
        mut wanted: mpsc::Receiver<Received>,
        mut stopped: oneshot::Receiver<()>,
    ) {
        let mut looks = interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = looks.tick() => self.publish_due(now()),
                Some(received) = wanted.recv() => self.take(&received),
                // Told to stop, or nobody is left who could.
                _ = &mut stopped => break,
            }
        }
        self.broker.stop().await;
    }

    /// Publishes what is due; everything once, when the engine begins to listen.
    fn publish_due(&mut self, now: Timestamp) {
        let since = self.state.now();
        self.state.step(now);
        let filters = self.building.filters();
        let is_heard = filters.iter().any(|filter| self.broker.is_subscribed(filter));
        let since = if is_heard && !self.heard { now - ROUND_MAX } else { since };
        self.heard = is_heard;
        let due: Vec<usize> = self.building.due(since, self.state.now()).collect();
        due.into_iter().for_each(|topic| self.publish(topic));
    }

    /// Hands a wanted value to the device it is for, which tells it back at once where it takes it.
    fn take(&mut self, received: &Received) {
        // A wanted value that was kept is old, and nothing old is ever done.
        if received.retained {
            return;
        }
        self.state.step(now());
        let topic = self.building.take(&mut self.state, &received.topic, &received.payload);
        if let Some(topic) = topic {
            self.publish(topic);
        }
    }

    fn publish(&self, topic: usize) {
        if let Some(message) = self.building.message(&self.state, topic)
            && !self.client.publish(&message.topic, message.payload, Retain::No)
        {
            tracing::error!(topic = %message.topic, "Message of the demo building is none");
        }
    }
}

/// What the registers showed last.
async fn registers(building: &Building, door: &Door) -> Result<Vec<Told>, Failure> {
    let places: HashMap<(&str, &str), usize> =
        building.registers().map(|(at, point)| ((&*point.topic, &*point.path), at)).collect();
    let latest = door.ask(Latest::default()).await?;
    let told = latest.iter().filter_map(|current| {
        let source = &current.source;
        let point = *places.get(&(source.topic.as_str(), source.path.as_str()))?;
        let value = current.value.as_ref().and_then(Value::as_number)?;
        Some(Told { point, time: current.source_time_ms?, value })
    });
    Ok(told.collect())
}

/// The port of the demo's own connection.
fn port_of(url: &str) -> u16 {
    url.rsplit(':').next().and_then(|port| port.parse().ok()).unwrap_or(PORT)
}

fn no_broker(error: &std::io::Error) -> Failure {
    let message = format!("The demo building's devices cannot start: no port opens ({error}).");
    let hint = "Check this computer's network settings for the address 127.0.0.1.";
    Failure::new(FailureCode::Configuration, message, hint)
}

#[cfg(test)]
mod tests;
