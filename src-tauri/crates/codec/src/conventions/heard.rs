//! What a decoder makes of messages, in lines that tests compare.

use model::Value;

use crate::decoded::{Described, Sample};
use crate::incoming::incoming;
use crate::{Decoded, Decoder, Verdict};

/// Decodes messages one after the other by one decoder, and tells what the last of them said.
pub(super) fn heard(messages: &[(&str, &str)]) -> String {
    let mut decoder = Decoder::new();
    let mut last = String::new();
    for (topic, payload) in messages {
        last = told(&decoder.decode(&incoming(topic, payload.as_bytes())));
    }
    last
}

/// The convention, then a line for each thing that was said.
fn told(decoded: &Decoded) -> String {
    let mut lines = vec![decoded.convention.to_owned()];
    if let Verdict::Refused(reason) = decoded.verdict {
        lines.push(format!("refused {}", reason.code()));
    }
    for series in &decoded.series {
        let unit = series.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
        let samples = series.samples.iter().map(|sample| spelled(sample, &unit));
        let samples = samples.collect::<Vec<_>>().join(", ");
        lines.push(format!("{}: {} {samples}", series.device, series.path));
    }
    for reject in &decoded.rejects {
        lines.push(format!("{} !{}", reject.field.as_deref().unwrap_or("-"), reject.reason.code()));
    }
    for told in &decoded.availability {
        lines.push(format!("{} {}", told.device, if told.online { "is there" } else { "is gone" }));
    }
    for discovery in &decoded.discoveries {
        let names = [&discovery.name, &discovery.manufacturer, &discovery.model];
        let names: Vec<&str> = names.into_iter().filter_map(|name| name.as_deref()).collect();
        lines.push(format!("{} is {names:?}", discovery.device));
        lines.extend(discovery.points.iter().map(point));
    }
    for event in &decoded.events {
        lines.push(format!("{} {} {:?}", event.device, event.what, event.words));
    }
    lines.join("\n")
}

fn spelled(sample: &Sample, unit: &str) -> String {
    let value = match &sample.value {
        Value::Number(number) => number.to_string(),
        Value::Boolean(boolean) => boolean.to_string(),
        Value::Text(text) => format!("{text:?}"),
    };
    let time = sample.time.map(|time| format!(" @{}", time.ms())).unwrap_or_default();
    format!("{value}{unit} {}{time}", sample.quality.word())
}

fn point(point: &Described) -> String {
    let mut words = vec![format!("  {}", point.path)];
    words.extend(point.name.as_deref().map(|name| format!("{name:?}")));
    words.extend(point.unit.as_ref().map(ToString::to_string));
    words.extend(point.limits.min.map(|min| format!("from {min}")));
    words.extend(point.limits.max.map(|max| format!("to {max}")));
    words.extend(point.limits.step.map(|step| format!("by {step}")));
    words.extend((!point.words.is_empty()).then(|| point.words.join("|")));
    words.extend(point.writable.then(|| "writable".to_owned()));
    words.join(" ")
}
