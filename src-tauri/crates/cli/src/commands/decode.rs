//! `decode`: messages to readings with no broker and no store; one output line for each input line.

use std::io::Write;

use codec::{Commandable, Decoded, Decoder, Discovery, Reject, Verdict};
use model::{Qos, Timestamp, Value};
use serde::Serialize;

use super::lines::{CONNECTION, answer_file, message_of, spelt};
use crate::args::DecodeArgs;
use crate::exit::Ended;

/// What became of it.
#[derive(Debug, Default, Serialize)]
struct OutputLine<'a> {
    readings: Vec<OutputReading<'a>>,
    availability: Vec<OutputAvailability<'a>>,
    discoveries: Vec<OutputDiscovery<'a>>,
    commands: Vec<OutputCommand>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<&'a str>,
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

/// A point that takes commands.
#[derive(Debug, Serialize)]
pub(super) struct OutputCommand {
    device: String,
    point: String,
    topic: String,
    qos: u8,
    min: Option<f64>,
    max: Option<f64>,
    step: Option<f64>,
    words: Vec<Box<str>>,
    /// The point that shows what became of a command.
    read_back: Option<String>,
    foreign: bool,
    priority: bool,
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
    answer_file(&args.input, "Decoding", decoding()).await
}

/// Answers a line with what its message says; what was heard carries over from line to line.
fn decoding() -> impl FnMut(&[u8], &mut dyn Write) -> serde_json::Result<()> {
    let mut decoder = Decoder::new();
    move |line, output| {
        let decoded = message_of(line).map(|message| decoder.decode(&message));
        let commands =
            decoded.as_ref().map_or_else(Vec::new, |decoded| commands(&decoder, decoded));
        let told = decoded.as_ref().map_or_else(bad_line, told);
        serde_json::to_writer(output, &OutputLine { commands, ..told })
    }
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

/// The points of a message that take commands.
pub(super) fn commands(decoder: &Decoder, decoded: &Decoded) -> Vec<OutputCommand> {
    decoder.commands(CONNECTION, decoded).into_iter().map(command).collect()
}

fn command(told: Commandable) -> OutputCommand {
    let (device, point) = spelt(&told.device, &told.path);
    OutputCommand {
        device: device.to_owned(),
        point,
        topic: told.topic,
        qos: qos_of(told.qos),
        min: told.limits.min,
        max: told.limits.max,
        step: told.limits.step,
        words: told.words,
        read_back: told.read_back.map(|point| spelt(&point.device, &point.path).1),
        foreign: told.is_foreign,
        priority: told.takes_priority,
    }
}

/// The number of a promise.
pub(super) const fn qos_of(qos: Qos) -> u8 {
    match qos {
        Qos::AtMostOnce => 0,
        Qos::AtLeastOnce => 1,
    }
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
        area: told.area.as_deref(),
        points: points.collect(),
    }
}

#[cfg(test)]
mod tests;
