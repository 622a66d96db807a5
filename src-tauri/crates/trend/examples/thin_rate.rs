//! Measures drawing: a year of minutes and ten million readings to 2,000 points, a year of quarter-hours, a fold.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "measures time and prints it")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use model::{Quality, Resolution, TimeRange, Timestamp};
use trend::{Cadence, Readings, draw_raw, draw_rollup, fold, gather};

fn main() {
    for (count, every_ms) in [(525_600, 60_000), (10_000_000, 3_000)] {
        let (times, values) = series(count, every_ms);
        let qualities = vec![Quality::Good; times.len()];
        let range = TimeRange::new(Timestamp::from_ms(0), Timestamp::from_ms(count * every_ms))
            .expect("the range is in order");
        let readings = Readings::new(&times, &values, &[]).expect("lengths are equal");
        let judged = Readings::new(&times, &values, &qualities).expect("lengths are equal");
        let every = Cadence::Every(Duration::from_millis(every_ms.unsigned_abs()));
        let draw = |readings: &Readings<'_>, cadence| {
            black_box(draw_raw(readings, range, 2_000, cadence)).points.len()
        };
        println!("raw_{count}_ms {:.3}", median(|| draw(&readings, every)));
        println!(
            "raw_{count}_unknown_cadence_ms {:.3}",
            median(|| draw(&readings, Cadence::Unknown))
        );
        println!("raw_{count}_with_qualities_ms {:.3}", median(|| draw(&judged, every)));
        if count < 1_000_000 {
            let zone = chrono_tz::Europe::Berlin;
            let buckets = gather(&readings, Resolution::QuarterHour, zone);
            let drawn = || black_box(draw_rollup(&buckets, range, 2_000, every)).points.len();
            println!("quarter_hours_{}_ms {:.3}", buckets.len(), median(drawn));
            for resolution in [Resolution::Hour, Resolution::Day, Resolution::Month] {
                let folded = || black_box(fold(&buckets, resolution, zone)).len();
                println!("fold_{}_to_{resolution}_ms {:.3}", buckets.len(), median(folded));
            }
        }
    }
}

/// Noisy daily waves with a few seconds of jitter.
fn series(count: i64, every_ms: i64) -> (Vec<i64>, Vec<f64>) {
    let mut seed = 42_u64;
    let mut chance = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        f64::from(u32::try_from(seed >> 33).unwrap_or(0)) / f64::from(1_u32 << 31)
    };
    let (mut times, mut values) = (Vec::new(), Vec::new());
    let mut phase = 0.0_f64;
    for n in 0..count {
        let jitter = if chance() < 0.5 { 0 } else { every_ms / 20 };
        times.push(n * every_ms + jitter);
        phase += 0.004;
        values.push(20.0 + 5.0 * phase.sin() + chance());
    }
    (times, values)
}

/// The median time of 31 runs in milliseconds.
fn median(mut run: impl FnMut() -> usize) -> f64 {
    let mut times: Vec<f64> = (0..31)
        .map(|_| {
            let begun = Instant::now();
            black_box(run());
            begun.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[15]
}
