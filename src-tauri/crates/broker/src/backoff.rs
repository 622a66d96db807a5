//! How long to wait before the next attempt: full jitter below a ceiling that grows with the outage.
//!
//! Arithmetic only: the outage's age and the chance are arguments. During the first 30 s the ceiling is 2 s, then it doubles with
//! every attempt to 30 s. A floor of 250 ms keeps the mean at one attempt in 1.1 s, also where a port refuses at once.

use std::time::Duration;

use crate::limits::{BACKOFF_CEILING, BACKOFF_FIRST, BACKOFF_FIRST_FOR, BACKOFF_FLOOR};

/// The wait of one outage; a new one begins at the shortest again.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Backoff {
    late_attempts: u32,
}

impl Backoff {
    /// The wait before the next attempt, `outage` after the connection was lost, with `chance` in `[0, 1)`.
    pub(crate) fn next(&mut self, outage: Duration, chance: f64) -> Duration {
        if outage >= BACKOFF_FIRST_FOR {
            self.late_attempts = self.late_attempts.saturating_add(1);
        }
        let ceiling = ceiling(self.late_attempts);
        BACKOFF_FLOOR + (ceiling - BACKOFF_FLOOR).mul_f64(chance.clamp(0.0, 1.0))
    }

    /// Starts over, for the next outage.
    pub(crate) fn reset(&mut self) {
        self.late_attempts = 0;
    }
}

fn ceiling(late_attempts: u32) -> Duration {
    BACKOFF_FIRST.saturating_mul(1 << late_attempts.min(8)).min(BACKOFF_CEILING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ceiling_doubles_to_thirty_seconds_after_the_first_thirty() {
        let mut backoff = Backoff::default();
        let mut highest = |outage_s| backoff.next(Duration::from_secs(outage_s), 1.0).as_secs();
        assert_eq!([0, 1, 10, 29].map(&mut highest), [2, 2, 2, 2]);
        assert_eq!([30, 34, 42, 60, 90, 9_000].map(&mut highest), [4, 8, 16, 30, 30, 30]);
    }

    #[test]
    fn every_wait_lies_between_floor_and_ceiling() {
        let mut rng = fastrand::Rng::with_seed(7);
        for _ in 0..1_000 {
            let mut backoff = Backoff::default();
            let mut outage = Duration::ZERO;
            while outage < Duration::from_secs(300) {
                let wait = backoff.next(outage, rng.f64());
                let most = if outage < BACKOFF_FIRST_FOR { BACKOFF_FIRST } else { BACKOFF_CEILING };
                assert!(wait >= BACKOFF_FLOOR && wait <= most, "{wait:?} after {outage:?}");
                outage += wait;
            }
        }
    }

    #[test]
    fn a_port_that_refuses_at_once_is_tried_less_than_once_a_second_in_the_mean() {
        let mut rng = fastrand::Rng::with_seed(11);
        let mut attempts = 0_u32;
        for _ in 0..1_000 {
            let mut backoff = Backoff::default();
            let mut outage = Duration::ZERO;
            while outage < Duration::from_secs(10) {
                attempts += 1;
                outage += backoff.next(outage, rng.f64());
            }
        }
        assert!(
            f64::from(attempts) / 1_000.0 <= 10.0,
            "{attempts} attempts in 1,000 outages of 10 s"
        );
    }

    #[test]
    fn consoles_do_not_come_back_together() {
        let mut rng = fastrand::Rng::with_seed(13);
        let waits: Vec<f64> = (0..500)
            .map(|_| Backoff::default().next(Duration::ZERO, rng.f64()).as_secs_f64())
            .collect();
        let (low, high) = waits.iter().fold((f64::MAX, 0_f64), |(l, h), w| (l.min(*w), h.max(*w)));
        assert!((high - low) / high > 0.5, "spread from {low} to {high}");
    }

    #[test]
    fn a_new_outage_begins_with_short_waits() {
        let mut backoff = Backoff::default();
        for outage_s in [30, 40, 50] {
            backoff.next(Duration::from_secs(outage_s), 0.5);
        }
        backoff.reset();
        assert!(backoff.next(Duration::ZERO, 1.0) <= BACKOFF_FIRST);
    }
}
