//! How many people are in each room: they arrive one by one, go to lunch, and meet when a room is booked.

use super::calendar::Local;
use super::layout::{Space, Use};
use crate::noise::{share, wander};

const MINUTE_MS: i64 = 60_000;

/// Who comes on each weekday, of those who could. The house is open every day: a demo is looked at on Sundays too.
const ATTENDANCE: [f64; 7] = [0.72, 0.92, 0.8, 0.95, 0.58, 0.42, 0.34];

/// What all rooms share at an instant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Presence {
    /// The share of those who come today that are there now.
    desk: f64,
    /// How much of lunch it is.
    lunch: f64,
    attendance: f64,
}

impl Presence {
    pub(super) fn at(seed: u64, now: &Local) -> Self {
        let today = seed ^ now.day.cast_unsigned();
        let luck = 0.85 + 0.3 * share(today, 1);
        let arriving = rising((now.hour - 8.55 - 0.3 * share(today, 2)) / 0.32);
        let leaving = rising((now.hour - 17.2 - 0.4 * share(today, 3)) / 0.38);
        let lunch = bump((now.hour - 12.55) / 0.5);
        let attendance = ATTENDANCE[(now.weekday % 7) as usize] * luck;
        Self { desk: arriving * (1.0 - leaving) * (1.0 - 0.42 * lunch), lunch, attendance }
    }

    /// The people in one room.
    pub(super) fn people(&self, space: &Space, key: u64, now: &Local) -> f64 {
        let stir = wander(key ^ 0x51, now.ms, 25 * MINUTE_MS);
        let here = self.desk * self.attendance;
        let count = match space.used {
            Use::Office => space.seats * here * (1.0 + 0.08 * stir),
            Use::Reception => 2.6 * self.desk.min(1.0) * self.attendance.min(0.7) / 0.7,
            Use::Lobby => space.seats * here * (0.25 + 0.2 * stir),
            Use::Cafe => {
                let coffee = bump((now.hour - 10.3) / 0.25) + bump((now.hour - 15.1) / 0.25);
                space.seats * self.attendance * (0.85 * self.lunch + 0.2 * coffee) + 1.6 * here
            }
            Use::Meeting => self.meeting(space, key, now),
            Use::Private => {
                if stir > -0.3 {
                    1.4 * here
                } else {
                    0.0
                }
            }
            Use::Servers | Use::Side => 0.0,
        };
        count.round().max(0.0)
    }

    /// A room is booked for an hour and a half or free; meetings begin a little late and end early.
    fn meeting(&self, space: &Space, key: u64, now: &Local) -> f64 {
        if !(8.75..17.75).contains(&now.hour) {
            return 0.0;
        }
        let hour = now.hour + 0.25 * share(key, 7);
        // Sixteen blocks of an hour and a half are a day.
        let block = (now.day as f64 * 16.0 + (hour / 1.5).floor()).to_bits();
        let late_min = 6.0 * share(key ^ block, 8);
        let minute = (hour.rem_euclid(1.5)) * 60.0;
        let length_min = 45.0 + 40.0 * share(key ^ block, 9);
        let booked = share(key ^ block, 10) < 0.75 * self.attendance * (1.0 - 0.5 * self.lunch);
        if booked && (late_min..length_min).contains(&minute) {
            (space.seats * (0.3 + 0.65 * share(key ^ block, 11))).max(2.0)
        } else {
            0.0
        }
    }
}

/// From 0 to 1 around zero.
fn rising(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// A hill of height 1 around zero.
fn bump(x: f64) -> f64 {
    (-x * x).exp()
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use model::Timestamp;

    use super::super::layout::SPACES;
    use super::*;

    /// 2026-02-02T00:00:00+01:00, a Monday.
    const MONDAY_MS: i64 = 1_769_986_800_000;

    fn people(day: i64, minute: i64) -> f64 {
        let ms = MONDAY_MS + (day * 1_440 + minute) * MINUTE_MS;
        let now = Local::at(Timestamp::from_ms(ms), Tz::Europe__Amsterdam);
        let presence = Presence::at(1, &now);
        let spaces = SPACES.iter().zip(0..);
        spaces.map(|(space, key)| presence.people(space, key, &now)).sum()
    }

    #[test]
    fn people_come_on_working_days_one_by_one_and_go_to_lunch() {
        assert!(people(1, 3 * 60) < 1.0);
        let arriving: Vec<f64> = (0..8).map(|n| people(1, 7 * 60 + 30 + n * 15)).collect();
        assert!(arriving[0] < 15.0 && arriving[7] > 60.0, "{arriving:?}");
        assert!(arriving.iter().any(|count| (15.0..60.0).contains(count)), "{arriving:?}");
        assert!(people(5, 11 * 60) < 0.8 * people(1, 11 * 60), "fewer on a Saturday");
        let office = |minute| {
            let now = Local::at(
                Timestamp::from_ms(MONDAY_MS + minute * MINUTE_MS),
                Tz::Europe__Amsterdam,
            );
            Presence::at(1, &now).people(&SPACES[7], 7, &now)
        };
        assert!(office(12 * 60 + 33) + 3.0 < office(11 * 60));
    }
}
