//! The binary frame that carries live values: a header, a block of f64 and the texts.
//!
//! The layout is told byte by byte in `docs/formats/frame.md`; all numbers are little-endian. A frame holds at most
//! [`Frame::ROWS_MAX`] rows; what changed beyond that comes in the next one.

use std::sync::Arc;

use model::{Quality, Timestamp};

/// First four bytes of every frame.
const MAGIC: u32 = 0x3146_5250; // "PRF1"
const HEADER_BYTES: usize = 32;
const ROW_BYTES: usize = 32;

const KIND_NUMBER: u32 = 0;
const KIND_BOOLEAN: u32 = 1;
const KIND_TEXT: u32 = 2;

/// Changed rows of one watch, at most ten times a second.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// The watch it belongs to.
    pub watch: u32,
    /// Counted from 1 within the stream; the window acknowledges this number.
    pub number: u32,
    /// The engine's time; ages count from here.
    pub now: Timestamp,
    /// What changed.
    pub rows: Vec<FrameRow>,
}

/// One changed row.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameRow {
    /// Place in the list that [`crate::Watched`] gave.
    pub row: u32,
    /// The value now.
    pub value: RowValue,
    /// Its quality now.
    pub quality: Quality,
    /// When it was true; none where nobody knows.
    pub time: Option<Timestamp>,
    /// When it reached us.
    pub received: Timestamp,
}

/// A value in a frame.
#[derive(Debug, Clone, PartialEq)]
pub enum RowValue {
    /// A number.
    Number(f64),
    /// A two-valued state.
    Boolean(bool),
    /// A text.
    Text(Arc<str>),
}

/// Bytes that are no frame of this version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a frame of this version: {0}")]
pub struct FrameError(&'static str);

impl Frame {
    /// As many rows as a floor of the largest kind has points, twice over.
    pub const ROWS_MAX: usize = 8_192;

    /// The frame's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut texts = Vec::new();
        let mut bytes = Vec::with_capacity(HEADER_BYTES + self.rows.len() * ROW_BYTES);
        let count = u32::try_from(self.rows.len()).expect("a frame holds at most ROWS_MAX rows");
        for word in [MAGIC, self.watch, self.number, count] {
            bytes.extend_from_slice(&word.to_le_bytes());
        }
        bytes.extend_from_slice(&to_f64(self.now).to_le_bytes());
        bytes.extend_from_slice(&[0; 8]);
        for row in &self.rows {
            let (kind, value) = match &row.value {
                RowValue::Number(number) => (KIND_NUMBER, *number),
                RowValue::Boolean(boolean) => (KIND_BOOLEAN, f64::from(u8::from(*boolean))),
                RowValue::Text(text) => {
                    texts.extend_from_slice(text.as_bytes());
                    (KIND_TEXT, f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX)))
                }
            };
            bytes.extend_from_slice(&row.row.to_le_bytes());
            bytes.extend_from_slice(&(u32::from(row.quality.code()) | (kind << 8)).to_le_bytes());
            bytes.extend_from_slice(&value.to_le_bytes());
            bytes.extend_from_slice(&row.time.map_or(f64::NAN, to_f64).to_le_bytes());
            bytes.extend_from_slice(&to_f64(row.received).to_le_bytes());
        }
        bytes.extend_from_slice(&texts);
        bytes
    }

    /// The frame in these bytes.
    ///
    /// # Errors
    /// Where the bytes are cut short or of another version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrameError> {
        let mut cursor = Cursor { rest: bytes };
        if cursor.u32()? != MAGIC {
            return Err(FrameError("the first four bytes are wrong"));
        }
        let (watch, number, count) = (cursor.u32()?, cursor.u32()?, cursor.u32()? as usize);
        let now = from_f64(cursor.f64()?);
        cursor.f64()?;
        if count > Self::ROWS_MAX {
            return Err(FrameError("too many rows"));
        }
        let mut rows = Vec::with_capacity(count);
        let mut text_lengths = Vec::new();
        for place in 0..count {
            let row = cursor.u32()?;
            let code = cursor.u32()?;
            let value = cursor.f64()?;
            let time = cursor.f64()?;
            let received = from_f64(cursor.f64()?);
            let quality = u8::try_from(code & 0xff)
                .ok()
                .and_then(Quality::from_code)
                .ok_or(FrameError("unknown quality"))?;
            let value = match code >> 8 {
                KIND_NUMBER => RowValue::Number(value),
                KIND_BOOLEAN => RowValue::Boolean(value > 0.5),
                KIND_TEXT => {
                    text_lengths.push((place, whole(value)));
                    RowValue::Text(Arc::from(""))
                }
                _ => return Err(FrameError("unknown kind of value")),
            };
            let time = (!time.is_nan()).then(|| from_f64(time));
            rows.push(FrameRow { row, value, quality, time, received });
        }
        for (place, length) in text_lengths {
            rows[place].value = RowValue::Text(cursor.text(length)?);
        }
        Ok(Self { watch, number, now, rows })
    }
}

struct Cursor<'a> {
    rest: &'a [u8],
}

impl Cursor<'_> {
    fn take(&mut self, count: usize) -> Result<&[u8], FrameError> {
        let (taken, rest) =
            self.rest.split_at_checked(count).ok_or(FrameError("it is cut short"))?;
        self.rest = rest;
        Ok(taken)
    }

    fn u32(&mut self) -> Result<u32, FrameError> {
        let bytes = self.take(4)?.try_into().expect("four bytes were taken");
        Ok(u32::from_le_bytes(bytes))
    }

    fn f64(&mut self) -> Result<f64, FrameError> {
        let bytes = self.take(8)?.try_into().expect("eight bytes were taken");
        Ok(f64::from_le_bytes(bytes))
    }

    fn text(&mut self, length: usize) -> Result<Arc<str>, FrameError> {
        let bytes = self.take(length)?;
        std::str::from_utf8(bytes).map(Arc::from).map_err(|_| FrameError("a text is no UTF-8"))
    }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds fit f64 exactly for 285,000 years")]
fn to_f64(time: Timestamp) -> f64 {
    time.ms() as f64
}

#[expect(clippy::cast_possible_truncation, reason = "the cast saturates; times are whole ms")]
fn from_f64(ms: f64) -> Timestamp {
    Timestamp::from_ms(ms as i64)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates; a length beyond the bytes is refused by the cursor"
)]
fn whole(length: f64) -> usize {
    length as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Frame {
        let row = |row, value, time| FrameRow {
            row,
            value,
            quality: Quality::Uncertain,
            time,
            received: Timestamp::from_ms(1_763_000_000_001),
        };
        Frame {
            watch: 3,
            number: 7,
            now: Timestamp::from_ms(1_763_000_000_500),
            rows: vec![
                row(0, RowValue::Number(-21.5), Some(Timestamp::from_ms(1_763_000_000_000))),
                row(4, RowValue::Text(Arc::from("läuft")), None),
                row(5, RowValue::Boolean(true), None),
                row(9, RowValue::Text(Arc::from("")), None),
            ],
        }
    }

    #[test]
    fn a_frame_reads_back_as_it_was_written() {
        assert_eq!(Frame::from_bytes(&sample().to_bytes()), Ok(sample()));
    }

    #[test]
    fn a_frame_cut_anywhere_is_refused_and_never_panics() {
        let bytes = sample().to_bytes();
        for length in 0..bytes.len() {
            assert!(Frame::from_bytes(&bytes[..length]).is_err(), "cut at {length}");
        }
    }
}
