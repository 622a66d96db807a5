//! Instants in milliseconds UTC and half-open ranges of them.

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z; may be negative.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Timestamp(#[cfg_attr(feature = "ts", ts(type = "number"))] i64);

impl Timestamp {
    /// The latest instant there is; stands for "no end".
    pub const MAX: Self = Self(i64::MAX);
    /// The earliest instant there is; stands for "no beginning".
    pub const MIN: Self = Self(i64::MIN);

    /// From milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// How long `earlier` is before this; zero where it is not.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, by: Duration) -> Self {
        Self(self.0.saturating_add(whole_ms(by)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(whole_ms(by)))
    }
}

fn whole_ms(by: Duration) -> i64 {
    i64::try_from(by.as_millis()).unwrap_or(i64::MAX)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.0)
    }
}

/// A range of time, `from` included and `to` excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Ends", into = "Ends")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(as = "Ends"))]
pub struct TimeRange {
    from: Timestamp,
    to: Timestamp,
}

/// A range as it travels, before its order is checked.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(rename = "TimeRange"))]
struct Ends {
    from: Timestamp,
    to: Timestamp,
}

/// A range that would end before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the range ends at {to} before it begins at {from}")]
pub struct TimeRangeError {
    /// Where it was said to begin.
    pub from: Timestamp,
    /// Where it was said to end.
    pub to: Timestamp,
}

impl TimeRange {
    /// All of time.
    pub const ALL: Self = Self { from: Timestamp::MIN, to: Timestamp::MAX };

    /// The range `[from, to)`; empty where both are equal.
    ///
    /// # Errors
    /// Where `to` is before `from`.
    pub fn new(from: Timestamp, to: Timestamp) -> Result<Self, TimeRangeError> {
        if to < from { Err(TimeRangeError { from, to }) } else { Ok(Self { from, to }) }
    }

    /// The range of this length that ends at `to`.
    #[must_use]
    pub fn ending_at(to: Timestamp, length: Duration) -> Self {
        Self { from: to - length, to }
    }

    /// The first instant in the range.
    #[must_use]
    pub const fn from(self) -> Timestamp {
        self.from
    }

    /// The first instant after the range.
    #[must_use]
    pub const fn to(self) -> Timestamp {
        self.to
    }

    /// Whether the instant lies in the range.
    #[must_use]
    pub fn contains(self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }

    /// How long the range is.
    #[must_use]
    pub fn length(self) -> Duration {
        self.to.since(self.from)
    }
}

impl TryFrom<Ends> for TimeRange {
    type Error = TimeRangeError;

    fn try_from(ends: Ends) -> Result<Self, TimeRangeError> {
        Self::new(ends.from, ends.to)
    }
}

impl From<TimeRange> for Ends {
    fn from(range: TimeRange) -> Self {
        Self { from: range.from, to: range.to }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_its_beginning_and_not_its_end() {
        let range = TimeRange::new(Timestamp::from_ms(10), Timestamp::from_ms(20)).unwrap();
        assert!(range.contains(Timestamp::from_ms(10)));
        assert!(!range.contains(Timestamp::from_ms(20)));
        assert_eq!(range.length(), Duration::from_millis(10));
    }

    #[test]
    fn a_range_that_ends_before_it_begins_is_refused() {
        assert!(TimeRange::new(Timestamp::from_ms(1), Timestamp::from_ms(0)).is_err());
        let ends = Ends { from: Timestamp::from_ms(1), to: Timestamp::from_ms(0) };
        assert!(TimeRange::try_from(ends).is_err());
    }

    #[test]
    fn time_does_not_wrap_at_its_ends() {
        assert_eq!(Timestamp::MAX + Duration::from_secs(1), Timestamp::MAX);
        assert_eq!(Timestamp::MIN.since(Timestamp::MAX), Duration::ZERO);
    }
}
