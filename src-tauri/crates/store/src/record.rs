//! The bytes of one log record: a batch in packed columns with its CRC32C. Layout: `docs/formats/log.md`.

use std::sync::Arc;

use model::ConnectionId;

use crate::batch::{Batch, Delivery, TextReading};
use crate::limits::TEXT_BYTES_MAX;
use crate::varint::{get_signed, get_unsigned, put_signed, put_unsigned};

const VERSION: u8 = 1;

const NARROW: u8 = 4;
const WIDE: u8 = 8;
const SAME: u8 = 0;
const EACH: u8 = 1;

/// What is wrong with a log record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Bytes changed on disk.
    #[error("its checksum does not match: bytes changed on disk")]
    Checksum,
    /// Written by a newer version.
    #[error("it has format version {0}, which this version does not know")]
    Version(u8),
    /// The content contradicts itself.
    #[error("its content contradicts itself")]
    Content,
}

/// The bytes of a batch.
pub(crate) fn encode(batch: &Batch) -> Vec<u8> {
    let count = batch.points.len();
    let mut bytes = Vec::with_capacity(64 + count * 22 + batch.deliveries.len() * 14);
    bytes.push(VERSION);
    put_unsigned(&mut bytes, count as u64);
    put_unsigned(&mut bytes, batch.texts.len() as u64);
    put_unsigned(&mut bytes, batch.deliveries.len() as u64);
    for point in &batch.points {
        bytes.extend_from_slice(&point.to_le_bytes());
    }
    put_times(&mut bytes, &batch.times);
    put_times(&mut bytes, &batch.received);
    for value in &batch.values {
        bytes.extend_from_slice(&value.to_le_bytes());
    }
    put_flags(&mut bytes, &batch.flags);
    for text in &batch.texts {
        put_unsigned(&mut bytes, text.place as u64);
        put_unsigned(&mut bytes, u64::from(text.point));
        put_signed(&mut bytes, text.time);
        put_signed(&mut bytes, text.received);
        bytes.push(text.flags);
        put_unsigned(&mut bytes, text.text.len() as u64);
        bytes.extend_from_slice(text.text.as_bytes());
    }
    for delivery in &batch.deliveries {
        bytes.extend_from_slice(&delivery.connection.0.to_le_bytes());
        bytes.extend_from_slice(&delivery.packet_id.to_le_bytes());
        bytes.extend_from_slice(&delivery.hash.to_le_bytes());
    }
    let crc = crc32c::crc32c(&bytes);
    bytes.extend_from_slice(&crc.to_le_bytes());
    bytes
}

/// The batch in these bytes.
pub(crate) fn decode(bytes: &[u8]) -> Result<Batch, RecordError> {
    let (bytes, crc) = bytes.split_last_chunk::<4>().ok_or(RecordError::Checksum)?;
    if crc32c::crc32c(bytes) != u32::from_le_bytes(*crc) {
        return Err(RecordError::Checksum);
    }
    let (version, rest) = bytes.split_first().ok_or(RecordError::Content)?;
    if *version != VERSION {
        return Err(RecordError::Version(*version));
    }
    decode_columns(rest).ok_or(RecordError::Content)
}

fn decode_columns(rest: &[u8]) -> Option<Batch> {
    let rest = &mut { rest };
    let counts = [get_unsigned(rest)?, get_unsigned(rest)?, get_unsigned(rest)?];
    // Every one of them takes bytes: a count beyond the bytes is damage, not a reason to allocate.
    let most = rest.len() as u64;
    if counts.iter().any(|count| *count > most) {
        return None;
    }
    let [numbers, texts, deliveries] = counts.map(|count| usize::try_from(count).unwrap_or(0));
    let points = take(rest, numbers.checked_mul(4)?)?;
    let points = points.as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b)).collect();
    let times = get_times(rest, numbers)?;
    let received = get_times(rest, numbers)?;
    let values = take(rest, numbers.checked_mul(8)?)?;
    let values: Vec<f64> =
        values.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b)).collect();
    if values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let flags = get_flags(rest, numbers)?;
    let texts = (0..texts).map(|_| get_text(rest)).collect::<Option<Vec<_>>>()?;
    let deliveries = (0..deliveries).map(|_| get_delivery(rest)).collect::<Option<Vec<_>>>()?;
    Some(Batch { points, times, received, values, flags, texts, deliveries })
}

/// Times lie close together: four bytes each from the first, eight only where they do not.
fn put_times(bytes: &mut Vec<u8>, times: &[i64]) {
    let base = times.first().copied().unwrap_or(0);
    put_signed(bytes, base);
    let narrow: Option<Vec<i32>> =
        times.iter().map(|time| i32::try_from(time.checked_sub(base)?).ok()).collect();
    match narrow {
        Some(offsets) if offsets.iter().all(|offset| *offset == 0) => bytes.push(SAME),
        Some(offsets) => {
            bytes.push(NARROW);
            for offset in offsets {
                bytes.extend_from_slice(&offset.to_le_bytes());
            }
        }
        None => {
            bytes.push(WIDE);
            for time in times {
                bytes.extend_from_slice(&time.to_le_bytes());
            }
        }
    }
}

fn get_times(rest: &mut &[u8], count: usize) -> Option<Vec<i64>> {
    let base = get_signed(rest)?;
    match take(rest, 1)?[0] {
        SAME => Some(vec![base; count]),
        NARROW => take(rest, count.checked_mul(4)?)?
            .as_chunks::<4>()
            .0
            .iter()
            .map(|bytes| base.checked_add(i64::from(i32::from_le_bytes(*bytes))))
            .collect(),
        WIDE => {
            let bytes = take(rest, count.checked_mul(8)?)?;
            Some(bytes.as_chunks::<8>().0.iter().map(|b| i64::from_le_bytes(*b)).collect())
        }
        _ => None,
    }
}

fn put_flags(bytes: &mut Vec<u8>, flags: &[u8]) {
    let first = flags.first().copied().unwrap_or(0);
    if flags.iter().all(|flag| *flag == first) {
        bytes.extend_from_slice(&[SAME, first]);
    } else {
        bytes.push(EACH);
        bytes.extend_from_slice(flags);
    }
}

fn get_flags(rest: &mut &[u8], count: usize) -> Option<Vec<u8>> {
    match take(rest, 1)?[0] {
        SAME => Some(vec![take(rest, 1)?[0]; count]),
        EACH => Some(take(rest, count)?.to_vec()),
        _ => None,
    }
}

fn get_text(rest: &mut &[u8]) -> Option<TextReading> {
    let place = usize::try_from(get_unsigned(rest)?).ok()?;
    let point = u32::try_from(get_unsigned(rest)?).ok()?;
    let time = get_signed(rest)?;
    let received = get_signed(rest)?;
    let flags = take(rest, 1)?[0];
    let length = usize::try_from(get_unsigned(rest)?).ok().filter(|n| *n <= TEXT_BYTES_MAX)?;
    let text = Arc::from(std::str::from_utf8(take(rest, length)?).ok()?);
    Some(TextReading { place, point, time, received, flags, text })
}

fn get_delivery(rest: &mut &[u8]) -> Option<Delivery> {
    let (connection, after) = rest.split_first_chunk::<4>()?;
    let (packet_id, after) = after.split_first_chunk::<2>()?;
    let (hash, after) = after.split_first_chunk::<8>()?;
    *rest = after;
    Some(Delivery {
        connection: ConnectionId(u32::from_le_bytes(*connection)),
        packet_id: u16::from_le_bytes(*packet_id),
        hash: u64::from_le_bytes(*hash),
    })
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(count)?;
    *rest = after;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{PointId, Quality, Reading, Timestamp, Value};
    use proptest::prelude::*;

    fn batch(readings: Vec<(u32, i64, i64, Value)>, deliveries: Vec<(u32, u16, u64)>) -> Batch {
        let mut batch = Batch::default();
        for (point, time, received, value) in readings {
            batch.push(&Reading {
                point: PointId(point),
                time: Timestamp::from_ms(time),
                received: Timestamp::from_ms(received),
                value,
                quality: Quality::Uncertain,
            });
        }
        for (connection, packet_id, hash) in deliveries {
            batch.deliver(Delivery { connection: ConnectionId(connection), packet_id, hash });
        }
        batch
    }

    fn values() -> impl Strategy<Value = Value> {
        prop_oneof![
            (-1e12..1e12_f64).prop_map(Value::Number),
            any::<bool>().prop_map(Value::Boolean),
            ".{0,40}".prop_map(|text| Value::Text(Arc::from(text))),
        ]
    }

    proptest! {
        #[test]
        fn a_record_gives_back_its_batch(
            readings in prop::collection::vec((any::<u32>(), any::<i64>(), 0..9_i64, values()), 0..60),
            deliveries in prop::collection::vec((any::<u32>(), any::<u16>(), any::<u64>()), 0..20),
        ) {
            let batch = batch(readings, deliveries);
            prop_assert_eq!(decode(&encode(&batch)), Ok(batch));
        }

        #[test]
        fn a_damaged_record_is_refused_and_never_panics(
            readings in prop::collection::vec((any::<u32>(), 0..9_i64, 0..9_i64, values()), 1..20),
            place in any::<prop::sample::Index>(),
            bit in 0..8_u8,
        ) {
            let mut bytes = encode(&batch(readings, Vec::new()));
            let place = place.index(bytes.len());
            bytes[place] ^= 1 << bit;
            prop_assert!(decode(&bytes).is_err());
            let length = bytes.len() - 4;
            let crc = crc32c::crc32c(&bytes[..length]);
            bytes[length..].copy_from_slice(&crc.to_le_bytes());
            let _ = decode(&bytes).map(|batch| batch.len());
        }
    }
}
