//! The acknowledgements one connection owes, kept in the order of arrival.
//!
//! MQTT wants them in that order, whatever the order in which batches become durable: one that is ready waits for those before it.
//! Bounded by the 65,535 packet identifiers; a new connection begins with a new one.

use std::collections::VecDeque;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Free,
    Waiting,
    Ready,
}

/// What is owed to the broker on one connection.
#[derive(Debug)]
pub(crate) struct Owed {
    order: VecDeque<u16>,
    marks: Vec<Mark>,
}

/// Whether a packet identifier was owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marked {
    /// It was, and is ready now.
    Ready,
    /// It was not, or was ready before.
    Unknown,
}

impl Owed {
    pub(crate) fn new() -> Self {
        Self { order: VecDeque::new(), marks: vec![Mark::Free; usize::from(u16::MAX) + 1] }
    }

    /// Notes a message. One that a broker sends twice is owed once.
    pub(crate) fn arrived(&mut self, packet_id: u16) {
        let mark = &mut self.marks[usize::from(packet_id)];
        if *mark == Mark::Free {
            *mark = Mark::Waiting;
            self.order.push_back(packet_id);
        }
    }

    /// Notes that a message may be acknowledged.
    pub(crate) fn ready(&mut self, packet_id: u16) -> Marked {
        let mark = &mut self.marks[usize::from(packet_id)];
        if *mark != Mark::Waiting {
            return Marked::Unknown;
        }
        *mark = Mark::Ready;
        Marked::Ready
    }

    /// The next one to acknowledge, where all before it are.
    pub(crate) fn next(&mut self) -> Option<u16> {
        let packet_id = *self.order.front()?;
        let mark = &mut self.marks[usize::from(packet_id)];
        if *mark != Mark::Ready {
            return None;
        }
        *mark = Mark::Free;
        self.order.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drain(owed: &mut Owed) -> Vec<u16> {
        std::iter::from_fn(|| owed.next()).collect()
    }

    #[test]
    fn acknowledgements_go_out_in_the_order_of_arrival() {
        let mut owed = Owed::new();
        [7, 3, 9].into_iter().for_each(|id| owed.arrived(id));
        assert_eq!(owed.ready(9), Marked::Ready);
        assert!(drain(&mut owed).is_empty());
        owed.ready(7);
        assert_eq!(drain(&mut owed), [7]);
        owed.ready(3);
        assert_eq!(drain(&mut owed), [3, 9]);
    }

    #[test]
    fn nothing_is_acknowledged_twice_or_unasked() {
        let mut owed = Owed::new();
        assert_eq!(owed.ready(1), Marked::Unknown);
        owed.arrived(1);
        owed.arrived(1);
        owed.ready(1);
        assert_eq!(owed.ready(1), Marked::Unknown);
        assert_eq!(drain(&mut owed), [1]);
        assert!(drain(&mut owed).is_empty());
    }

    #[test]
    fn an_identifier_may_come_again_once_acknowledged() {
        let mut owed = Owed::new();
        for _ in 0..3 {
            owed.arrived(65_535);
            owed.ready(65_535);
            assert_eq!(drain(&mut owed), [65_535]);
        }
    }
}
