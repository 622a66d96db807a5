//! Commands: a payload with one metric, by its name and in the type that its birth declared.
//!
//! Chapter 6.4.6 and the sections on NCMD and DCMD of the specification: with a timestamp, without `seq`.

use model::Value;

use super::births::Defined;
use crate::command::{EncodeError, Order, spelled};

/// The payload that makes a metric become a value.
pub(super) fn command(metric: &Defined, order: &Order<'_>) -> Result<Vec<u8>, EncodeError> {
    let datatype = metric.datatype.unwrap_or_default();
    let value = value(datatype, order.value)?;
    let at = u64::try_from(order.at.ms()).unwrap_or_default();
    let mut inner = Vec::new();
    bytes_field(1, metric.name.as_bytes(), &mut inner);
    varint_field(3, at, &mut inner);
    varint_field(4, u64::from(datatype), &mut inner);
    inner.extend(value);
    let mut payload = Vec::new();
    varint_field(1, at, &mut payload);
    bytes_field(2, &inner, &mut payload);
    Ok(payload)
}

/// The value's field, as chapter 6.4.16 gives it for each data type.
fn value(datatype: u32, value: &Value) -> Result<Vec<u8>, EncodeError> {
    let mut field = Vec::new();
    let number = match value {
        Value::Number(number) => Some(*number),
        Value::Boolean(_) | Value::Text(_) => None,
    };
    match (datatype, number, value) {
        (kind @ 1..=4, Some(number), _) => signed(kind, number, &mut field)?,
        (kind @ (5..=8 | 13), Some(number), _) => unsigned(kind, number, &mut field)?,
        (9, Some(number), _) => float(number, &mut field)?,
        (10, Some(number), _) => {
            key(13, 1, &mut field);
            field.extend(number.to_le_bytes());
        }
        (11, _, Value::Boolean(boolean)) => varint_field(14, u64::from(*boolean), &mut field),
        (12 | 14 | 15, _, Value::Text(text)) => bytes_field(15, text.as_bytes(), &mut field),
        _ => {
            let wanted = match datatype {
                11 => "true or false",
                12 | 14 | 15 => "a text",
                _ => "a number",
            };
            return Err(EncodeError::WrongType { value: spelled(value).into(), wanted });
        }
    }
    Ok(field)
}

/// `Int8` to `Int64`: in 32 bits as a two's complement, or in 64.
fn signed(kind: u32, number: f64, field: &mut Vec<u8>) -> Result<(), EncodeError> {
    let half = 2_f64.powi(4 << kind).trunc() / 2.0;
    let number = whole(number, -half, half - 1.0)?;
    #[expect(clippy::cast_possible_truncation, reason = "it was held against the type's bounds")]
    let integer = number as i64;
    if kind == 4 {
        varint_field(11, integer.cast_unsigned(), field);
    } else {
        varint_field(10, integer.cast_unsigned() & u64::from(u32::MAX), field);
    }
    Ok(())
}

/// `UInt8` to `UInt32` in `int_value`; `UInt64` and `DateTime` in `long_value`.
fn unsigned(kind: u32, number: f64, field: &mut Vec<u8>) -> Result<(), EncodeError> {
    let bits = if kind == 13 { 64 } else { 4 << (kind - 4) };
    let number = whole(number, 0.0, 2_f64.powi(bits) - 1.0)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it was held against the type's bounds"
    )]
    let integer = number as u64;
    varint_field(if bits == 64 { 11 } else { 10 }, integer, field);
    Ok(())
}

/// A number that is none of the type's is refused, not cut.
fn whole(number: f64, least: f64, greatest: f64) -> Result<f64, EncodeError> {
    if number < least {
        return Err(EncodeError::TooLow { value: number, least });
    }
    if number > greatest {
        return Err(EncodeError::TooHigh { value: number, greatest });
    }
    if number.fract() == 0.0 {
        return Ok(number);
    }
    let (below, above) = (number.floor(), number.ceil());
    Err(EncodeError::OffStep { value: number, step: 1.0, below, above })
}

fn float(number: f64, field: &mut Vec<u8>) -> Result<(), EncodeError> {
    let greatest = f64::from(f32::MAX);
    if number.abs() > greatest {
        return Err(EncodeError::TooHigh { value: number, greatest });
    }
    #[expect(clippy::cast_possible_truncation, reason = "the metric holds no more digits")]
    let number = number as f32;
    key(12, 5, field);
    field.extend(number.to_le_bytes());
    Ok(())
}

fn varint_field(number: u32, value: u64, bytes: &mut Vec<u8>) {
    key(number, 0, bytes);
    varint(value, bytes);
}

fn bytes_field(number: u32, value: &[u8], bytes: &mut Vec<u8>) {
    key(number, 2, bytes);
    varint(value.len() as u64, bytes);
    bytes.extend(value);
}

fn key(number: u32, wire: u32, bytes: &mut Vec<u8>) {
    varint(u64::from(number << 3 | wire), bytes);
}

fn varint(mut value: u64, bytes: &mut Vec<u8>) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            return bytes.push(low & 0x7f);
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests;
