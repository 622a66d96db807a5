//! Durations, ranges and instants as people write them, and as they are told.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat};
use model::{TimeRange, Timestamp};

const SECOND: u64 = 1;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;
/// A year without its leap day: `--last` counts back from now and not along the calendar.
const YEAR: u64 = 365 * DAY;

/// Longer than any history: keeps every sum of an instant and a length within the calendar.
const LENGTH_MAX: Duration = Duration::from_secs(1_000 * YEAR);

/// Reads a duration such as `30s`, `10min`, `10m`, `2h` or `7d`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let unit = |unit: &str| match unit {
        "s" => Some(SECOND),
        "m" | "min" => Some(MINUTE),
        "h" => Some(HOUR),
        "d" => Some(DAY),
        _ => None,
    };
    length(text, unit).ok_or_else(|| "write a duration such as 30s, 10min, 2h or 7d".to_owned())
}

/// Reads the length of a range such as `24h`, `90m`, `7d`, `2w` or `1y`.
pub(crate) fn last(text: &str) -> Result<Duration, String> {
    let unit = |unit: &str| match unit {
        "m" | "min" => Some(MINUTE),
        "h" => Some(HOUR),
        "d" => Some(DAY),
        "w" => Some(WEEK),
        "y" => Some(YEAR),
        _ => None,
    };
    match length(text, unit) {
        Some(Duration::ZERO) | None => {
            Err("write a range such as 90m, 24h, 7d, 2w or 1y".to_owned())
        }
        Some(length) => Ok(length),
    }
}

fn length(text: &str, unit: impl Fn(&str) -> Option<u64>) -> Option<Duration> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, rest) = text.split_at(digits);
    let seconds = number.parse::<u64>().ok()?.checked_mul(unit(rest)?)?;
    let length = Duration::from_secs(seconds);
    (length <= LENGTH_MAX).then_some(length)
}

/// Reads an instant in RFC 3339.
pub(crate) fn instant(text: &str) -> Result<Timestamp, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|time| Timestamp::from_ms(time.timestamp_millis()))
        .map_err(|_| {
            "write a time such as 2026-03-01T00:00:00Z or 2026-03-01T01:00:00+01:00".to_owned()
        })
}

/// Puts a range together from `--from` and `--to`, or from `--last`; none where neither was given.
pub(crate) fn range(
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    last: Option<Duration>,
    now: Timestamp,
) -> Result<Option<TimeRange>, String> {
    match (from, to, last) {
        (_, _, Some(length)) => Ok(Some(TimeRange::ending_at(now, length))),
        (Some(from), Some(to), None) => TimeRange::new(from, to)
            .map(Some)
            .map_err(|_| "The range ends before it begins.".to_owned()),
        _ => Ok(None),
    }
}

/// An instant in RFC 3339, UTC, with milliseconds where it has any.
pub(crate) fn rfc3339(time: Timestamp) -> String {
    let Some(utc) = DateTime::from_timestamp_millis(time.ms()) else {
        return format!("{} ms", time.ms());
    };
    let format = if time.ms() % 1_000 == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis };
    utc.to_rfc3339_opts(format, true)
}

/// An age in words: `12 s`, `41 min`, `3 h`, `12 d`.
pub(crate) fn age(ms: i64) -> String {
    let Ok(seconds) = u64::try_from(ms).map(|ms| ms / 1_000) else {
        return "in the future".to_owned();
    };
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / MINUTE),
        7_200..172_800 => format!("{} h", seconds / HOUR),
        _ => format!("{} d", seconds / DAY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_every_unit() {
        for (text, seconds) in [
            ("30s", Some(30)),
            ("10min", Some(600)),
            ("10m", Some(600)),
            ("2h", Some(7_200)),
            ("7d", Some(604_800)),
            ("0s", Some(0)),
            ("", None),
            ("10", None),
            ("h", None),
            ("-5m", None),
            ("1.5h", None),
            ("5 m", None),
            ("3mo", None),
            ("99999999999999999999d", None),
            ("18446744073709551615d", None),
        ] {
            assert_eq!(duration(text).ok(), seconds.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn lengths_of_ranges_are_read_up_to_years() {
        for (text, hours) in [
            ("90m", None),
            ("24h", Some(24)),
            ("7d", Some(168)),
            ("2w", Some(336)),
            ("1y", Some(8_760)),
        ] {
            let read = last(text).map(|length| length.as_secs()).ok();
            assert_eq!(read, hours.map(|hours| hours * 3_600).or(Some(5_400)), "{text}");
        }
        for text in ["0h", "30s", "24", "h", "9999999y", "²h", "١h"] {
            assert!(last(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_range_is_two_ends_or_a_length() {
        let at = Timestamp::from_ms;
        let now = at(10 * 3_600_000);
        let hour = Some(Duration::from_secs(3_600));
        let last = range(None, None, hour, now).unwrap().unwrap();
        assert_eq!((last.from(), last.to()), (at(9 * 3_600_000), now));
        let both = range(Some(at(1)), Some(at(2)), None, now).unwrap().unwrap();
        assert_eq!((both.from(), both.to()), (at(1), at(2)));
        assert!(range(Some(at(2)), Some(at(1)), None, now).is_err());
        assert_eq!(range(None, None, None, now), Ok(None));
    }

    #[test]
    fn instants_lead_back() {
        for text in ["2026-03-01T00:00:00Z", "2026-03-01T00:00:00.125Z", "1969-12-31T23:59:59.999Z"]
        {
            assert_eq!(rfc3339(instant(text).unwrap()), text);
        }
        assert_eq!(instant("2026-03-01T01:00:00+01:00"), instant("2026-03-01T00:00:00Z"));
        assert!(instant("2026-03-01").is_err());
        assert!(instant("2026-03-01T00:00:00").is_err());
    }

    #[test]
    fn ages_are_told_in_the_unit_that_fits() {
        for (ms, words) in [
            (0, "0 s"),
            (12_400, "12 s"),
            (119_999, "119 s"),
            (41 * 60_000, "41 min"),
            (3 * 3_600_000, "3 h"),
            (12 * 86_400_000, "12 d"),
            (-1, "in the future"),
        ] {
            assert_eq!(age(ms), words);
        }
    }
}
