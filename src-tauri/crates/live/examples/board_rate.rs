//! Measures the board with 50,000 points: taking readings, a quiet pass, a pass over everything, what changed.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "measures time and prints it")]

use std::hint::black_box;
use std::time::Instant;

use live::{Board, DeviceId};
use model::{ConnectionId, PointId, Quality, Reading, Timestamp, Value};

const POINTS: u32 = 50_000;

fn main() {
    let mut board = Board::new();
    for point in 0..POINTS {
        board.place(PointId(point), DeviceId(point / 20), Some(ConnectionId(1)));
    }
    let begun = Instant::now();
    for minute in 0..20 {
        for point in 0..POINTS {
            let at = Timestamp::from_ms(minute * 60_000 + i64::from(point));
            board.accept(&Reading {
                point: PointId(point),
                time: at,
                received: at,
                value: Value::Number(f64::from(point)),
                quality: Quality::Good,
            });
        }
    }
    let accept_ns = begun.elapsed().as_nanos() / u128::from(POINTS * 20);
    board.settle(Timestamp::from_ms(20 * 60_000));

    let quiet = median(|| black_box(board.settle(Timestamp::from_ms(20 * 60_000 + 1))).len());
    let changed = median(|| black_box(board.changed_since(board.revision() - 500)).count());
    let mut away = false;
    let all = median(|| {
        away = !away;
        if away {
            board.connection_away(ConnectionId(1));
        } else {
            board.connection_back(ConnectionId(1), Timestamp::from_ms(20 * 60_000));
        }
        black_box(board.settle(Timestamp::from_ms(20 * 60_000 + 1))).len()
    });
    println!("accept_ns {accept_ns}");
    println!("quiet_pass_us {quiet:.1}");
    println!("changed_since_us {changed:.1}");
    println!("whole_pass_us {all:.1}");
}

/// The median time of 101 runs in microseconds.
fn median(mut run: impl FnMut() -> usize) -> f64 {
    let mut times: Vec<f64> = (0..101)
        .map(|_| {
            let begun = Instant::now();
            black_box(run());
            begun.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[50]
}
