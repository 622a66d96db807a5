//! What the board shows, told as short stories in seconds.

use proptest::prelude::*;

use super::*;

const P: PointId = PointId(0);
const Q: PointId = PointId(1);
const DEVICE: DeviceId = DeviceId(0);
const LINE: ConnectionId = ConnectionId(7);
const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_ms(seconds * 1_000)
}

fn reading(point: PointId, time: i64, received: i64, value: f64) -> Reading {
    Reading {
        point,
        time: at(time),
        received: at(received),
        value: Value::Number(value),
        quality: Quality::Good,
    }
}

/// A board with two points of one device.
fn board() -> Board {
    let mut board = Board::new();
    board.place(P, DEVICE, Some(LINE));
    board.place(Q, DEVICE, Some(LINE));
    board
}

/// Takes readings of a point at these seconds; returns the last of them.
fn hear(board: &mut Board, point: PointId, seconds: impl IntoIterator<Item = i64>) -> i64 {
    let mut last = 0;
    for second in seconds {
        assert!(board.accept(&reading(point, second, second, 1.0)));
        last = second;
    }
    last
}

fn steady(from: i64, every: i64, count: i64) -> impl Iterator<Item = i64> {
    (0..count).map(move |n| from + n * every)
}

/// Twelve gaps between 5 s and 20 min, as a contact or a dimmer has them.
fn uneven(from: i64) -> impl Iterator<Item = i64> {
    let gaps = [0, 5, 400, 7, 60, 1_200, 30, 9, 700, 6, 250, 12, 90];
    gaps.into_iter().scan(from, |at, gap| {
        *at += gap;
        Some(*at)
    })
}

fn quality(board: &Board, point: PointId, second: i64) -> Quality {
    board.view(point, at(second)).unwrap().quality
}

fn interval(board: &Board, point: PointId) -> Option<Duration> {
    board.habit(point).map(|habit| habit.interval)
}

fn on_change(board: &Board, point: PointId) -> bool {
    board.habit(point).is_some_and(|habit| habit.on_change)
}

#[track_caller]
fn turns_stale(board: &Board, point: PointId, second: i64) {
    assert_eq!(quality(board, point, second - 1), Quality::Good);
    assert_eq!(quality(board, point, second), Quality::Stale);
}

#[test]
fn a_point_without_a_value_has_no_view() {
    assert_eq!(board().view(P, at(0)), None);
    assert_eq!(Board::new().view(PointId(99), at(0)), None);
}

#[test]
fn the_newest_time_wins_whatever_the_order() {
    let mut board = board();
    assert!(board.accept(&reading(P, 100, 100, 1.0)));
    assert!(!board.accept(&reading(P, 40, 101, 2.0)));
    assert!(!board.accept(&reading(P, 100, 102, 1.0)));
    assert!(board.accept(&reading(P, 100, 103, 3.0)), "a correction");
    assert_eq!(board.view(P, at(110)).unwrap().value, Value::Number(3.0));
    assert_eq!(board.view(P, at(110)).unwrap().age, Some(Duration::from_secs(10)));
}

#[test]
fn ten_minutes_until_an_interval_is_learned() {
    let mut board = board();
    hear(&mut board, P, [0, 60]);
    assert_eq!(interval(&board, P), None);
    turns_stale(&board, P, 60 + 10 * MINUTE);
}

#[test]
fn three_intervals_once_it_is_learned() {
    let mut board = board();
    let last = hear(&mut board, P, steady(0, 60, 4));
    assert_eq!(interval(&board, P), Some(Duration::from_secs(60)));
    turns_stale(&board, P, last + 180);
}

#[test]
fn the_limits_of_staleness_hold_at_both_ends() {
    let mut daily = board();
    let last = hear(&mut daily, P, steady(0, 24 * HOUR, 6));
    turns_stale(&daily, P, last + 25 * HOUR);

    let mut fast = Board::new();
    for n in 0..100 {
        let time = Timestamp::from_ms(n * 100);
        let mut reading = reading(P, 0, 0, 1.0);
        (reading.time, reading.received) = (time, time);
        assert!(fast.accept(&reading));
    }
    assert_eq!(interval(&fast, P), Some(Duration::from_millis(100)));
    let last = Timestamp::from_ms(9_900);
    assert_eq!(fast.view(P, last + Duration::from_millis(2_999)).unwrap().quality, Quality::Good);
    assert_eq!(fast.view(P, last + STALE_AFTER_MIN).unwrap().quality, Quality::Stale);
}

#[test]
fn a_frozen_point_is_stale_although_its_siblings_report_and_its_device_is_online() {
    let mut board = board();
    board.availability(DEVICE, Availability::Online, at(0));
    let last = hear(&mut board, P, steady(0, 60, 13));
    hear(&mut board, Q, steady(0, 60, 100));
    turns_stale(&board, P, last + 180);
}

#[test]
fn a_point_that_reports_on_change_is_judged_by_its_siblings() {
    let mut board = board();
    let door = hear(&mut board, P, uneven(0));
    assert!(on_change(&board, P));
    let temperature = hear(&mut board, Q, steady(0, 60, 200));
    assert!(temperature - door > 2 * HOUR);
    turns_stale(&board, P, temperature + 180);
}

#[test]
fn a_point_that_reports_on_change_is_judged_by_its_device_when_that_speaks() {
    let mut board = board();
    let last = hear(&mut board, P, uneven(0));
    board.availability(DEVICE, Availability::Online, at(0));
    assert_eq!(quality(&board, P, last + 1_000 * HOUR), Quality::Good);
    board.availability(DEVICE, Availability::Offline, at(last + HOUR));
    assert_eq!(quality(&board, P, last + HOUR), Quality::Stale);
    hear(&mut board, P, [last + 2 * HOUR]);
    assert_eq!(quality(&board, P, last + 2 * HOUR), Quality::Good, "it spoke since");
}

#[test]
fn a_lone_point_that_reports_on_change_gets_three_times_its_longest_silence() {
    let mut board = Board::new();
    let last = hear(&mut board, P, uneven(0));
    turns_stale(&board, P, last + 3 * 1_200);
}

#[test]
fn a_motion_sensor_is_not_taken_for_a_steady_point() {
    let mut board = Board::new();
    let mut last = 0;
    for burst in 0..3 {
        last = hear(&mut board, P, steady(burst * 5 * HOUR, 2, 20));
    }
    assert!(on_change(&board, P));
    assert_eq!(quality(&board, P, last + 10 * HOUR), Quality::Good);
}

#[test]
fn one_outage_does_not_make_a_steady_point_one_that_reports_on_change() {
    let mut board = board();
    let before = hear(&mut board, P, steady(0, 60, 30));
    board.connection_away(LINE);
    board.connection_back(LINE, at(before + 5 * HOUR));
    let last = hear(&mut board, P, steady(before + 5 * HOUR + 20, 60, 3));
    assert_eq!(interval(&board, P), Some(Duration::from_secs(60)));
    turns_stale(&board, P, last + 180);
}

#[test]
fn everything_behind_a_silent_connection_is_stale_at_once_and_keeps_its_age() {
    let mut board = board();
    let last = hear(&mut board, P, steady(0, 60, 13));
    board.availability(DEVICE, Availability::Online, at(0));
    board.connection_away(LINE);
    let shown = board.view(P, at(last + 1)).unwrap();
    assert_eq!((shown.quality, shown.age), (Quality::Stale, Some(Duration::from_secs(1))));
    board.connection_back(LINE, at(last + 100));
    turns_stale(&board, P, last + 180);
}

#[test]
fn a_value_that_came_before_its_connection_counted_as_back_is_told_again_once_it_is() {
    let mut board = board();
    let last = hear(&mut board, P, steady(0, 60, 13));
    board.connection_away(LINE);
    board.settle(at(last + 1));
    assert!(board.accept(&reading(P, last + 60, last + 60, 2.0)));
    let told = board.revision();
    assert_eq!(board.view(P, at(last + 60)).unwrap().quality, Quality::Stale);
    board.connection_back(LINE, at(last + 61));
    board.settle(at(last + 61));
    assert_eq!(board.changed_since(told).collect::<Vec<_>>(), [P]);
    assert_eq!(board.view(P, at(last + 61)).unwrap().quality, Quality::Good);
}

#[test]
fn a_batch_of_samples_counts_as_one_delivery() {
    let mut board = board();
    for batch in 1..20 {
        for sample in 0..10 {
            let time = batch * 10 + sample - 10;
            assert!(board.accept(&reading(P, time, batch * 10, 1.0)));
        }
    }
    assert_eq!(interval(&board, P), Some(Duration::from_secs(10)));
    turns_stale(&board, P, 190 + 30);
}

#[test]
fn history_that_was_held_back_does_not_spoil_the_interval() {
    let mut board = board();
    let before = hear(&mut board, P, steady(0, 60, 13));
    let now = before + 10 * HOUR;
    for minute in 1..=600 {
        let mut late = reading(P, before + minute * 60, now, 2.0);
        late.received = late.received + Duration::from_millis(u64::try_from(minute).unwrap() * 20);
        assert!(board.accept(&late));
    }
    assert_eq!(interval(&board, P), Some(Duration::from_secs(60)));
}

#[test]
fn a_backlog_without_times_of_its_own_does_not_spoil_the_interval() {
    let mut board = board();
    let before = hear(&mut board, P, steady(0, 60, 13));
    for n in 0..500 {
        let mut late = reading(P, before + HOUR, before + HOUR, 2.0);
        late.received = late.received + Duration::from_millis(n * 50);
        late.time = late.received;
        assert!(board.accept(&late));
    }
    assert_eq!(interval(&board, P), Some(Duration::from_secs(60)));
}

#[test]
fn a_point_that_really_reports_faster_is_learned_anew() {
    let mut board = board();
    let before = hear(&mut board, P, steady(0, 60, 13));
    hear(&mut board, P, steady(before + 1, 1, 200));
    assert_eq!(interval(&board, P), Some(Duration::from_secs(1)));
    let slower = hear(&mut board, P, steady(before + 260, 60, 13));
    assert_eq!(interval(&board, P), Some(Duration::from_secs(60)));
    turns_stale(&board, P, slower + 180);
}

#[test]
fn imported_history_is_not_shown_as_fresh() {
    let mut board = board();
    let now = 400 * 24 * HOUR;
    for day in 0..100 {
        assert!(board.accept(&reading(P, day * 24 * HOUR, now + day / 10, 1.0)));
    }
    assert_eq!(quality(&board, P, now + 11), Quality::Stale);
}

#[test]
fn a_device_whose_clock_is_hours_behind_is_not_always_stale() {
    let mut board = board();
    for n in 0..20 {
        assert!(board.accept(&reading(P, n * 60, n * 60 + 5 * HOUR, 1.0)));
    }
    let last = 19 * 60 + 5 * HOUR;
    turns_stale(&board, P, last + 180);
    assert_eq!(board.view(P, at(last)).unwrap().age, Some(Duration::from_secs(18_000)));
}

#[test]
fn a_restart_judges_by_age_and_learns_nothing_from_the_pause() {
    let stored = Current {
        value: Value::Number(21.0),
        quality: Quality::Good,
        time: Some(at(1_000)),
        received: at(1_000),
    };
    let mut plain = board();
    plain.restore(P, stored.clone(), None);
    turns_stale(&plain, P, 1_000 + 10 * MINUTE);

    let hourly = Habit {
        interval: Duration::from_hours(1),
        longest: Duration::from_hours(2),
        on_change: false,
    };
    let mut contact = Board::new();
    let seldom = Habit { on_change: true, ..hourly };
    contact.restore(P, stored.clone(), Some(seldom));
    assert_eq!(contact.habit(P), Some(seldom));
    turns_stale(&contact, P, 1_000 + 6 * HOUR);

    let mut known = board();
    known.restore(P, stored, Some(hourly));
    turns_stale(&known, P, 1_000 + 3 * HOUR);
    let last = hear(&mut known, P, steady(1_000 + 100 * HOUR, 60, 20));
    assert!(!on_change(&known, P));
    assert_eq!(interval(&known, P), Some(Duration::from_secs(HOUR.unsigned_abs())));
    let last = hear(&mut known, P, steady(last + 60, 60, 200));
    assert_eq!(interval(&known, P), Some(Duration::from_secs(60)));
    turns_stale(&known, P, last + 180);
}

#[test]
fn restoring_never_takes_the_board_back() {
    let mut board = board();
    hear(&mut board, P, [500]);
    let stored = Current {
        value: Value::Number(7.0),
        quality: Quality::Good,
        time: Some(at(400)),
        received: at(400),
    };
    board.restore(P, stored, None);
    assert_eq!(board.view(P, at(500)).unwrap().value, Value::Number(1.0));
}

#[test]
fn a_retained_message_is_uncertain_without_an_age_and_yields_to_any_reading() {
    let mut board = board();
    assert!(board.hold_retained(P, Value::Boolean(true), at(1_000)));
    let shown = board.view(P, at(1_060)).unwrap();
    assert_eq!((shown.quality, shown.age, shown.time), (Quality::Uncertain, None, None));
    assert_eq!(quality(&board, P, 1_000 + 10 * MINUTE), Quality::Stale);
    assert!(board.accept(&reading(P, 900, 1_100, 3.0)));
    assert!(!board.hold_retained(P, Value::Boolean(false), at(1_200)));
    assert_eq!(board.view(P, at(1_200)).unwrap().value, Value::Number(3.0));
}

#[test]
fn a_bad_value_stays_bad_however_old() {
    let mut board = board();
    let mut bad = reading(P, 0, 0, 1.0);
    bad.quality = Quality::Bad;
    assert!(board.accept(&bad));
    assert_eq!(quality(&board, P, 100 * HOUR), Quality::Bad);
}

#[test]
fn a_pass_tells_each_turn_once() {
    let mut board = board();
    let last = hear(&mut board, P, steady(0, 60, 13));
    hear(&mut board, Q, steady(0, 60, 13));
    assert_eq!(board.settle(at(last)), []);
    let seen = board.revision();
    assert_eq!(board.settle(at(last + 179)), []);
    assert_eq!(board.settle(at(last + 180)), [P, Q]);
    assert_eq!(board.settle(at(last + 181)), []);
    assert_eq!(board.changed_since(seen).collect::<Vec<_>>(), [P, Q]);

    let seen = board.revision();
    hear(&mut board, Q, [last + 200]);
    assert_eq!(board.changed_since(seen).collect::<Vec<_>>(), [Q]);
    assert_eq!(board.settle(at(last + 201)), []);
    board.connection_away(LINE);
    assert_eq!(board.settle(at(last + 202)), [Q]);
    board.connection_back(LINE, at(last + 203));
    assert_eq!(board.settle(at(last + 203)), [Q]);
}

#[test]
fn a_sibling_that_speaks_again_wakes_the_points_that_report_on_change() {
    let mut board = board();
    let door = hear(&mut board, P, uneven(0));
    let temperature = hear(&mut board, Q, steady(0, 60, 100));
    assert!(temperature > door);
    assert_eq!(board.settle(at(temperature + 180)), [P, Q]);
    hear(&mut board, Q, [temperature + 300]);
    assert_eq!(board.settle(at(temperature + 300)), [P]);
}

#[test]
fn a_forgotten_point_is_gone_and_told_as_changed() {
    let mut board = board();
    hear(&mut board, P, [0]);
    let seen = board.revision();
    board.forget(P);
    assert_eq!(board.view(P, at(0)), None);
    assert_eq!(board.changed_since(seen).collect::<Vec<_>>(), [P]);
    assert_eq!(board.settle(at(HOUR)), []);
}

#[test]
fn a_point_costs_at_most_150_bytes() {
    let bytes = size_of::<Slot>() + size_of::<i64>() + size_of::<u64>();
    assert!(bytes <= 150, "{bytes} bytes");
}

#[test]
fn extreme_times_overflow_nothing() {
    for (time, received) in [(i64::MIN + 1, i64::MAX), (i64::MAX, i64::MIN + 1), (0, i64::MAX)] {
        let mut board = board();
        hear(&mut board, P, [0, 60]);
        for ms in [time, time.saturating_add(1)] {
            let mut odd = reading(P, 0, 0, 1.0);
            odd.time = Timestamp::from_ms(ms);
            odd.received = Timestamp::from_ms(received);
            board.accept(&odd);
        }
        board.settle(Timestamp::MAX);
        assert!(board.view(P, Timestamp::MIN).is_some());
    }
}

proptest! {
    #[test]
    fn what_is_shown_is_the_newest_told(
        told in prop::collection::vec((0i64..10_000, 0i64..10_000), 1..60),
    ) {
        let mut board = board();
        for (n, (time, received)) in told.iter().enumerate() {
            board.accept(&reading(P, *time, *received, f64::from(u32::try_from(n).unwrap())));
        }
        let newest = told.iter().map(|(time, _)| *time).max().unwrap();
        prop_assert_eq!(board.view(P, at(20_000)).unwrap().time, Some(at(newest)));
    }

    #[test]
    fn a_pass_agrees_with_the_view_at_every_moment(
        told in prop::collection::vec((0u32..4, 0u8..6, 1i64..2_000), 1..200),
    ) {
        let mut board = Board::new();
        for point in 0..4 {
            board.place(PointId(point), DeviceId(point / 2), Some(LINE));
        }
        let mut stale = [false; 4];
        let mut now = 0;
        for (point, what, later) in told {
            now += later;
            match what {
                0 => board.connection_away(LINE),
                1 => board.connection_back(LINE, at(now)),
                2 => board.availability(DeviceId(point / 2), Availability::Online, at(now)),
                3 => board.availability(DeviceId(point / 2), Availability::Offline, at(now)),
                _ => {
                    board.accept(&reading(PointId(point), now, now, 1.0));
                    stale[index(point)] = false;
                }
            }
            for turned in board.settle(at(now)) {
                stale[index(turned.0)] = !stale[index(turned.0)];
            }
            for point in 0..4 {
                if let Some(shown) = board.view(PointId(point), at(now)) {
                    prop_assert_eq!(shown.quality == Quality::Stale, stale[index(point)]);
                }
            }
        }
    }

    #[test]
    fn a_steady_point_is_never_stale_while_it_reports(
        every in 1i64..90_000, jitter in prop::collection::vec(0i64..1_000, 40),
    ) {
        // A quarter of the interval of jitter, at most.
        let mut board = board();
        let mut last = 0;
        for (n, jitter) in (1i64..).zip(jitter) {
            let now = n * every * 1_000 + jitter * every / 4;
            if n > 4 && every <= 8 * HOUR {
                let shown = board.view(P, Timestamp::from_ms(now)).unwrap();
                prop_assert_eq!(shown.quality, Quality::Good, "after {} ms", now - last);
            }
            let mut next = reading(P, 0, 0, 1.0);
            (next.time, next.received) = (Timestamp::from_ms(now), Timestamp::from_ms(now));
            board.accept(&next);
            last = now;
        }
        prop_assert!(!on_change(&board, P));
    }
}
