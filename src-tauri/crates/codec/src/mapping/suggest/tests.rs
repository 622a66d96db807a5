//! Which leaves are offered, and what is guessed of them.

use insta::assert_snapshot;

use super::*;

fn offered(payloads: &[&str]) -> String {
    let payloads: Vec<&[u8]> = payloads.iter().map(|payload| payload.as_bytes()).collect();
    let lines = suggest(&payloads).into_iter().map(|leaf| {
        let unit = leaf.unit.map(|unit| format!(" in {unit}")).unwrap_or_default();
        let time = leaf.time.map(|time| format!(" time {time}")).unwrap_or_default();
        let samples = leaf.samples.join("|");
        let (pointer, name) = (leaf.pointer, leaf.name);
        format!(
            "{pointer} {:?} {samples} x{} \"{name}\"{unit}{time}",
            leaf.leaf_type, leaf.messages
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_leaves_of_messages_are_offered_with_guesses() {
    assert_snapshot!(offered(&[
        r#"{"ts":1700000000,"room":{"temperature":{"value":21.5},"humidity":40},"on":true,"w":"1.5 kWh"}"#,
        r#"{"ts":1700000060,"room":{"temperature":{"value":22},"humidity":null},"extra":"x"}"#,
    ]), @r#"
    /ts Number 1700000000|1700000060 x2 "ts" time s
    /room/temperature/value Number 21.5|22 x2 "temperature" in °C
    /room/humidity Number 40|null x2 "humidity" in %
    /on Boolean true x1 "on"
    /w Text 1.5 kWh x1 "w" in kWh
    /extra Text x x1 "extra"
    "#);
    assert_snapshot!(offered(&[r#"{"a":{"v":1,"unit":"°C","at":"2024-01-01T00:00:00"},"b":[{"v":2},{"v":3}]}"#]), @r#"
    /a/v Number 1 x1 "a" in °C
    /a/unit Text °C x1 "unit"
    /a/at Text 2024-01-01T00:00:00 x1 "at" time iso
    /b/0/v Number 2 x1 "b 0 v"
    /b/1/v Number 3 x1 "b 1 v"
    "#);
    assert_snapshot!(offered(&["21.5 °C", "x", "{"]), @r#" Text 21.5 °C|x x2 "value" in °C"#);
}

#[test]
fn no_more_is_offered_than_the_bound() {
    let members: Vec<String> = (0..2_000).map(|n| format!("\"k{n}\":{n}")).collect();
    let payload = format!("{{{}}}", members.join(","));
    let texts: Vec<String> =
        (0..20).map(|n| format!("{{\"a\":\"{n}{}\"}}", "x".repeat(500))).collect();
    assert_eq!(suggest(&[payload.as_bytes()]).len(), LEAVES_MAX);
    let payloads: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
    let leaves = suggest(&payloads);
    assert_eq!((leaves[0].samples.len(), leaves[0].messages), (LEAF_SAMPLES_MAX, 20));
    assert!(leaves[0].samples.iter().all(|sample| sample.len() <= LEAF_SAMPLE_CHARS_MAX));
}
