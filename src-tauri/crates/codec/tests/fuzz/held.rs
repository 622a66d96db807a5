//! What holds of every message, whoever sent it.

use std::collections::HashSet;

use codec::{Decoded, Described, RejectReason, Verdict};
use model::{Timestamp, Value};

const VALUES_MAX: usize = 5_000;
const PATH_BYTES_MAX: usize = 1_024;
const TEXT_BYTES_MAX: usize = 4 * 1_024;
const WORDS_MAX: usize = 200;

/// A device is named by its topic at the longest.
const DEVICE_BYTES_MAX: usize = 65_535;

/// 1990 and 2200: what lies outside is no device's time.
const TIMES: std::ops::Range<Timestamp> =
    Timestamp::from_ms(631_152_000_000)..Timestamp::from_ms(7_258_118_400_001);

pub(crate) fn check(decoded: &Decoded) {
    if let Verdict::Refused(_) = decoded.verdict {
        assert!(decoded.series.is_empty() && decoded.rejects.is_empty(), "refused and read");
    }
    let mut points = HashSet::new();
    for series in &decoded.series {
        assert!(points.insert((&series.device, &series.path, &series.unit)), "one series a point");
        assert!(!series.samples.is_empty(), "a series holds a value");
        is_path(&series.path);
        assert!(series.device.len() <= DEVICE_BYTES_MAX, "a name of {} bytes", series.device.len());
        for sample in &series.samples {
            is_value(&sample.value);
            assert!(sample.time.is_none_or(|time| TIMES.contains(&time)), "{:?}", sample.time);
        }
    }
    let samples: usize = decoded.series.iter().map(|series| series.samples.len()).sum();
    let uncounted =
        [RejectReason::TooManyValues, RejectReason::BadTime, RejectReason::DuplicateKey];
    let counted = decoded.rejects.iter().filter(|reject| !uncounted.contains(&reject.reason));
    assert!(samples + counted.count() <= VALUES_MAX, "no more values than the bound");
    for discovery in &decoded.discoveries {
        discovery.points.iter().for_each(is_described);
    }
    for event in &decoded.events {
        assert!(event.words.chars().count() <= WORDS_MAX, "an event is told in a few words");
        assert!(!event.words.chars().any(char::is_control), "no event breaks a line");
    }
}

fn is_path(path: &str) {
    assert!(path.is_empty() || path.starts_with('/'), "{path:?} is a JSON Pointer");
    assert!(path.len() <= PATH_BYTES_MAX, "a path of {} bytes", path.len());
}

fn is_value(value: &Value) {
    match value {
        Value::Number(number) => {
            assert!(number.is_finite(), "{number}");
            assert!(number.to_bits() != (-0.0_f64).to_bits(), "no zero has a sign");
        }
        Value::Text(text) => {
            assert!(text.len() <= TEXT_BYTES_MAX, "a text of {} bytes", text.len());
            let is_forbidden = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
            assert!(!text.chars().any(is_forbidden), "{text:?} has control characters");
        }
        Value::Boolean(_) => {}
    }
}

fn is_described(point: &Described) {
    assert!(point.path.is_empty() || point.path.starts_with('/'), "{:?}", point.path);
    let limits = [point.limits.min, point.limits.max, point.limits.step];
    assert!(limits.into_iter().flatten().all(f64::is_finite), "{limits:?}");
}
