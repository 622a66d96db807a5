//! Times as devices write them: seconds to nanoseconds since 1970, and ISO 8601.
//!
//! Rounded to the nearest millisecond by exact decimal arithmetic. The magnitude tells the unit: between
//! 1990 and 2200 seconds, milliseconds, microseconds and nanoseconds have no value in common. What is
//! outside is a device without a clock. A time without a zone is never given one here.

use chrono::{NaiveDate, NaiveTime};
use model::Timestamp;

/// 1990-01-01T00:00:00Z: earlier ones come from clocks that were never set.
const EARLIEST_S: i64 = 631_152_000;
/// 2200-01-01T00:00:00Z.
const LATEST_S: i64 = 7_258_118_400;

/// What stands in a time's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// An instant.
    Instant(Timestamp),
    /// A date and time of day without a zone.
    Unzoned,
    /// A time that cannot be: impossible, or outside 1990 to 2200.
    Impossible,
    /// Something else.
    Nothing,
}

/// Reads a time that is written as a number, also as one in quotes.
pub(crate) fn of_number(text: &str) -> Told {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_decimal = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_decimal(whole) || !is_decimal(fraction) {
        return of_signed(text);
    }
    match whole.parse() {
        Ok(whole) => scaled(whole, fraction.as_bytes()),
        Err(_) => Told::Impossible,
    }
}

/// Reads a time that is a whole number.
pub(crate) fn of_count(count: u64) -> Told {
    i64::try_from(count).map_or(Told::Impossible, |count| scaled(count, &[]))
}

/// The instant so many milliseconds after 1970; nothing outside 1990 to 2200.
pub(crate) fn of_ms(ms: i64) -> Option<Timestamp> {
    is_plausible(ms.div_euclid(1_000)).then(|| Timestamp::from_ms(ms))
}

/// Reads a time that is written as text.
pub(crate) fn of_text(text: &str) -> Told {
    let text = text.trim();
    let Some(first) = text.bytes().next() else {
        return Told::Nothing;
    };
    if !first.is_ascii_digit() && first != b'-' {
        return Told::Nothing;
    }
    match iso(text) {
        Told::Nothing => of_number(text),
        told => told,
    }
}

/// A number with a sign or an exponent, as some printers write large ones: `1.7e9`.
fn of_signed(text: &str) -> Told {
    match text.parse::<f64>() {
        // By its sign, not by comparing: a negative zero keeps its sign when it is written out, and would come back here.
        Ok(number) if number.is_finite() && number.is_sign_positive() => {
            of_number(&format!("{number:.4}"))
        }
        Ok(_) => Told::Impossible,
        Err(_) => Told::Nothing,
    }
}

/// The instant of a count whose unit its magnitude tells.
fn scaled(count: i64, fraction: &[u8]) -> Told {
    let digit = |at: usize| fraction.get(at).map_or(0, |digit| i64::from(digit - b'0'));
    let half = |at: usize| i64::from(digit(at) >= 5);
    let ms = if is_plausible(count) {
        count * 1_000 + digit(0) * 100 + digit(1) * 10 + digit(2) + half(3)
    } else if is_plausible(count / 1_000) {
        count + half(0)
    } else if is_plausible(count / 1_000_000) {
        (count + 500) / 1_000
    } else if is_plausible(count / 1_000_000_000) {
        (count + 500_000) / 1_000_000
    } else {
        return Told::Impossible;
    };
    Told::Instant(Timestamp::from_ms(ms))
}

/// Whether a device can have meant this second: between 1990 and 2200.
pub(crate) fn is_plausible(seconds: i64) -> bool {
    (EARLIEST_S..LATEST_S).contains(&seconds)
}

/// Reads ISO 8601 and its kin: a space for the `T`, no seconds, a comma, `+0100`, ` UTC`, `[Europe/Berlin]`.
fn iso(text: &str) -> Told {
    let mut fields = Fields(text.as_bytes());
    let Some(midnight_s) = fields.date() else {
        return Told::Nothing;
    };
    let is_date_only = fields.0.is_empty();
    let time = if is_date_only {
        Some((0, 0))
    } else if fields.eat(b"Tt ") {
        fields.time_of_day()
    } else {
        return Told::Nothing;
    };
    let (Some(midnight_s), Some((second_of_day, ms))) = (midnight_s, time) else {
        return Told::Impossible;
    };
    let offset_s = fields.offset_s();
    let seconds = midnight_s + second_of_day - offset_s.unwrap_or(0);
    match offset_s {
        _ if !is_plausible(seconds) => Told::Impossible,
        Some(_) => Told::Instant(Timestamp::from_ms(seconds * 1_000 + ms)),
        None => Told::Unzoned,
    }
}

/// What is left of a text that is read field by field.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    /// The second at which a date begins: nothing where there is no date, nothing inside where it is impossible.
    #[expect(
        clippy::option_option,
        reason = "no date and an impossible one are told apart on this one line"
    )]
    fn date(&mut self) -> Option<Option<i64>> {
        let year = self.digits(4)?;
        let month = self.eat(b"-").then(|| self.digits(2))??;
        let day = self.eat(b"-").then(|| self.digits(2))??;
        let (month, day) = (u32::try_from(month).ok()?, u32::try_from(day).ok()?);
        let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
        Some(date.map(|date| date.and_time(NaiveTime::MIN).and_utc().timestamp()))
    }

    /// The second of the day, and the milliseconds beyond it; a leap second is the one after.
    fn time_of_day(&mut self) -> Option<(i64, i64)> {
        let hour = self.digits(2)?;
        let minute = self.eat(b":").then(|| self.digits(2))??;
        let second = if self.eat(b":") { self.digits(2)? } else { 0 };
        let ms = if self.eat(b".,") { self.fraction_ms() } else { 0 };
        let exists = hour < 24 && minute < 60 && second <= 60;
        exists.then_some((hour * 3_600 + minute * 60 + second, ms))
    }

    fn fraction_ms(&mut self) -> i64 {
        let mut digits = [0; 4];
        let mut count = 0;
        while let Some(digit) = self.digits(1) {
            if let Some(place) = digits.get_mut(count) {
                *place = digit;
            }
            count += 1;
        }
        let [tenths, hundredths, thousandths, next] = digits;
        tenths * 100 + hundredths * 10 + thousandths + i64::from(next >= 5)
    }

    /// How far local time is ahead of UTC; nothing where no offset is told, or only a zone's name.
    fn offset_s(&mut self) -> Option<i64> {
        let rest = self.0.trim_ascii();
        if matches!(rest, b"Z" | b"z" | b"UTC" | b"utc" | b"GMT") || rest.starts_with(b"Z[") {
            return Some(0);
        }
        let sign = match rest.first()? {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let mut fields = Fields(rest.get(1..)?);
        let hours = fields.digits(2)?;
        fields.eat(b":");
        let minutes = fields.digits(2).unwrap_or(0);
        let is_whole = fields.0.is_empty() || fields.0.starts_with(b"[");
        (is_whole && hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
    }

    fn eat(&mut self, any: &[u8]) -> bool {
        match self.0.split_first() {
            Some((first, rest)) if any.contains(first) => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    /// A number of exactly so many digits.
    fn digits(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        let mut number = 0;
        for digit in digits {
            if !digit.is_ascii_digit() {
                return None;
            }
            number = number * 10 + i64::from(digit - b'0');
        }
        self.0 = rest;
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match of_text(text) {
            Told::Instant(time) => time.ms().to_string(),
            told => format!("{told:?}"),
        }
    }

    #[test]
    fn magnitude_tells_the_unit_of_a_count() {
        let same = [
            "1700000000",
            "1700000000000",
            "1700000000000000",
            "1700000000000000000",
            "1700000000.0",
            "1.7e9",
            "1.7e+12",
        ];
        for text in same {
            assert_eq!(read(text), "1700000000000", "{text}");
        }
    }

    #[test]
    fn a_fraction_is_rounded_to_the_nearest_millisecond() {
        insta::assert_snapshot!(read("1700000000.1234"), @"1700000000123");
        insta::assert_snapshot!(read("1700000000.9996"), @"1700000001000");
        insta::assert_snapshot!(read("1700000000123500"), @"1700000000124");
        insta::assert_snapshot!(read("2023-11-14T22:13:20.9995Z"), @"1700000001000");
    }

    #[test]
    fn dates_with_a_zone_are_instants() {
        insta::assert_snapshot!(read("2023-11-14T22:13:20Z"), @"1700000000000");
        insta::assert_snapshot!(read("2023-11-14T23:13:20+01:00"), @"1700000000000");
        insta::assert_snapshot!(read("2023-11-14 23:13:20.5+0100"), @"1700000000500");
        insta::assert_snapshot!(read("2023-11-14T23:13:20,5+01[Europe/Berlin]"), @"1700000000500");
        insta::assert_snapshot!(read("2023-11-14 22:13 UTC"), @"1699999980000");
        insta::assert_snapshot!(read("2016-12-31T23:59:60Z"), @"1483228800000");
    }

    #[test]
    fn a_zone_is_never_guessed() {
        insta::assert_snapshot!(read("2024-10-27T02:30:00"), @"Unzoned");
        insta::assert_snapshot!(read("2024-10-27T02:30:00 CET"), @"Unzoned");
        insta::assert_snapshot!(read("2024-10-27"), @"Unzoned");
    }

    #[test]
    fn what_cannot_be_a_time_is_none() {
        for text in [
            "0",
            "-0",
            "-0.0",
            "-1",
            "-1700000000",
            "42",
            "253402300800000000000",
            "1e300",
            "0001-01-01T00:00:00Z",
            "1111-11-11T11:11:11",
            "9999-12-31T23:59:59Z",
            "2024-02-30T10:00:00Z",
            "2024-01-01T25:00:00Z",
        ] {
            assert_eq!(read(text), "Impossible", "{text}");
        }
        for text in ["", "12:30", "Monday", "2024-01-01-meter"] {
            assert_eq!(read(text), "Nothing", "{text}");
        }
    }
}
