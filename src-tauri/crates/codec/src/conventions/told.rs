//! What a decoder says of messages, in lines a test can compare.

use model::Value;

use crate::incoming::incoming;
use crate::{Decoded, Decoder, Verdict};

/// What a decoder that has heard nothing else says of a message: its convention, then a line for each thing said.
pub(super) fn told(topic: &str, payload: &str) -> String {
    lines(&Decoder::new().decode(&incoming(topic, payload.as_bytes())))
}

/// `convention`, then `device path = value unit @time`, `! path reason`, `device online`, `+ device`, `* device what words`.
pub(super) fn lines(decoded: &Decoded) -> String {
    let mut lines = vec![decoded.convention.to_owned()];
    for series in &decoded.series {
        for sample in &series.samples {
            let value = match &sample.value {
                Value::Number(number) => number.to_string(),
                Value::Boolean(boolean) => boolean.to_string(),
                Value::Text(text) => format!("{text:?}"),
            };
            let unit = series.unit.as_ref().map_or_else(String::new, |unit| format!(" {unit}"));
            let time = sample.time.map_or_else(String::new, |time| format!(" @{}", time.ms()));
            lines.push(format!("{} {} = {value}{unit}{time}", series.device, series.path));
        }
    }
    lines.extend(decoded.rejects.iter().map(|reject| {
        format!("! {} {}", reject.field.as_deref().unwrap_or("-"), reject.reason.code())
    }));
    lines.extend(
        decoded.availability.iter().map(|told| {
            format!("{} {}", told.device, if told.online { "online" } else { "offline" })
        }),
    );
    lines.extend(decoded.discoveries.iter().map(|told| {
        let points = told.points.iter().map(|point| {
            let unit = point.unit.as_ref().map_or_else(String::new, |unit| format!(" in {unit}"));
            format!("; {}{unit}{}", point.path, if point.writable { " writable" } else { "" })
        });
        format!("+ {}{}", told.device, points.collect::<String>())
    }));
    lines.extend(
        decoded.events.iter().map(|told| format!("* {} {} {}", told.device, told.what, told.words)),
    );
    if let Verdict::Refused(reason) = decoded.verdict {
        lines.push(format!("refused {}", reason.code()));
    }
    lines.join("\n")
}
