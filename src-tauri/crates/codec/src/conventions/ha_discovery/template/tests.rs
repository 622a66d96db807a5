use model::{ConnectionId, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::json::{self, Tape};

fn rendered(template: &str, payload: &str) -> String {
    let mut tape = Tape::default();
    let message = Message {
        connection: ConnectionId(1),
        topic: "t",
        payload: payload.as_bytes(),
        retained: false,
        received: Timestamp::from_ms(1_790_000_000_000),
        json: json::scan(payload.as_bytes(), &mut tape),
    };
    match Template::parse(template) {
        Err(wanted) => format!("unsupported: {wanted}"),
        Ok(template) => match template.render(&message) {
            Ok(text) => format!("'{text}'"),
            Err(failure) => format!("{failure:?}"),
        },
    }
}

#[test]
fn members_are_found_however_they_are_asked_for() {
    let payload = r#"{"a":{"b":[1.5,{"c d":"x"}]},"DS18B20-2":{"Temperature":21.8},"gone":null}"#;
    insta::assert_snapshot!(rendered("{{ value_json.a.b[0] }}", payload), @"'1.5'");
    insta::assert_snapshot!(rendered("{{value_json['a']['b'][-1]['c d']}}", payload), @"'x'");
    insta::assert_snapshot!(rendered("{{value_json['DS18B20-2'].Temperature}}", payload), @"'21.8'");
    insta::assert_snapshot!(rendered("{{ value_json.a.b.0 }}", payload), @"'1.5'");
    insta::assert_snapshot!(rendered("{{ value_json.missing }}", payload), @"''");
    insta::assert_snapshot!(rendered("{{ value_json.missing.further }}", payload), @"Absent");
    insta::assert_snapshot!(rendered("{{ value_json.gone }}", payload), @"Null");
    insta::assert_snapshot!(rendered("{{ value_json.a.get('z', 7) }}", payload), @"'7'");
}

#[test]
fn filters_and_arithmetic_are_computed() {
    insta::assert_snapshot!(rendered("{{ value | float / 10 }}", "215"), @"'21.5'");
    insta::assert_snapshot!(rendered("{{ (value|int(0) * 0.001) | round(2) }}", "2987"), @"'2.99'");
    insta::assert_snapshot!(rendered("{{ ((value | float(0)) * 9 / 5 + 32) | round(1) }}", "20"), @"'68'");
    insta::assert_snapshot!(rendered("{{ value | float }}", "abc"), @"Broken");
    insta::assert_snapshot!(rendered("{{ value | float(default=-1) }}", "abc"), @"'-1'");
    insta::assert_snapshot!(rendered("{{ value_json.x | is_defined }}", "{}"), @"Absent");
    insta::assert_snapshot!(rendered("{{ value_json.x.y | default(5) }}", "{}"), @"'5'");
    insta::assert_snapshot!(rendered("{{ value.split(',')[1] | int + 2 ** 3 }}", "1,2,3"), @"'10'");
    insta::assert_snapshot!(rendered("{{ 7 // 2 ~ 'x' ~ 7 % 4 }}", ""), @"'3x3'");
    insta::assert_snapshot!(rendered("{{ '%0.1f' | format(value | float * 9 / 5 + 32) }}", "20.05"), @"'68.1'");
    insta::assert_snapshot!(rendered("{{ '%.2f' % (value | float) }}", "2.345"), @"'2.35'");
    insta::assert_snapshot!(rendered("{{ value[0:4] }}", "21.5 C"), @"'21.5'");
}

#[test]
fn choices_and_dictionaries_are_followed() {
    let mode = "{% set values = {'schedule':'auto','manual':'heat'} %}{% set value = value_json.m %}\
                {{ values[value] if value in values.keys() else 'off' }}";
    insta::assert_snapshot!(rendered(mode, r#"{"m":"manual"}"#), @"'heat'");
    insta::assert_snapshot!(rendered(mode, r#"{"m":"other"}"#), @"'off'");
    let online = "{%if value_json.mqtt.connected%}online{%else%}offline{%endif%}";
    insta::assert_snapshot!(rendered(online, r#"{"mqtt":{"connected":false}}"#), @"'offline'");
    let steps = "{%- if value | int > 2 -%} many {%- elif value == '1' -%} one {%- else -%} none {%- endif -%}";
    insta::assert_snapshot!(rendered(steps, "3"), @"'many'");
    insta::assert_snapshot!(rendered(steps, "1"), @"'one'");
    insta::assert_snapshot!(rendered("{{ 'ON' if value_json.a is defined and not value_json.a == 0 else 'OFF' }}", r#"{"a":1}"#), @"'ON'");
    insta::assert_snapshot!(rendered("{{ {0:'a',1:'b'}[value_json.i] | default('None') }}", r#"{"i":1}"#), @"'b'");
    insta::assert_snapshot!(rendered("{{ (value_json.s == 'updating')|lower }}", r#"{"s":"idle"}"#), @"'false'");
}

#[test]
fn what_is_not_supported_is_named() {
    insta::assert_snapshot!(rendered("{{ now() }}", ""), @"unsupported: function `now`");
    insta::assert_snapshot!(rendered("{{ states('sensor.x') }}", ""), @"unsupported: function `states`");
    insta::assert_snapshot!(rendered("{{ value | regex_replace('a','b') }}", ""), @"unsupported: filter `regex_replace`");
    insta::assert_snapshot!(rendered("{% for i in range(9) %}x{% endfor %}", ""), @"unsupported: `for`");
    insta::assert_snapshot!(rendered("{{ this.state }}", ""), @"unsupported: `this`");
    insta::assert_snapshot!(rendered("{{ value", ""), @"unsupported: an expression that breaks off");
}

#[test]
fn templates_built_to_do_harm_end_soon() {
    let deep = format!("{{{{ {}1{} }}}}", "(".repeat(900), ")".repeat(900));
    insta::assert_snapshot!(rendered(&deep, ""), @"unsupported: a template of this depth");
    let negated = format!("{{{{ {}1 }}}}", "not ".repeat(900));
    insta::assert_snapshot!(rendered(&negated, ""), @"unsupported: a template of this depth");
    insta::assert_snapshot!(rendered("{{ 'x' * 10000000000 }}", ""), @"Broken");
    let doubled =
        format!("{{% set a = 'xxxxxxxx' %}}{}{{{{ a }}}}", "{% set a = a ~ a %}".repeat(60));
    insta::assert_snapshot!(rendered(&doubled, ""), @"Broken");
    let wide = format!("{{{{ {}1 }}}}", "1+".repeat(900));
    insta::assert_snapshot!(rendered(&wide, ""), @"unsupported: a template of this size");
    for broken in [
        "{{",
        "{%",
        "{{ }}",
        "{% if %}",
        "{% set",
        "{{ [1 }}",
        "{{ {1: }}",
        "{{ '",
        "{#",
        "{{-}}",
        "{{ a. }}",
        "é{{ é",
    ] {
        assert!(rendered(broken, "").starts_with("unsupported"), "{broken}");
    }
}

proptest! {
    #[test]
    fn any_template_ends_without_a_panic(
        inside in "[ {}%'\"a-z0-9.|(),:+*/~<>=!é\\[\\]-]{0,40}",
        words in "(value|value_json|float|int|if|else|is|in|not|and|set|endif|\\||\\(|\\)|\\[|\\]|\\.| |1|'a'|-|%\\}|\\{%|\\}\\}|\\{\\{){0,20}",
        payload in "(\\{\"a\":[1,null]\\}|-?[0-9.]{0,9}|\\PC{0,9})",
    ) {
        rendered(&format!("{{{{ {inside} }}}}"), &payload);
        rendered(&format!("{{{{ {words} }}}}"), &payload);
        rendered(&words, &payload);
        rendered(&inside, &payload);
    }
}
