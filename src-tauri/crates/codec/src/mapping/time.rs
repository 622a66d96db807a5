//! Times as a mapping says that they are written.
//!
//! A time without a zone is given the mapping's, or refused. Of an hour that comes twice when clocks are put back the earlier
//! is meant; one that is left out does not exist. Nothing outside 1990 to 2200 is a time, as in `json::time`.

use chrono::format::{Item, StrftimeItems};
use chrono::{LocalResult, NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use model::Timestamp;

use crate::RejectReason;
use crate::json::time::{self, Told};

/// How a time is written, and the zone of one that tells none.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TimeForm {
    pub(super) spelling: Spelling,
    pub(super) zone: Option<Tz>,
}

/// How a time is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Spelling {
    /// A count since 1970 whose size tells its unit, or ISO 8601.
    Auto,
    /// A count since 1970 of so many in a second.
    Count { per_second: i64 },
    /// ISO 8601.
    Iso,
    /// Date and time of day by a pattern as `%d.%m.%Y %H:%M`.
    Pattern(Box<str>),
}

impl Spelling {
    /// The spelling of a mapping's word.
    pub(super) fn of(word: &str) -> Option<Self> {
        Some(match word {
            "auto" => Self::Auto,
            "s" => Self::Count { per_second: 1 },
            "ms" => Self::Count { per_second: 1_000 },
            "us" | "µs" => Self::Count { per_second: 1_000_000 },
            "ns" => Self::Count { per_second: 1_000_000_000 },
            "iso" => Self::Iso,
            pattern if pattern.contains('%') => {
                let is_known = |item| !matches!(item, Item::Error);
                StrftimeItems::new(pattern).all(is_known).then(|| Self::Pattern(pattern.into()))?
            }
            _ => return None,
        })
    }
}

impl TimeForm {
    /// Reads a time from the text or the figures that stand for it.
    pub(super) fn read(&self, text: &str) -> Result<Timestamp, RejectReason> {
        let text = text.trim();
        match &self.spelling {
            Spelling::Auto => self.settle(time::of_text(text), text),
            Spelling::Iso if text.parse::<f64>().is_ok() => Err(RejectReason::BadTime),
            Spelling::Iso => self.settle(time::of_text(text), text),
            Spelling::Count { per_second } => count(text, *per_second),
            Spelling::Pattern(pattern) => self.by_pattern(text, pattern),
        }
    }

    /// Gives a time without a zone the mapping's.
    fn settle(&self, told: Told, text: &str) -> Result<Timestamp, RejectReason> {
        match told {
            Told::Instant(time) => Ok(time),
            Told::Unzoned => {
                let zone = self.zone.ok_or(RejectReason::NoZone)?;
                within(unzoned(text).ok_or(RejectReason::BadTime)?, zone)
            }
            Told::Impossible | Told::Nothing => Err(RejectReason::BadTime),
        }
    }

    fn by_pattern(&self, text: &str, pattern: &str) -> Result<Timestamp, RejectReason> {
        if let Ok(time) = chrono::DateTime::parse_from_str(text, pattern) {
            return plausible(time.timestamp_millis());
        }
        let naive = NaiveDateTime::parse_from_str(text, pattern)
            .or_else(|_| {
                NaiveDate::parse_from_str(text, pattern)
                    .map(|day| day.and_time(chrono::NaiveTime::MIN))
            })
            .map_err(|_| RejectReason::BadTime)?;
        within(naive, self.zone.ok_or(RejectReason::NoZone)?)
    }
}

/// The instant of a count since 1970, rounded to the nearest millisecond.
fn count(text: &str, per_second: i64) -> Result<Timestamp, RejectReason> {
    if let Ok(count) = text.parse::<i64>() {
        let (seconds, rest) = (count.div_euclid(per_second), count.rem_euclid(per_second));
        let ms = (rest * 1_000 + per_second / 2) / per_second;
        return plausible(seconds.saturating_mul(1_000).saturating_add(ms));
    }
    let count: f64 = text.parse().map_err(|_| RejectReason::BadTime)?;
    #[expect(clippy::cast_precision_loss, reason = "a power of ten up to a milliard")]
    let ms = (count / per_second as f64 * 1_000.0).round();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "saturates, and what is far away is refused"
    )]
    plausible(ms as i64)
}

fn plausible(ms: i64) -> Result<Timestamp, RejectReason> {
    let is_plausible = time::is_plausible(ms.div_euclid(1_000));
    is_plausible.then(|| Timestamp::from_ms(ms)).ok_or(RejectReason::BadTime)
}

/// Date and time of day of ISO 8601 without a zone.
fn unzoned(text: &str) -> Option<NaiveDateTime> {
    let Told::Instant(as_utc) = time::of_text(&format!("{}Z", with_time(text))) else {
        return None;
    };
    chrono::DateTime::from_timestamp_millis(as_utc.ms()).map(|time| time.naive_utc())
}

/// Date and time of day without what stands behind them; a date alone begins at midnight.
fn with_time(text: &str) -> String {
    let end = text
        .char_indices()
        .find(|(at, c)| *at > DATE_BYTES && !matches!(c, '0'..='9' | ':' | '.' | ','))
        .map_or(text.len(), |(at, _)| at);
    let text = text.get(..end).unwrap_or(text);
    if text.len() <= DATE_BYTES { format!("{text}T00:00") } else { text.to_owned() }
}

/// Length of `2024-10-27`.
const DATE_BYTES: usize = 10;

fn within(naive: NaiveDateTime, zone: Tz) -> Result<Timestamp, RejectReason> {
    match zone.from_local_datetime(&naive) {
        LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => {
            plausible(time.timestamp_millis())
        }
        LocalResult::None => Err(RejectReason::BadTime),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(spelling: &str, zone: &str, text: &str) -> String {
        let zone = zone.parse().ok();
        let form = TimeForm { spelling: Spelling::of(spelling).unwrap(), zone };
        form.read(text).map_or_else(|reason| reason.code().to_owned(), |time| time.ms().to_string())
    }

    #[test]
    fn a_count_is_of_what_the_mapping_says() {
        for (spelling, text) in [
            ("s", "1700000000"),
            ("s", "1700000000.0004"),
            ("s", "1.7e9"),
            ("ms", "1700000000000"),
            ("us", "1700000000000499"),
            ("µs", "1700000000000000"),
            ("ns", "1700000000000000000"),
            ("auto", "1700000000"),
            ("auto", "2023-11-14T22:13:20Z"),
        ] {
            assert_eq!(read(spelling, "", text), "1700000000000", "{spelling} {text}");
        }
        for (spelling, text) in [
            ("s", "0"),
            ("s", "-1"),
            ("s", "1700000000000"),
            ("ms", "1700000000"),
            ("ns", "99999999999999999999"),
            ("s", "1e300"),
            ("s", "NaN"),
            ("s", "noon"),
            ("iso", "1700000000"),
        ] {
            assert_eq!(read(spelling, "", text), "bad_time", "{spelling} {text}");
        }
    }

    #[test]
    fn a_time_without_a_zone_is_given_the_mappings() {
        let berlin = "Europe/Berlin";
        insta::assert_snapshot!(read("iso", berlin, "2023-11-14T23:13:20"), @"1700000000000");
        insta::assert_snapshot!(read("iso", berlin, "2023-11-14 23:13:20,5"), @"1700000000500");
        insta::assert_snapshot!(read("iso", berlin, "2023-11-14T23:13"), @"1699999980000");
        insta::assert_snapshot!(read("iso", berlin, "2023-11-14"), @"1699916400000");
        insta::assert_snapshot!(read("iso", berlin, "2023-11-14T22:13:20Z"), @"1700000000000");
        insta::assert_snapshot!(read("%d.%m.%Y %H:%M:%S", berlin, "14.11.2023 23:13:20"), @"1700000000000");
        insta::assert_snapshot!(read("%d.%m.%Y", berlin, "14.11.2023"), @"1699916400000");
        insta::assert_snapshot!(read("%Y%m%d%H%M%S%z", "", "20231114231320+0100"), @"1700000000000");
        insta::assert_snapshot!(read("iso", "", "2023-11-14T23:13:20"), @"no_zone");
        insta::assert_snapshot!(read("%d.%m.%Y %H:%M", "", "14.11.2023 23:13"), @"no_zone");
    }

    #[test]
    fn an_hour_that_comes_twice_is_the_earlier_and_one_left_out_is_none() {
        insta::assert_snapshot!(read("iso", "Europe/Berlin", "2024-10-27T02:30:00"), @"1729989000000");
        insta::assert_snapshot!(read("iso", "Europe/Berlin", "2024-03-31T02:30:00"), @"bad_time");
    }

    #[test]
    fn a_pattern_that_is_none_is_told() {
        assert_eq!(Spelling::of("%Q"), None);
        assert_eq!(Spelling::of("noon"), None);
    }
}
