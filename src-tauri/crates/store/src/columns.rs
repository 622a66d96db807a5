//! Readings of one point side by side: times, values and flags in arrays of equal length.

use model::{Quality, Value};

const QUALITY_BITS: u8 = 0b0000_0111;
const BOOLEAN_BIT: u8 = 0b0000_1000;

/// What is kept beside a number: its quality, and whether it is a boolean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flags(pub(crate) u8);

impl Flags {
    pub(crate) fn new(quality: Quality, boolean: Boolean) -> Self {
        let bit = match boolean {
            Boolean::Yes => BOOLEAN_BIT,
            Boolean::No => 0,
        };
        Self(quality.code() | bit)
    }

    /// Unknown codes come from a newer version or from damage that a checksum did not see: they are not trusted.
    pub(crate) fn quality(self) -> Quality {
        Quality::from_code(self.0 & QUALITY_BITS).unwrap_or(Quality::Bad)
    }

    pub(crate) fn value(self, number: f64) -> Value {
        if self.0 & BOOLEAN_BIT == 0 { Value::Number(number) } else { Value::Boolean(number > 0.5) }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Boolean {
    Yes,
    No,
}

/// Numbers and booleans of one point, ascending in time, each time once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Columns {
    pub(crate) times: Vec<i64>,
    pub(crate) values: Vec<f64>,
    pub(crate) flags: Vec<u8>,
}

impl Columns {
    /// How many readings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// Times in ms, ascending.
    #[must_use]
    pub fn times_ms(&self) -> &[i64] {
        &self.times
    }

    /// Values; booleans as 0 and 1.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The quality of the reading at this place.
    #[must_use]
    pub fn quality(&self, place: usize) -> Quality {
        Flags(self.flags[place]).quality()
    }

    /// The value at this place, as it was said.
    #[must_use]
    pub fn value(&self, place: usize) -> Value {
        Flags(self.flags[place]).value(self.values[place])
    }

    /// The arrays, for whoever draws them; qualities as their codes.
    #[must_use]
    pub fn into_parts(self) -> (Vec<i64>, Vec<f64>, Vec<u8>) {
        let codes = self.flags.iter().map(|flags| Flags(*flags).quality().code()).collect();
        (self.times, self.values, codes)
    }

    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self {
            times: Vec::with_capacity(capacity),
            values: Vec::with_capacity(capacity),
            flags: Vec::with_capacity(capacity),
        }
    }

    pub(crate) fn push(&mut self, time: i64, value: f64, flags: u8) {
        self.times.push(time);
        self.values.push(value);
        self.flags.push(flags);
    }

    pub(crate) fn extend_from(&mut self, other: &Self, range: std::ops::Range<usize>) {
        self.times.extend_from_slice(&other.times[range.clone()]);
        self.values.extend_from_slice(&other.values[range.clone()]);
        self.flags.extend_from_slice(&other.flags[range]);
    }

    /// Puts a reading in its place by time; the arrays stay ascending.
    pub(crate) fn put(&mut self, time: i64, value: f64, flags: u8) -> Put {
        if self.times.last().is_none_or(|last| *last < time) {
            self.push(time, value, flags);
            return Put::New;
        }
        match self.times.binary_search(&time) {
            Ok(place) => {
                if self.same(place, value, flags) {
                    return Put::Duplicate;
                }
                self.values[place] = value;
                self.flags[place] = flags;
                Put::Replaced
            }
            Err(place) => {
                self.times.insert(place, time);
                self.values.insert(place, value);
                self.flags.insert(place, flags);
                Put::New
            }
        }
    }

    /// Where the readings from this time on begin.
    pub(crate) fn first_from(&self, time: i64) -> usize {
        self.times.partition_point(|at| *at < time)
    }

    /// Takes out the first `count` readings.
    pub(crate) fn take_front(&mut self, count: usize) -> Self {
        let rest = Self {
            times: self.times.split_off(count),
            values: self.values.split_off(count),
            flags: self.flags.split_off(count),
        };
        std::mem::replace(self, rest)
    }

    /// Both together; where both have a reading of the same time, the newer one stands.
    pub(crate) fn merge(older: &Self, newer: &Self) -> (Self, Merged) {
        let mut all = Self::with_capacity(older.len() + newer.len());
        let mut merged = Merged::default();
        let (mut a, mut b) = (0, 0);
        while a < older.len() && b < newer.len() {
            let (at, bt) = (older.times[a], newer.times[b]);
            if at < bt {
                all.push(at, older.values[a], older.flags[a]);
                a += 1;
                continue;
            }
            if at == bt {
                if older.same(a, newer.values[b], newer.flags[b]) {
                    merged.duplicate += 1;
                } else {
                    merged.replaced += 1;
                }
                a += 1;
            } else {
                merged.new += 1;
            }
            all.push(bt, newer.values[b], newer.flags[b]);
            b += 1;
        }
        all.extend_from(older, a..older.len());
        merged.new += u64::try_from(newer.len() - b).unwrap_or(u64::MAX);
        all.extend_from(newer, b..newer.len());
        (all, merged)
    }

    /// Bit for bit: minus zero was made zero on entry, and nothing here is NaN.
    fn same(&self, place: usize, value: f64, flags: u8) -> bool {
        self.values[place].to_bits() == value.to_bits() && self.flags[place] == flags
    }
}

/// What putting a reading in its place did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Put {
    New,
    Duplicate,
    Replaced,
}

/// What merging did, counted over the newer side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Merged {
    pub(crate) new: u64,
    pub(crate) duplicate: u64,
    pub(crate) replaced: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn columns(readings: &BTreeMap<i64, f64>) -> Columns {
        let mut columns = Columns::default();
        for (time, value) in readings {
            columns.push(*time, *value, 0);
        }
        columns
    }

    #[test]
    fn flags_keep_quality_and_kind() {
        for quality in Quality::ALL {
            let flags = Flags::new(quality, Boolean::Yes);
            assert_eq!(flags.quality(), quality);
            assert_eq!(flags.value(1.0), Value::Boolean(true));
            assert_eq!(Flags::new(quality, Boolean::No).value(1.0), Value::Number(1.0));
        }
    }

    proptest! {
        #[test]
        fn putting_one_by_one_equals_a_sorted_map(
            readings in prop::collection::vec((0..50_i64, 0..3_i32), 0..200),
        ) {
            let mut put = Columns::default();
            let mut map = BTreeMap::new();
            for (time, value) in &readings {
                let value = f64::from(*value);
                let outcome = put.put(*time, value, 0);
                let expected = match map.insert(*time, value) {
                    None => Put::New,
                    Some(before) if before.to_bits() == value.to_bits() => Put::Duplicate,
                    Some(_) => Put::Replaced,
                };
                prop_assert_eq!(outcome, expected);
            }
            prop_assert_eq!(put, columns(&map));
        }

        #[test]
        fn merging_counts_every_newer_reading_once(
            older in prop::collection::btree_map(0..60_i64, -1.0..1.0_f64, 0..60),
            newer in prop::collection::btree_map(0..60_i64, -1.0..1.0_f64, 0..60),
        ) {
            let (all, merged) = Columns::merge(&columns(&older), &columns(&newer));
            let mut map = older;
            map.extend(newer.clone());
            prop_assert_eq!(all, columns(&map));
            let total = merged.new + merged.duplicate + merged.replaced;
            prop_assert_eq!(total, newer.len() as u64);
        }
    }
}
