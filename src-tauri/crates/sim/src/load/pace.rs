//! How many messages are due after how long.
//!
//! Counts from the time that has passed, never from the last message, so nothing adds up to a drift.

use std::time::Duration;

use crate::limits::{BATCH_EVERY, LATE_MAX, LOOK_MAX};

/// A rate times a time may miss the whole number that is meant by so much: 100 a second for 0.29 s makes 28.999….
const HAIR: f64 = 1e-6;

/// The rate and the end of a load.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    /// Messages per second; none for as fast as it goes.
    rate: Option<f64>,
    /// Messages in all.
    total: u64,
    /// When it is over even where messages are still due.
    deadline: Duration,
}

impl Pace {
    /// So many messages a second, 0 for as fast as it goes, for so long.
    pub(crate) fn new(rate: f64, duration: Option<Duration>) -> Self {
        let rate = (rate > 0.0).then_some(rate);
        let late_max = rate.map_or(Duration::ZERO, |_| LATE_MAX);
        Self {
            rate,
            total: match (rate, duration) {
                (Some(rate), Some(duration)) => {
                    whole((rate * duration.as_secs_f64() - HAIR).ceil())
                }
                _ => u64::MAX,
            },
            deadline: duration.map_or(Duration::MAX, |duration| duration.saturating_add(late_max)),
        }
    }

    /// How many messages should have been sent by now; the first one at once.
    pub(crate) fn due(&self, elapsed: Duration) -> u64 {
        match self.rate {
            Some(rate) => {
                let due = whole((rate * elapsed.as_secs_f64() + HAIR).floor());
                due.saturating_add(1).min(self.total)
            }
            None => self.total,
        }
    }

    /// Whether no more are to be sent.
    pub(crate) fn is_over(&self, sent: u64, elapsed: Duration) -> bool {
        sent >= self.total || elapsed >= self.deadline
    }

    /// When to look again once all that is due has been sent; messages that come fast go in batches.
    pub(crate) fn next_look(&self, sent: u64, elapsed: Duration) -> Duration {
        let next = self.rate.map_or(Duration::ZERO, |rate| {
            Duration::try_from_secs_f64(sent as f64 / rate).unwrap_or(Duration::MAX)
        });
        let look = next.max(elapsed.saturating_add(BATCH_EVERY));
        look.min(elapsed.saturating_add(LOOK_MAX))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count; the cast saturates at both ends"
)]
fn whole(count: f64) -> u64 {
    count as u64
}

#[cfg(test)]
mod tests {
    use tokio::time::{Instant, sleep_until};

    use super::*;

    /// Runs a load whose messages take no time: how many were sent, how often it looked, how long it took.
    async fn paced(rate: f64, duration: Duration) -> (u64, u64, Duration) {
        let pace = Pace::new(rate, Some(duration));
        let started = Instant::now();
        let (mut sent, mut looks) = (0, 0);
        while !pace.is_over(sent, started.elapsed()) {
            let elapsed = started.elapsed();
            let late = pace.due(elapsed).saturating_sub(sent);
            // A timer is late by a millisecond at most.
            let late_max = whole(rate * 0.003) + 1;
            assert!(late <= late_max, "{late} at once, {elapsed:?} in");
            sent += late;
            looks += 1;
            sleep_until(started + pace.next_look(sent, elapsed)).await;
        }
        (sent, looks, started.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn exactly_the_rate_times_the_duration_is_sent() {
        for (rate, seconds, count) in [
            (1.0, 10.0, 10),
            (0.3, 10.0, 3),
            (0.01, 10.0, 1),
            (7.0, 3.0, 21),
            (100.0, 0.29, 29),
            (5_000.0, 60.0, 300_000),
            (123_456.7, 2.0, 246_914),
            (50.0, 3_600.0, 180_000),
        ] {
            let duration = Duration::from_secs_f64(seconds);
            let (sent, looks, took) = paced(rate, duration).await;
            assert_eq!(sent, count, "{rate} a second for {seconds} s");
            assert!(looks <= count.min(whole(seconds * 500.0) + 2));
            assert!(took <= duration + Duration::from_millis(3) + BATCH_EVERY || rate < 0.1);
        }
    }

    #[test]
    fn a_load_that_fell_behind_catches_up_for_a_second_and_gives_up() {
        let pace = Pace::new(1_000.0, Some(Duration::from_secs(5)));
        assert_eq!(pace.due(Duration::from_secs(2)), 2_001);
        assert_eq!(pace.due(Duration::from_secs(9)), 5_000);
        assert!(!pace.is_over(4_000, Duration::from_millis(5_900)));
        assert!(pace.is_over(4_000, Duration::from_millis(6_000)));
        assert!(pace.is_over(5_000, Duration::from_millis(4_999)));
    }

    #[test]
    fn as_fast_as_it_goes_ends_with_its_duration() {
        let pace = Pace::new(0.0, Some(Duration::from_secs(5)));
        assert_eq!(pace.due(Duration::ZERO), u64::MAX);
        assert!(!pace.is_over(9_000_000, Duration::from_millis(4_999)));
        assert!(pace.is_over(9_000_000, Duration::from_secs(5)));
        assert!(!Pace::new(0.0, None).is_over(9_000_000, Duration::from_secs(1 << 40)));
    }
}
