//! `decode`: messages to readings with no broker and no store; one output line for each input line.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use codec::{Decoded, Decoder, Discovery, Reject, Verdict};
use model::{ConnectionId, Incoming, Timestamp, Value};
use serde::{Deserialize, Serialize};

use super::signals;
use crate::args::DecodeArgs;
use crate::exit::Ended;
use crate::output::Output;

/// A line longer than this is refused: the largest message that is read at all fits, with every byte escaped.
const LINE_BYTES_MAX: usize = 64 << 20;

const BUFFER_BYTES: usize = 1 << 16;

/// A message on a line.
#[derive(Deserialize)]
struct InputLine {
    topic: String,
    payload: Option<String>,
    payload_hex: Option<String>,
    #[serde(default)]
    retain: bool,
}

/// What became of it.
#[derive(Debug, Default, Serialize)]
struct OutputLine<'a> {
    readings: Vec<OutputReading<'a>>,
    availability: Vec<OutputAvailability<'a>>,
    discoveries: Vec<OutputDiscovery<'a>>,
    commands: [(); 0],
    events: Vec<OutputEvent<'a>>,
    rejects: Vec<OutputReject<'a>>,
    convention: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct OutputReading<'a> {
    device: &'a str,
    point: String,
    value: &'a Value,
    unit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ts: Option<Timestamp>,
    quality: &'static str,
}

#[derive(Debug, Serialize)]
struct OutputAvailability<'a> {
    device: &'a str,
    online: bool,
}

#[derive(Debug, Serialize)]
struct OutputDiscovery<'a> {
    device: &'a str,
    name: Option<&'a str>,
    manufacturer: Option<&'a str>,
    model: Option<&'a str>,
    points: Vec<OutputDescribed<'a>>,
}

#[derive(Debug, Serialize)]
struct OutputDescribed<'a> {
    point: String,
    name: Option<&'a str>,
    unit: Option<&'a str>,
    device_class: Option<&'a str>,
    writable: bool,
    min: Option<f64>,
    max: Option<f64>,
    step: Option<f64>,
    words: &'a [Box<str>],
}

#[derive(Debug, Serialize)]
struct OutputEvent<'a> {
    device: &'a str,
    what: &'static str,
    words: &'a str,
}

#[derive(Debug, Serialize)]
struct OutputReject<'a> {
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
}

pub(super) async fn run(args: &DecodeArgs) -> Result<(), Ended> {
    let mut interrupt = signals::interrupt()?;
    let path = args.input.clone();
    let decoding = tokio::task::spawn_blocking(move || decode_file(&path));
    tokio::select! {
        ended = decoding => ended.unwrap_or_else(|cause| Err(Ended::could_not(format!("Decoding broke off: {cause}."), ""))),
        () = interrupt.come() => Err(Ended::Interrupted),
    }
}

fn decode_file(path: &Path) -> Result<(), Ended> {
    let output = io::stdout().lock();
    if path == Path::new("-") {
        return decode_lines(io::stdin().lock(), output);
    }
    let file = File::open(path).map_err(|cause| Ended::reading(path, cause))?;
    decode_lines(file, output)
}

/// Writes a line for each line; each is out before the next one is waited for.
fn decode_lines(input: impl Read, output: impl Write) -> Result<(), Ended> {
    let mut input = BufReader::with_capacity(BUFFER_BYTES, input);
    let mut output = BufWriter::with_capacity(BUFFER_BYTES, output);
    let failed = |cause| Output::failed(&cause);
    let mut decoder = Decoder::new();
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
        let message = message_of(&line);
        let decoded = message.map(|message| decoder.decode(&message));
        let told = decoded.as_ref().map_or_else(bad_line, told);
        serde_json::to_writer(&mut output, &told).map_err(|cause| failed(cause.into()))?;
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

fn message_of(line: &[u8]) -> Option<Incoming> {
    let line: InputLine = serde_json::from_slice(line).ok()?;
    let payload = match (line.payload, line.payload_hex) {
        (Some(text), None) => text.into_bytes(),
        (None, Some(hex)) => bytes_of(&hex)?,
        (Some(_), Some(_)) | (None, None) => return None,
    };
    Some(Incoming {
        connection: ConnectionId(0),
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

fn bad_line<'a>() -> OutputLine<'a> {
    let reject = OutputReject { reason: "bad_input_line", field: None };
    OutputLine { rejects: vec![reject], ..OutputLine::default() }
}

fn told(decoded: &Decoded) -> OutputLine<'_> {
    let mut line = OutputLine { convention: Some(decoded.convention), ..OutputLine::default() };
    if let Verdict::Refused(reason) = decoded.verdict {
        line.rejects.push(OutputReject { reason: reason.code(), field: None });
    }
    let reject = |reject: &'_ Reject| reject.reason.code();
    line.rejects.extend(
        decoded.rejects.iter().map(|refused| OutputReject {
            reason: reject(refused),
            field: refused.field.as_deref(),
        }),
    );
    line.availability.extend(
        decoded
            .availability
            .iter()
            .map(|told| OutputAvailability { device: &told.device, online: told.online }),
    );
    line.discoveries.extend(decoded.discoveries.iter().map(discovery));
    line.events.extend(decoded.events.iter().map(|event| OutputEvent {
        device: &event.device,
        what: event.what,
        words: &event.words,
    }));
    for series in &decoded.series {
        let (device, point) = spelt(&series.device, &series.path);
        line.readings.extend(series.samples.iter().map(|sample| OutputReading {
            device,
            point: point.clone(),
            value: &sample.value,
            unit: series.unit.as_ref().map(model::Unit::as_str),
            ts: sample.time,
            quality: sample.quality.word(),
        }));
    }
    line
}

fn discovery(told: &Discovery) -> OutputDiscovery<'_> {
    let points = told.points.iter().map(|point| OutputDescribed {
        point: spelt(&told.device, &point.path).1,
        name: point.name.as_deref(),
        unit: point.unit.as_ref().map(model::Unit::as_str),
        device_class: point.device_class.as_deref(),
        writable: point.writable,
        min: point.limits.min,
        max: point.limits.max,
        step: point.limits.step,
        words: &point.words,
    });
    OutputDiscovery {
        device: &told.device,
        name: told.name.as_deref(),
        manufacturer: told.manufacturer.as_deref(),
        model: told.model.as_deref(),
        points: points.collect(),
    }
}

/// Device and point in people's spelling: `a/b` for the pointer `/a/b`. A plain payload has no path, and its topic's
/// last level names the point.
fn spelt<'a>(device: &'a str, path: &str) -> (&'a str, String) {
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

#[cfg(test)]
mod tests;
