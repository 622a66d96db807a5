//! Where buckets begin: quarter-hours of UTC; hours, days and months of a site, after the calendar of `model`.

use std::time::Duration;

use chrono_tz::Tz;
use model::calendar::{Day, Month, QUARTER_HOUR_MS, hour_end, hour_start};
use model::{Resolution, Timestamp};

#[cfg(test)]
mod tests;

/// The first instant of the bucket that holds `time`; for [`Resolution::Raw`] the time itself.
#[must_use]
pub fn bucket_start(time: Timestamp, resolution: Resolution, zone: Tz) -> Timestamp {
    match resolution {
        Resolution::Raw => time,
        Resolution::QuarterHour => quarter_start(time),
        Resolution::Hour => hour_start(time, zone).min(time),
        Resolution::Day => Day::at(time, zone).start(zone).min(time),
        Resolution::Month => Month::at(time, zone).start(zone).min(time),
    }
}

/// The first instant after the bucket that holds `time`; always later than it.
#[must_use]
pub fn next_bucket_start(time: Timestamp, resolution: Resolution, zone: Tz) -> Timestamp {
    let least = Timestamp::from_ms(time.ms().saturating_add(1));
    let next = match resolution {
        Resolution::Raw => least,
        Resolution::QuarterHour => {
            quarter_start(time) + Duration::from_millis(QUARTER_HOUR_MS.unsigned_abs())
        }
        Resolution::Hour => hour_end(time, zone),
        Resolution::Day => Day::at(time, zone).end(zone),
        Resolution::Month => Month::at(time, zone).end(zone),
    };
    next.max(least)
}

fn quarter_start(time: Timestamp) -> Timestamp {
    Timestamp::from_ms(time.ms().saturating_sub(time.ms().rem_euclid(QUARTER_HOUR_MS)))
}
