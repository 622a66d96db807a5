//! When a value was true: the device's own time where it can be, else the time it was received.

use model::{Quality, Timestamp};

use crate::limits::{AGE_MAX, AHEAD_MAX};

/// A settled time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Settled {
    pub(crate) time: Timestamp,
    pub(crate) quality: Quality,
    /// Whether the device told a time that was not believed.
    pub(crate) replaced: bool,
}

/// Settles the time of one value; `last` is the newest time given to this point without one of its own.
pub(crate) fn settle(
    told: Option<Timestamp>,
    quality: Quality,
    received: Timestamp,
    last: &mut Timestamp,
) -> Settled {
    match told {
        Some(time) if time <= received + AHEAD_MAX && time >= received - AGE_MAX => {
            Settled { time, quality, replaced: false }
        }
        Some(_) => Settled {
            time: after(received, last),
            quality: quality.worse(Quality::Uncertain),
            replaced: true,
        },
        None => Settled { time: after(received, last), quality, replaced: false },
    }
}

/// Receive times rise strictly per point, so that two values of one millisecond are two readings.
fn after(received: Timestamp, last: &mut Timestamp) -> Timestamp {
    let next = Timestamp::from_ms(last.ms().saturating_add(1));
    *last = received.max(next);
    *last
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_ms(1_793_000_000_000);

    fn settle_told(told: i64) -> Settled {
        settle(Some(Timestamp::from_ms(told)), Quality::Good, NOW, &mut Timestamp::from_ms(0))
    }

    #[test]
    fn times_too_far_ahead_or_too_old_are_replaced_and_nothing_is_refused() {
        let minute = 60_000;
        assert!(!settle_told(NOW.ms() + 10 * minute).replaced);
        assert!(!settle_told(NOW.ms() - 9 * 365 * 24 * 60 * minute).replaced);
        for told in [NOW.ms() + 11 * minute, NOW.ms() - 11 * 365 * 24 * 60 * minute, i64::MAX] {
            let settled = settle_told(told);
            assert_eq!((settled.time, settled.replaced), (NOW, true));
            assert_eq!(settled.quality, Quality::Uncertain);
        }
    }

    #[test]
    fn receive_times_rise_strictly() {
        let mut last = Timestamp::from_ms(0);
        let first = settle(None, Quality::Good, NOW, &mut last).time;
        let second = settle(None, Quality::Good, NOW, &mut last).time;
        let third = settle(None, Quality::Good, NOW, &mut last).time;
        assert_eq!([first.ms(), second.ms(), third.ms()], [NOW.ms(), NOW.ms() + 1, NOW.ms() + 2]);
    }
}
