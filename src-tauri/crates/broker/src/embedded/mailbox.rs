//! What waits for one client: answers, messages, and messages that are on their way and not acknowledged.
//!
//! Bounded in number and bytes. When it is full the oldest message gives way, so that who comes back late sees the newest.

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::BytesMut;
use model::Qos;
use rumqttc::QoS;
use rumqttc::mqttbytes::v4::{Packet, Publish};

use super::hub::Publication;

/// Messages that wait for one client: twenty minutes of the demo building.
const MESSAGES_MAX: usize = 10_000;
/// Their bytes, with those on their way.
const BYTES_MAX: usize = 8 * 1024 * 1024;
/// Messages on their way to one client; further ones wait for acknowledgements.
const WINDOW_MAX: usize = 1_000;
/// Answers that wait for one client; beyond, nothing more is read from it.
const ANSWERS_MAX: usize = 4_096;
/// Bytes that are handed to the socket at once.
const WRITE_BYTES: usize = 64 * 1024;

const _: () = assert!(WINDOW_MAX < 65_535, "every message on its way has an identifier");
const _: () = assert!(
    BYTES_MAX > 2 * super::connection::PACKET_BYTES_MAX,
    "a message gives way to others, not to itself"
);

/// What waits for one client.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    outgoing: VecDeque<Outgoing>,
    /// Sent with QoS 1 and not acknowledged, in the order of sending.
    on_the_way: VecDeque<OnTheWay>,
    answers: usize,
    bytes: usize,
    last_id: u16,
}

#[derive(Debug)]
enum Outgoing {
    Answer(Packet),
    Message(Message),
    /// One that is on its way already and is sent once more.
    Again(u16),
}

#[derive(Debug, Clone)]
struct Message {
    publication: Arc<Publication>,
    qos: Qos,
    retained: bool,
}

#[derive(Debug)]
struct OnTheWay {
    id: u16,
    message: Message,
}

impl Mailbox {
    /// Adds an answer.
    pub(super) fn answer(&mut self, packet: Packet) {
        self.answers += 1;
        self.outgoing.push_back(Outgoing::Answer(packet));
    }

    /// Whether as many answers wait as may.
    pub(super) fn is_flooded(&self) -> bool {
        self.answers >= ANSWERS_MAX
    }

    /// Adds a message; how many others gave way to it.
    pub(super) fn post(&mut self, publication: &Arc<Publication>, qos: Qos, retained: bool) -> u64 {
        let publication = Arc::clone(publication);
        self.bytes += publication.bytes();
        self.outgoing.push_back(Outgoing::Message(Message { publication, qos, retained }));
        let mut dropped = 0;
        while (self.outgoing.len() > MESSAGES_MAX + self.answers || self.bytes > BYTES_MAX)
            && self.drop_oldest()
        {
            dropped += 1;
        }
        dropped
    }

    /// Notes that a message arrived.
    pub(super) fn acknowledged(&mut self, id: u16) {
        if let Some(at) = self.on_the_way.iter().position(|sent| sent.id == id)
            && let Some(sent) = self.on_the_way.remove(at)
        {
            self.bytes -= sent.message.publication.bytes();
        }
    }

    /// The client went away: only what was promised to it stays.
    pub(super) fn rest(&mut self) {
        let mut kept = 0;
        self.outgoing.retain(|outgoing| match outgoing {
            Outgoing::Message(message) if message.qos == Qos::AtLeastOnce => {
                kept += message.publication.bytes();
                true
            }
            Outgoing::Message(_) | Outgoing::Answer(_) | Outgoing::Again(_) => false,
        });
        let sent = self.on_the_way.iter().map(|sent| sent.message.publication.bytes());
        self.bytes = kept + sent.sum::<usize>();
        self.answers = 0;
    }

    /// The client came back: what it did not acknowledge is sent again, before all else.
    pub(super) fn resume(&mut self) {
        for sent in self.on_the_way.iter().rev() {
            self.outgoing.push_front(Outgoing::Again(sent.id));
        }
    }

    /// Writes what can be sent now, up to a good write; nothing where there is nothing to send.
    pub(super) fn write(&mut self, out: &mut BytesMut) -> Result<(), rumqttc::mqttbytes::Error> {
        while out.len() < WRITE_BYTES {
            let Some(packet) = self.next() else { break };
            packet.write(out, usize::MAX)?;
        }
        Ok(())
    }

    /// The next packet. A message that must wait for acknowledgements lets answers and QoS 0 pass.
    fn next(&mut self) -> Option<Packet> {
        let is_full = self.on_the_way.len() >= WINDOW_MAX;
        let at = self.outgoing.iter().position(|outgoing| !(is_full && outgoing.needs_room()))?;
        match self.outgoing.remove(at)? {
            Outgoing::Answer(packet) => {
                self.answers -= 1;
                Some(packet)
            }
            Outgoing::Message(message) if message.qos == Qos::AtMostOnce => {
                self.bytes -= message.publication.bytes();
                Some(Packet::Publish(message.packet(0)))
            }
            Outgoing::Message(message) => {
                let id = self.free_id();
                let packet = message.packet(id);
                self.on_the_way.push_back(OnTheWay { id, message });
                Some(Packet::Publish(packet))
            }
            Outgoing::Again(id) => {
                let sent = self.on_the_way.iter().find(|sent| sent.id == id);
                match sent {
                    Some(sent) => {
                        Some(Packet::Publish(Publish { dup: true, ..sent.message.packet(id) }))
                    }
                    // Acknowledged since: an acknowledgement of the older connection may come on the newer one.
                    None => self.next(),
                }
            }
        }
    }

    fn free_id(&mut self) -> u16 {
        loop {
            self.last_id = if self.last_id == u16::MAX { 1 } else { self.last_id + 1 };
            if !self.on_the_way.iter().any(|sent| sent.id == self.last_id) {
                return self.last_id;
            }
        }
    }

    fn drop_oldest(&mut self) -> bool {
        let is_message = |outgoing: &Outgoing| matches!(outgoing, Outgoing::Message(_));
        let Some(at) = self.outgoing.iter().position(is_message) else { return false };
        if let Some(Outgoing::Message(message)) = self.outgoing.remove(at) {
            self.bytes -= message.publication.bytes();
        }
        true
    }
}

impl Outgoing {
    fn needs_room(&self) -> bool {
        matches!(self, Self::Message(message) if message.qos == Qos::AtLeastOnce)
    }
}

impl Message {
    fn packet(&self, id: u16) -> Publish {
        let qos = match self.qos {
            Qos::AtMostOnce => QoS::AtMostOnce,
            Qos::AtLeastOnce => QoS::AtLeastOnce,
        };
        let payload = self.publication.payload.clone();
        let mut packet = Publish::from_bytes(self.publication.topic.as_ref(), qos, payload);
        packet.pkid = id;
        packet.retain = self.retained;
        packet
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn publication(payload: &str) -> Arc<Publication> {
        let payload = Bytes::copy_from_slice(payload.as_bytes());
        Arc::new(Publication { topic: Arc::from("t"), payload })
    }

    fn posted(count: usize, qos: Qos) -> (Mailbox, u64) {
        let mut mailbox = Mailbox::default();
        let dropped = (0..count).map(|n| mailbox.post(&publication(&n.to_string()), qos, false));
        let dropped = dropped.sum();
        (mailbox, dropped)
    }

    /// What is sent now: payload, identifier, and whether it is said to be sent again.
    fn sent(mailbox: &mut Mailbox) -> Vec<(String, u16, bool)> {
        let packets = std::iter::from_fn(|| mailbox.next());
        let told = packets.filter_map(|packet| match packet {
            Packet::Publish(message) => {
                let payload = String::from_utf8_lossy(&message.payload).into_owned();
                Some((payload, message.pkid, message.dup))
            }
            _ => None,
        });
        told.collect()
    }

    #[test]
    fn the_window_bounds_what_is_on_its_way_and_answers_pass() {
        let (mut mailbox, _) = posted(WINDOW_MAX + 2, Qos::AtLeastOnce);
        assert_eq!(sent(&mut mailbox).len(), WINDOW_MAX);
        mailbox.answer(Packet::PingResp);
        assert_eq!(mailbox.next(), Some(Packet::PingResp));
        mailbox.acknowledged(1);
        assert_eq!(sent(&mut mailbox), [(WINDOW_MAX.to_string(), 1_001, false)]);
    }

    #[test]
    fn a_full_mailbox_drops_the_oldest_and_says_so() {
        let (mut mailbox, dropped) = posted(MESSAGES_MAX + 3, Qos::AtMostOnce);
        assert_eq!(dropped, 3);
        assert_eq!(sent(&mut mailbox)[0].0, "3");
        let large = "x".repeat(200 * 1024);
        let dropped: u64 =
            (0..100).map(|_| mailbox.post(&publication(&large), Qos::AtLeastOnce, false)).sum();
        assert!(dropped > 50 && mailbox.bytes <= BYTES_MAX);
        sent(&mut mailbox);
        (0..=u16::MAX).for_each(|id| mailbox.acknowledged(id));
        assert_eq!(mailbox.bytes, 0, "what came is what went");
    }

    #[test]
    fn what_was_not_acknowledged_is_sent_again_before_what_is_new() {
        let (mut mailbox, _) = posted(3, Qos::AtLeastOnce);
        sent(&mut mailbox);
        mailbox.acknowledged(2);
        mailbox.rest();
        mailbox.post(&publication("new"), Qos::AtLeastOnce, false);
        mailbox.resume();
        let again = |payload: &str, id, dup| (payload.to_owned(), id, dup);
        assert_eq!(
            sent(&mut mailbox),
            [again("0", 1, true), again("2", 3, true), again("new", 4, false)]
        );
    }

    #[test]
    fn a_client_that_is_away_keeps_only_what_was_promised() {
        let (mut mailbox, _) = posted(2, Qos::AtMostOnce);
        mailbox.answer(Packet::PingResp);
        mailbox.post(&publication("promised"), Qos::AtLeastOnce, false);
        mailbox.rest();
        assert_eq!(sent(&mut mailbox), [("promised".to_owned(), 1, false)]);
        assert!(!mailbox.is_flooded());
    }
}
