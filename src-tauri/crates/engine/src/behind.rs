//! What stands behind a value: messages as they came, and small curves of the last hours.

use std::fmt::Write;

use live::Recalled;
use model::{PointCode, PointId};
use wire::{Failure, FailureCode, MessageView, Messages, Spark, Sparks};

use crate::convert;
use crate::engine::Engine;
use crate::limits::{
    POINT_MESSAGE_BYTES_SHOWN, POINT_MESSAGES_LISTED, SPARK_BUCKETS_MAX, SPARK_LENGTH_MAX,
    SPARK_POINTS_MAX,
};

impl Engine {
    pub(crate) fn messages(&self, ask: &Messages) -> Result<Vec<MessageView>, Failure> {
        let directory = self.directory();
        let point = &directory.find(&ask.point.0)?.row.point;
        let Some(connection) = point.key.connection else { return Ok(Vec::new()) };
        let recall = self.recall();
        let newest = recall.of(connection, &point.topic).take(POINT_MESSAGES_LISTED);
        let messages = newest.map(|kept| message_view(kept, POINT_MESSAGE_BYTES_SHOWN));
        Ok(messages.collect())
    }

    pub(crate) async fn sparks(&self, ask: &Sparks) -> Result<Vec<Spark>, Failure> {
        let buckets = ask.buckets as usize;
        let fits = ask.points.len() <= SPARK_POINTS_MAX
            && (2..=SPARK_BUCKETS_MAX).contains(&buckets)
            && ask.range.length() <= SPARK_LENGTH_MAX;
        if !fits {
            let message = format!(
                "Small curves are for at most {SPARK_POINTS_MAX} points, {SPARK_BUCKETS_MAX} values and one day."
            );
            return Err(Failure::new(FailureCode::BadRequest, message, "Ask for less at once."));
        }
        let directory = self.directory();
        let mut sparks = Vec::with_capacity(ask.points.len());
        for PointCode(code) in &ask.points {
            sparks.push(match directory.by_code(code) {
                Some(entry) => self.spark(entry.row.point.id, ask, buckets).await?,
                None => vec![None; buckets],
            });
        }
        Ok(sparks)
    }

    async fn spark(&self, point: PointId, ask: &Sparks, buckets: usize) -> Result<Spark, Failure> {
        let columns = self.store.numbers(point, ask.range).await;
        let columns = columns.map_err(|error| convert::from_store(&error))?;
        let from = ask.range.from().ms();
        let length = i64::try_from(ask.range.length().as_millis()).unwrap_or(i64::MAX).max(1);
        let mut sums = vec![(0.0, 0_u32); buckets];
        for (at, (time, value)) in columns.times_ms().iter().zip(columns.values()).enumerate() {
            if !columns.quality(at).counts() {
                continue;
            }
            let place = i128::from(time - from) * buckets as i128 / i128::from(length);
            let place = usize::try_from(place).unwrap_or(0).min(buckets - 1);
            sums[place].0 += value;
            sums[place].1 += 1;
        }
        let mean = |(sum, count): (f64, u32)| (count > 0).then(|| sum / f64::from(count));
        Ok(sums.into_iter().map(mean).collect())
    }
}

/// A remembered message, shown with at most this many bytes of its payload.
pub(crate) fn message_view(kept: &Recalled, most: usize) -> MessageView {
    let shown = &kept.payload[..kept.payload.len().min(most)];
    let (payload, hexadecimal) = readable(shown, kept.bytes > shown.len());
    MessageView {
        received: kept.received,
        payload,
        hexadecimal,
        bytes: u32::try_from(kept.bytes).unwrap_or(u32::MAX),
        retained: kept.retained,
    }
}

/// Bytes as text where they are text, else in hexadecimal. A text that was cut may end within a character.
pub(crate) fn readable(bytes: &[u8], cut: bool) -> (String, bool) {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) if cut && error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()
        }
        Err(_) => None,
    };
    match text {
        Some(text) => (text.to_owned(), false),
        None => {
            let mut hexadecimal = String::with_capacity(bytes.len() * 3);
            for byte in bytes {
                let _ = write!(hexadecimal, "{byte:02x} ");
            }
            (hexadecimal.trim_end().to_owned(), true)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn text_is_shown_as_text_and_bytes_as_bytes() {
        assert_eq!(readable("21,5 °C".as_bytes(), false), ("21,5 °C".to_owned(), false));
        assert_eq!(readable(&[0xff, 0x01], false), ("ff 01".to_owned(), true));
        let cut = &"21 °".as_bytes()[..4];
        assert_eq!(readable(cut, true), ("21 ".to_owned(), false));
        assert!(readable(cut, false).1);
    }
}
