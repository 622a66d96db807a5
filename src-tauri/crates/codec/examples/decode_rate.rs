//! Prints how fast the decoder reads on one core: `cargo run --release -p codec --example decode_rate`.
//!
//! Messages that matter: a lone value, a history of 500 readings, a gateway's 500 distinct values, ten metrics of
//! Sparkplug.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measuring program tells its figures and needs a stopwatch"
)]

use std::time::{Duration, Instant};

use codec::Decoder;
use model::{ConnectionId, Incoming, Timestamp};

const MEASURED: Duration = Duration::from_secs(2);

fn main() {
    let plain = message("site/ahu1/supply/temperature", "21.5".to_owned());
    let json = message("site/ahu1", r#"{"ts":1700000000000,"value":21.5}"#.to_owned());
    let elements: Vec<String> = (0..500)
        .map(|n| format!(r#"{{"ts":{},"value":2{}.5}}"#, 1_700_000_000_000_i64 + n * 1_000, n % 10))
        .collect();
    let history = message("site/ahu1", format!("[{}]", elements.join(",")));
    let members: Vec<String> = (0..500).map(|n| format!(r#""point_{n}":{n}.25"#)).collect();
    let gateway = message("site/gateway", format!("{{{}}}", members.join(",")));

    for (name, message) in [
        ("plain value", plain),
        ("json value", json),
        ("history of 500", history),
        ("500 distinct values", gateway),
        ("ten metrics of Sparkplug", message("spBv1.0/site/DDATA/node/ahu1", sparkplug())),
    ] {
        measure(name, &message);
    }
}

/// Ten metrics with name, data type and a double.
fn sparkplug() -> Vec<u8> {
    let metric = |n: u8| {
        let name = format!("Coil {n}/Temp");
        let value = f64::from(n).to_le_bytes();
        let fields = [&[0x0a, 11], name.as_bytes(), &[0x20, 10, 0x69], &value].concat();
        [&[0x12, 24], fields.as_slice()].concat()
    };
    (0..10).flat_map(metric).collect()
}

fn message(topic: &str, payload: impl Into<Vec<u8>>) -> Incoming {
    Incoming {
        connection: ConnectionId(1),
        topic: topic.to_owned(),
        payload: payload.into().into(),
        retained: false,
        duplicate: false,
        received: Timestamp::from_ms(1_700_000_000_000),
        ack: None,
    }
}

fn measure(name: &str, message: &Incoming) {
    let mut decoder = Decoder::new();
    let (mut messages, mut readings) = (0_u32, 0_usize);
    let start = Instant::now();
    while start.elapsed() < MEASURED {
        for _ in 0..100 {
            let decoded = decoder.decode(message);
            readings += decoded.series.iter().map(|series| series.samples.len()).sum::<usize>();
            messages += 1;
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let readings = u32::try_from(readings).map_or(f64::INFINITY, f64::from);
    println!(
        "{name}: {:.0} messages/s, {:.0} readings/s",
        f64::from(messages) / seconds,
        readings / seconds
    );
}
