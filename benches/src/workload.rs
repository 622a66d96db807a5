//! Readings as a building makes them: temperatures, humidities, CO2, power, meters, occupancy; seeded.
//!
//! Temperatures wander by tenths, power is noisy to the watt, meters only rise, occupancy changes a few times a day.
//! Source times lie up to 4 ms off their cadence, as those of real gateways do.

use std::time::Duration;

use model::{PointId, Quality, Reading, Timestamp, Value};

/// Points that speak in turn, one after another, for ever.
pub(crate) struct Workload {
    points: Vec<Walk>,
    next: usize,
    now: i64,
    every_ms: i64,
    rng: fastrand::Rng,
}

enum Walk {
    Temperature(i32),
    Humidity(i32),
    Co2(i32),
    Power { base: i32, phase: u32 },
    Meter { wh: i64, power: i64 },
    Occupancy(bool),
}

impl Workload {
    /// `points` points that each speak `every`, from `start` on.
    pub(crate) fn new(points: usize, start: Timestamp, every: Duration, seed: u64) -> Self {
        let mut rng = fastrand::Rng::with_seed(seed);
        let points = (0..points).map(|point| Walk::new(point, &mut rng)).collect();
        let every_ms = i64::try_from(every.as_millis()).unwrap_or(i64::MAX);
        Self { points, next: 0, now: start.ms(), every_ms, rng }
    }

    /// The next reading; points are numbered from 1.
    pub(crate) fn next_reading(&mut self) -> Reading {
        let place = self.next;
        let value = self.points[place].step(&mut self.rng);
        let time = Timestamp::from_ms(self.now + self.rng.i64(0..5));
        self.next += 1;
        if self.next == self.points.len() {
            self.next = 0;
            self.now += self.every_ms;
        }
        let point = PointId(u32::try_from(place + 1).unwrap_or(u32::MAX));
        Reading { point, time, received: time, value, quality: Quality::Good }
    }

    /// The time the next round of readings is about.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.now)
    }
}

impl Walk {
    fn new(point: usize, rng: &mut fastrand::Rng) -> Self {
        match point % 8 {
            0..=2 => Self::Temperature(rng.i32(190..240)),
            3 => Self::Humidity(rng.i32(300..600)),
            4 => Self::Co2(rng.i32(420..800)),
            5 => Self::Power { base: rng.i32(200..4_000), phase: rng.u32(0..1_000) },
            6 => Self::Meter { wh: rng.i64(1_000_000..9_000_000), power: rng.i64(5..80) },
            _ => Self::Occupancy(false),
        }
    }

    fn step(&mut self, rng: &mut fastrand::Rng) -> Value {
        match self {
            Self::Temperature(tenths) => {
                *tenths = (*tenths + wander(rng)).clamp(150, 320);
                Value::Number(f64::from(*tenths) / 10.0)
            }
            Self::Humidity(tenths) => {
                *tenths = (*tenths + wander(rng)).clamp(150, 950);
                Value::Number(f64::from(*tenths) / 10.0)
            }
            Self::Co2(ppm) => {
                *ppm = (*ppm + rng.i32(-8..9)).clamp(400, 2_000);
                Value::Number(f64::from(*ppm))
            }
            Self::Power { base, phase } => {
                *phase = phase.wrapping_add(1);
                let load = if *phase % 480 < 200 { *base } else { *base / 3 };
                Value::Number(f64::from(load * 10 + rng.i32(-60..61)) / 10.0)
            }
            Self::Meter { wh, power } => {
                *wh += *power + rng.i64(0..4);
                let whole = i32::try_from(*wh / 10).unwrap_or(i32::MAX);
                Value::Number(f64::from(whole) / 100.0)
            }
            Self::Occupancy(occupied) => {
                if rng.u32(0..200) == 0 {
                    *occupied = !*occupied;
                }
                Value::Boolean(*occupied)
            }
        }
    }
}

/// A tenth up, down or neither.
fn wander(rng: &mut fastrand::Rng) -> i32 {
    match rng.u32(0..3) {
        0 => -1,
        1 => 1,
        _ => 0,
    }
}
