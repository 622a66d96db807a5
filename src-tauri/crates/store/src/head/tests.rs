use model::{Quality, Reading, Value};

use super::*;

const POINT: PointId = PointId(7);

fn take_in(head: &mut Head, readings: &[(i64, f64)]) -> Vec<Outcome> {
    let mut batch = Batch::default();
    for (time, value) in readings {
        batch.push(&reading(*time, Value::Number(*value)));
    }
    head.take_in(&batch)
}

fn reading(time: i64, value: Value) -> Reading {
    Reading {
        point: POINT,
        time: Timestamp::from_ms(time),
        received: Timestamp::from_ms(time + 5),
        value,
        quality: Quality::Good,
    }
}

#[test]
fn the_newest_value_never_goes_back() {
    let mut head = Head::default();
    take_in(&mut head, &[(100, 1.0), (50, 2.0)]);
    assert_eq!(head.newest(POINT).unwrap().value, Value::Number(1.0));
    take_in(&mut head, &[(100, 3.0)]);
    assert_eq!(head.newest(POINT).unwrap().value, Value::Number(3.0));
}

#[test]
fn every_reading_has_one_outcome_in_the_order_of_the_batch() {
    let mut head = Head::default();
    let mut batch = Batch::default();
    batch.push(&reading(10, Value::Text(Arc::from("on"))));
    batch.push(&reading(10, Value::Number(1.0)));
    batch.push(&reading(10, Value::Text(Arc::from("on"))));
    batch.push(&reading(10, Value::Number(2.0)));
    batch.push(&reading(10, Value::Number(2.0)));
    let outcomes = head.take_in(&batch);
    use Outcome::{Duplicate, Replaced, Stored};
    assert_eq!(outcomes, [Stored, Stored, Duplicate, Replaced, Duplicate]);
    assert_eq!(head.readings(), 2);
}

#[test]
fn what_is_not_later_than_the_sealed_waits_undecided_until_the_seal() {
    let mut head = Head::default();
    take_in(&mut head, &[(10, 1.0), (20, 2.0), (30, 3.0)]);
    let work = head.begin_seal(POINT, 25, 1).unwrap();
    assert_eq!(work.live.times, [10, 20]);
    assert_eq!(take_in(&mut head, &[(15, 9.0)]), [Outcome::Undecided], "during the seal");
    head.finish_seal(POINT, Merged::default());
    assert_eq!(take_in(&mut head, &[(20, 2.0), (40, 4.0)]), [Outcome::Undecided, Outcome::Stored]);
    let seen = head.unsealed(POINT, 0, 100);
    assert_eq!((seen.live.times, seen.late.times), (vec![30, 40], vec![15, 20]));
    assert_eq!(head.undecided(), 2);
    let work = head.begin_seal(POINT, 0, 1).unwrap();
    assert_eq!((work.live.len(), work.late.times), (0, vec![15, 20]));
    head.finish_seal(POINT, Merged { new: 1, duplicate: 1, replaced: 0 });
    assert_eq!(head.take_decided()[&POINT.0], Merged { new: 1, duplicate: 1, replaced: 0 });
    assert_eq!(head.readings(), 2);
}

#[test]
fn a_seal_that_failed_leaves_everything_as_it_was() {
    let mut head = Head::default();
    take_in(&mut head, &[(10, 1.0), (20, 2.0)]);
    head.begin_seal(POINT, 15, 1).unwrap();
    head.finish_seal(POINT, Merged::default());
    take_in(&mut head, &[(5, 1.0)]);
    assert!(head.begin_seal(POINT, 100, 1).is_some());
    assert!(head.begin_seal(POINT, 100, 1).is_none(), "one seal at a time");
    take_in(&mut head, &[(5, 2.0), (6, 1.0)]);
    head.abandon_seal(POINT);
    let seen = head.unsealed(POINT, 0, 100);
    assert_eq!((seen.live.times, seen.late.times), (vec![20], vec![5, 6]));
    assert_eq!(seen.late.values, [2.0, 1.0]);
    assert_eq!(head.readings(), 3);
}

#[test]
fn the_fullest_points_are_sealed_first_when_the_head_is_full() {
    let mut head = Head::default();
    let mut batch = Batch::default();
    for point in 0..3_u32 {
        for time in 0..i64::from(1 + point * 10) {
            let mut reading = reading(time, Value::Number(0.0));
            reading.point = PointId(point);
            batch.push(&reading);
        }
    }
    head.take_in(&batch);
    assert!(head.too_full(1_000).is_empty());
    assert_eq!(head.too_full(10).len(), 0, "the head is below what it is brought down to");
}

#[test]
fn a_replayed_record_brings_back_only_what_is_not_sealed() {
    let mut batch = Batch::default();
    batch.push(&reading(10, Value::Number(1.0)));
    batch.push(&reading(30, Value::Number(3.0)));
    let mut head = Head::default();
    head.set_sealed(POINT, Sealed { to: 20, seq: 5, newest: None });
    head.restore(&batch, 5);
    assert_eq!(head.unsealed(POINT, 0, 100).live.times, [30]);
    assert_eq!(head.undecided(), 0);
    head.restore(&batch, 6);
    assert_eq!(head.undecided(), 1, "a newer record may hold a late reading");
    head.begin_seal(POINT, 0, 6).unwrap();
    head.finish_seal(POINT, Merged { new: 0, duplicate: 1, replaced: 0 });
    assert!(head.take_decided().is_empty(), "its outcome was told before the restart");
}
