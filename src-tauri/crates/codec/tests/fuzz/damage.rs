//! Damages messages: bytes and words are changed, moved, doubled and cut.

use fastrand::Rng;

/// A damaged payload stays below.
const PAYLOAD_BYTES_MAX: usize = 16 * 1_024;

/// Runs and repeats reach so far.
const RUN_MAX: usize = 64;

/// Words that break what takes them for granted.
const AWKWARD: &[&str] = &[
    "",
    "0",
    "-0",
    "-1",
    "+1",
    "1.",
    ".5",
    "00",
    "1e308",
    "1e999",
    "-1e400",
    "1e-400",
    "0x1F",
    "0b101",
    "NaN",
    "Infinity",
    "-inf",
    "9007199254740993",
    "18446744073709551616",
    "123456789012345678901234567890",
    "4294967296",
    "-2147483649",
    "65535",
    "true",
    "false",
    "null",
    "on",
    "OFF",
    "unavailable",
    "unknown",
    "None",
    "\"\"",
    "{}",
    "[]",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\",
    "\\ud800",
    "\\u0000",
    "\\n",
    "\u{feff}",
    "\u{0}",
    "\u{7f}",
    "é",
    "°C",
    "µg/m³",
    "\u{ffff}",
    "😀",
    "~",
    "~1",
    "/",
    "//",
    "$",
    "#",
    "+",
    "%",
    "|",
    "{{",
    "}}",
    "{%",
    "%}",
    "{{ value_json.a }}",
    "| float",
    "| round(400)",
    "** 99999",
    "'x' * 99999",
    "~~~~",
    "1700000000",
    "1700000000000",
    "1700000000000000000",
    "2016-12-31T23:59:60Z",
    "9999-12-31T23:59:59+23:59",
    "0001-01-01T00:00:00Z",
    "2024-02-30T10:00:00Z",
    "1111-11-11T11:11:11",
    "2024-10-27T02:30:00",
    "-9223372036854775808",
    "1;2;3",
    "a=b",
    "a,b",
    " ",
    "\t",
    "\r\n",
    "set",
    "get",
    "config",
    "state",
    "status",
    "value",
    "unit",
    "time",
    "id",
    "name",
];

/// A word that breaks what takes it for granted, or one of those that were heard.
pub(crate) fn word<'w>(rng: &mut Rng, heard: &'w [Vec<u8>]) -> &'w [u8] {
    if heard.is_empty() || rng.u8(..4) == 0 {
        rng.choice(AWKWARD).map_or(b"", |word| word.as_bytes())
    } else {
        &heard[rng.usize(..heard.len())]
    }
}

/// Changes a payload in one place.
pub(crate) fn payload(rng: &mut Rng, bytes: &mut Vec<u8>, heard: &[Vec<u8>]) {
    let at = rng.usize(..=bytes.len());
    let run = at..(at + rng.usize(..RUN_MAX)).min(bytes.len());
    match rng.u8(..10) {
        0 if at < bytes.len() => bytes[at] ^= 1 << rng.u8(..8),
        1 if at < bytes.len() => bytes[at] = rng.u8(..),
        2 => drop(bytes.splice(at..at, word(rng, heard).iter().copied())),
        3 => drop(bytes.drain(run)),
        4 => {
            let doubled = bytes[run].to_vec();
            drop(bytes.splice(at..at, doubled));
        }
        5 => bytes.truncate(at),
        6 => {
            let repeated = word(rng, heard).repeat(rng.usize(1..RUN_MAX));
            drop(bytes.splice(at..at, repeated));
        }
        _ => {
            let run = word_at(bytes, at);
            drop(bytes.splice(run, word(rng, heard).iter().copied()));
        }
    }
    bytes.truncate(PAYLOAD_BYTES_MAX);
}

/// The word, or the lone sign, that stands at a place.
fn word_at(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let length = bytes[at..].iter().take_while(|byte| is_word(byte)).count();
    let before = bytes[..at].iter().rev().take_while(|byte| is_word(byte)).count();
    at - before..(at + length.max(1)).min(bytes.len())
}

/// Changes a topic in one level.
pub(crate) fn topic(rng: &mut Rng, topic: &str, heard: &[Vec<u8>]) -> String {
    let mut levels: Vec<String> = topic.split('/').map(str::to_owned).collect();
    let at = rng.usize(..levels.len());
    let other = String::from_utf8_lossy(word(rng, heard)).into_owned();
    match rng.u8(..6) {
        0 => drop(levels.remove(at)),
        1 => levels.insert(at, other),
        2 => levels[at].push_str(&other),
        3 => drop(levels[at].pop()),
        4 => levels.swap(at, 0),
        _ => levels[at] = other,
    }
    levels.join("/")
}

/// The words of a text: runs of letters and digits, and each sign by itself.
pub(crate) fn words(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut words = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let run = word_at(bytes, at);
        at = run.end;
        words.push(bytes[run].to_vec());
    }
    words
}
