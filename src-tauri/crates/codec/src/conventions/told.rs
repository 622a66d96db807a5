//! What a decoder says of messages, in lines a test can compare.

use model::{Timestamp, Value};

use crate::incoming::incoming;
use crate::{Decoded, Decoder, Described, Discovery, Sample, Verdict};

/// When the messages come in that are counted from.
const RECEIVED_MS: i64 = 1_790_000_000_000;

/// What a decoder that has heard nothing else says of a message: its convention, then a line for each thing said.
pub(super) fn told(topic: &str, payload: &str) -> String {
    after(&[], topic, payload.as_bytes())
}

/// What a decoder says of a message after others.
pub(super) fn after(earlier: &[(&str, &str)], topic: &str, payload: &[u8]) -> String {
    let mut decoder = Decoder::new();
    let mut decode = |topic: &str, payload: &[u8]| {
        let mut message = incoming(topic, payload);
        message.received = Timestamp::from_ms(RECEIVED_MS);
        decoder.decode(&message)
    };
    for (topic, payload) in earlier {
        decode(topic, payload.as_bytes());
    }
    lines(&decode(topic, payload))
}

/// What a decoder says of the last of these messages.
pub(super) fn last_of(messages: &[(&str, &str)]) -> String {
    let (topic, payload) = messages.last().expect("there is a message");
    after(&messages[..messages.len() - 1], topic, payload.as_bytes())
}

/// `convention`, then `device path = value unit @time quality`, `! path reason`, `device online`, `+ device "name"; point`,
/// `* device what words`. A good quality goes without saying.
pub(super) fn lines(decoded: &Decoded) -> String {
    let mut lines = vec![decoded.convention.to_owned()];
    for series in &decoded.series {
        let unit = series.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
        let samples = series.samples.iter().map(|sample| spelled(sample, &unit));
        lines.extend(samples.map(|said| format!("{} {} = {said}", series.device, series.path)));
    }
    lines.extend(decoded.rejects.iter().map(|reject| {
        format!("! {} {}", reject.field.as_deref().unwrap_or("-"), reject.reason.code())
    }));
    lines.extend(
        decoded.availability.iter().map(|told| {
            format!("{} {}", told.device, if told.online { "online" } else { "offline" })
        }),
    );
    lines.extend(decoded.discoveries.iter().map(discovered));
    lines.extend(
        decoded.events.iter().map(|told| format!("* {} {} {}", told.device, told.what, told.words)),
    );
    if let Verdict::Refused(reason) = decoded.verdict {
        lines.push(format!("refused {}", reason.code()));
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
    let quality = Some(sample.quality.word()).filter(|word| *word != "good");
    let quality = quality.map(|word| format!(" {word}")).unwrap_or_default();
    format!("{value}{unit}{time}{quality}")
}

fn discovered(told: &Discovery) -> String {
    let names = [&told.name, &told.manufacturer, &told.model];
    let names = names.into_iter().flatten().map(|name| format!(" {name:?}"));
    let names: String = names.collect();
    let area = told.area.iter().map(|area| format!(" in {area:?}")).collect::<String>();
    let points: String = told.points.iter().map(described).collect();
    format!("+ {}{names}{area}{points}", told.device)
}

fn described(point: &Described) -> String {
    let limits = point.limits;
    let limits = [("from", limits.min), ("to", limits.max), ("by", limits.step)];
    let mut words = vec![format!("; {}", point.path)];
    words.extend(point.name.as_deref().map(|name| format!("{name:?}")));
    words.extend(point.unit.as_ref().map(|unit| format!("in {unit}")));
    words.extend(limits.iter().filter_map(|(word, limit)| Some(format!("{word} {}", (*limit)?))));
    words.extend((!point.words.is_empty()).then(|| point.words.join("|")));
    words.extend(point.writable.then(|| "writable".to_owned()));
    words.join(" ")
}
