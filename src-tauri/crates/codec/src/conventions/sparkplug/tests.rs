//! Sessions of nodes and devices, written field by field as the specification's chapter 6 numbers them.

use insta::assert_snapshot;
use model::{ConnectionId, Incoming, Timestamp, Value};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::incoming::incoming;
use crate::{Decoded, Decoder, Verdict};

/// When all payloads here were sent.
const SENT_MS: u64 = 1_700_000_000_000;

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push(u8::try_from(value & 0x7f).unwrap() | 0x80);
        value >>= 7;
    }
    bytes.push(u8::try_from(value).unwrap());
    bytes
}

fn number(field: u64, value: u64) -> Vec<u8> {
    [varint(field << 3), varint(value)].concat()
}

fn bytes(field: u64, value: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(value.len() as u64), value.to_vec()].concat()
}

fn double(field: u64, value: f64) -> Vec<u8> {
    [varint(field << 3 | 1), value.to_le_bytes().to_vec()].concat()
}

fn float(field: u64, value: f32) -> Vec<u8> {
    [varint(field << 3 | 5), value.to_le_bytes().to_vec()].concat()
}

fn name(name: &str) -> Vec<u8> {
    bytes(1, name.as_bytes())
}

fn alias(alias: u64) -> Vec<u8> {
    number(2, alias)
}

fn kind(datatype: u64) -> Vec<u8> {
    number(4, datatype)
}

fn metric(fields: &[Vec<u8>]) -> Vec<u8> {
    bytes(2, &fields.concat())
}

/// The property set of these keys and values, each with its type.
fn properties(pairs: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let keys = pairs.iter().flat_map(|(key, _)| bytes(1, key.as_bytes()));
    let values = pairs.iter().flat_map(|(_, value)| bytes(2, value));
    bytes(9, &keys.chain(values).collect::<Vec<u8>>())
}

fn payload(seq: u64, metrics: &[Vec<u8>]) -> Vec<u8> {
    [number(1, SENT_MS), metrics.concat(), number(3, seq)].concat()
}

/// A node's birth in this session, with a temperature under alias 1.
fn node_birth(session: u64) -> Vec<u8> {
    let session = metric(&[name("bdSeq"), kind(8), number(11, session)]);
    let rebirth = metric(&[name("Node Control/Rebirth"), kind(11), number(14, 0)]);
    payload(0, &[session, rebirth, temperature(1, 20.0)])
}

fn node_death(session: u64) -> Vec<u8> {
    metric(&[name("bdSeq"), kind(8), number(11, session)])
}

fn temperature(number: u64, value: f64) -> Vec<u8> {
    let unit = [self::number(1, 12), bytes(8, b"degC")].concat();
    let properties = properties(&[("engUnit", unit)]);
    metric(&[name("Zone/Temp"), alias(number), kind(10), properties, double(13, value)])
}

/// A value of alias 1.
fn changed(value: f64) -> Vec<u8> {
    metric(&[alias(1), double(13, value)])
}

/// A console that listens.
struct Console {
    decoder: Decoder,
    seconds: i64,
}

impl Console {
    fn new() -> Self {
        Self { decoder: Decoder::new(), seconds: 0 }
    }

    /// One that has heard a node's birth.
    fn of_a_node(session: u64) -> Self {
        let mut console = Self::new();
        console.hear("spBv1.0/G/NBIRTH/N", node_birth(session));
        console
    }

    /// One that has heard of a temperature of its device too, under alias 2.
    fn of_a_node_with_a_device(session: u64) -> Self {
        let mut console = Self::of_a_node(session);
        console.hear("spBv1.0/G/DBIRTH/N/D", payload(1, &[temperature(2, 20.0)]));
        console
    }

    fn hear(&mut self, topic: &str, payload: Vec<u8>) -> String {
        told(&self.decode(1, topic, payload))
    }

    fn decode(&mut self, connection: u32, topic: &str, payload: Vec<u8>) -> Decoded {
        self.decoder.decode(&Incoming {
            connection: ConnectionId(connection),
            received: Timestamp::from_ms(1_700_000_000_000 + self.seconds * 1_000),
            payload: payload.into(),
            ..incoming(topic, b"")
        })
    }
}

/// What was said, a line each; times are told as seconds after the payload's.
fn told(decoded: &Decoded) -> String {
    assert_eq!(decoded.convention, "sparkplug-b");
    if let Verdict::Refused(reason) = decoded.verdict {
        return format!("refused {}", reason.code());
    }
    let mut lines = Vec::new();
    for told in &decoded.availability {
        lines.push(format!("{} {}", told.device, if told.online { "lives" } else { "is gone" }));
    }
    for series in &decoded.series {
        let unit = series.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
        for sample in &series.samples {
            let value = match &sample.value {
                Value::Number(number) => number.to_string(),
                Value::Boolean(boolean) => boolean.to_string(),
                Value::Text(text) => format!("{text:?}"),
            };
            let since = |time: Timestamp| (time.ms() - SENT_MS.cast_signed()) / 1_000;
            let time =
                sample.time.map_or("no time".to_owned(), |time| format!("{} s", since(time)));
            let quality = sample.quality.word();
            lines.push(format!("{}{} {value}{unit} {quality} {time}", series.device, series.path));
        }
    }
    for reject in &decoded.rejects {
        let field = reject.field.as_deref().unwrap_or("-");
        lines.push(format!("{field} !{}", reject.reason.code()));
    }
    for event in &decoded.events {
        lines.push(format!("{} {}: {}", event.device, event.what, event.words));
    }
    lines.join("\n")
}

/// What one metric of a living device says.
fn read(fields: &[Vec<u8>]) -> String {
    let mut console = Console::of_a_node(0);
    let said = console.hear("spBv1.0/G/NDATA/N", payload(1, &[metric(fields)]));
    let is_said = |line: &&str| !line.contains("rebirth");
    said.lines().filter(is_said).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_birth_gives_names_units_and_types_to_what_is_told_by_alias() {
    let mut console = Console::new();
    assert_snapshot!(console.hear("spBv1.0/G/NBIRTH/N", node_birth(0)), @r"
    G/N lives
    G/N/Node Control/Rebirth false good 0 s
    G/N/Zone/Temp 20 °C good 0 s
    ");
    assert_snapshot!(console.hear("spBv1.0/G/NDATA/N", payload(1, &[changed(20.5)])), @"G/N/Zone/Temp 20.5 °C good 0 s");
    let birth = payload(2, &[metric(&[name("Level"), alias(7), kind(2), number(10, 0xFFFE)])]);
    assert_snapshot!(console.hear("spBv1.0/G/DBIRTH/N/D", birth), @r"
    G/N/D lives
    G/N/D/Level -2 good 0 s
    ");
    let data = payload(3, &[metric(&[alias(7), number(10, 0xFFFF_FFFD)])]);
    assert_snapshot!(console.hear("spBv1.0/G/DDATA/N/D", data), @"G/N/D/Level -3 good 0 s");
}

#[test]
fn a_birth_describes_its_points() {
    let mut console = Console::new();
    let bound = |value: f64| [number(1, 10), double(6, value)].concat();
    let yes = [number(1, 11), number(7, 1)].concat();
    let told = [("Engineering Units", [number(1, 12), bytes(8, b"L/s")].concat())];
    let limits = [("engLow", bound(0.0)), ("engHigh", bound(5.0)), ("readOnly", yes)];
    let flow = [name("AHU~1/Flow"), kind(10), properties(&[&told[..], &limits].concat())];
    let make = [name("Properties/Hardware Make"), kind(12), bytes(15, b"Acme")];
    let file = [name("Log"), kind(18), bytes(16, b"x")];
    let birth = payload(0, &[metric(&flow), metric(&make), metric(&file)]);
    let decoded = console.decode(1, "spBv1.0/G/DBIRTH/N/D", birth);
    let [discovery] = &decoded.discoveries[..] else { panic!("one device was born") };
    assert_eq!(&*discovery.device, "G/N/D");
    assert_eq!(discovery.manufacturer.as_deref(), Some("Acme"));
    let points: Vec<String> = discovery
        .points
        .iter()
        .map(|point| {
            format!("{} {:?} {} {:?}", point.path, point.unit, point.writable, point.limits)
        })
        .collect();
    assert_snapshot!(points.join("\n"), @r#"
    /AHU~01/Flow Some(Unit("L/s")) false Limits { min: Some(0.0), max: Some(5.0), step: None }
    /Properties/Hardware Make None false Limits { min: None, max: None, step: None }
    "#);
}

#[test]
fn a_gap_is_told_and_its_values_count() {
    let mut console = Console::of_a_node(0);
    assert_snapshot!(console.hear("spBv1.0/G/NDATA/N", payload(4, &[changed(21.0)])), @r"
    G/N/Zone/Temp 21 °C good 0 s
    G/N rebirth: seq 4 after 0
    ");
    assert_snapshot!(console.hear("spBv1.0/G/NDATA/N", payload(5, &[changed(22.0)])), @"G/N/Zone/Temp 22 °C good 0 s");
    assert_snapshot!(console.hear("spBv1.0/G/NDATA/N", payload(5, &[changed(22.0)])), @"G/N/Zone/Temp 22 °C good 0 s");
}

#[test]
fn after_255_comes_0() {
    let mut console = Console::of_a_node(0);
    for message in 1..600_u32 {
        let data = payload(u64::from(message % 256), &[changed(f64::from(message))]);
        assert!(!console.hear("spBv1.0/G/NDATA/N", data).contains("rebirth"), "{message}");
    }
}

#[test]
fn a_node_is_asked_for_its_birth_once_in_ten_seconds() {
    let mut console = Console::new();
    let named = || payload(1, &[metric(&[name("Temp"), kind(10), double(13, 1.0)])]);
    assert_snapshot!(console.hear("spBv1.0/G/DDATA/N/D", named()), @r"
    G/N/D/Temp 1 °C good 0 s
    G/N rebirth: data before a birth
    ");
    assert_snapshot!(console.hear("spBv1.0/G/DDATA/N/D", payload(2, &[changed(1.0)])), @"/alias/1 !unknown_alias");
    console.seconds = 10;
    assert_snapshot!(console.hear("spBv1.0/G/NDATA/N", payload(3, &[])), @"G/N rebirth: data before a birth");
}

#[test]
fn a_node_takes_its_devices_with_it() {
    let mut console = Console::of_a_node_with_a_device(7);
    assert_snapshot!(console.hear("spBv1.0/G/NDEATH/N", node_death(6)), @"G/N lives");
    assert_snapshot!(console.hear("spBv1.0/G/NDEATH/N", Vec::new()), @"G/N lives");
    assert_snapshot!(console.hear("spBv1.0/G/NDEATH/N", node_death(7)), @r"
    G/N is gone
    G/N/D is gone
    ");
    let data = payload(2, &[metric(&[alias(2), double(13, 1.0)])]);
    assert_snapshot!(console.hear("spBv1.0/G/DDATA/N/D", data), @r"
    /alias/2 !unknown_alias
    G/N rebirth: data before a birth
    ");
}

#[test]
fn a_death_before_any_birth_is_believed_if_it_names_its_session() {
    let mut console = Console::new();
    assert_snapshot!(console.hear("spBv1.0/G/NDEATH/N", Vec::new()), @"refused empty");
    assert_snapshot!(console.hear("spBv1.0/G/NDEATH/N", node_death(3)), @"G/N is gone");
}

#[test]
fn a_device_dies_alone() {
    let mut console = Console::of_a_node_with_a_device(0);
    assert_snapshot!(console.hear("spBv1.0/G/DDEATH/N/D", payload(2, &[])), @"G/N/D is gone");
    assert_snapshot!(console.hear("spBv1.0/G/NDATA/N", payload(3, &[changed(21.0)])), @"G/N/Zone/Temp 21 °C good 0 s");
}

#[test]
fn a_new_session_ends_the_old_one_and_a_rebirth_does_not() {
    let mut console = Console::of_a_node_with_a_device(0);
    assert_snapshot!(console.hear("spBv1.0/G/NBIRTH/N", node_birth(0)), @r"
    G/N lives
    G/N/Node Control/Rebirth false good 0 s
    G/N/Zone/Temp 20 °C good 0 s
    ");
    let late = payload(1, &[metric(&[alias(2), double(13, 1.0)])]);
    assert_snapshot!(console.hear("spBv1.0/G/DDATA/N/D", late), @r"
    /alias/2 !unknown_alias
    G/N rebirth: data before a birth
    ");
    assert_snapshot!(console.hear("spBv1.0/G/NBIRTH/N", node_birth(1)), @r"
    G/N lives
    G/N/D is gone
    G/N/Node Control/Rebirth false good 0 s
    G/N/Zone/Temp 20 °C good 0 s
    ");
}

#[test]
fn connections_know_nothing_of_one_another() {
    let mut console = Console::of_a_node(0);
    let other = console.decode(2, "spBv1.0/G/NDATA/N", payload(1, &[changed(1.0)]));
    assert_snapshot!(told(&other), @r"
    /alias/1 !unknown_alias
    G/N rebirth: data before a birth
    ");
}

#[test]
fn an_alias_of_two_metrics_names_neither() {
    let mut console = Console::new();
    let one = |text: &str, value: f64| metric(&[name(text), alias(1), kind(10), double(13, value)]);
    let birth = payload(0, &[one("A", 1.0), one("B", 2.0)]);
    assert_snapshot!(console.hear("spBv1.0/G/NBIRTH/N", birth), @r"
    G/N lives
    G/N/A 1 good 0 s
    G/N/B 2 good 0 s
    G/N collision: alias 1 of A and B
    ");
    assert_snapshot!(console.hear("spBv1.0/G/NDATA/N", payload(1, &[changed(3.0)])), @"/alias/1 !unknown_alias");
    let unnamed = payload(2, &[metric(&[alias(9), double(13, 1.0)])]);
    assert_snapshot!(console.hear("spBv1.0/G/NDATA/N", unnamed), @r"
    /alias/9 !unknown_alias
    G/N rebirth: a metric that its birth does not name
    ");
}

#[test]
fn integers_are_what_their_type_makes_of_them() {
    let int = |datatype: u64, value: u64| read(&[name("I"), kind(datatype), number(10, value)]);
    let long = |datatype: u64, value: u64| read(&[name("I"), kind(datatype), number(11, value)]);
    assert_snapshot!(int(1, 0xF9), @"G/N/I -7 good 0 s");
    assert_snapshot!(int(1, 0xFFFF_FFF9), @"G/N/I -7 good 0 s");
    assert_snapshot!(int(1, 300), @"/I !wrong_type");
    assert_snapshot!(int(3, 0x8000_0000), @"G/N/I -2147483648 good 0 s");
    assert_snapshot!(long(3, u64::MAX), @"G/N/I -1 good 0 s");
    assert_snapshot!(int(5, 255), @"G/N/I 255 good 0 s");
    assert_snapshot!(int(5, 256), @"/I !wrong_type");
    assert_snapshot!(int(7, 0xFFFF_FFFF), @"G/N/I 4294967295 good 0 s");
    assert_snapshot!(long(4, u64::MAX - 8), @"G/N/I -9 good 0 s");
    assert_snapshot!(long(8, u64::MAX), @"G/N/I 18446744073709552000 uncertain 0 s");
    assert_snapshot!(int(11, 1), @"G/N/I true good 0 s");
    assert_snapshot!(long(13, SENT_MS), @"G/N/I 1700000000000 ms-epoch good 0 s");
    assert_snapshot!(int(0, 7), @"G/N/I 7 good 0 s");
    assert_snapshot!(int(0, 0xFFFF_FFFF), @"/I !wrong_type");
}

#[test]
fn other_types_are_values_or_refused_with_a_reason() {
    assert_snapshot!(read(&[name("F"), kind(9), float(12, 0.5)]), @"G/N/F 0.5 good 0 s");
    assert_snapshot!(read(&[name("F"), kind(9), float(12, f32::NAN)]), @"/F !not_finite");
    assert_snapshot!(read(&[name("F"), kind(10), double(13, f64::INFINITY)]), @"/F !not_finite");
    assert_snapshot!(read(&[name("B"), kind(11), number(14, 1)]), @"G/N/B true good 0 s");
    assert_snapshot!(read(&[name("S"), kind(12), bytes(15, b"4.10")]), @r#"G/N/S "4.10" good 0 s"#);
    assert_snapshot!(read(&[name("S"), kind(12), bytes(15, b"\xff")]), @"/S !not_utf8");
    assert_snapshot!(read(&[name("U"), kind(15), bytes(15, b"6d1e-4b")]), @r#"G/N/U "6d1e-4b" good 0 s"#);
    assert_snapshot!(read(&[name("D"), kind(16), bytes(17, b"")]), @"/D !not_supported");
    assert_snapshot!(read(&[name("X"), kind(18), bytes(16, b"\x01\x02")]), @"/X !not_supported");
    assert_snapshot!(read(&[name("A"), kind(30), bytes(16, &[0; 8])]), @"/A !not_supported");
    assert_snapshot!(read(&[name("N"), kind(10), number(7, 1)]), @"/N !null");
    assert_snapshot!(read(&[name("T"), kind(10), number(6, 1), double(13, 1.0)]), @"/T !transient");
}

#[test]
fn a_metric_tells_its_own_time_and_a_historical_one_must() {
    let at = |ms: u64| [name("X"), kind(10), number(3, ms), double(13, 1.0)].to_vec();
    assert_snapshot!(read(&at(SENT_MS - 5_000)), @"G/N/X 1 good -5 s");
    assert_snapshot!(read(&at(0)), @"G/N/X 1 good 0 s");
    assert_snapshot!(read(&at(1_000)), @r"
    G/N/X 1 uncertain no time
    /X !bad_time
    ");
    assert_snapshot!(read(&[at(SENT_MS - 5_000), vec![number(5, 1)]].concat()), @"G/N/X 1 good -5 s");
    assert_snapshot!(read(&[at(0), vec![number(5, 1)]].concat()), @"/X !bad_time");
}

#[test]
fn the_quality_property_is_believed() {
    let quality = |code: u64| {
        let code = [number(1, 3), number(3, code)].concat();
        read(&[name("Q"), kind(10), properties(&[("Quality", code)]), double(13, 1.0)])
    };
    assert_snapshot!(quality(0), @"G/N/Q 1 bad 0 s");
    assert_snapshot!(quality(192), @"G/N/Q 1 good 0 s");
    assert_snapshot!(quality(500), @"G/N/Q 1 stale 0 s");
    assert_snapshot!(quality(0x8000_0200), @"G/N/Q 1 bad 0 s");
    assert_snapshot!(quality(0x4000_0000), @"G/N/Q 1 uncertain 0 s");
}

#[test]
fn members_of_a_template_are_values_below_its_name() {
    let member = |value: u64| metric(&[name("Speed"), kind(3), number(10, value)]);
    let instance = [member(1_200), bytes(4, b"Motor"), number(5, 0)].concat();
    assert_snapshot!(read(&[name("Fan"), kind(19), bytes(18, &instance)]), @"G/N/Fan/Speed 1200 good 0 s");
    let definition = [member(0), number(5, 1)].concat();
    assert_snapshot!(read(&[name("Motor"), kind(19), bytes(18, &definition)]), @"/Motor !not_supported");
    let mut nested = instance;
    for _ in 0..40 {
        nested = metric(&[name("x"), kind(19), bytes(18, &nested)]);
    }
    assert!(read(&[name("Fan"), kind(19), bytes(18, &nested)]).ends_with("!too_deep"));
}

#[test]
fn a_broken_metric_leaves_its_neighbours() {
    let mut console = Console::of_a_node(0);
    let broken = bytes(2, &[0x0a, 0x7f]);
    let data = payload(1, &[broken, changed(21.0), metric(&[bytes(1, b"\xff")])]);
    assert_snapshot!(console.hear("spBv1.0/G/NDATA/N", data), @r"
    G/N/Zone/Temp 21 °C good 0 s
    - !bad_protobuf
    - !not_utf8
    ");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(noise in vec(any::<u8>(), 0..200), at in 0_usize..80, word in 0_usize..8) {
        let word = ["NBIRTH", "NDATA", "NDEATH", "NCMD", "DBIRTH", "DDATA", "DDEATH", "DCMD"][word];
        let device = if word.starts_with('D') { "/D" } else { "" };
        let topic = format!("spBv1.0/G/{word}/N{device}");
        let mut console = Console::new();
        let mut birth = node_birth(0);
        birth.splice(at..(at + 1).min(birth.len()), noise.iter().copied().take(3));
        console.hear("spBv1.0/G/NBIRTH/N", birth);
        console.hear(&topic, metric(std::slice::from_ref(&noise)));
        console.hear(&topic, noise);
    }
}

#[test]
fn what_is_no_message_of_a_node_is_refused() {
    let mut console = Console::new();
    let mut hear = |topic: &str, payload: &[u8]| console.hear(topic, payload.to_vec());
    assert_snapshot!(hear("spBv1.0/G/NBIRTH/N", &[0xff; 64]), @"refused bad_protobuf");
    assert_snapshot!(hear("spBv1.0/G/NBIRTH/N", &[0x12, 0xff, 0xff, 0xff, 0xff, 0x0f]), @"refused bad_protobuf");
    assert_snapshot!(hear("spBv1.0/G/NBIRTH/N", b"{\"metrics\":[]}"), @"refused bad_protobuf");
    assert_snapshot!(hear("spBv1.0/G/NDATA/N", b""), @"refused empty");
    assert_snapshot!(hear("spBv1.0/G/XDATA/N", b""), @"refused not_supported");
    assert_snapshot!(hear("spBv1.0/G/DDATA/N", b""), @"refused not_supported");
    assert_snapshot!(hear("spBv1.0/G/NDATA/N/D", b""), @"refused not_supported");
    assert_snapshot!(hear("spBv1.0/G", b"x"), @"refused not_supported");
    let compressed = [bytes(4, b"SPBV1.0_COMPRESSED"), bytes(5, b"\x1f\x8b")].concat();
    assert_snapshot!(hear("spBv1.0/G/NDATA/N", &compressed), @"refused compressed");
}

#[test]
fn commands_are_no_values() {
    let mut console = Console::new();
    let set = payload(0, &[metric(&[name("Fan"), kind(11), number(14, 1)])]);
    assert_snapshot!(console.hear("spBv1.0/G/NCMD/N", set.clone()), @"");
    assert_snapshot!(console.hear("spBv1.0/G/DCMD/N/D", set), @"");
}

#[test]
fn a_host_comes_and_goes() {
    let mut console = Console::new();
    let mut hear = |topic: &str, payload: &str| console.hear(topic, payload.into());
    assert_snapshot!(hear("spBv1.0/STATE/scada", r#"{"online":true,"timestamp":1}"#), @"STATE/scada lives");
    assert_snapshot!(hear("spBv1.0/STATE/scada", r#"{"online":false,"timestamp":1}"#), @"STATE/scada is gone");
    assert_snapshot!(hear("STATE/scada", "OFFLINE"), @"STATE/scada is gone");
    assert_snapshot!(hear("spBv1.0/STATE/scada", "maybe"), @"refused not_supported");
    let door = console.decode(1, "STATE/door", b"open".to_vec());
    assert_eq!(door.convention, "plain");
    let door = console.decode(1, "STATE/door", br#"{"online":true}"#.to_vec());
    assert_eq!(door.convention, "json");
}
