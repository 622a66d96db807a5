//! Figures of a set of readings and quarter-hour buckets, and the small blob buckets are kept in.
//!
//! Means and sums count readings whose quality counts (good, uncertain, substituted); minimum and maximum likewise.
//! Layout of the blob: `docs/formats/months.md`, "Rollup blob".

use model::calendar::QUARTER_HOUR_MS;
use model::{Quality, Timestamp};

use crate::columns::{Columns, Flags};
use crate::scale::{Scale, to_f64, to_scaled};
use crate::varint::{get_signed, get_unsigned, put_signed, put_unsigned};

/// What is known of readings without having them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Readings of any quality.
    pub readings: u32,
    /// Readings that means and sums count.
    pub counted: u32,
    /// Least counted value; infinite where none is counted.
    pub min: f64,
    /// Greatest counted value; minus infinite where none is counted.
    pub max: f64,
    /// Sum of the counted values.
    pub sum: f64,
    /// The quality least to be trusted among all readings.
    pub worst: Quality,
}

impl Figures {
    /// Of no reading.
    pub const EMPTY: Self = Self {
        readings: 0,
        counted: 0,
        min: f64::INFINITY,
        max: f64::NEG_INFINITY,
        sum: 0.0,
        worst: Quality::Good,
    };

    /// Arithmetic mean of the counted values; none where none is counted.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.counted > 0).then(|| self.sum / f64::from(self.counted))
    }

    /// Of both sets together, which must not share a reading.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            readings: self.readings + other.readings,
            counted: self.counted + other.counted,
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            sum: self.sum + other.sum,
            worst: self.worst.worse(other.worst),
        }
    }

    pub(crate) fn add(&mut self, value: f64, flags: u8) {
        let quality = Flags(flags).quality();
        self.readings += 1;
        self.worst = self.worst.worse(quality);
        if quality.counts() {
            self.counted += 1;
            self.min = self.min.min(value);
            self.max = self.max.max(value);
            self.sum += value;
        }
    }

    pub(crate) fn of(columns: &Columns, range: std::ops::Range<usize>) -> Self {
        let mut figures = Self::EMPTY;
        for place in range {
            figures.add(columns.values[place], columns.flags[place]);
        }
        figures
    }
}

/// A quarter-hour's figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// Where the quarter-hour begins.
    pub start: Timestamp,
    /// Its readings.
    pub figures: Figures,
}

/// One day of one point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayFigures {
    /// Its readings.
    pub figures: Figures,
    /// Time of its first reading, ms.
    pub first_ms: i64,
    /// Time of its last reading, ms.
    pub last_ms: i64,
    /// Its first value.
    pub first: f64,
    /// Its last value.
    pub last: f64,
}

impl DayFigures {
    /// Of the readings at these places, of which there must be one.
    pub(crate) fn of(columns: &Columns, range: std::ops::Range<usize>) -> Self {
        let (first, last) = (range.start, range.end - 1);
        Self {
            figures: Figures::of(columns, range),
            first_ms: columns.times[first],
            last_ms: columns.times[last],
            first: columns.values[first],
            last: columns.values[last],
        }
    }

    /// Of both together, which must not share a reading.
    pub(crate) fn with(self, other: Self) -> Self {
        let (early, late) =
            if self.first_ms <= other.first_ms { (self, other) } else { (other, self) };
        let last = if early.last_ms >= late.last_ms { early } else { late };
        Self {
            figures: self.figures.with(other.figures),
            first_ms: early.first_ms,
            last_ms: last.last_ms,
            first: early.first,
            last: last.last,
        }
    }
}

/// The quarter-hours of readings in ascending order; empty quarter-hours are left out.
pub(crate) fn buckets_of(columns: &Columns) -> Vec<Bucket> {
    let mut buckets: Vec<Bucket> = Vec::new();
    let mut end = i64::MIN;
    for place in 0..columns.len() {
        let time = columns.times[place];
        if time >= end || buckets.is_empty() {
            let start = time.div_euclid(QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
            end = start.saturating_add(QUARTER_HOUR_MS);
            buckets.push(Bucket { start: Timestamp::from_ms(start), figures: Figures::EMPTY });
        }
        if let Some(bucket) = buckets.last_mut() {
            bucket.figures.add(columns.values[place], columns.flags[place]);
        }
    }
    buckets
}

/// Adds buckets of disjoint readings together, by their start.
pub(crate) fn join(mut buckets: Vec<Bucket>) -> Vec<Bucket> {
    if buckets.is_sorted_by(|a, b| a.start < b.start) {
        return buckets;
    }
    buckets.sort_by_key(|bucket| bucket.start);
    let mut joined: Vec<Bucket> = Vec::with_capacity(buckets.len());
    for bucket in buckets {
        match joined.last_mut() {
            Some(last) if last.start == bucket.start => {
                last.figures = last.figures.with(bucket.figures);
            }
            _ => joined.push(bucket),
        }
    }
    joined
}

/// Buckets as a blob, about four bytes each where the values have few decimals.
pub(crate) fn encode(buckets: &[Bucket], scale: Scale) -> Vec<u8> {
    let mut blob = Vec::with_capacity(16 + buckets.len() * 6);
    blob.push(scale.code());
    put_unsigned(&mut blob, buckets.len() as u64);
    let mut quarter = 0;
    let (mut readings, mut minimum) = (0, 0);
    for bucket in buckets {
        let figures = &bucket.figures;
        let at = bucket.start.ms().div_euclid(QUARTER_HOUR_MS);
        put_signed(&mut blob, at - quarter);
        quarter = at;
        let mixed = figures.worst != Quality::Good || figures.counted != figures.readings;
        put_signed(&mut blob, (i64::from(figures.readings) - readings) * 2 + i64::from(mixed));
        readings = i64::from(figures.readings);
        if mixed {
            blob.push(figures.worst.code());
            put_unsigned(&mut blob, u64::from(figures.counted));
        }
        if figures.counted == 0 {
            continue;
        }
        if scale == Scale::None {
            for number in [figures.min, figures.max, figures.sum] {
                blob.extend_from_slice(&number.to_le_bytes());
            }
            continue;
        }
        let low = to_scaled(figures.min, scale);
        put_signed(&mut blob, low - minimum);
        minimum = low;
        put_signed(&mut blob, to_scaled(figures.max, scale) - low);
        put_signed(&mut blob, to_scaled(figures.sum, scale) - low * i64::from(figures.counted));
    }
    blob
}

/// The buckets of a blob; none where it is damaged.
pub(crate) fn decode(blob: &[u8]) -> Option<Vec<Bucket>> {
    let (code, mut rest) = blob.split_first()?;
    let scale = Scale::from_code(*code)?;
    let rest = &mut rest;
    let count = usize::try_from(get_unsigned(rest)?).ok()?;
    // Each bucket takes two bytes at least: a count beyond that is damage, not a reason to allocate.
    if count > rest.len() {
        return None;
    }
    let mut buckets = Vec::with_capacity(count);
    let mut quarter = 0_i64;
    let (mut readings, mut minimum) = (0_i64, 0_i64);
    for _ in 0..count {
        quarter = quarter.checked_add(get_signed(rest)?)?;
        let code = get_signed(rest)?;
        readings = readings.checked_add(code.div_euclid(2))?;
        let mut figures = Figures { readings: u32::try_from(readings).ok()?, ..Figures::EMPTY };
        figures.counted = figures.readings;
        if code.rem_euclid(2) == 1 {
            let (worst, after) = rest.split_first()?;
            *rest = after;
            figures.worst = Quality::from_code(*worst)?;
            figures.counted = u32::try_from(get_unsigned(rest)?).ok()?;
        }
        if figures.counted > 0 {
            decode_values(rest, scale, &mut minimum, &mut figures)?;
        }
        let start = Timestamp::from_ms(quarter.checked_mul(QUARTER_HOUR_MS)?);
        buckets.push(Bucket { start, figures });
    }
    Some(buckets)
}

fn decode_values(
    rest: &mut &[u8],
    scale: Scale,
    minimum: &mut i64,
    figures: &mut Figures,
) -> Option<()> {
    if scale == Scale::None {
        for place in [&mut figures.min, &mut figures.max, &mut figures.sum] {
            let (bytes, after) = rest.split_first_chunk::<8>()?;
            *rest = after;
            *place = f64::from_le_bytes(*bytes);
        }
        return Some(());
    }
    *minimum = minimum.checked_add(get_signed(rest)?)?;
    let high = minimum.checked_add(get_signed(rest)?)?;
    let base = minimum.checked_mul(i64::from(figures.counted))?;
    let sum = base.checked_add(get_signed(rest)?)?;
    figures.min = to_f64(*minimum, scale);
    figures.max = to_f64(high, scale);
    figures.sum = to_f64(sum, scale);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_blob_gives_back_what_was_put_in(
            readings in prop::collection::vec((0..200_000_000_i64, -9_000..9_000_i32, 0..5_u8), 1..300),
            decimals in 0..4_u8,
        ) {
            let mut columns = Columns::default();
            let scale = Scale::decimals(decimals);
            for (time, value, quality) in readings {
                columns.put(time, to_f64(i64::from(value), scale), quality);
            }
            let buckets = buckets_of(&columns);
            let back = decode(&encode(&buckets, scale)).unwrap();
            prop_assert_eq!(back.len(), buckets.len());
            for (a, b) in buckets.iter().zip(&back) {
                prop_assert_eq!(a.start, b.start);
                prop_assert_eq!(a.figures.min.to_bits(), b.figures.min.to_bits());
                prop_assert_eq!(a.figures.max.to_bits(), b.figures.max.to_bits());
                prop_assert_eq!(a.figures.counted, b.figures.counted);
                prop_assert_eq!(a.figures.worst, b.figures.worst);
                prop_assert!((a.figures.sum - b.figures.sum).abs() < 1e-6);
            }
        }

        #[test]
        fn buckets_of_parts_joined_equal_buckets_of_the_whole(
            times in prop::collection::btree_set(0..50_000_000_i64, 2..200),
            cut in 0.0..1.0_f64,
        ) {
            let mut whole = Columns::default();
            for time in &times {
                whole.push(*time, f64::from(u32::try_from(time % 1_000).unwrap()), 0);
            }
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a short list")]
            let place = (cut * whole.len() as f64) as usize;
            let mut back = whole.clone();
            let front = back.take_front(place);
            let mut parts = buckets_of(&back);
            parts.extend(buckets_of(&front));
            prop_assert_eq!(join(parts), buckets_of(&whole));
        }

        #[test]
        fn damaged_blobs_never_panic(blob in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&blob).map(|buckets| buckets.len());
        }
    }
}
