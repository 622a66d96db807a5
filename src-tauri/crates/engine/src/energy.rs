//! Energy of the local day, as far as the site's main meters tell.
//!
//! Differences of registers: a register that falls was reset or exchanged, and the fall is left out.

use std::time::Duration;

use model::calendar::{Day, QUARTER_HOUR_MS};
use model::{PointId, TimeRange, Timestamp};
use wire::{EnergyView, Failure};

use crate::convert;
use crate::engine::Engine;

/// Readings of a register further apart than this tell how much was used, but not in which quarter-hour.
const APART_MAX_MS: i64 = 2 * QUARTER_HOUR_MS;

/// Days between two of the same weekday.
const WEEK: i32 = 7;

impl Engine {
    /// Today's energy as these meters tell it; none where none is named.
    pub(crate) async fn energy_today(
        &self,
        meters: &[PointId],
        now: Timestamp,
    ) -> Result<Option<EnergyView>, Failure> {
        if meters.is_empty() {
            return Ok(None);
        }
        let today = Day::at(now, self.zone);
        let before = Day(today.0 - WEEK);
        let from = today.start(self.zone);
        let used = self.used(meters, from, now).await?;
        let whole = self.used(meters, before.start(self.zone), before.end(self.zone)).await?;
        let elapsed = Duration::from_millis((now.ms() - from.ms()).unsigned_abs());
        let same_time = before.start(self.zone) + elapsed;
        let week_before = self.used(meters, before.start(self.zone), same_time).await?;
        let quarters_kw = used.power_kw();
        let told = quarters_kw.iter().flatten().count();
        let peak = quarters_kw.iter().copied().enumerate();
        let peak = peak.filter_map(|(at, power)| power.map(|power| (at, power)));
        let peak = peak.max_by(|a, b| a.1.total_cmp(&b.1));
        Ok(Some(EnergyView {
            from,
            meters: u32::try_from(meters.len()).unwrap_or(u32::MAX),
            kwh: used.total,
            coverage: share(told, quarters_kw.len()),
            peak_kw: peak.map(|(_, power)| power),
            peak_at: peak.map(|(at, _)| {
                let quarters = i64::try_from(at).unwrap_or(0);
                Timestamp::from_ms(from.ms() + quarters * QUARTER_HOUR_MS)
            }),
            quarters_kw,
            week_before_kw: whole.power_kw(),
            week_before_kwh: week_before.total.filter(|_| week_before.is_complete()),
        }))
    }

    /// What all meters together counted in a range, by quarter-hour from its start.
    async fn used(
        &self,
        meters: &[PointId],
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Used, Failure> {
        let directory = self.directory();
        let mut used: Option<Used> = None;
        for meter in meters {
            let unit = directory.get(*meter).and_then(|entry| entry.row.point.unit.clone());
            let kwh = match unit.as_ref().map(model::Unit::as_str) {
                Some("Wh") => 0.001,
                Some("MWh") => 1_000.0,
                _ => 1.0,
            };
            // One reading before the range says where the register stood when it began.
            let lead = Duration::from_millis(APART_MAX_MS.unsigned_abs());
            let range = TimeRange::new(from - lead, to).map_err(convert::from_range)?;
            let columns = self.store.numbers(*meter, range).await;
            let columns = columns.map_err(|error| convert::from_store(&error))?;
            let counted = Used::of(columns.times_ms(), columns.values(), kwh, from.ms(), to.ms());
            used = Some(match used {
                Some(used) => used.with(counted),
                None => counted,
            });
        }
        Ok(used.unwrap_or_else(|| Used::nothing(from.ms(), to.ms())))
    }
}

/// What registers counted in a range.
#[derive(Debug, Clone, PartialEq)]
struct Used {
    /// kWh; none where no register said anything.
    total: Option<f64>,
    /// kWh by quarter-hour; none where one was not told whole.
    quarters: Vec<Option<f64>>,
}

impl Used {
    fn nothing(from_ms: i64, to_ms: i64) -> Self {
        let whole = usize::try_from((to_ms - from_ms).max(0) / QUARTER_HOUR_MS).unwrap_or(0);
        Self { total: None, quarters: vec![None; whole] }
    }

    /// Of one register: ascending times, what it stood at, and how many kWh one of its units is.
    fn of(times_ms: &[i64], registers: &[f64], kwh: f64, from_ms: i64, to_ms: i64) -> Self {
        let mut used = Self::nothing(from_ms, to_ms);
        let mut told_ms = vec![0_i64; used.quarters.len()];
        let mut sums = vec![0.0; used.quarters.len()];
        for (times, values) in times_ms.windows(2).zip(registers.windows(2)) {
            let (start, end) = (times[0].max(from_ms), times[1].min(to_ms));
            if end <= start {
                continue;
            }
            let rise = if values[1] >= values[0] { (values[1] - values[0]) * kwh } else { 0.0 };
            let per_ms = rise / to_f64(times[1] - times[0]);
            *used.total.get_or_insert(0.0) += per_ms * to_f64(end - start);
            if times[1] - times[0] > APART_MAX_MS {
                continue;
            }
            let mut at = start;
            while at < end {
                let place = (at - from_ms) / QUARTER_HOUR_MS;
                let until = end.min(from_ms + (place + 1) * QUARTER_HOUR_MS);
                let place = usize::try_from(place).unwrap_or(usize::MAX);
                if let (Some(told), Some(sum)) = (told_ms.get_mut(place), sums.get_mut(place)) {
                    *told += until - at;
                    *sum += per_ms * to_f64(until - at);
                }
                at = until;
            }
        }
        for (place, told) in told_ms.into_iter().enumerate() {
            // The last reading lies a moment before the end: a tenth may be missing.
            if told * 10 >= QUARTER_HOUR_MS * 9 {
                used.quarters[place] = Some(sums[place] * to_f64(QUARTER_HOUR_MS) / to_f64(told));
            }
        }
        used
    }

    fn with(self, other: Self) -> Self {
        let both = |one: Option<f64>, other: Option<f64>| Some(one? + other?);
        let quarters = self.quarters.into_iter().zip(other.quarters);
        Self {
            total: both(self.total, other.total),
            quarters: quarters.map(|(one, other)| both(one, other)).collect(),
        }
    }

    fn power_kw(&self) -> Vec<Option<f64>> {
        self.quarters.iter().map(|kwh| kwh.map(|kwh| kwh * 4.0)).collect()
    }

    fn is_complete(&self) -> bool {
        self.quarters.iter().all(Option::is_some)
    }
}

#[expect(clippy::cast_precision_loss, reason = "spans of days in ms are far below 2^53")]
fn to_f64(ms: i64) -> f64 {
    ms as f64
}

#[expect(clippy::cast_precision_loss, reason = "a day has at most 100 quarter-hours")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    /// A register read each minute for an hour and a half, rising by 0.1 each time, from half an hour before.
    fn register() -> (Vec<i64>, Vec<f64>) {
        (-30..=60).map(|minute| (minute * MINUTE, 100.0 + to_f64(minute) * 0.1)).unzip()
    }

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-9
    }

    #[test]
    fn energy_is_the_difference_of_the_register() {
        let (times, values) = register();
        let used = Used::of(&times, &values, 1.0, 0, 60 * MINUTE);
        assert!(near(used.total.unwrap(), 6.0));
        assert!(used.quarters.iter().all(|kwh| near(kwh.unwrap(), 1.5)), "{:?}", used.quarters);
        assert!(near(used.power_kw()[0].unwrap(), 6.0));
    }

    #[test]
    fn a_reset_is_left_out_and_nothing_becomes_negative() {
        let (times, mut values) = register();
        for value in &mut values[60..] {
            *value -= 100.0;
        }
        let used = Used::of(&times, &values, 1.0, 0, 60 * MINUTE);
        assert!(near(used.total.unwrap(), 5.9), "{:?}", used.total);
        assert!(used.quarters.iter().all(|kwh| kwh.unwrap() >= 0.0));
    }

    #[test]
    fn what_was_used_in_a_gap_counts_but_not_in_a_quarter_hour() {
        let times = [0, 45 * MINUTE, 46 * MINUTE, 60 * MINUTE];
        let used = Used::of(&times, &[0.0, 9.0, 9.2, 12.0], 1.0, 0, 60 * MINUTE);
        assert!(near(used.total.unwrap(), 12.0));
        assert_eq!(used.quarters[..3], [None, None, None]);
        assert!(near(used.quarters[3].unwrap(), 3.0));
    }

    #[test]
    fn two_meters_add_up_where_both_are_known() {
        let (times, values) = register();
        let one = Used::of(&times, &values, 1.0, 0, 60 * MINUTE);
        let half = Used::of(&times[..60], &values[..60], 1.0, 0, 60 * MINUTE);
        let both = one.clone().with(half);
        assert!(near(both.quarters[0].unwrap(), 3.0));
        assert_eq!(both.quarters[3], None);
        assert_eq!(one.with(Used::nothing(0, 60 * MINUTE)).total, None);
    }
}
