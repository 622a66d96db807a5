//! Messages on lines of JSON, as `decode` and `encode` take them: a line of output for each, and how points are spelled.
//!
//! A line of at most `LINE_BYTES_MAX`; a longer one is cut, and so cannot be read.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use model::{ConnectionId, Incoming};
use serde::Deserialize;

use super::signals;
use crate::exit::Ended;
use crate::output::Output;

/// A line longer than this is refused: the largest message that is read at all fits, with every byte escaped.
pub(super) const LINE_BYTES_MAX: usize = 64 << 20;

const BUFFER_BYTES: usize = 1 << 16;

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

/// Answers each line of a file, or of standard input where it is `-`, on standard output; ends early when interrupted.
///
/// `what` is done, in one word: `Decoding`. `answer` writes one JSON document for a line.
pub(super) async fn answer_file(
    path: &Path,
    what: &str,
    answer: impl FnMut(&[u8], &mut dyn Write) -> serde_json::Result<()> + Send + 'static,
) -> Result<(), Ended> {
    let mut interrupt = signals::interrupt()?;
    let path = path.to_owned();
    let answering = tokio::task::spawn_blocking(move || {
        let output = io::stdout().lock();
        if path == Path::new("-") {
            return answer_lines(io::stdin().lock(), output, answer);
        }
        let file = File::open(&path).map_err(|cause| Ended::reading(&path, cause))?;
        answer_lines(file, output, answer)
    });
    tokio::select! {
        ended = answering => ended.unwrap_or_else(|cause| Err(Ended::could_not(format!("{what} broke off: {cause}."), ""))),
        () = interrupt.come() => Err(Ended::Interrupted),
    }
}

/// Writes a line for each line; each is out before the next one is waited for.
pub(super) fn answer_lines(
    input: impl Read,
    output: impl Write,
    mut answer: impl FnMut(&[u8], &mut dyn Write) -> serde_json::Result<()>,
) -> Result<(), Ended> {
    let mut input = BufReader::with_capacity(BUFFER_BYTES, input);
    let mut output = BufWriter::with_capacity(BUFFER_BYTES, output);
    let failed = |cause| Output::failed(&cause);
    let mut line = Vec::new();
    loop {
        if !input.buffer().contains(&b'\n') {
            output.flush().map_err(failed)?;
        }
        let more = read_line(&mut input, &mut line)
            .map_err(|cause| Ended::reading(Path::new("The input"), cause))?;
        if !more {
            return output.flush().map_err(failed);
        }
        answer(&line, &mut output).map_err(|cause| failed(cause.into()))?;
        output.write_all(b"\n").map_err(failed)?;
    }
}

/// Reads one line without its end; an overlong one is cut, and so cannot be read as a message. False after the last.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
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
