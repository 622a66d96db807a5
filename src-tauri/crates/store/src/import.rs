//! Sorts readings from a file by point, in ascending time; of equal times the later in the file stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::{Current, PointId, Reading, Value};

use crate::columns::{Boolean, Columns, Flags, Merged};
use crate::head::Texts;
use crate::store::Decided;

/// One point's readings of an import.
#[derive(Debug, Default)]
pub(crate) struct Imported {
    pub(crate) columns: Columns,
    pub(crate) texts: Texts,
    pub(crate) newest: Option<Current>,
    /// Readings that another one of the same import stood for already.
    pub(crate) repeated: Merged,
}

pub(crate) fn by_point(readings: &[Reading]) -> BTreeMap<PointId, Imported> {
    let mut points: BTreeMap<PointId, Imported> = BTreeMap::new();
    let mut order: Vec<&Reading> = readings.iter().collect();
    // Stable: of equal times the later in the file comes later.
    order.sort_by_key(|reading| (reading.point, reading.time));
    for reading in order {
        points.entry(reading.point).or_default().add(reading);
    }
    points
}

impl Imported {
    /// Time of the last reading.
    pub(crate) fn last(&self) -> Option<i64> {
        let text = self.texts.last_key_value().map(|(time, _)| *time);
        self.columns.times.last().copied().max(text)
    }

    fn add(&mut self, reading: &Reading) {
        let time = reading.time.ms();
        let put = match &reading.value {
            Value::Text(text) => {
                let flags = Flags::new(reading.quality, Boolean::No).0;
                self.texts.insert(time, (Arc::clone(text), flags));
                None
            }
            Value::Boolean(boolean) => {
                let flags = Flags::new(reading.quality, Boolean::Yes).0;
                Some(self.columns.put(time, f64::from(u8::from(*boolean)), flags))
            }
            Value::Number(number) => {
                let flags = Flags::new(reading.quality, Boolean::No).0;
                Some(self.columns.put(time, *number + 0.0, flags))
            }
        };
        match put {
            Some(crate::columns::Put::Duplicate) => self.repeated.duplicate += 1,
            Some(crate::columns::Put::Replaced) => self.repeated.replaced += 1,
            Some(crate::columns::Put::New) | None => {}
        }
        self.newest = Some(Current {
            value: reading.value.clone(),
            quality: reading.quality,
            time: Some(reading.time),
            received: reading.received,
        });
    }
}

impl From<Merged> for Decided {
    fn from(merged: Merged) -> Self {
        Self { stored: merged.new, duplicate: merged.duplicate, replaced: merged.replaced }
    }
}
