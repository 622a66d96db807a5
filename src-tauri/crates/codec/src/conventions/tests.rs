//! What holds for every convention.

use proptest::prelude::*;

use crate::Decoder;
use crate::conventions::told::last_of;
use crate::incoming::incoming;

/// Levels as conventions have them in their topics.
const LEVELS: &str = "homie 5 $state $description $stats $target $unit $datatype $homie $broadcast N R W d41243d31a90 0 38 \
    devices controls data meta error units on knx 1/2/3 write emon JSON emonhub rx values dsmr reading json sensors/power/p1meter \
    ebusd global running homeassistant ebusd_x config mbmd status zwave _CLIENTS ZWAVE_GATEWAY-a api nodeinfo endpoint_0 temp set";

/// Payloads as conventions have them, and what comes of them when they break.
const PAYLOADS: &[&str] = &[
    "",
    "-",
    ";;",
    "21.5",
    "true",
    "lost",
    "r",
    "i:1/1/1 g:1/2/3 GroupValueWrite 0xfff",
    "{}",
    "[]",
    r#"{"value":null}"#,
    r#"{"value":[{"value":{}}],"min":1e999,"time":-1}"#,
    r#"{"nodes":{"":{"properties":{"$":{"format":":::","unit":"\u0000"}}}}}"#,
    r#"{"commandClass":38,"states":[],"unit":"","value":{"type":"Buffer"}}"#,
    r#"{"0":{"name":" ","value":1},"":{},"$qq":1}"#,
    r#"{"state_topic":"ebusd/","value_template":"value_json["}"#,
    r#"{"type":"value","units":"%, RH","enum":{"0":{}},"title":[]}"#,
    "{\"value\":",
];

/// Topics in the namespaces of the conventions that keep what they heard.
const KEEPERS_TOPICS: &str = "(homeassistant/(sensor|climate|device|light|cover|event)/x/config|homeassistant/sensor/gw/2_1/state|a/b|\
    zigbee2mqtt/(bridge/)?(devices|groups|event|state|info|x|x/set|x/availability|x/color|response/y)|\
    n/(climate|light|sensor)/o/(mode/)?state|n/(status|debug)|bacnet-gateway/g/telemetry/1/2_1|bacnetwrite_status/g/1/2_1/85|\
    bacnet/cmd_result/(read_value/ao/1/pri|whois|point_discovery)|bacnet/ao/1/pv)";

/// JSON of the keys that those conventions look for, well formed or not.
const KEEPERS_PAYLOADS: &str = "([{\\[\\]}:,\"0-9a-z~.-]{0,30}|\\PC{0,20}|\
    [{\\[]\"(state|device|stat_t|cmps|avty|~|ids|exposes|definition|friendly_name|value|position|action|last_seen|color|data|objects)\":\
    (\"a/b\"|\\[\\]|\\{\\}|\\[\\{\"topic\":\"a/b\",\"friendly_name\":\"x\",\"device_id\":\"1\"\\}\\]|null|-1e400|17|true)\
    (,\"(state_topic|value|state|exposes|schema|dev|val_tpl)\":(\"a/b\"|\"json\"|\\{\"ids\":\\[\\]\\}|\"\\{\\{ value_json.a \\}\\}\"|3))?[}\\]])";

proptest! {
    #[test]
    fn nothing_in_a_conventions_own_words_makes_it_panic(
        messages in prop::collection::vec(
            (prop::collection::vec(0..60_usize, 1..7), 0..PAYLOADS.len(), any::<[u8; 4]>()),
            1..20,
        )
    ) {
        let levels: Vec<&str> = LEVELS.split_ascii_whitespace().collect();
        let mut decoder = Decoder::new();
        for (topic, payload, bytes) in messages {
            let topic: Vec<&str> = topic.iter().map(|at| levels[at % levels.len()]).collect();
            let topic = topic.join("/");
            decoder.decode(&incoming(&topic, PAYLOADS[payload].as_bytes()));
            decoder.decode(&incoming(&format!("/{topic}"), PAYLOADS[payload].as_bytes()));
            decoder.decode(&incoming(&topic, &bytes));
        }
    }

    #[test]
    fn no_row_of_messages_is_too_much(messages in prop::collection::vec((KEEPERS_TOPICS, KEEPERS_PAYLOADS), 1..6)) {
        let messages: Vec<(&str, &str)> =
            messages.iter().map(|(topic, payload)| (topic.as_str(), payload.as_str())).collect();
        last_of(&messages);
    }
}
