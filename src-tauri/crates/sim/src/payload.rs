//! The forms in which devices put their values into payloads.
//!
//! Plain text, or JSON written by hand as firmware does. Times are written to the millisecond and are understood from 1990
//! to 2200.

use std::io::Write as _;

use bytes::Bytes;
use model::Timestamp;

use crate::signal::Figure;

/// How one topic's payload is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `21.4`
    Plain,
    /// `21.4 °C`
    PlainWithUnit,
    /// `{"value":21.4,"unit":"°C","time":"2025-11-13T09:30:00.000Z"}`
    Envelope,
    /// `{"ts":1763026200000,"temperature":21.4,"humidity":41}`
    Object(Stamp, Aside),
}

/// How an object tells its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stamp {
    /// `"ts":1763026200000`
    Milliseconds,
    /// `"timestamp":1763026200.000`
    Seconds,
    /// `"time":"2025-11-13T09:30:00.000Z"`
    Iso,
}

/// What an object tells beside its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aside {
    /// Nothing: the units follow from the names.
    Nothing,
    /// The unit of its temperatures; the other units follow from the names beside them.
    Celsius,
    /// That its values are uncertain.
    Uncertain,
}

/// One value as a payload tells it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told<'a> {
    /// Its key in an object; needs no escape.
    pub(crate) key: &'a str,
    pub(crate) unit: Option<&'a str>,
    pub(crate) decimals: u8,
    pub(crate) figure: Figure,
}

/// The payload of values that share a topic.
pub(crate) fn render<'a>(
    form: Form,
    mut told: impl Iterator<Item = Told<'a>>,
    now: Timestamp,
) -> Bytes {
    let mut text = Vec::with_capacity(32 + 40 * told.size_hint().0);
    match form {
        Form::Object(stamp, unit) => object(&mut text, stamp, unit, told, now),
        Form::Plain => {
            if let Some(told) = told.next() {
                plain(&mut text, &told);
            }
        }
        Form::PlainWithUnit => {
            if let Some(told) = told.next() {
                plain(&mut text, &told);
                if let Some(unit) = told.unit {
                    text.push(b' ');
                    text.extend_from_slice(unit.as_bytes());
                }
            }
        }
        Form::Envelope => {
            if let Some(told) = told.next() {
                envelope(&mut text, &told, now);
            }
        }
    }
    Bytes::from(text)
}

fn envelope(text: &mut Vec<u8>, told: &Told<'_>, now: Timestamp) {
    text.extend_from_slice(b"{\"value\":");
    json(text, told);
    if let Some(unit) = told.unit {
        put(text, format_args!(",\"unit\":\"{unit}\""));
    }
    text.push(b',');
    stamp(text, Stamp::Iso, now);
    text.push(b'}');
}

fn object<'a>(
    text: &mut Vec<u8>,
    form: Stamp,
    aside: Aside,
    values: impl Iterator<Item = Told<'a>>,
    now: Timestamp,
) {
    text.push(b'{');
    stamp(text, form, now);
    for told in values {
        text.extend_from_slice(b",\"");
        text.extend_from_slice(told.key.as_bytes());
        text.extend_from_slice(b"\":");
        json(text, &told);
    }
    match aside {
        Aside::Nothing => {}
        Aside::Celsius => put(text, format_args!(",\"unit\":\"°C\"")),
        Aside::Uncertain => put(text, format_args!(",\"quality\":\"uncertain\"")),
    }
    text.push(b'}');
}

fn plain(text: &mut Vec<u8>, told: &Told<'_>) {
    match told.figure {
        Figure::Number(number) => {
            let decimals = usize::from(told.decimals);
            put(text, format_args!("{number:.decimals$}"));
        }
        Figure::Boolean(boolean) => put(text, format_args!("{boolean}")),
        Figure::Word(word) => text.extend_from_slice(word.as_bytes()),
    }
}

fn json(text: &mut Vec<u8>, told: &Told<'_>) {
    if let Figure::Word(word) = told.figure {
        put(text, format_args!("\"{word}\""));
    } else {
        plain(text, told);
    }
}

fn stamp(text: &mut Vec<u8>, form: Stamp, now: Timestamp) {
    let (seconds, ms) = (now.ms().div_euclid(1_000), now.ms().rem_euclid(1_000));
    match form {
        Stamp::Milliseconds => put(text, format_args!("\"ts\":{}", now.ms())),
        Stamp::Seconds => put(text, format_args!("\"timestamp\":{seconds}.{ms:03}")),
        Stamp::Iso => {
            let (year, month, day) = date(seconds.div_euclid(86_400));
            let second = seconds.rem_euclid(86_400);
            let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
            put(
                text,
                format_args!(
                    "\"time\":\"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z\""
                ),
            );
        }
    }
}

/// The year, month and day of a day since 1970-01-01, by the calendar that runs from March to February.
fn date(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, of_month)
}

fn put(text: &mut Vec<u8>, arguments: std::fmt::Arguments<'_>) {
    text.write_fmt(arguments).expect("memory takes whatever is written to it");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(ms: i64) -> String {
        let mut text = Vec::new();
        stamp(&mut text, Stamp::Iso, Timestamp::from_ms(ms));
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn instants_are_written_as_the_calendar_has_them() {
        assert_eq!(told(0), r#""time":"1970-01-01T00:00:00.000Z""#);
        assert_eq!(told(1_709_164_800_007), r#""time":"2024-02-29T00:00:00.007Z""#);
        assert_eq!(told(1_709_251_199_999), r#""time":"2024-02-29T23:59:59.999Z""#);
        assert_eq!(told(1_763_026_200_000), r#""time":"2025-11-13T09:30:00.000Z""#);
        assert_eq!(told(-1), r#""time":"1969-12-31T23:59:59.999Z""#);
    }
}
