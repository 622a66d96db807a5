//! One connection that stands: forwards its messages, sends its acknowledgements, and watches for silence.
//!
//! While the queue is full nothing is read but what comes along with a keep-alive, so that the broker waits and does not give up.

use std::pin::pin;
use std::time::Duration;

use model::{AckToken, Incoming};
use tokio::sync::mpsc::error::{TryRecvError, TrySendError};
use tokio::time::{Instant, Interval, MissedTickBehavior};

use super::retained::Retained;
use super::{Core, room};
use crate::adapter::{Arrived, Events, Grant, Happening, Requests};
use crate::failure::Failure;
use crate::limits::{
    BREATH_EVERY, BREATH_PACKETS_MAX, OVERFLOW_MESSAGES_MAX, RETAINED_QUIET, SUBSCRIBE_WAIT_MAX,
    WATCH_EVERY,
};
use crate::owed::{Marked, Owed};
use crate::status::{Counters, TooLarge};

pub(super) struct Link {
    pub(super) requests: Requests,
    pub(super) events: Events,
    attempt: u64,
    owed: Owed,
    keep_alive: Duration,
    /// When the broker was heard last.
    heard: Instant,
    /// When something other than a sign of life came last.
    useful: Instant,
    /// When a keep-alive went out last.
    pinged: Instant,
    /// When the end of what is retained was asked for last, and whether that was the second time.
    end_asked: Instant,
    end_asked_again: bool,
    watch: Interval,
    /// What the broker had retained, as it came with this connection's subscriptions; nothing once it is live.
    pub(super) retained: Retained,
}

/// What the broker owes us, so that its silence means something.
#[derive(Debug, Clone, Copy)]
pub(super) enum Awaited {
    /// Nothing but signs of life.
    Nothing,
    /// The answer to what was asked.
    Answer,
    /// The answer to leaving [`END_OF_RETAINED`], behind all that is retained. Mosquitto drops it too where its queue is full, so it is
    /// asked for again after a silence; a second silence is the end as well.
    EndOfRetained,
}

/// A filter that is never subscribed to: leaving it changes nothing and is answered all the same.
const END_OF_RETAINED: &str = "plantroom/end-of-retained";

/// What the state has to deal with.
pub(super) enum Turn {
    Subscribed(Vec<Grant>),
    Left,
    Stop,
    Lost(Failure),
}

impl Link {
    pub(super) fn new(
        requests: Requests,
        events: Events,
        attempt: u64,
        keep_alive: Duration,
    ) -> Self {
        let mut watch = tokio::time::interval(WATCH_EVERY);
        watch.set_missed_tick_behavior(MissedTickBehavior::Skip);
        Self {
            requests,
            events,
            attempt,
            owed: Owed::new(),
            keep_alive,
            heard: Instant::now(),
            useful: Instant::now(),
            pinged: Instant::now(),
            end_asked: Instant::now(),
            end_asked_again: false,
            watch,
            retained: Retained::default(),
        }
    }

    /// Forwards and acknowledges until something happens that a state has to deal with.
    ///
    /// While an answer is awaited, the broker has to send something useful at least every [`SUBSCRIBE_WAIT_MAX`].
    pub(super) async fn next(&mut self, core: &mut Core, awaited: Awaited) -> Turn {
        self.useful = Instant::now();
        (self.end_asked, self.end_asked_again) = (self.useful, false);
        if matches!(awaited, Awaited::EndOfRetained) {
            self.requests.leave(END_OF_RETAINED);
        }
        if !core.overflow.is_empty()
            && let Some(turn) = self.wait_for_room(core).await
        {
            return turn;
        }
        loop {
            let happening = match self.happening(core, awaited).await {
                Ok(happening) => happening,
                Err(turn) => return turn,
            };
            if let Some(turn) = self.acknowledge_waiting(core) {
                return turn;
            }
            match happening {
                Happening::Sent => {}
                Happening::PingSent => self.pinged = Instant::now(),
                Happening::Heard | Happening::Connected { .. } => self.heard = Instant::now(),
                Happening::Subscribed(grants) => {
                    self.heard = Instant::now();
                    return Turn::Subscribed(grants);
                }
                Happening::Left => {
                    self.heard = Instant::now();
                    return Turn::Left;
                }
                Happening::Message(arrived) => {
                    self.heard = Instant::now();
                    self.useful = self.heard;
                    if let Some(incoming) = self.accept(core, arrived)
                        && let Some(turn) = self.forward(core, incoming).await
                    {
                        return turn;
                    }
                }
            }
        }
    }

    /// The next thing that happens; meanwhile acknowledgements are passed on and silence is looked for.
    async fn happening(&mut self, core: &mut Core, awaited: Awaited) -> Result<Happening, Turn> {
        let silence_max = self.keep_alive * 3 / 2;
        let mut next = pin!(self.events.next());
        loop {
            tokio::select! {
                biased;
                happening = &mut next => return happening.map_err(Turn::Lost),
                tokens = core.tokens.recv() => match tokens {
                    Some(tokens) => settle(&mut self.owed, &self.requests, &core.counters, self.attempt, &tokens),
                    None => return Err(Turn::Stop),
                },
                _ = self.watch.tick() => {
                    let silence = self.heard.elapsed();
                    if silence >= silence_max {
                        return Err(Turn::Lost(Failure::Silent { silence }));
                    }
                    match awaited {
                        Awaited::Nothing => {}
                        Awaited::Answer if self.useful.elapsed() >= SUBSCRIBE_WAIT_MAX => {
                            let waited = SUBSCRIBE_WAIT_MAX;
                            return Err(Turn::Lost(Failure::SubscriptionUnanswered { waited }));
                        }
                        Awaited::Answer => {}
                        Awaited::EndOfRetained => {
                            if self.useful.max(self.end_asked).elapsed() < RETAINED_QUIET {
                                continue;
                            }
                            if self.end_asked_again {
                                return Err(Turn::Left);
                            }
                            self.requests.leave(END_OF_RETAINED);
                            (self.end_asked, self.end_asked_again) = (Instant::now(), true);
                        }
                    }
                }
            }
        }
    }

    /// Passes on the acknowledgements that came while messages kept the loop busy.
    fn acknowledge_waiting(&mut self, core: &mut Core) -> Option<Turn> {
        loop {
            match core.tokens.try_recv() {
                Ok(tokens) => {
                    settle(&mut self.owed, &self.requests, &core.counters, self.attempt, &tokens);
                }
                Err(TryRecvError::Empty) => return None,
                Err(TryRecvError::Disconnected) => return Some(Turn::Stop),
            }
        }
    }

    /// Makes a message of what arrived, or counts why it is none.
    fn accept(&mut self, core: &Core, arrived: Arrived) -> Option<Incoming> {
        let Arrived { topic, payload, retained, duplicate, packet_id } = arrived;
        if let Some(packet_id) = packet_id {
            self.owed.arrived(packet_id);
        }
        let refused = match topic {
            Err(topic) => {
                core.status.send_modify(|status| {
                    status.not_utf8 += 1;
                    status.last_not_utf8 = Some(topic);
                });
                None
            }
            Ok(topic) if topic.len() + payload.len() > core.settings.packet_bytes_max => {
                let bytes = topic.len() + payload.len();
                tracing::warn!(connection = core.settings.connection.0, bytes, "Message too large");
                core.status.send_modify(|status| {
                    status.too_large += 1;
                    status.last_too_large = Some(TooLarge { topic, bytes });
                });
                None
            }
            Ok(topic) => Some(topic),
        };
        // What is thrown away would come again for ever. What is retained stays at the broker anyhow, came with QoS 0 before, and
        // must not fill the broker's short queue for messages that wait for an acknowledgement.
        let at_once = refused.is_none() || retained;
        if at_once && let Some(packet_id) = packet_id {
            let token = AckToken { attempt: self.attempt, packet_id };
            settle(&mut self.owed, &self.requests, &core.counters, self.attempt, &[token]);
        }
        let topic = refused?;
        if retained && !self.retained.take(&topic, &payload) {
            return None;
        }
        if !retained {
            core.news.note(&topic);
        }
        Some(Incoming {
            connection: core.settings.connection,
            topic,
            payload,
            retained,
            duplicate,
            received: (core.clock)(),
            ack: packet_id
                .filter(|_| !at_once)
                .map(|packet_id| AckToken { attempt: self.attempt, packet_id }),
        })
    }

    async fn forward(&mut self, core: &mut Core, incoming: Incoming) -> Option<Turn> {
        match core.messages.try_reserve() {
            Ok(place) => match core.room.try_hold(incoming) {
                Ok(incoming) => {
                    place.send(incoming);
                    core.counters.received();
                    return None;
                }
                Err(incoming) => core.overflow.push_back(incoming),
            },
            Err(TrySendError::Full(())) => core.overflow.push_back(incoming),
            Err(TrySendError::Closed(())) => return Some(Turn::Stop),
        }
        self.wait_for_room(core).await
    }

    /// Waits until all that was taken while the queue was full is handed out.
    pub(super) async fn hand_over(&mut self, core: &mut Core) -> Option<Turn> {
        while !core.overflow.is_empty() {
            match self.wait_for_room(core).await {
                // An answer nobody waits for any more.
                None | Some(Turn::Subscribed(_) | Turn::Left) => {}
                turn @ Some(Turn::Stop | Turn::Lost(_)) => return turn,
            }
        }
        None
    }

    /// Waits until the queue takes what came; the wait is shown, and keep-alives go on.
    async fn wait_for_room(&mut self, core: &mut Core) -> Option<Turn> {
        let now = (core.clock)();
        core.status.send_modify(|status| {
            status.queue_full_since = Some(now);
            status.queue_full_times += 1;
        });
        let mut breath = tokio::time::interval(BREATH_EVERY);
        breath.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut turn = None;
        while turn.is_none() && !core.overflow.is_empty() {
            let (messages, room) = (core.messages.clone(), core.room.clone());
            let bytes = core.overflow.front().map_or(0, room::bytes);
            tokio::select! {
                place = room.wait(bytes, &messages) => match (place, core.overflow.pop_front()) {
                    (Ok(place), Some(incoming)) => {
                        place.send(incoming);
                        core.counters.received();
                    }
                    (Err(_), _) => turn = Some(Turn::Stop),
                    (Ok(_), None) => {}
                },
                tokens = core.tokens.recv() => match tokens {
                    Some(tokens) => settle(&mut self.owed, &self.requests, &core.counters, self.attempt, &tokens),
                    None => turn = Some(Turn::Stop),
                },
                _ = breath.tick() => turn = self.breathe(core).await,
            }
        }
        self.heard = Instant::now();
        self.useful = self.heard;
        core.status.send_modify(|status| status.queue_full_since = None);
        turn
    }

    /// Lets a keep-alive out, with the few messages that come along.
    async fn breathe(&mut self, core: &mut Core) -> Option<Turn> {
        if self.pinged.elapsed() < self.keep_alive {
            return None;
        }
        // The answers to pings lie behind the messages that are not read.
        self.events.forgive_ping();
        for _ in 0..BREATH_PACKETS_MAX {
            if core.overflow.len() >= OVERFLOW_MESSAGES_MAX {
                return None;
            }
            match tokio::time::timeout(WATCH_EVERY, self.events.next()).await {
                Err(_) => return None,
                Ok(Ok(Happening::PingSent)) => {
                    self.pinged = Instant::now();
                    return None;
                }
                Ok(Ok(Happening::Message(arrived))) => {
                    let accepted = self.accept(core, arrived);
                    core.overflow.extend(accepted);
                }
                Ok(Ok(Happening::Subscribed(grants))) => return Some(Turn::Subscribed(grants)),
                Ok(Ok(Happening::Left)) => return Some(Turn::Left),
                Ok(Ok(Happening::Heard | Happening::Sent | Happening::Connected { .. })) => {}
                Ok(Err(failure)) => return Some(Turn::Lost(failure)),
            }
        }
        None
    }
}

/// Marks tokens as ready and passes on what may go out in the order of arrival; others are counted and thrown away.
fn settle(
    owed: &mut Owed,
    requests: &Requests,
    counters: &Counters,
    attempt: u64,
    tokens: &[AckToken],
) {
    for token in tokens {
        if token.attempt != attempt || owed.ready(token.packet_id) == Marked::Unknown {
            counters.stale();
        }
    }
    while let Some(packet_id) = owed.next() {
        requests.acknowledge(packet_id);
        counters.acknowledged();
    }
}
