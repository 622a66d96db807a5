//! One MQTT session: a state machine with a file per state, and the handle to it.
//!
//! ```text
//!   Connecting --accepted--> Subscribing --answered--> Live
//!       |   ^                     |                      |
//!  lost |   | time               lost                   lost
//!       v   |                     |                      |
//!      Waiting <------------------+----------------------+      Waiting --only the operator can mend it--> Refused
//!                        every state --asked to stop--> Stopped
//! ```
//!
//! The task that runs it owns the client of the attempt; it forwards messages into a bounded queue and publishes nothing.
//! When the queue is full it waits, and the broker behind TCP with it. It never decodes a payload and never sees the store.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use model::{AckToken, Incoming, Timestamp};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;

use crate::adapter::Keep;
use crate::backoff::Backoff;
use crate::failure::{Failure, Remedy};
use crate::limits::{
    PACKET_BYTES_MAX, PROBE_WAIT_MAX, PROTOCOL_BYTES_MAX, QUEUE_MESSAGES_MAX, REFUSALS_MAX,
    TAKE_OVER_LIVED_MAX, TAKE_OVER_WINDOW, TAKE_OVERS_MAX,
};
use crate::settings::Settings;
use crate::status::{Counters, Counts, State, Status};
use crate::tls::{Material, Secured};
use crate::version::Versions;

mod again;
mod connecting;
mod link;
mod live;
mod refused;
mod retained;
mod room;
mod stopped;
mod subscribing;
mod waiting;

use again::{Again, News};
use room::Room;

/// Tells the time a message came.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The handle to a running session; dropping it stops the session.
#[derive(Debug)]
pub struct Session {
    // Unbounded by type and bounded in fact: a broker has at most 65,535 messages unacknowledged on a connection.
    acknowledged: mpsc::UnboundedSender<Vec<AckToken>>,
    status: watch::Receiver<Status>,
    counters: Arc<Counters>,
    again: Again,
    /// Hears once more what the broker retained; ends with the session.
    hearing: JoinSet<()>,
    task: JoinHandle<()>,
}

impl Session {
    /// Starts a session in the current tokio runtime; messages come out of the receiver in the order of arrival.
    ///
    /// Dropping the receiver stops the session too.
    #[must_use]
    pub fn start(settings: Settings, clock: Clock) -> (Self, mpsc::Receiver<Incoming>) {
        Self::start_kept(settings, clock, Keep::Session)
    }

    fn start_kept(
        settings: Settings,
        clock: Clock,
        keep: Keep,
    ) -> (Self, mpsc::Receiver<Incoming>) {
        let (acknowledged, tokens) = mpsc::unbounded_channel();
        let (messages, receiver) = mpsc::channel(QUEUE_MESSAGES_MAX);
        let began = Status::new(clock(), settings.subscribed.clone());
        let (status, watched) = watch::channel(began);
        let counters = Arc::new(Counters::default());
        let again = Again {
            settings: settings.clone(),
            clock: Arc::clone(&clock),
            news: Arc::default(),
            messages: messages.downgrade(),
            counters: Arc::clone(&counters),
            status: status.clone(),
        };
        let core = Core {
            versions: Versions::new(settings.version),
            subscribed: settings.subscribed.clone(),
            settings,
            keep,
            material: None,
            clock,
            status,
            messages,
            room: Room::new(),
            tokens,
            counters: Arc::clone(&counters),
            news: Arc::clone(&again.news),
            rng: fastrand::Rng::new(),
            backoff: Backoff::default(),
            outage_began: Instant::now(),
            attempt: 0,
            stood: 0,
            wire_bytes_max: PACKET_BYTES_MAX,
            refusals: 0,
            overflow: VecDeque::new(),
            take_overs: VecDeque::new(),
        };
        let task = tokio::spawn(run(core));
        let hearing = JoinSet::new();
        (Self { acknowledged, status: watched, counters, again, hearing, task }, receiver)
    }

    /// Acknowledges messages to the broker, once their readings are durable. Never waits.
    ///
    /// They go out in the order of arrival, whatever the order here; those of an older connection are thrown away.
    pub fn acknowledge(&self, tokens: &[AckToken]) {
        if self.acknowledged.send(tokens.to_vec()).is_err() {
            tracing::debug!(tokens = tokens.len(), "Acknowledgements after the end of the session");
        }
    }

    /// Has the broker send once more what it retained, on a connection beside this one: the session and its subscriptions stand
    /// as they are. Where that is under way already, it begins anew. Told as [`Status::heard_again`] when it is through.
    ///
    /// Nothing is asked while the broker refuses the session itself.
    pub fn listen_again(&mut self) {
        if matches!(self.status.borrow().state, State::Refused { .. }) {
            return;
        }
        self.hearing.abort_all();
        while self.hearing.try_join_next().is_some() {}
        let turn = self.again.begin();
        self.hearing.spawn(self.again.clone().run(turn));
    }

    /// The state and the facts around it, now and whenever they change.
    #[must_use]
    pub fn status(&self) -> watch::Receiver<Status> {
        self.status.clone()
    }

    /// What was counted so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counters.read()
    }

    /// Ends the session: what was acknowledged is sent, then a farewell that lets the broker keep the session.
    pub async fn stop(mut self) {
        self.hearing.shutdown().await;
        drop(self.acknowledged);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "Session ended abnormally");
        }
    }
}

/// What all states share.
struct Core {
    settings: Settings,
    keep: Keep,
    /// What the files of a secured connection held when they were read last.
    material: Option<Material>,
    clock: Clock,
    status: watch::Sender<Status>,
    messages: mpsc::Sender<Incoming>,
    room: Room,
    tokens: mpsc::UnboundedReceiver<Vec<AckToken>>,
    counters: Arc<Counters>,
    news: Arc<News>,
    rng: fastrand::Rng,
    backoff: Backoff,
    versions: Versions,
    outage_began: Instant,
    attempt: u64,
    /// Connections that stood.
    stood: u64,
    /// What the broker's session is subscribed to.
    subscribed: Vec<String>,
    /// Largest packet read; raised for one that has to be read to be thrown away.
    wire_bytes_max: usize,
    /// Refusals in a row that only the operator can mend.
    refusals: u32,
    /// What was taken from the socket while the queue was full; outlives the connection, so that the order holds.
    overflow: VecDeque<Incoming>,
    /// When the client identifier was taken over, within the window.
    take_overs: VecDeque<Instant>,
}

/// A state and what it holds.
enum Phase {
    Connecting,
    Subscribing(subscribing::Subscribing),
    Live(live::Live),
    Waiting(waiting::Waiting),
    Refused(Failure),
    Stopped(Option<Box<link::Link>>),
}

async fn run(mut core: Core) {
    let mut phase = match core.prepare().await {
        Ok(()) => Phase::Connecting,
        Err(failure) => Phase::Refused(failure),
    };
    loop {
        phase = match phase {
            Phase::Connecting => connecting::run(&mut core).await,
            Phase::Subscribing(state) => state.run(&mut core).await,
            Phase::Live(state) => state.run(&mut core).await,
            Phase::Waiting(state) => state.run(&mut core).await,
            Phase::Refused(failure) => refused::run(&mut core, failure).await,
            Phase::Stopped(link) => return stopped::run(&mut core, link).await,
        };
    }
}

impl Core {
    /// Checks the settings and reads the files that they name.
    async fn prepare(&mut self) -> Result<(), Failure> {
        self.settings = self.settings.clone().checked()?;
        self.material = Material::load(&self.settings.security).await?;
        Ok(())
    }

    /// How the next attempt is secured; none where it is plain.
    ///
    /// The files are read again for every attempt but the first, so that a renewed certificate is taken up. One that can no longer
    /// be read leaves what was read before.
    async fn secured(&mut self) -> Option<Secured> {
        if self.attempt > 1 {
            match Material::load(&self.settings.security).await {
                Ok(material) => self.material = material,
                Err(failure) => tracing::warn!(%failure, "Certificates kept as they were read"),
            }
        }
        self.material.as_ref().map(Material::secured)
    }

    /// Shows a state.
    fn enter(&self, state: State) {
        let now = (self.clock)();
        tracing::info!(
            connection = self.settings.connection.0,
            attempt = self.attempt,
            ?state,
            "Session state"
        );
        self.status.send_modify(|status| {
            status.attempt = self.attempt;
            status.since = now;
            if let State::Waiting { failure, .. } | State::Refused { failure } = &state {
                status.last_failure = Some(failure.clone());
            }
            status.state = state;
        });
    }

    /// Throws tokens away that can only be of an older connection.
    fn throw_away(&self, tokens: &[AckToken]) {
        tokens.iter().for_each(|_| self.counters.stale());
    }

    /// Waits until something other than old tokens happens: the end of the session.
    async fn asked_to_stop(&mut self) {
        while let Some(tokens) = self.tokens.recv().await {
            self.throw_away(&tokens);
        }
    }

    /// What follows a failure of a connection that was live for `lived`, or never was.
    fn lost(&mut self, mut failure: Failure, lived: Option<Duration>) -> Phase {
        if let Failure::TooLarge { bytes, .. } = failure {
            // Only 3.1.1 comes here: read it next time, to name it and to be rid of it.
            self.wire_bytes_max = bytes.clamp(self.wire_bytes_max, PROTOCOL_BYTES_MAX);
        }
        if lived.is_some() && !failure.repeats() {
            self.backoff.reset();
            self.outage_began = Instant::now();
        }
        if let Failure::TakenOver { times, .. } = &mut failure {
            *times = self.taken_over();
            if *times >= TAKE_OVERS_MAX {
                return Phase::Refused(failure);
            }
        }
        self.refusals = match failure.remedy() {
            Remedy::Operator => self.refusals + 1,
            Remedy::Retry => 0,
        };
        if self.refusals >= REFUSALS_MAX {
            return Phase::Refused(failure);
        }
        let wait = self.backoff.next(self.outage_began.elapsed(), self.rng.f64());
        Phase::Waiting(waiting::Waiting { failure, lived, wait })
    }

    /// Counts a take-over; how many there were within the window.
    fn taken_over(&mut self) -> usize {
        let now = Instant::now();
        self.take_overs.push_back(now);
        self.take_overs.retain(|at| now.duration_since(*at) < TAKE_OVER_WINDOW);
        self.take_overs.len()
    }

    /// Whether a connection that ended so was likely pushed out by another program with the same identifier.
    ///
    /// MQTT 3.1.1 has no word for it, and rumqttc cannot read mosquitto's word in MQTT 5 (a DISCONNECT without properties): the
    /// connection just closes soon after it stood, and the broker is there all the same and had kept our session. A broker that
    /// was stopped is not there, one that lost its memory kept nothing.
    async fn looks_taken_over(&self, failure: &Failure, lived: Option<Duration>) -> bool {
        if !self.status.borrow().session_present
            || !matches!(failure, Failure::Closed { .. })
            || lived.is_none_or(|lived| lived > TAKE_OVER_LIVED_MAX)
        {
            return false;
        }
        let knock = TcpStream::connect((self.settings.host.as_str(), self.settings.port));
        matches!(tokio::time::timeout(PROBE_WAIT_MAX, knock).await, Ok(Ok(_)))
    }
}
