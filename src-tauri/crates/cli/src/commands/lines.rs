//! Messages on lines of JSON, as `decode` and `encode` take them, and how points are spelled there.
//!
//! A line of at most `LINE_BYTES_MAX`; a longer one is cut, and so cannot be read.

use std::io::{self, BufRead, Read};

use model::{ConnectionId, Incoming};
use serde::Deserialize;

/// A line longer than this is refused: the largest message that is read at all fits, with every byte escaped.
pub(super) const LINE_BYTES_MAX: usize = 64 << 20;

pub(super) const BUFFER_BYTES: usize = 1 << 16;

/// All lines count as heard on one connection.
pub(super) const CONNECTION: ConnectionId = ConnectionId(0);

/// A message on a line.
#[derive(Deserialize)]
struct InputLine {
    topic: String,
    payload: Option<String>,
    payload_hex: Option<String>,
    #[serde(default)]
    retain: bool,
}

/// Reads one line without its end; an overlong one is cut, and so cannot be read as a message. False after the last.
pub(super) fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let limit = LINE_BYTES_MAX as u64 + 1;
    let read = input.by_ref().take(limit).read_until(b'\n', line)?;
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() > LINE_BYTES_MAX {
        input.skip_until(b'\n')?;
    }
    Ok(read > 0)
}

/// The message on a line; nothing where there is none.
pub(super) fn message_of(line: &[u8]) -> Option<Incoming> {
    let line: InputLine = serde_json::from_slice(line).ok()?;
    let payload = match (line.payload, line.payload_hex) {
        (Some(text), None) => text.into_bytes(),
        (None, Some(hex)) => bytes_of(&hex)?,
        (Some(_), Some(_)) | (None, None) => return None,
    };
    Some(Incoming {
        connection: CONNECTION,
        topic: line.topic,
        payload: payload.into(),
        retained: line.retain,
        duplicate: false,
        received: engine::now(),
        ack: None,
    })
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = hex.as_bytes().as_chunks::<2>();
    let digit =
        |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
    if rest.is_empty() { pairs.iter().map(byte).collect() } else { None }
}

/// Device and point in people's spelling: `a/b` for the pointer `/a/b`. A plain payload has no path, and its topic's
/// last level names the point.
pub(super) fn spelt<'a>(device: &'a str, path: &str) -> (&'a str, String) {
    if !path.is_empty() {
        let levels = path.strip_prefix('/').unwrap_or(path);
        return (device, levels.replace("~1", "/").replace("~0", "~"));
    }
    match device.rsplit_once('/') {
        Some((device, point)) if !device.is_empty() && !point.is_empty() => {
            (device, point.to_owned())
        }
        _ => (device, device.trim_matches('/').to_owned()),
    }
}
