//! InfluxDB's line protocol: `measurement,tag=value field=value,field=value time`, a metric a line.
//!
//! A comma, a space or an equals sign inside a name stands behind a backslash; a text field stands in quotes. A line that
//! is no metric is refused by itself.

use std::borrow::Cow;

use model::{Quality, Timestamp, Value};

use super::{device_of, unit_of};
use crate::json::time::{self, Told};
use crate::limits::JSON_BYTES_MAX;
use crate::said::{Facts, Said};
use crate::{RejectReason, text};

/// A line's parts, still escaped.
struct Line<'a> {
    measurement: &'a str,
    tags: Vec<(&'a str, &'a str)>,
    fields: Vec<(&'a str, &'a str)>,
    time: Option<&'a str>,
}

/// Whether the first metric of a payload can be nothing else: it has tags or a time, or stands in Telegraf's own topics.
pub(super) fn is_protocol(topic: &str, payload: &[u8]) -> bool {
    // A plain value has no equals sign; most messages are told by that.
    if !payload.contains(&b'=') || payload.len() > JSON_BYTES_MAX {
        return false;
    }
    let Ok(payload) = std::str::from_utf8(payload) else {
        return false;
    };
    lines(payload).next().and_then(parse).is_some_and(|line| {
        let is_typed = line.fields.iter().all(|(_, value)| is_typed(value));
        let is_expected = topic.starts_with("telegraf/");
        is_typed && (is_expected || !line.tags.is_empty() || line.time.is_some())
    })
}

/// Reads every line.
pub(super) fn read(payload: &str, said: &mut Said<'_>) {
    for line in lines(payload) {
        match parse(line) {
            Some(line) => metric(&line, said),
            None => said.refuse(&[], RejectReason::Malformed),
        }
    }
}

/// The lines that are neither empty nor comments.
fn lines(payload: &str) -> impl Iterator<Item = &str> {
    let lines = Lines(payload).map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Lines whose ends are not inside quotes: a text field may hold one.
struct Lines<'a>(&'a str);

impl<'a> Iterator for Lines<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.0.is_empty() {
            return None;
        }
        let (line, rest) = split_at_unescaped(self.0, "\n");
        self.0 = rest.unwrap_or("");
        Some(line)
    }
}

fn parse(line: &str) -> Option<Line<'_>> {
    let (series, rest) = split_at_unescaped(line, " ");
    let (fields, time) = split_at_unescaped(rest?.trim_start(), " ");
    let time = time.map(str::trim).filter(|time| !time.is_empty());
    if time.is_some_and(|time| !is_time(time)) {
        return None;
    }
    let (measurement, tags) = split_at_unescaped(series, ",");
    let is_named = !measurement.is_empty() && !measurement.contains('"');
    is_named.then_some(())?;
    let tags = tags.map_or(Some(Vec::new()), pairs)?;
    Some(Line { measurement, tags, fields: pairs(fields)?, time })
}

fn is_time(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads `key=value,key=value`.
fn pairs(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut pairs = Vec::new();
    let mut rest = Some(text);
    while let Some(text) = rest {
        let (pair, after) = split_at_unescaped(text, ",");
        let (key, value) = split_at_unescaped(pair, "=");
        let value = value.filter(|value| !value.is_empty() && !key.is_empty())?;
        pairs.push((key, value));
        rest = after;
    }
    Some(pairs)
}

/// Splits at the first separator that is neither behind a backslash nor inside quotes.
fn split_at_unescaped<'a>(text: &'a str, separator: &str) -> (&'a str, Option<&'a str>) {
    let separator = separator.as_bytes().first();
    let mut is_escaped = false;
    let mut is_quoted = false;
    let mut before = b'\0';
    for (at, byte) in text.bytes().enumerate() {
        // Quotes are meant only where a field's value begins, or after one began.
        let opens = byte == b'"' && (is_quoted || before == b'=' || at == 0);
        if !is_escaped && opens {
            is_quoted = !is_quoted;
        } else if !is_escaped && !is_quoted && Some(&byte) == separator {
            return (&text[..at], text.get(at + 1..));
        }
        is_escaped = byte == b'\\' && !is_escaped;
        before = byte;
    }
    (text, None)
}

fn metric(line: &Line<'_>, said: &mut Said<'_>) {
    let tags = line.tags.iter().map(|(key, value)| (unescaped(key), unescaped(value)));
    let tags: Vec<_> = tags.collect();
    let tags: Vec<_> = tags.iter().map(|(key, value)| (&**key, &**value)).collect();
    let facts =
        Facts { time: line.time.and_then(time_of), unit: unit_of(&tags), ..Facts::default() };
    said.of(&device_of(&unescaped(line.measurement), &tags));
    for (key, value) in &line.fields {
        said.value(&[&unescaped(key)], value_of(value), facts);
    }
}

fn time_of(text: &str) -> Option<Timestamp> {
    match time::of_number(text) {
        Told::Instant(time) => Some(time),
        Told::Unzoned | Told::Impossible | Told::Nothing => None,
    }
}

/// Whether a field's value has the form of one of the types.
fn is_typed(value: &str) -> bool {
    is_quoted(value)
        || boolean_of(value).is_some()
        || crate::number::leading(value).is_some_and(|(_, rest)| matches!(rest, "" | "i" | "u"))
}

fn is_quoted(value: &str) -> bool {
    value.len() >= 2 && value.starts_with('"') && value.ends_with('"')
}

fn boolean_of(value: &str) -> Option<bool> {
    match value {
        "t" | "T" | "true" | "True" | "TRUE" => Some(true),
        "f" | "F" | "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// A field's value: a text in quotes, a truth, a number, or an integer with its `i` or `u`.
fn value_of(value: &str) -> Result<(Value, Quality, Option<&'static str>), RejectReason> {
    if let Some(boolean) = boolean_of(value) {
        return Ok((Value::Boolean(boolean), Quality::Good, None));
    }
    let said = if is_quoted(value) {
        let inside = value[1..value.len() - 1].replace("\\\"", "\"").replace("\\\\", "\\");
        text::read(&inside)?
    } else {
        text::read(value.strip_suffix(['i', 'u']).unwrap_or(value))?
    };
    Ok((said.value, said.quality, said.unit))
}

/// A name without the backslashes before its commas, spaces and equals signs.
fn unescaped(text: &str) -> Cow<'_, str> {
    if text.contains('\\') {
        let plain = text.replace("\\,", ",").replace("\\ ", " ").replace("\\=", "=");
        Cow::Owned(plain)
    } else {
        Cow::Borrowed(text)
    }
}
