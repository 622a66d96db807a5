//! For tests: what is read from messages, on one line.

use model::{Incoming, Timestamp, Value};

use crate::incoming::incoming;
use crate::{Decoded, Decoder, Verdict};

/// When the tests' messages come in.
const RECEIVED_MS: i64 = 1_790_000_000_000;

/// What is read from one message.
pub(super) fn told(topic: &str, payload: &str) -> String {
    after(&[], topic, payload.as_bytes())
}

/// What is read from a message after others.
pub(super) fn after(earlier: &[(&str, &str)], topic: &str, payload: &[u8]) -> String {
    let mut decoder = Decoder::new();
    for (topic, payload) in earlier {
        decoder.decode(&message(topic, payload.as_bytes()));
    }
    line(&decoder.decode(&message(topic, payload)))
}

fn message(topic: &str, payload: &[u8]) -> Incoming {
    Incoming { received: Timestamp::from_ms(RECEIVED_MS), ..incoming(topic, payload) }
}

fn line(decoded: &Decoded) -> String {
    let mut words = Vec::new();
    for series in &decoded.series {
        for sample in &series.samples {
            let value = match &sample.value {
                Value::Number(number) => number.to_string(),
                Value::Boolean(boolean) => boolean.to_string(),
                Value::Text(text) => format!("'{text}'"),
            };
            let unit = series.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
            let time = sample.time.map(|time| format!(" @{}", time.ms())).unwrap_or_default();
            let quality = match sample.quality.word() {
                "good" => String::new(),
                word => format!(" {word}"),
            };
            words.push(format!("{} {} {value}{unit}{time}{quality}", series.device, series.path));
        }
    }
    for told in &decoded.availability {
        words.push(format!("{} {}", told.device, if told.online { "online" } else { "offline" }));
    }
    for event in &decoded.events {
        words.push(format!("{} {} '{}'", event.device, event.what, event.words));
    }
    words.extend(decoded.discoveries.iter().map(|found| format!("{} discovered", found.device)));
    words.extend(decoded.rejects.iter().map(|reject| format!("!{}", reject.reason.code())));
    if let Verdict::Refused(reason) = decoded.verdict {
        words.push(format!("refused:{}", reason.code()));
    }
    words.join("; ")
}
