//! Messages made by the grammars that parsers read, right and nearly right: what the corpus holds one example of.

use fastrand::Rng;

/// A name, and what makes a message: topic and payload.
pub(crate) type Grammar = (&'static str, fn(&mut Rng) -> (String, Vec<u8>));

pub(crate) const ALL: &[Grammar] = &[
    ("made-json", |rng| ("site/x".to_owned(), json(rng, 0).into_bytes())),
    ("made-numbers", |rng| ("site/x".to_owned(), number(rng).into_bytes())),
    ("made-texts", |rng| ("site/x".to_owned(), text(rng).into_bytes())),
    ("made-times", |rng| ("site/x".to_owned(), timed(rng).into_bytes())),
    ("made-ha-documents", ha_document),
    ("made-ha-templates", ha_template),
    ("made-sparkplug", sparkplug),
    ("made-senml-cbor", |rng| ("senml".to_owned(), cbor_pack(rng))),
    ("made-line-protocol", |rng| ("telegraf/x".to_owned(), lines(rng).into_bytes())),
    ("made-knx-telegrams", knx),
    ("made-ruuvi", ruuvi),
];

const KEYS: &str = "a b value v ts time timestamp unit uom quality name id n key t temperature humidity power state status \
    Temperature last_seen StatusCode Quality SourceTimestamp Value Payload metrics fields tags bn bv u vs vb";

const PATH_DEPTH_MAX: usize = 5;

fn pick<'w>(rng: &mut Rng, words: &'w str) -> &'w str {
    let words: Vec<&str> = words.split_ascii_whitespace().collect();
    rng.choice(words).unwrap_or("")
}

fn many(rng: &mut Rng, most: usize, mut make: impl FnMut(&mut Rng) -> String) -> Vec<String> {
    (0..rng.usize(..=most)).map(|_| make(rng)).collect()
}

/// A number as devices write them: long, short, signed, in thousandths, with its unit.
fn number(rng: &mut Rng) -> String {
    let whole = "0123456789".repeat(3);
    let digits =
        |rng: &mut Rng, most| whole[..rng.usize(..=most)].chars().rev().collect::<String>();
    let sign = pick(rng, "- + . e _ ,");
    let sign = if rng.bool() { sign } else { "" };
    let (before, after) = (digits(rng, 22), digits(rng, 9));
    let point = if rng.bool() { "." } else { "" };
    let power = if rng.u8(..4) == 0 { format!("e{}", rng.i32(-400..400)) } else { String::new() };
    let unit = if rng.u8(..4) == 0 { pick(rng, "°C % kWh W ppm lx m³/h  x ; K") } else { "" };
    let space = if rng.bool() { " " } else { "" };
    format!("{sign}{before}{point}{after}{power}{space}{unit}")
}

fn text(rng: &mut Rng) -> String {
    let length = if rng.u8(..64) == 0 { 5_000 } else { rng.usize(..40) };
    (0..length).map(|_| if rng.u8(..8) == 0 { rng.char(..) } else { rng.char(' '..'~') }).collect()
}

fn json(rng: &mut Rng, depth: usize) -> String {
    let most = if depth > PATH_DEPTH_MAX { 5 } else { 8 };
    match rng.u8(..most) {
        0 => "null".to_owned(),
        1 => pick(rng, "true false NaN -Infinity \"\" \"unavailable\" \"21.5\" \"ON\"").to_owned(),
        2 => time(rng),
        3 => number(rng),
        4 => format!("{:?}", text(rng)),
        5 => format!("[{}]", many(rng, 4, |rng| json(rng, depth + 1)).join(",")),
        _ => {
            let member =
                |rng: &mut Rng| format!("\"{}\":{}", pick(rng, KEYS), json(rng, depth + 1));
            format!("{{{}}}", many(rng, 5, member).join(","))
        }
    }
}

/// A time under one of its keys, in one of its forms.
fn timed(rng: &mut Rng) -> String {
    let key = pick(rng, "ts time timestamp last_seen updated t measured_at receivedAt Time");
    format!("{{\"{key}\":{},\"value\":{}}}", time(rng), rng.i32(..))
}

fn time(rng: &mut Rng) -> String {
    let zone = pick(rng, "Z +01:00 -0330 +99:99 z +1 UTC");
    match rng.u8(..4) {
        0 => rng.i64(..).to_string(),
        1 => (1_600_000_000 * 10_i64.pow(rng.u32(..10))).to_string(),
        2 => format!("{}.{}", rng.u32(..), rng.u32(..)),
        _ => {
            let (year, month, day) = (rng.u16(..10_000), rng.u8(..14), rng.u8(..33));
            let (hour, minute, second) = (rng.u8(..26), rng.u8(..62), rng.u8(..62));
            let between = pick(rng, "T t _ ,");
            format!(
                "\"{year:04}-{month:02}-{day:02}{between}{hour:02}:{minute:02}:{second:02}.{}{zone}\"",
                rng.u32(..)
            )
        }
    }
}

const HA_KEYS: &str = "~ name uniq_id stat_t state_topic cmd_t val_tpl unit_of_meas dev_cla avty_t pl_avail exp_aft json_attr_t \
    min max step options stat_val_tpl curr_temp_t temp_stat_t temp_cmd_t mode_stat_t modes pos_t schema bri_stat_t platform p";

fn ha_document(rng: &mut Rng) -> (String, Vec<u8>) {
    if rng.bool() {
        let topic = pick(rng, "t/x ~/x t/y homeassistant/status t/x/availability");
        return (topic.to_owned(), json(rng, 2).into_bytes());
    }
    let kind = pick(
        rng,
        "sensor switch climate light cover number select device binary_sensor fan lock event update",
    );
    let member = |rng: &mut Rng| {
        let told = match rng.u8(..4) {
            0 => json(rng, 3),
            1 => format!("{:?}", template(rng)),
            _ => format!(
                "\"{}\"",
                pick(rng, "t/x ~/x t/y ~ x/# +/y °C temperature ON OFF json basic")
            ),
        };
        format!("\"{}\":{told}", pick(rng, HA_KEYS))
    };
    let members = many(rng, 8, member).join(",");
    let device = r#""dev":{"ids":["x"],"name":"X"}"#;
    let document = match rng.u8(..3) {
        0 => format!(
            "{{{device},\"cmps\":{{\"a\":{{\"p\":\"{kind}\",\"stat_t\":\"t/x\"}},\"b\":{{{members}}}}}}}"
        ),
        1 => format!("{{{device},\"stat_t\":\"t/x\",{members}}}"),
        _ => format!("{{{members}}}"),
    };
    (format!("homeassistant/{kind}/x/config"), document.into_bytes())
}

fn ha_template(rng: &mut Rng) -> (String, Vec<u8>) {
    if rng.bool() {
        return ("t/x".to_owned(), json(rng, 2).into_bytes());
    }
    let document = serde_json::json!({
        "name": "x", "uniq_id": "x", "stat_t": "t/x", "val_tpl": template(rng), "dev": { "ids": ["x"] },
    });
    ("homeassistant/sensor/x/config".to_owned(), document.to_string().into_bytes())
}

fn template(rng: &mut Rng) -> String {
    let part = |rng: &mut Rng| match rng.u8(..6) {
        0 => text(rng),
        1 => format!(
            "{{% if {} %}}{{{{ {} }}}}{{% else %}}x{{% endif %}}",
            expression(rng, 0),
            expression(rng, 0)
        ),
        2 => format!("{{% set y = {} %}}{{{{ y }}}}", expression(rng, 0)),
        3 => format!("{{{{ {} }}}}{{%- elif {} -%}}", expression(rng, 0), expression(rng, 0)),
        _ => format!("{{{{ {} }}}}", expression(rng, 0)),
    };
    many(rng, 3, part).concat()
}

fn expression(rng: &mut Rng, depth: usize) -> String {
    let inner = |rng: &mut Rng| expression(rng, depth + 1);
    match rng.u8(..if depth > PATH_DEPTH_MAX { 4 } else { 11 }) {
        0 => pick(rng, "value value_json value_json.a value_json['b'] this.state none").to_owned(),
        1 => number(rng),
        2 => format!("'{}'", pick(rng, "ON off a 21.5 °C %Y x")),
        3 => pick(rng, "true false [] {} '' 0 -1 99999999999999999999").to_owned(),
        4 => format!("({})", inner(rng)),
        5 => format!("{}[{}]", inner(rng), inner(rng)),
        6 => {
            let filters = "float int round(2) round(-400) abs default(0) lower upper trim replace('a','b') is_defined tojson \
                from_json length first last multiply(1e308) timestamp_local bool string split(',') regex_replace('a','b') join('') x";
            format!("{} | {}", inner(rng), pick(rng, filters))
        }
        7 => {
            let operators = "+ - * / // % ** ~ == != < > <= >= and or in is .";
            format!("{} {} {}", inner(rng), pick(rng, operators), inner(rng))
        }
        8 => format!("{} if {} else {}", inner(rng), inner(rng), inner(rng)),
        9 => format!("not {} is defined", inner(rng)),
        _ => {
            format!("{}({})", pick(rng, "float int iif min max states now range round"), inner(rng))
        }
    }
}

fn varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

fn field(bytes: &mut Vec<u8>, number: u64, told: &[u8]) {
    varint(bytes, number << 3 | 2);
    varint(bytes, told.len() as u64);
    bytes.extend_from_slice(told);
}

fn flag(bytes: &mut Vec<u8>, number: u64, told: u64) {
    varint(bytes, number << 3);
    varint(bytes, told);
}

/// A number with as many bits as it happens to have.
fn any_size(rng: &mut Rng) -> u64 {
    rng.u64(..) >> rng.u32(..64)
}

fn sparkplug(rng: &mut Rng) -> (String, Vec<u8>) {
    let kind = pick(rng, "NBIRTH DBIRTH NDATA DDATA NDEATH DDEATH NCMD DCMD STATE");
    let device = if kind.starts_with('D') { "/D" } else { "" };
    let mut payload = Vec::new();
    flag(&mut payload, 1, 1_790_000_000_000);
    (0..rng.u8(..8)).for_each(|_| field(&mut payload, 2, &metric(rng, 0)));
    flag(&mut payload, 3, any_size(rng) % 300);
    (format!("spBv1.0/G/{kind}/N{device}"), payload)
}

fn metric(rng: &mut Rng, depth: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    if rng.bool() {
        field(&mut bytes, 1, pick(rng, "a b/c bdSeq Rebirth Temp °").as_bytes());
    }
    if rng.bool() {
        flag(&mut bytes, 2, any_size(rng) % 6);
    }
    if rng.u8(..4) == 0 {
        flag(&mut bytes, 3, any_size(rng));
    }
    flag(&mut bytes, 4, u64::from(rng.u8(..40)));
    if rng.u8(..4) == 0 {
        flag(&mut bytes, rng.u64(5..8), rng.u64(..2));
    }
    if rng.u8(..4) == 0 {
        field(&mut bytes, 9, &properties(rng));
    }
    match rng.u8(..7) {
        0 | 1 => flag(&mut bytes, rng.u64(10..12), any_size(rng)),
        2 => {
            bytes.push(12 << 3 | 5);
            bytes.extend(f32::from_bits(rng.u32(..)).to_le_bytes());
        }
        3 => {
            bytes.push(13 << 3 | 1);
            bytes.extend(f64::from_bits(rng.u64(..)).to_le_bytes());
        }
        4 => flag(&mut bytes, 14, rng.u64(..3)),
        5 => field(&mut bytes, rng.u64(15..20), text(rng).as_bytes()),
        _ if depth < PATH_DEPTH_MAX => {
            let mut template = Vec::new();
            (0..rng.u8(..3)).for_each(|_| field(&mut template, 2, &metric(rng, depth + 1)));
            field(&mut bytes, 18, &template);
        }
        _ => {}
    }
    bytes
}

fn properties(rng: &mut Rng) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..rng.u8(..4) {
        field(
            &mut bytes,
            1,
            pick(rng, "engUnit engUnits Quality engLow engHigh readOnly x").as_bytes(),
        );
        let mut value = Vec::new();
        flag(&mut value, 1, rng.u64(..15));
        match rng.u8(..3) {
            0 => field(&mut value, 8, pick(rng, "°C kWh % x").as_bytes()),
            1 => flag(&mut value, 3, any_size(rng)),
            _ => {
                value.push(6 << 3 | 1);
                value.extend(f64::from_bits(rng.u64(..)).to_le_bytes());
            }
        }
        field(&mut bytes, 2, &value);
    }
    bytes
}

fn cbor_pack(rng: &mut Rng) -> Vec<u8> {
    let mut bytes = Vec::new();
    let records = rng.u64(1..6);
    head(rng, &mut bytes, 4, records);
    for _ in 0..records {
        let labels = rng.u64(..6);
        head(rng, &mut bytes, 5, labels);
        for _ in 0..labels {
            let label = rng.u64(..8);
            if rng.bool() {
                head(rng, &mut bytes, 0, label)
            } else {
                head(rng, &mut bytes, 1, label)
            }
            item(rng, &mut bytes, 0);
        }
    }
    bytes
}

/// The head of an item, in the shortest form or a longer one.
fn head(rng: &mut Rng, bytes: &mut Vec<u8>, major: u8, argument: u64) {
    match (argument, rng.u8(..8)) {
        (0..24, 1..) => bytes.push(major << 5 | argument.to_le_bytes()[0]),
        (0..256, _) => bytes.extend([major << 5 | 24, argument.to_le_bytes()[0]]),
        _ => {
            bytes.push(major << 5 | 27);
            bytes.extend(argument.to_be_bytes());
        }
    }
}

fn item(rng: &mut Rng, bytes: &mut Vec<u8>, depth: usize) {
    let argument = any_size(rng);
    match rng.u8(..8) {
        0 | 1 => head(rng, bytes, 0, argument),
        2 => head(rng, bytes, 1, argument),
        3 => {
            let text = pick(rng, "Cel temperature urn:dev:ow: %RH W");
            head(rng, bytes, 3, text.len() as u64);
            bytes.extend(text.as_bytes());
        }
        4 => {
            bytes.push(0xfb);
            bytes.extend(rng.u64(..).to_be_bytes());
        }
        5 => {
            bytes.push(0xf9);
            bytes.extend(rng.u16(..).to_be_bytes());
        }
        6 if depth < PATH_DEPTH_MAX => {
            head(rng, bytes, 4, 2);
            item(rng, bytes, depth + 1);
            item(rng, bytes, depth + 1);
        }
        _ => bytes.push(0xf4 + rng.u8(..4)),
    }
}

fn lines(rng: &mut Rng) -> String {
    let line = |rng: &mut Rng| {
        let tags = many(rng, 3, |rng| {
            format!(",{}={}", pick(rng, "host unit a\\,b c\\=d x"), pick(rng, "a b\\ c d"))
        });
        let field = |rng: &mut Rng| {
            let value = match rng.u8(..4) {
                0 => format!("{}i", number(rng)),
                1 => format!("\"{}\"", pick(rng, "on a\\\"b , = x")),
                2 => pick(rng, "t F true False NaN").to_owned(),
                _ => number(rng),
            };
            format!("{}={value}", pick(rng, "value temp used\\ free a"))
        };
        format!("cpu{} {} {}", tags.concat(), many(rng, 4, field).join(","), any_size(rng))
    };
    many(rng, 4, line).join("\n")
}

fn knx(rng: &mut Rng) -> (String, Vec<u8>) {
    let group = format!("{}/{}/{}", rng.u8(..40), rng.u8(..9), rng.u16(..300));
    if rng.bool() {
        return (format!("knx/{group}"), json(rng, 3).into_bytes());
    }
    let service = pick(rng, "GroupValueWrite GroupValueResponse GroupValueRead x");
    let bytes = many(rng, 6, |rng| format!(" {}{:x}", pick(rng, "0x 0b 0o x"), rng.u8(..)));
    let telegram = format!("i:1/1/1 {}:{group} {service}{}", pick(rng, "g i x"), bytes.concat());
    ("/devices/knx/controls/data".to_owned(), telegram.into_bytes())
}

fn ruuvi(rng: &mut Rng) -> (String, Vec<u8>) {
    let mut data: String = (0..rng.u8(..40)).map(|_| format!("{:02X}", rng.u8(..))).collect();
    let format = pick(rng, "0201061BFF990405 0201061BFF9904E1 2BFF9904 1BFF990403 0201");
    data.insert_str(0, format);
    let told =
        format!("{{\"gw_mac\":\"AA\",\"rssi\":-60,\"ts\":\"1700000000\",\"data\":\"{data}\"}}");
    ("ruuvi/AA:BB:CC:DD:EE:FF/11:22:33:44:55:66".to_owned(), told.into_bytes())
}
