//! SenML, Sensor Measurement Lists: packs of records in JSON or CBOR, on any topic.
//!
//! Known by its shape: an array of records whose labels are SenML's own. Base name, time, unit, value and sum hold for the
//! records after them. A time below 2^28 seconds is told relative to now, which only a message that was not kept can be.
//! Source: RFC 8428; RFC 8798 and IANA's registry "SenML Units" for units.
//!
//! Data values (`vd`) are refused; XML and EXI are not read.

mod cbor;
mod unit;

use model::{Timestamp, Value};

use crate::RejectReason;
use crate::convention::{Confidence, Convention, Mark};
use crate::json::{Item, time};
use crate::message::Message;
use crate::said::{Facts, Said};
use crate::text;

/// SenML.
pub(crate) struct SenMl;

/// Times below this many seconds are relative to now.
const ABSOLUTE_FROM_S: f64 = 268_435_456.0;

/// What a record measured.
#[derive(Debug, Clone, Copy, Default)]
enum Measured<'a> {
    #[default]
    Nothing,
    Number(Result<f64, RejectReason>),
    Text(&'a str),
    Boolean(bool),
}

/// A value of another type than its label says.
const NOT_OF_TYPE: Measured<'static> = Measured::Number(Err(RejectReason::NotOfType));

/// A data value.
const NOT_SUPPORTED: Measured<'static> = Measured::Number(Err(RejectReason::NotSupported));

/// One record of a pack; absent labels are none.
#[derive(Debug, Clone, Copy, Default)]
struct Record<'a> {
    base_name: Option<&'a str>,
    base_time: Option<f64>,
    base_unit: Option<&'a str>,
    base_value: Option<f64>,
    base_sum: Option<f64>,
    name: Option<&'a str>,
    unit: Option<&'a str>,
    measured: Measured<'a>,
    sum: Option<f64>,
    time: Option<f64>,
}

impl Convention for SenMl {
    fn name(&self) -> &'static str {
        "senml"
    }

    fn marks(&self) -> &'static [Mark] {
        &[Mark::NotJson, Mark::Member("bn"), Mark::Member("bver"), Mark::Member("n")]
    }

    fn recognise(&self, message: &Message<'_>) -> Confidence {
        let is_ours = match message.item() {
            Some(item) => item.elements().next().is_some_and(is_record),
            None => cbor::is_pack(message.payload),
        };
        if is_ours { Confidence::Shape } else { Confidence::None }
    }

    fn read(&mut self, message: &Message<'_>, said: &mut Said<'_>) -> Result<(), RejectReason> {
        let mut pack = Pack::of(message);
        match message.item() {
            Some(item) => item.elements().for_each(|record| pack.record(of_json(record), said)),
            None => cbor::records(message.payload)?
                .into_iter()
                .for_each(|record| pack.record(record, said)),
        }
        Ok(())
    }
}

/// Whether an object has a name or a base, a value or a base, and no label but SenML's.
fn is_record(item: Item<'_>) -> bool {
    let has_any = |keys: &[&str]| keys.iter().any(|key| item.has(key));
    let is_label = |key: &str| {
        ["bn", "bt", "bu", "bv", "bs", "bver", "n", "u", "v", "vs", "vb", "vd", "s", "t", "ut"]
            .contains(&key)
    };
    let has_base = has_any(&["bn", "bver"]);
    (has_base || (has_any(&["n"]) && has_any(&["v", "vs", "vb", "vd", "s"])))
        && item.members().all(|(key, _)| is_label(key))
}

fn of_json(item: Item<'_>) -> Record<'_> {
    let mut record = Record::default();
    for (label, told) in item.members() {
        let (text, number) = (told.text(), seconds_of(told));
        match label {
            "bn" => record.base_name = text,
            "bt" => record.base_time = number,
            "bu" => record.base_unit = text,
            "bv" => record.base_value = number,
            "bs" => record.base_sum = number,
            "n" => record.name = text,
            "u" => record.unit = text,
            "t" => record.time = number,
            "s" => record.sum = number,
            "v" if text.is_some() => {
                record.measured = Measured::Number(Err(RejectReason::Malformed))
            }
            "v" => record.measured = Measured::Number(number.ok_or(RejectReason::NotFinite)),
            "vs" => record.measured = text.map_or(NOT_OF_TYPE, Measured::Text),
            "vb" => record.measured = told.boolean().map_or(NOT_OF_TYPE, Measured::Boolean),
            "vd" => record.measured = NOT_SUPPORTED,
            _ => {}
        }
    }
    record
}

/// A number; one that was taken for a time, in seconds.
fn seconds_of(item: Item<'_>) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds until 2200 have 43 bits")]
    item.number().or_else(|| item.time().map(|time| time.ms() as f64 / 1_000.0))
}

/// A pack that is being read: its bases so far.
struct Pack<'a> {
    topic: &'a str,
    /// When "now" is; absent where the message may be old.
    now: Option<Timestamp>,
    name: &'a str,
    unit: Option<&'a str>,
    time_s: f64,
    value: f64,
    sum: f64,
}

impl<'a> Pack<'a> {
    fn of(message: &Message<'a>) -> Self {
        Self {
            topic: message.topic,
            now: (!message.retained).then_some(message.received),
            name: "",
            unit: None,
            time_s: 0.0,
            value: 0.0,
            sum: 0.0,
        }
    }

    fn record(&mut self, record: Record<'a>, said: &mut Said<'_>) {
        self.name = record.base_name.unwrap_or(self.name);
        self.unit = record.base_unit.or(self.unit);
        self.time_s = record.base_time.unwrap_or(self.time_s);
        self.value = record.base_value.unwrap_or(self.value);
        self.sum = record.base_sum.unwrap_or(self.sum);
        let unit = record.unit.or(self.unit);
        let (device, point) = match (self.place(record.name.unwrap_or("")), unit) {
            // One name may tell both halves of a place; they are two points.
            ((device, ""), Some(half @ ("lat" | "lon"))) => (device, half),
            (place, _) => place,
        };
        let path: &[&str] = if point.is_empty() { &[] } else { &[point] };
        let facts = Facts { time: self.time(record.time), ..Facts::default() };
        said.of(device);
        match record.measured {
            Measured::Number(Ok(number)) => {
                let number = number + self.value;
                let unit = unit.and_then(|unit| unit::of_registry(unit, number));
                said.number(path, number, Facts { unit, ..facts });
            }
            Measured::Number(Err(reason)) => said.refuse(path, reason),
            Measured::Boolean(boolean) => said.boolean(path, boolean, facts),
            Measured::Text(text) => {
                let read =
                    text::read(text).map(|read| (Value::Text(text.into()), read.quality, None));
                said.value(path, read, facts);
            }
            Measured::Nothing => {}
        }
        if let Some(sum) = record.sum {
            let unit = unit.and_then(unit::of_sum);
            said.number(&[path, &["sum"]].concat(), sum + self.sum, Facts { unit, ..facts });
        }
    }

    /// The device and the point below it. A base name ends with the separator of the names behind it; a name without a base
    /// is a device of its own where it is unique everywhere, and else a point of the topic.
    fn place(&self, name: &'a str) -> (&'a str, &'a str) {
        let base = self.name.trim_end_matches([':', '/', '_', '.', '-']);
        match (base, name) {
            ("", name) if name.starts_with("urn:") => (name, ""),
            ("", name) => (self.topic, name),
            (base, name) => (base, name),
        }
    }

    fn time(&self, told_s: Option<f64>) -> Option<Timestamp> {
        let sum_s = self.time_s + told_s.unwrap_or(0.0);
        #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
        let ms = (sum_s * 1_000.0).round() as i64;
        if sum_s >= ABSOLUTE_FROM_S {
            return time::of_ms(ms);
        }
        let now = self.now.filter(|_| ms != 0 && sum_s > -ABSOLUTE_FROM_S)?;
        time::of_ms(now.ms() + ms)
    }
}

#[cfg(test)]
mod tests;
