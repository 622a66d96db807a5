//! Prints what mappings cost on one core: `cargo run --release -p codec --example mapping_rate`.
//!
//! Messages that no mapping is for among 10,000 mappings; mapped ones; the dearest expressions and paths that the limits let
//! through, whose longest time is what a message can cost.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measuring program tells its figures and needs a stopwatch"
)]

use std::fmt::Write;
use std::time::{Duration, Instant};

use codec::{Decoder, Mapping, Rules, try_on};
use model::{ConnectionId, Incoming, Timestamp};

const MEASURED: Duration = Duration::from_secs(2);

/// Expressions that try to take as long as they can; each sees an object of 200 numbers and a list of 250.
const BOMBS: &[(&str, &str)] = &[
    ("endless loop", "loop {}"),
    ("arithmetic", "let x = 0; loop { x = x * 3 % 7 + 1 }"),
    ("copying a list", "let a = payload.list; loop { let b = a; }"),
    ("copying the payload", "loop { let b = payload; }"),
    ("copying a member", "loop { let b = payload.list; }"),
    ("lists of lists", "let a = payload.list; loop { let b = [a]; }"),
    ("comparing lists", "let a = payload.list; let b = a; loop { a == b; }"),
    ("sorting", "let a = payload.list; loop { a.sort(); a.reverse(); }"),
    ("splitting", "let s = \"\"; for i in 0..120 { s += \"a,\" } loop { s.split(\",\"); }"),
    ("characters", "let s = \"\"; for i in 0..250 { s += \"a\" } loop { s.to_chars(); }"),
    ("replacing", "let s = \"\"; for i in 0..1000 { s += \"a\" } loop { s.index_of(\"b\"); }"),
    (
        "characters of a literal",
        "loop { \"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\".to_chars(); }",
    ),
    ("joining texts", "let s = \"\"; for i in 0..500 { s += \"a\" } loop { s + s; }"),
    ("upper case", "let s = \"\"; for i in 0..500 { s += \"é\" } loop { s.to_upper(); }"),
    ("keys", "loop { payload.object.keys(); }"),
    ("mixing objects", "let o = payload.object; loop { o + o; }"),
    ("filtering", "let a = payload.list; loop { a.filter(|x| x == 1); }"),
    ("recursion", "fn f(n) { f(n + 1) + f(n + 1) } f(0)"),
    ("functions caught", "fn f(n) { loop { let b = n; } } loop { try { f([1]) } catch { } }"),
    ("padding a text", "loop { let s = \"\"; s.pad(1000, \"x\"); }"),
    ("padding", "loop { let a = []; a.pad(256, 1); }"),
    ("ranges", "loop { for i in 0..1000000000 { } }"),
];

/// Paths that try to take as long as they can on a payload of 2 MB.
const PATHS: &[&str] = &[
    "$.records[99999]",
    "$..t",
    "$..*",
    "$..*..*..*",
    "$..[?@..[?@..t]]",
    "$..[?@.t==1 && @.name=='x']",
    "$..[?match(@.name, '(a|aa)+b')]",
    "$..[?search(@.name, '.*.*.*=.*')]",
    "$.records[?@ == $.records]",
    "$.records[?count($..*) > 1]",
];

fn main() {
    let foreign: Vec<Incoming> = (0..1_000)
        .map(|n| message(&format!("other/b{}/ahu{n}/temperature", n % 7), b"21.5"))
        .chain(
            (0..1_000).map(|n| message(&format!("site/b{}/x{n}/y/z", n % 7), br#"{"value":21.5}"#)),
        )
        .collect();
    rate("foreign messages, no mapping", &mut Decoder::new(), &foreign);
    rate("foreign messages, 10,000 mappings", &mut with_mappings(), &foreign);
    let mapped: Vec<Incoming> = (0..1_000)
        .map(|n| message(&format!("site/b{}/d{n}/t", n % 7), br#"{"ts":1700000000,"a":{"t":215}}"#))
        .collect();
    rate("mapped messages, a pointer", &mut with_mappings(), &mapped);
    let mut by_expression = Decoder::new();
    by_expression
        .set_mappings(rules(vec![mapping("#", r#""at": "/a/t", "expression": "value / 10.0""#)]));
    rate("mapped messages, an expression", &mut by_expression, &mapped);

    let object: String = (0..200).fold(String::new(), |mut text, n| {
        let _ = write!(text, "{}\"k{n}\":{n}", if n == 0 { "" } else { "," });
        text
    });
    let list: Vec<String> = (0..30).map(|n| n.to_string()).collect();
    let payload = format!(r#"{{"object":{{{object}}},"list":[{}]}}"#, list.join(","));
    println!("expressions, on a payload of {} bytes:", payload.len());
    let mut longest = Duration::ZERO;
    for (name, expression) in BOMBS {
        let member = format!(r#""at": "", "expression": {expression:?}"#);
        longest = longest.max(try_once(name, &member, payload.as_bytes()));
    }
    println!("  longest: {longest:?}");

    let payload = two_megabytes();
    println!("paths, on a payload of {} bytes:", payload.len());
    let mut longest = Duration::ZERO;
    for path in PATHS {
        let member = format!(r#""at": {path:?}"#);
        longest = longest.max(try_once(path, &member, payload.as_bytes()));
    }
    println!("  longest, reading the payload included: {longest:?}");
}

fn two_megabytes() -> String {
    let records: Vec<String> = (0..20_000)
        .map(|n| {
            format!(
                r#"{{"id":{n},"name":"{}","t":{}.5,"unit":"C","nested":{{"deep":[1,2,3]}}}}"#,
                "a".repeat(30),
                n % 40
            )
        })
        .collect();
    format!(r#"{{"records":[{}]}}"#, records.join(","))
}

fn message(topic: &str, payload: &[u8]) -> Incoming {
    Incoming {
        connection: ConnectionId(1),
        topic: topic.to_owned(),
        payload: payload.to_vec().into(),
        retained: false,
        duplicate: false,
        received: Timestamp::from_ms(1_700_000_000_000),
        ack: None,
    }
}

/// A mapping of one value, by what is said of it.
fn mapping(topics: &str, value: &str) -> Mapping {
    let file = format!(
        r#"{{"version": 1, "name": "m", "topics": "{topics}", "values": [{{"name": "t", {value}}}]}}"#
    );
    Mapping::parse(&file).expect("the mapping has no mistake")
}

fn rules(mappings: Vec<Mapping>) -> Rules {
    let mappings = mappings.into_iter().map(|mapping| (None, mapping));
    Rules::new(mappings).expect("there are 10,000 at most")
}

/// A third each with a topic, with a `+` and with a `#`.
fn with_mappings() -> Decoder {
    let mappings = (0..10_000).map(|n| {
        let topics = match n % 3 {
            0 => format!("site/b{}/d{n}/t", n % 7),
            1 => format!("site/+/d{n}/t"),
            _ => format!("site/b{}/d{n}/#", n % 7),
        };
        mapping(&topics, r#""at": "/a/t", "unit": "°C", "scale": 0.1"#)
    });
    let mut decoder = Decoder::new();
    decoder.set_mappings(rules(mappings.collect()));
    decoder
}

fn rate(name: &str, decoder: &mut Decoder, messages: &[Incoming]) {
    let mut count = 0_u32;
    let start = Instant::now();
    while start.elapsed() < MEASURED {
        for message in messages {
            let decoded = decoder.decode(message);
            count += u32::from(!decoded.convention.is_empty());
        }
    }
    println!("{name}: {:.0} messages/s", f64::from(count) / start.elapsed().as_secs_f64());
}

/// The best of three, which a busy machine disturbs least.
fn try_once(name: &str, member: &str, payload: &[u8]) -> Duration {
    let mapping = mapping("#", member);
    let messages = [message("a", payload), message("a", payload), message("a", payload)];
    let start = Instant::now();
    let trials = try_on(&mapping, &messages, || start.elapsed());
    let best = trials.iter().map(|trial| trial.took).min().unwrap_or_default();
    let decoded = trials[0].decoded.as_ref().expect("the mapping is for every topic");
    let reason = decoded.rejects.first().map_or("a value", |reject| reject.reason.code());
    println!("  {name}: {best:?}, {reason} {}", trials[0].words.first().map_or("", |words| words));
    best
}
