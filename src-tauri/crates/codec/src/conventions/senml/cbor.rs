//! SenML packs in CBOR (RFC 8428, section 6; RFC 8949): an array of maps with small integers for labels.
//!
//! Reads what SenML can hold: integers, floats of three sizes, texts, booleans; steps over all else. Never allocates by a
//! length that was told; at most `CBOR_RECORDS_MAX` records and `DEPTH_MAX` levels.

use super::{Measured, NOT_OF_TYPE, NOT_SUPPORTED, Record};
use crate::RejectReason;
use crate::limits::{CBOR_RECORDS_MAX, DEPTH_MAX};

/// One value, as far as SenML has use for it.
#[derive(Debug, Clone, Copy)]
enum Atom<'a> {
    Number(f64),
    Text(&'a str),
    Boolean(bool),
    Other,
}

/// Whether a payload begins as a pack: an array whose first element is a map with a label of SenML's.
pub(super) fn is_pack(payload: &[u8]) -> bool {
    // Text cannot begin with such a byte.
    if !matches!(payload.first(), Some(0x81..=0x9f)) {
        return false;
    }
    let mut reader = Reader(payload);
    let begins = |reader: &mut Reader<'_>, major| {
        let head = reader.head()?;
        (head.major == major && head.length != Some(0)).then_some(())
    };
    begins(&mut reader, ARRAY)
        .and_then(|()| begins(&mut reader, MAP))
        .and_then(|()| reader.atom(0))
        .is_some_and(|label| matches!(label, Atom::Number(label) if (-6.0..=8.0).contains(&label)))
}

/// The records of a pack.
pub(super) fn records(payload: &[u8]) -> Result<Vec<Record<'_>>, RejectReason> {
    let mut reader = Reader(payload);
    let mut records = Vec::new();
    let read = reader.each(ARRAY, |reader| {
        records.push(reader.record()?);
        (records.len() <= CBOR_RECORDS_MAX).then_some(())
    });
    match read {
        Some(()) => Ok(records),
        None if records.len() > CBOR_RECORDS_MAX => Err(RejectReason::TooManyValues),
        None => Err(RejectReason::Malformed),
    }
}

const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;
const END: u8 = 0xff;

/// The head of an item: its major type and what stands in its argument.
struct Head {
    major: u8,
    /// The low five bits, which tell floats and simple values apart.
    minor: u8,
    argument: u64,
    /// The argument as a length; absent where it is told by an end.
    length: Option<u64>,
}

/// The bytes that are left.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn record(&mut self) -> Option<Record<'a>> {
        let mut record = Record::default();
        self.each(MAP, |reader| {
            let label = reader.atom(0)?;
            let value = reader.atom(0)?;
            if let Atom::Number(label) = label {
                record.hear(label, value);
            }
            Some(())
        })?;
        Some(record)
    }

    /// Reads each element of an array, or each pair of a map.
    fn each(&mut self, major: u8, mut read: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        let head = self.head().filter(|head| head.major == major)?;
        let mut left = head.length;
        while left != Some(0) {
            if left.is_none() && self.0.first() == Some(&END) {
                self.take(1)?;
                break;
            }
            read(self)?;
            left = left.map(|left| left - 1);
        }
        Some(())
    }

    /// Reads one value and all it holds.
    fn atom(&mut self, depth: usize) -> Option<Atom<'a>> {
        if depth > DEPTH_MAX {
            return None;
        }
        if let Some(major @ (ARRAY | MAP)) = self.0.first().map(|byte| byte >> 5) {
            self.each(major, |reader| {
                reader.atom(depth + 1)?;
                if major == MAP { reader.atom(depth + 1).map(drop) } else { Some(()) }
            })?;
            return Some(Atom::Other);
        }
        let head = self.head()?;
        #[expect(clippy::cast_precision_loss, reason = "as JSON's numbers are read")]
        let number = head.argument as f64;
        Some(match head.major {
            0 => Atom::Number(number),
            1 => Atom::Number(-1.0 - number),
            BYTES => {
                self.take(head.length?)?;
                Atom::Other
            }
            TEXT => Atom::Text(std::str::from_utf8(self.take(head.length?)?).ok()?),
            TAG => {
                self.atom(depth + 1)?;
                Atom::Other
            }
            _ => simple(&head),
        })
    }

    fn head(&mut self) -> Option<Head> {
        let first = *self.take(1)?.first()?;
        let (major, minor) = (first >> 5, first & 0x1f);
        let argument = match minor {
            0..=23 => u64::from(minor),
            24..=27 => {
                let bytes = self.take(1 << (minor - 24))?;
                bytes.iter().fold(0, |argument, byte| argument << 8 | u64::from(*byte))
            }
            31 => 0,
            _ => return None,
        };
        Some(Head { major, minor, argument, length: (minor != 31).then_some(argument) })
    }

    fn take(&mut self, count: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(count).ok()?)?;
        self.0 = rest;
        Some(taken)
    }
}

/// A boolean, a float, or something else of the last major type.
fn simple<'a>(head: &Head) -> Atom<'a> {
    #[expect(clippy::cast_possible_truncation, reason = "the head has read as many bytes")]
    match head.minor {
        20 => Atom::Boolean(false),
        21 => Atom::Boolean(true),
        25 => Atom::Number(half(head.argument as u16)),
        26 => Atom::Number(f64::from(f32::from_bits(head.argument as u32))),
        27 => Atom::Number(f64::from_bits(head.argument)),
        _ => Atom::Other,
    }
}

/// A float of sixteen bits.
fn half(bits: u16) -> f64 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let exponent = i32::from(bits >> 10 & 0x1f);
    let mantissa = f64::from(bits & 0x3ff);
    sign * match exponent {
        0 => mantissa * 2_f64.powi(-24),
        31 if mantissa > 0.0 => f64::NAN,
        31 => f64::INFINITY,
        _ => (mantissa + 1_024.0) * 2_f64.powi(exponent - 25),
    }
}

impl<'a> Record<'a> {
    /// Takes one labelled value; a label that is none of SenML's is stepped over.
    fn hear(&mut self, label: f64, value: Atom<'a>) {
        let number = if let Atom::Number(number) = value { Some(number) } else { None };
        let text = if let Atom::Text(text) = value { Some(text) } else { None };
        #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
        match label as i64 {
            -2 => self.base_name = text,
            -3 => self.base_time = number,
            -4 => self.base_unit = text,
            -5 => self.base_value = number,
            -6 => self.base_sum = number,
            0 => self.name = text,
            1 => self.unit = text,
            2 => self.measured = Measured::Number(number.ok_or(RejectReason::NotFinite)),
            3 => self.measured = text.map_or(NOT_OF_TYPE, Measured::Text),
            4 => {
                let boolean = if let Atom::Boolean(boolean) = value { Some(boolean) } else { None };
                self.measured = boolean.map_or(NOT_OF_TYPE, Measured::Boolean);
            }
            5 => self.sum = number,
            6 => self.time = number,
            8 => self.measured = NOT_SUPPORTED,
            _ => {}
        }
    }
}
