//! Every value that was sent is counted once: as a sample or as a reject.

use codec::{Decoded, Decoder, Verdict};
use fastrand::Rng;
use model::{ConnectionId, Incoming, Timestamp};

const EXECUTIONS: u64 = 2_000;

fn decode(topic: &str, payload: impl Into<Vec<u8>>) -> Decoded {
    Decoder::new().decode(&Incoming {
        connection: ConnectionId(1),
        topic: topic.to_owned(),
        payload: payload.into().into(),
        retained: false,
        duplicate: false,
        received: Timestamp::from_ms(1_790_000_000_000),
        ack: None,
    })
}

fn counted(decoded: &Decoded) -> usize {
    let samples: usize = decoded.series.iter().map(|series| series.samples.len()).sum();
    samples + decoded.rejects.len()
}

/// Holds messages against the number of values that each was made with.
fn balances(make: impl Fn(&mut Rng) -> (&'static str, Vec<u8>, usize)) {
    for seed in 0..EXECUTIONS {
        let (topic, payload, values) = make(&mut Rng::with_seed(seed));
        let decoded = decode(topic, payload.clone());
        assert_eq!(decoded.verdict, Verdict::Understood, "seed {seed}");
        assert_eq!(counted(&decoded), values, "seed {seed}: {}", payload.escape_ascii());
    }
}

/// A scalar in JSON: some are values, some are told to be none.
fn scalar(rng: &mut Rng) -> String {
    let odd = [
        "null",
        "true",
        "1e400",
        "-0.0",
        "\"\"",
        "\"NaN\"",
        "\"unavailable\"",
        "\"a\\u0000b\"",
        "\"21,5\"",
        "\"x y\"",
    ];
    if rng.bool() { rng.i32(..).to_string() } else { odd[rng.usize(..odd.len())].to_owned() }
}

#[test]
fn of_json() {
    balances(|rng| {
        let mut values = 0;
        let members: Vec<String> = (0..rng.usize(1..20))
            .map(|at| {
                let elements: Vec<String> = (0..rng.usize(1..4)).map(|_| scalar(rng)).collect();
                values += elements.len();
                match elements.as_slice() {
                    [one] if rng.bool() => format!("\"k{at}\":{one}"),
                    [one] => format!("\"k{at}\":{{\"x\":{one}}}"),
                    several => format!("\"k{at}\":[{}]", several.join(",")),
                }
            })
            .collect();
        ("site/x", format!("{{{}}}", members.join(",")).into_bytes(), values)
    });
}

#[test]
fn of_lines() {
    balances(|rng| {
        let values = rng.usize(1..10);
        let odd = ["t", "\"on\"", "1i", "1e400", "x", "NaN"];
        let fields: Vec<String> = (0..values)
            .map(|at| match rng.bool() {
                true => format!("f{at}={}", rng.i32(..)),
                false => format!("f{at}={}", odd[rng.usize(..odd.len() - 2)]),
            })
            .collect();
        let line = format!("m,host=h {} 1700000000000000000", fields.join(","));
        ("telegraf/x", line.into_bytes(), values)
    });
}

#[test]
fn of_senml() {
    balances(|rng| {
        let values = rng.usize(1..10);
        let odd = ["\"v\":1e400", "\"vb\":true", "\"vs\":\"x\"", "\"vd\":\"aGk\"", "\"vs\":\"\""];
        let records: Vec<String> = (0..values)
            .map(|at| {
                let value = odd[rng.usize(..odd.len())];
                let value =
                    if rng.bool() { value.to_owned() } else { format!("\"v\":{}", rng.i32(..)) };
                format!("{{\"n\":\"n{at}\",{value}}}")
            })
            .collect();
        ("site/x", format!("[{}]", records.join(",")).into_bytes(), values)
    });
}

#[test]
fn of_sparkplug() {
    balances(|rng| {
        let values = rng.usize(1..10);
        let mut payload = Vec::new();
        for at in 0..values {
            let number = f64::from_bits(rng.u64(..)).to_le_bytes();
            let mut metric = vec![0x0a, 2, b'm', b'0' + u8::try_from(at).expect("few"), 0x20];
            metric.push(rng.u8(1..13));
            metric.push(0x69);
            metric.extend(number);
            payload.extend([0x12, u8::try_from(metric.len()).expect("short")]);
            payload.extend(metric);
        }
        ("spBv1.0/G/NDATA/N", payload, values)
    });
}

#[test]
fn of_plain_payloads() {
    let parts = ["21.5", " ", "°C", "on", "NaN", "1e999", "-", "\u{0}", "é", "\"", "%", ";", "0x"];
    for seed in 0..EXECUTIONS {
        let mut rng = Rng::with_seed(seed);
        let payload: String =
            (0..rng.usize(1..5)).map(|_| parts[rng.usize(..parts.len())]).collect();
        let decoded = decode("site/x", payload.clone());
        let refused = usize::from(decoded.verdict != Verdict::Understood);
        assert_eq!(counted(&decoded) + refused, 1, "seed {seed}: {payload:?}");
    }
}
