//! What a Sparkplug B payload holds: its head, its metrics, their properties and values.
//!
//! Field numbers and data types are those of chapter 6 of the Sparkplug specification 3.0.0. Everything is borrowed from
//! the payload.

use model::{Quality, Value};

use super::wire::{Fields, Wire};
use crate::limits::SPARKPLUG_BYTES_MAX;
use crate::{RejectReason, text, units};

/// What tahu's clients write as `uuid` of a payload whose `body` is another one, compressed.
const COMPRESSED: &str = "SPBV1.0_COMPRESSED";
/// A date and time is a number of milliseconds; without a word for it nobody could tell it from a duration.
const DATE_TIME_UNIT: &str = "ms-epoch";
/// Beyond it a double does not hold every integer.
const EXACT_MAX: u64 = 1 << 53;

/// A payload's head.
#[derive(Clone, Copy)]
pub(super) struct Payload<'a> {
    /// When it was sent, in milliseconds since 1970.
    pub(super) timestamp: Option<u64>,
    /// Its place in the node's sequence.
    pub(super) seq: Option<u64>,
    bytes: &'a [u8],
}

/// A metric, or a member of a template.
#[derive(Clone, Copy, Default)]
pub(super) struct Metric<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) alias: Option<u64>,
    pub(super) timestamp: Option<u64>,
    pub(super) datatype: Option<u32>,
    pub(super) is_historical: bool,
    pub(super) is_transient: bool,
    pub(super) is_null: bool,
    pub(super) properties: Properties<'a>,
    pub(super) value: Option<Raw<'a>>,
}

/// What is understood of a metric's properties.
#[derive(Clone, Copy, Default)]
pub(super) struct Properties<'a> {
    pub(super) unit: Option<&'a str>,
    pub(super) quality: Option<Quality>,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) is_read_only: bool,
}

/// A value in the form that the wire gives it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Raw<'a> {
    Int(u32),
    Long(u64),
    Float(f32),
    Double(f64),
    Boolean(bool),
    Text(&'a [u8]),
    Template(&'a [u8]),
    /// Bytes, a file, a data set, an array, or something that was added later.
    Other,
}

impl<'a> Payload<'a> {
    /// Reads the head and makes sure that the whole is framed well.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, RejectReason> {
        if bytes.len() > SPARKPLUG_BYTES_MAX {
            return Err(RejectReason::TooLarge);
        }
        let mut payload = Self { timestamp: None, seq: None, bytes };
        for field in Fields(bytes) {
            match field? {
                (1, Wire::Varint(timestamp)) => payload.timestamp = Some(timestamp),
                (3, Wire::Varint(seq)) => payload.seq = Some(seq),
                (4, Wire::Bytes(uuid)) if uuid.eq_ignore_ascii_case(COMPRESSED.as_bytes()) => {
                    return Err(RejectReason::Compressed);
                }
                (1..=5, Wire::Eight(_) | Wire::Four(_))
                | (2 | 4 | 5, Wire::Varint(_))
                | (1 | 3, Wire::Bytes(_)) => return Err(RejectReason::BadProtobuf),
                _ => {}
            }
        }
        Ok(payload)
    }

    /// The metrics, each still to be read.
    pub(super) fn metrics(self) -> impl Iterator<Item = &'a [u8]> {
        Fields(self.bytes).bytes_of(2)
    }
}

impl<'a> Metric<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, RejectReason> {
        let mut metric = Self::default();
        for field in Fields(bytes) {
            match field? {
                (1, Wire::Bytes(name)) => metric.name = Some(utf8(name)?),
                (2, Wire::Varint(alias)) => metric.alias = Some(alias),
                (3, Wire::Varint(timestamp)) => metric.timestamp = Some(timestamp),
                (4, Wire::Varint(datatype)) => metric.datatype = u32::try_from(datatype).ok(),
                (5, Wire::Varint(flag)) => metric.is_historical = flag != 0,
                (6, Wire::Varint(flag)) => metric.is_transient = flag != 0,
                (7, Wire::Varint(flag)) => metric.is_null = flag != 0,
                (9, Wire::Bytes(properties)) => metric.properties = Properties::read(properties),
                (number @ 10..=19, wire) => {
                    metric.value =
                        Some(Raw::of(number - 10, wire).ok_or(RejectReason::BadProtobuf)?);
                }
                (1..=9, Wire::Eight(_) | Wire::Four(_)) => return Err(RejectReason::BadProtobuf),
                _ => {}
            }
        }
        metric.name = metric.name.filter(|name| !name.is_empty());
        Ok(metric)
    }
}

impl<'a> Properties<'a> {
    /// Keys and values stand in two lists side by side. A property that cannot be read is none.
    fn read(set: &'a [u8]) -> Self {
        let mut properties = Self::default();
        let fields = Fields(set);
        for (key, value) in fields.bytes_of(1).zip(fields.bytes_of(2)) {
            let Some(value) = Property::read(value) else { continue };
            if is_key(key, UNIT_KEYS) {
                properties.unit = value.text().map(str::trim).filter(|unit| !unit.is_empty());
            } else if is_key(key, &["quality"]) {
                properties.quality = value.number().map(quality_of);
            } else if is_key(key, &["englow", "min", "minimum"]) {
                properties.low = value.number();
            } else if is_key(key, &["enghigh", "max", "maximum"]) {
                properties.high = value.number();
            } else if is_key(key, &["readonly"]) {
                properties.is_read_only = matches!(value.raw, Raw::Boolean(true));
            }
        }
        properties
    }
}

/// Names under which publishers tell a unit; Ignition's is `engUnit`, the specification fixes none.
const UNIT_KEYS: &[&str] = &[
    "engunit",
    "engunits",
    "engineeringunit",
    "engineeringunits",
    "unit",
    "units",
    "unitofmeasure",
    "unitofmeasurement",
    "uom",
    "eu",
];

/// Whether a key is one of these words in whatever case, with whatever signs between its parts.
fn is_key(key: &[u8], words: &[&str]) -> bool {
    let letters = || key.iter().filter(|byte| byte.is_ascii_alphanumeric());
    words.iter().any(|word| letters().map(u8::to_ascii_lowercase).eq(word.bytes()))
}

/// A property's value.
#[derive(Clone, Copy)]
struct Property<'a> {
    datatype: Option<u32>,
    raw: Raw<'a>,
}

impl<'a> Property<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (mut datatype, mut raw) = (None, None);
        for field in Fields(bytes) {
            match field.ok()? {
                (1, Wire::Varint(told)) => datatype = u32::try_from(told).ok(),
                (2, Wire::Varint(is_null)) if is_null != 0 => return None,
                (number @ 3..=8, wire) => raw = Some(Raw::of(number - 3, wire)?),
                _ => {}
            }
        }
        Some(Self { datatype, raw: raw? })
    }

    fn text(self) -> Option<&'a str> {
        match self.raw {
            Raw::Text(text) => utf8(text).ok(),
            _ => None,
        }
    }

    fn number(self) -> Option<f64> {
        match self.raw.value(self.datatype).ok()?.0 {
            Value::Number(number) => Some(number),
            Value::Boolean(_) | Value::Text(_) => None,
        }
    }
}

/// The specification knows 0, 192 and 500. Ignition sends its own codes, whose two highest bits tell the severity, and
/// the codes of OPC, where 64 to 127 are uncertain and 192 to 255 good.
fn quality_of(code: f64) -> Quality {
    // A negative code is one whose highest bit is set: both halves are read from its two's complement.
    #[expect(clippy::cast_possible_truncation, reason = "codes have 32 bits; others saturate")]
    let code = code as i64;
    match (code >> 30 & 3, code & 0xffff) {
        (_, 500) => Quality::Stale,
        (2 | 3, _) | (0, 0..=63) => Quality::Bad,
        (0, 192..=255) => Quality::Good,
        _ => Quality::Uncertain,
    }
}

impl<'a> Raw<'a> {
    /// The value of a `oneof`'s field, counted from its `int_value`; nothing where the wire does not fit.
    fn of(place: u32, wire: Wire<'a>) -> Option<Self> {
        Some(match (place, wire) {
            // Protobuf cuts what is wider than the field.
            (0, Wire::Varint(int)) => {
                let [a, b, c, d, ..] = int.to_le_bytes();
                Self::Int(u32::from_le_bytes([a, b, c, d]))
            }
            (1, Wire::Varint(long)) => Self::Long(long),
            (2, Wire::Four(bytes)) => Self::Float(f32::from_le_bytes(bytes)),
            (3, Wire::Eight(bytes)) => Self::Double(f64::from_le_bytes(bytes)),
            (4, Wire::Varint(boolean)) => Self::Boolean(boolean != 0),
            (5, Wire::Bytes(text)) => Self::Text(text),
            (8, Wire::Bytes(template)) => Self::Template(template),
            (6 | 7 | 9, Wire::Bytes(_)) => Self::Other,
            _ => return None,
        })
    }

    /// What it says, how exactly, and in which unit where its type tells one.
    ///
    /// The wire's form is believed before the data type, which publishers get wrong; the type tells what an integer is.
    pub(super) fn value(
        self,
        datatype: Option<u32>,
    ) -> Result<(Value, Quality, Option<&'static str>), RejectReason> {
        let number = |number: f64| match Value::number(number + 0.0) {
            Some(value) => Ok((value, Quality::Good, None)),
            None => Err(RejectReason::NotFinite),
        };
        match self {
            Self::Int(int) => integer(u64::from(int), datatype, 32),
            Self::Long(long) => integer(long, datatype, 64),
            Self::Float(float) => number(f64::from(float)),
            Self::Double(double) => number(double),
            Self::Boolean(boolean) => Ok((Value::Boolean(boolean), Quality::Good, None)),
            Self::Text(text) => words(text),
            Self::Template(_) | Self::Other => Err(RejectReason::NotSupported),
        }
    }
}

/// A text stays one, also where it looks like a number: Sparkplug tells its types.
fn words(text: &[u8]) -> Result<(Value, Quality, Option<&'static str>), RejectReason> {
    let text = utf8(text)?;
    let value = match text::read(text)?.value {
        Value::Text(text) => text,
        Value::Number(_) | Value::Boolean(_) => text.trim().into(),
    };
    Ok((Value::Text(value), Quality::Good, None))
}

/// An integer of a data type, from the 32 or 64 bits of its field.
fn integer(
    bits: u64,
    datatype: Option<u32>,
    field_bits: u32,
) -> Result<(Value, Quality, Option<&'static str>), RejectReason> {
    let (is_negative, magnitude) = match datatype {
        Some(kind @ 1..=4) => signed(bits, 4 << kind)?,
        Some(kind @ 5..=7) if bits >> (1 << (kind - 2)) != 0 => {
            return Err(RejectReason::WrongType);
        }
        Some(5..=8) => (false, bits),
        Some(11) => return Ok((Value::Boolean(bits != 0), Quality::Good, None)),
        Some(13) => (false, bits),
        // Of an integer without a type only a small one is the same signed and unsigned.
        _ if bits >> (field_bits - 1) != 0 => return Err(RejectReason::WrongType),
        _ => (false, bits),
    };
    let quality = if magnitude > EXACT_MAX { Quality::Uncertain } else { Quality::Good };
    #[expect(clippy::cast_precision_loss, reason = "what a double cannot hold is marked uncertain")]
    let number = if is_negative { -(magnitude as f64) } else { magnitude as f64 };
    let unit = (datatype == Some(13)).then_some(DATE_TIME_UNIT);
    Ok((Value::Number(number), quality, unit))
}

/// A two's complement of this width, which publishers leave as it is or extend to 32 or 64 bits.
fn signed(bits: u64, width: u32) -> Result<(bool, u64), RejectReason> {
    let unused = 64 - width;
    let is_short = bits >> (width - 1) >> 1 == 0;
    let extended = if is_short {
        (bits << unused).cast_signed() >> unused
    } else if let Ok(bits) = u32::try_from(bits) {
        i64::from(bits.cast_signed())
    } else {
        bits.cast_signed()
    };
    let fits = extended << unused >> unused == extended;
    fits.then_some((extended < 0, extended.unsigned_abs())).ok_or(RejectReason::WrongType)
}

fn utf8(bytes: &[u8]) -> Result<&str, RejectReason> {
    std::str::from_utf8(bytes).map_err(|_| RejectReason::NotUtf8)
}

/// The unit in Home Assistant's spelling where it is known, else as it was told.
pub(super) fn spelled(unit: &str) -> &str {
    units::known(unit).map_or(unit, |known| known.unit)
}

/// The members of a template; nothing where it only defines what others are instances of.
pub(super) fn members(template: &[u8]) -> Option<impl Iterator<Item = &[u8]>> {
    let is_definition =
        Fields(template).any(|field| matches!(field, Ok((5, Wire::Varint(flag))) if flag != 0));
    (!is_definition).then(|| Fields(template).bytes_of(2))
}
