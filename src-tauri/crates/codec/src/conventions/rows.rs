//! Spells what a decoder makes of messages, for the tests of conventions.

use model::Value;
use proptest::prelude::*;

use crate::incoming::incoming;
use crate::{Decoded, Decoder, Described, Verdict};

/// What the last of these messages says to a decoder that heard the others before, a line each.
pub(super) fn last_of(messages: &[(&str, &str)]) -> String {
    let mut decoder = Decoder::new();
    let mut told = String::new();
    for (topic, payload) in messages {
        told = spelt(&decoder.decode(&incoming(topic, payload.as_bytes())));
    }
    told
}

fn spelt(decoded: &Decoded) -> String {
    let mut lines = vec![decoded.convention.to_owned()];
    if let Verdict::Refused(reason) = decoded.verdict {
        lines.push(format!("refused {}", reason.code()));
    }
    for series in &decoded.series {
        for sample in &series.samples {
            let value = match &sample.value {
                Value::Number(number) => number.to_string(),
                Value::Boolean(boolean) => boolean.to_string(),
                Value::Text(text) => format!("{text:?}"),
            };
            let unit = series.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
            let time = sample.time.map(|time| format!(" @{}", time.ms())).unwrap_or_default();
            lines.push(format!("{} {} {value}{unit}{time}", series.device, series.path));
        }
    }
    for reject in &decoded.rejects {
        lines.push(format!("{} !{}", reject.field.as_deref().unwrap_or("-"), reject.reason.code()));
    }
    for told in &decoded.availability {
        lines.push(format!("{} {}", told.device, if told.online { "is there" } else { "is gone" }));
    }
    for discovery in &decoded.discoveries {
        lines.push(format!("found {} {:?}", discovery.device, discovery.name));
        lines.extend(discovery.points.iter().map(described));
    }
    for event in &decoded.events {
        lines.push(format!("{} {}: {}", event.device, event.what, event.words));
    }
    lines.join("\n")
}

fn described(point: &Described) -> String {
    let unit = point.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
    let limits = [point.limits.min, point.limits.max, point.limits.step];
    let limits: Vec<String> = limits.into_iter().flatten().map(|limit| limit.to_string()).collect();
    let settable = if point.writable { " settable" } else { "" };
    format!("  {}{unit}{settable} {}{}", point.path, limits.join(".."), point.words.join("|"))
        .trim_end()
        .to_owned()
}

/// Topics in the namespaces of the conventions that keep what they heard.
const TOPICS: &str = "(homeassistant/(sensor|climate|device|light|cover|event)/x/config|homeassistant/sensor/gw/2_1/state|a/b|\
    zigbee2mqtt/(bridge/)?(devices|groups|event|state|info|x|x/set|x/availability|x/color|response/y)|\
    n/(climate|light|sensor)/o/(mode/)?state|n/(status|debug)|bacnet-gateway/g/telemetry/1/2_1|bacnetwrite_status/g/1/2_1/85|\
    bacnet/cmd_result/(read_value/ao/1/pri|whois|point_discovery)|bacnet/ao/1/pv)";

/// JSON of the keys that those conventions look for, well formed or not.
const PAYLOADS: &str = "([{\\[\\]}:,\"0-9a-z~.-]{0,30}|\\PC{0,20}|\
    [{\\[]\"(state|device|stat_t|cmps|avty|~|ids|exposes|definition|friendly_name|value|position|action|last_seen|color|data|objects)\":\
    (\"a/b\"|\\[\\]|\\{\\}|\\[\\{\"topic\":\"a/b\",\"friendly_name\":\"x\",\"device_id\":\"1\"\\}\\]|null|-1e400|17|true)\
    (,\"(state_topic|value|state|exposes|schema|dev|val_tpl)\":(\"a/b\"|\"json\"|\\{\"ids\":\\[\\]\\}|\"\\{\\{ value_json.a \\}\\}\"|3))?[}\\]])";

proptest! {
    #[test]
    fn no_row_of_messages_is_too_much(messages in prop::collection::vec((TOPICS, PAYLOADS), 1..6)) {
        let messages: Vec<(&str, &str)> =
            messages.iter().map(|(topic, payload)| (topic.as_str(), payload.as_str())).collect();
        last_of(&messages);
    }
}
