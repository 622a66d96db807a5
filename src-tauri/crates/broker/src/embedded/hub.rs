//! What all connections share: sessions and their subscriptions, what is retained, and the clients of this process.
//!
//! One lock, held for moments and never across a wait.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::{Bytes, BytesMut};
use model::Qos;
use rumqttc::mqttbytes::v4::Packet;
use tokio::sync::{Notify, mpsc};

use super::Received;
use super::filter::matches;
use super::mailbox::Mailbox;
use crate::publisher::Retain;

/// Sessions that are kept, those of absent clients included; the one that is longest away is forgotten for a new one.
const SESSIONS_MAX: usize = 32;
/// Filters of one session.
const FILTERS_MAX: usize = 256;
/// Retained messages; beyond, new topics are not kept.
const RETAINED_MAX: usize = 5_000;
/// Their bytes.
const RETAINED_BYTES_MAX: usize = 4 * 1024 * 1024;

/// What was published.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Publication {
    pub(super) topic: Arc<str>,
    pub(super) payload: Bytes,
}

/// A client of this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ListenerId(u64);

/// A connection's right to its session, until another one takes it over.
#[derive(Debug, Clone)]
pub(super) struct Ticket {
    client_id: String,
    number: u64,
    pub(super) bells: Arc<Bells>,
}

/// What the two sides of a connection wake each other with.
#[derive(Debug, Default)]
pub(super) struct Bells {
    /// Something is to be sent, or the session was taken over.
    pub(super) work: Notify,
    /// Something was sent.
    pub(super) room: Notify,
}

/// The session belongs to a newer connection of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TakenOver;

/// No more sessions can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

/// How a client wants its session kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeping {
    /// It outlives the connection.
    Session,
    /// It begins anew and ends with the connection.
    Nothing,
}

#[derive(Debug, Default)]
pub(super) struct Hub {
    shared: Mutex<Shared>,
    numbers: AtomicU64,
    dropped: AtomicU64,
}

#[derive(Debug, Default)]
struct Shared {
    sessions: HashMap<String, Session>,
    retained: BTreeMap<Arc<str>, Arc<Publication>>,
    retained_bytes: usize,
    listeners: Vec<Listener>,
}

#[derive(Debug)]
struct Session {
    keeping: Keeping,
    filters: Vec<(String, Qos)>,
    mailbox: Mailbox,
    /// The number of the connection that serves it; none while the client is away.
    connection: Option<u64>,
    /// The number that tells when it was last served.
    served: u64,
    bells: Arc<Bells>,
}

#[derive(Debug)]
struct Listener {
    id: ListenerId,
    filters: Vec<String>,
    messages: mpsc::Sender<Received>,
}

impl Hub {
    /// A number for a client of this process.
    pub(super) fn listener_id(&self) -> ListenerId {
        ListenerId(self.number())
    }

    /// Messages that gave way because a queue was full.
    pub(super) fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// A client connects: its ticket, and whether its session was there. An older connection of the same name ends.
    pub(super) fn connect(
        &self,
        client_id: &str,
        keeping: Keeping,
    ) -> Result<(Ticket, bool), Full> {
        let number = self.number();
        let bells = Arc::new(Bells::default());
        let mut shared = self.shared();
        let older = shared.sessions.remove(client_id);
        if let Some(older) = &older {
            older.bells.work.notify_one();
        }
        let known =
            older.filter(|older| older.keeping == Keeping::Session && keeping == Keeping::Session);
        let present = known.is_some();
        if !present && shared.sessions.len() >= SESSIONS_MAX {
            shared.forget_one()?;
        }
        let mut session = known.unwrap_or_else(|| Session {
            keeping,
            filters: Vec::new(),
            mailbox: Mailbox::default(),
            connection: None,
            served: number,
            bells: Arc::clone(&bells),
        });
        session.mailbox.rest();
        session.mailbox.resume();
        session.connection = Some(number);
        session.bells = Arc::clone(&bells);
        shared.sessions.insert(client_id.to_owned(), session);
        Ok((Ticket { client_id: client_id.to_owned(), number, bells }, present))
    }

    /// A connection ended.
    pub(super) fn disconnect(&self, ticket: &Ticket) {
        let number = self.number();
        let mut shared = self.shared();
        let Ok(session) = shared.session(ticket) else { return };
        session.connection = None;
        session.served = number;
        session.mailbox.rest();
        if session.keeping == Keeping::Nothing {
            shared.sessions.remove(&ticket.client_id);
        }
    }

    /// Subscribes: whether it was granted. What is retained comes before the answer that the caller gives next.
    pub(super) fn subscribe(
        &self,
        ticket: &Ticket,
        filter: &str,
        qos: Qos,
    ) -> Result<bool, TakenOver> {
        let mut shared = self.shared();
        let retained = shared.retained_on(&[filter]);
        let session = shared.session(ticket)?;
        let has_room = session.filters.len() < FILTERS_MAX;
        match session.filters.iter_mut().find(|(known, _)| known == filter) {
            Some(known) => known.1 = qos,
            None if has_room => session.filters.push((filter.to_owned(), qos)),
            None => return Ok(false),
        }
        let dropped: u64 =
            retained.iter().map(|publication| session.mailbox.post(publication, qos, true)).sum();
        session.bells.work.notify_one();
        self.count_dropped(dropped);
        Ok(true)
    }

    /// Whether a client that is there has subscribed to this very filter.
    pub(super) fn is_subscribed(&self, filter: &str) -> bool {
        let shared = self.shared();
        let mut there = shared.sessions.values().filter(|session| session.connection.is_some());
        there.any(|session| session.filters.iter().any(|(known, _)| known == filter))
    }

    /// Leaves a filter.
    pub(super) fn unsubscribe(&self, ticket: &Ticket, filter: &str) -> Result<(), TakenOver> {
        let mut shared = self.shared();
        shared.session(ticket)?.filters.retain(|(known, _)| known != filter);
        Ok(())
    }

    /// Adds an answer to a client's mail; whether there is room for another one.
    pub(super) fn answer(&self, ticket: &Ticket, packet: Packet) -> Result<bool, TakenOver> {
        let mut shared = self.shared();
        let session = shared.session(ticket)?;
        session.mailbox.answer(packet);
        session.bells.work.notify_one();
        Ok(!session.mailbox.is_flooded())
    }

    /// Whether there is room for another answer.
    pub(super) fn has_room(&self, ticket: &Ticket) -> Result<bool, TakenOver> {
        Ok(!self.shared().session(ticket)?.mailbox.is_flooded())
    }

    /// A client says that a message arrived.
    pub(super) fn acknowledged(&self, ticket: &Ticket, id: u16) -> Result<(), TakenOver> {
        let mut shared = self.shared();
        let session = shared.session(ticket)?;
        session.mailbox.acknowledged(id);
        session.bells.work.notify_one();
        Ok(())
    }

    /// Writes what can be sent to a client now.
    pub(super) fn write(
        &self,
        ticket: &Ticket,
        out: &mut BytesMut,
    ) -> Result<Result<(), rumqttc::mqttbytes::Error>, TakenOver> {
        let mut shared = self.shared();
        let session = shared.session(ticket)?;
        let written = session.mailbox.write(out);
        session.bells.room.notify_one();
        Ok(written)
    }

    /// Hands a message to all who asked for it, each once, and keeps it where it is to be retained.
    pub(super) fn publish(
        &self,
        from: Option<ListenerId>,
        publication: &Arc<Publication>,
        qos: Qos,
        retain: Retain,
    ) {
        let mut shared = self.shared();
        if retain == Retain::Yes && !shared.retain(publication) {
            self.count_dropped(1);
        }
        let mut dropped = 0;
        for session in shared.sessions.values_mut() {
            let filters = session.filters.iter();
            let asked = filters.filter(|(filter, _)| matches(filter, &publication.topic));
            let Some(granted) = asked.map(|(_, qos)| *qos).reduce(higher) else { continue };
            let qos = lower(granted, qos);
            if session.connection.is_some() || qos == Qos::AtLeastOnce {
                dropped += session.mailbox.post(publication, qos, false);
                session.bells.work.notify_one();
            }
        }
        shared.listeners.retain(|listener| !listener.messages.is_closed());
        for listener in &shared.listeners {
            if from != Some(listener.id) && listener.wants(&publication.topic) {
                dropped += listener.hand(publication, false);
            }
        }
        self.count_dropped(dropped);
    }

    /// Adds a client of this process.
    pub(super) fn listen(
        &self,
        id: ListenerId,
        filters: Vec<String>,
        messages: mpsc::Sender<Received>,
    ) {
        let mut shared = self.shared();
        let words: Vec<&str> = filters.iter().map(String::as_str).collect();
        let retained = shared.retained_on(&words);
        let listener = Listener { id, filters, messages };
        self.count_dropped(retained.iter().map(|kept| listener.hand(kept, true)).sum());
        shared.listeners.push(listener);
    }

    fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    fn count_dropped(&self, dropped: u64) {
        self.dropped.fetch_add(dropped, Ordering::Relaxed);
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Publication {
    /// How much of a queue's bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.topic.len() + self.payload.len()
    }
}

impl Shared {
    /// The session of a connection that still has it.
    fn session(&mut self, ticket: &Ticket) -> Result<&mut Session, TakenOver> {
        let session = self.sessions.get_mut(&ticket.client_id).ok_or(TakenOver)?;
        if session.connection == Some(ticket.number) { Ok(session) } else { Err(TakenOver) }
    }

    /// Forgets the session whose client is longest away.
    fn forget_one(&mut self) -> Result<(), Full> {
        let away = self.sessions.iter().filter(|(_, session)| session.connection.is_none());
        let longest = away.min_by_key(|(_, session)| session.served).map(|(id, _)| id.clone());
        longest.and_then(|id| self.sessions.remove(&id)).map(|_| ()).ok_or(Full)
    }

    /// Keeps a message for those who subscribe later; an empty one means none. Returns whether there was room.
    fn retain(&mut self, publication: &Arc<Publication>) -> bool {
        if let Some(older) = self.retained.remove(&publication.topic) {
            self.retained_bytes -= older.bytes();
        }
        if publication.payload.is_empty() {
            return true;
        }
        let has_room = self.retained.len() < RETAINED_MAX
            && self.retained_bytes + publication.bytes() <= RETAINED_BYTES_MAX;
        if has_room {
            self.retained_bytes += publication.bytes();
            self.retained.insert(Arc::clone(&publication.topic), Arc::clone(publication));
        }
        has_room
    }

    fn retained_on(&self, filters: &[&str]) -> Vec<Arc<Publication>> {
        let wanted = |topic: &str| filters.iter().any(|filter| matches(filter, topic));
        self.retained.values().filter(|kept| wanted(&kept.topic)).cloned().collect()
    }
}

impl Listener {
    fn wants(&self, topic: &str) -> bool {
        self.filters.iter().any(|filter| matches(filter, topic))
    }

    /// Hands a message over; 1 where there was no room.
    fn hand(&self, publication: &Publication, retained: bool) -> u64 {
        let received = Received {
            topic: Arc::clone(&publication.topic),
            payload: publication.payload.clone(),
            retained,
        };
        u64::from(self.messages.try_send(received).is_err())
    }
}

fn higher(a: Qos, b: Qos) -> Qos {
    if a == Qos::AtLeastOnce { a } else { b }
}

fn lower(a: Qos, b: Qos) -> Qos {
    if a == Qos::AtMostOnce { a } else { b }
}
