//! The store on real files: reopened, cut short, shuffled, damaged; always against the same readings kept in a map.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::calendar::{Month, QUARTER_HOUR_MS};
use model::{Quality, Value};
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::rollup::Figures;

const ZONE: Tz = Tz::Europe__Amsterdam;
const START: i64 = 1_792_000_000_000; // 2026-10-14, eleven days before the clocks go back
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// What the store should hold.
#[derive(Default, Clone)]
struct Truth {
    points: BTreeMap<u32, BTreeMap<i64, (Value, Quality)>>,
}

impl Truth {
    fn take(&mut self, reading: &Reading) {
        let entry = (reading.value.clone(), reading.quality);
        self.points.entry(reading.point.0).or_default().insert(reading.time.ms(), entry);
    }

    fn count(&self) -> u64 {
        self.points.values().map(|readings| readings.len() as u64).sum()
    }
}

fn reading(point: u32, time: i64, value: Value) -> Reading {
    let time = Timestamp::from_ms(time);
    Reading { point: PointId(point), time, received: time, value, quality: Quality::Good }
}

fn number(point: u32, time: i64, value: f64) -> Reading {
    reading(point, time, Value::Number(value))
}

async fn append(store: &Store, truth: &mut Truth, readings: &[Reading]) -> Vec<Outcome> {
    let mut batch = Batch::default();
    for reading in readings {
        batch.push(reading);
        truth.take(reading);
    }
    store.append(&batch).await.unwrap().outcomes
}

/// Everything that can be read must say the same as the map.
async fn assert_equal(store: &Store, truth: &Truth) {
    for (point, expected) in &truth.points {
        let point = PointId(*point);
        let page = store.page(point, TimeRange::ALL, usize::MAX).await.unwrap();
        let found: Vec<_> =
            page.readings.into_iter().map(|r| (r.time.ms(), (r.value, r.quality))).collect();
        let expected: Vec<_> = expected.clone().into_iter().collect();
        assert_eq!(found, expected, "readings of {point:?}");
        let newest = store.newest(point).unwrap();
        let (time, (value, _)) = expected.last().unwrap();
        assert_eq!((newest.time, &newest.value), (Some(Timestamp::from_ms(*time)), value));
        assert_rollups(store, point, &expected).await;
    }
    assert_eq!(store.verify().await.unwrap().readings, truth.count(), "verify counts each once");
}

async fn assert_rollups(store: &Store, point: PointId, expected: &[(i64, (Value, Quality))]) {
    let mut quarters: BTreeMap<i64, Figures> = BTreeMap::new();
    let mut days: BTreeMap<Day, Figures> = BTreeMap::new();
    for (time, (value, quality)) in expected {
        let Some(value) = value.as_number() else {
            continue;
        };
        let at = Timestamp::from_ms(*time);
        let flags = quality.code();
        quarters
            .entry(time.div_euclid(QUARTER_HOUR_MS))
            .or_insert(Figures::EMPTY)
            .add(value, flags);
        days.entry(Day::at(at, ZONE)).or_insert(Figures::EMPTY).add(value, flags);
    }
    let found = store.quarters(point, TimeRange::ALL).await.unwrap();
    let found: BTreeMap<_, _> =
        found.iter().map(|b| (b.start.ms().div_euclid(QUARTER_HOUR_MS), b.figures)).collect();
    assert_figures(&found, &quarters);
    let found = store.day_figures(&[point], Day(-100_000), Day(100_000)).await.unwrap();
    let found: BTreeMap<_, _> = found.iter().map(|(_, day, f)| (*day, f.figures)).collect();
    assert_figures(&found, &days);
}

fn assert_figures<K: Ord + std::fmt::Debug>(
    found: &BTreeMap<K, Figures>,
    expected: &BTreeMap<K, Figures>,
) {
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for ((key, found), expected) in found.iter().zip(expected.values()) {
        let exact =
            |f: &Figures| (f.readings, f.counted, f.min.to_bits(), f.max.to_bits(), f.worst);
        assert_eq!(exact(found), exact(expected), "at {key:?}");
        assert!((found.sum - expected.sum).abs() < 1e-6, "sum at {key:?}");
    }
}

async fn open(folder: &TempDir) -> Store {
    Store::open(folder.path(), ZONE).await.unwrap()
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test]
async fn what_was_appended_is_there_after_a_crash_and_before_any_seal() {
    let folder = tempfile::tempdir().unwrap();
    let mut truth = Truth::default();
    let store = open(&folder).await;
    let readings: Vec<_> = (0..500)
        .flat_map(|n| [number(1, START + n * MINUTE, 20.5), number(9, START + n * 7_000, 0.1)])
        .chain([
            reading(3, START, Value::Text(Arc::from("auto"))),
            reading(4, START, Value::Boolean(true)),
        ])
        .collect();
    append(&store, &mut truth, &readings).await;
    assert_equal(&store, &truth).await;
    // Not closed: what a killed process leaves behind.
    let crashed = tempfile::tempdir().unwrap();
    copy(folder.path(), crashed.path());
    assert_equal(&open(&crashed).await, &truth).await;
}

#[tokio::test]
async fn a_closed_day_is_sealed_and_nothing_changes_for_the_reader() {
    let folder = tempfile::tempdir().unwrap();
    let mut truth = Truth::default();
    let store = open(&folder).await;
    for hour in 0..60 {
        let readings: Vec<_> = (0..60)
            .flat_map(|n| {
                let time = START + (hour * 60 + n) * MINUTE;
                let value = f64::from(u32::try_from((hour * 7 + n) % 90).unwrap()) / 10.0;
                (0..3).map(move |point| number(point, time, value + f64::from(point)))
            })
            .collect();
        append(&store, &mut truth, &readings).await;
    }
    let sealed = store.tend_now(Timestamp::from_ms(START + 60 * 60 * MINUTE)).await.unwrap();
    assert!(sealed.readings > 0);
    assert_equal(&store, &truth).await;
    let stats = store.stats().await.unwrap();
    assert_eq!(stats.sealed + stats.unsealed, truth.count());
    assert!(stats.unsealed < 3 * 1_500, "only the open day is left in the head");
    store.close().await;
    let store = open(&folder).await;
    assert_equal(&store, &truth).await;
    store.close().await;
}

#[tokio::test]
async fn late_repeated_and_corrected_readings_are_decided_at_the_seal() {
    let folder = tempfile::tempdir().unwrap();
    let mut truth = Truth::default();
    let store = open(&folder).await;
    let first: Vec<_> = (0..200).map(|n| number(5, START + n * MINUTE, 1.5)).collect();
    append(&store, &mut truth, &first).await;
    store.seal_all().await.unwrap();
    let late = [
        number(5, START + 10 * MINUTE, 1.5),
        number(5, START + 11 * MINUTE, 99.0),
        number(5, START + 11 * MINUTE + 1, 2.0),
        number(5, START - DAY, 7.0),
        number(5, START + 500 * MINUTE, 3.0),
    ];
    let outcomes = append(&store, &mut truth, &late).await;
    use Outcome::{Stored, Undecided};
    assert_eq!(outcomes, [Undecided, Undecided, Undecided, Undecided, Stored]);
    assert_equal(&store, &truth).await;
    store.tend_now(Timestamp::from_ms(START + DAY)).await.unwrap();
    let decided = store.take_decided();
    assert_eq!(decided, [(PointId(5), Decided { stored: 2, duplicate: 1, replaced: 1 })]);
    assert_equal(&store, &truth).await;
    store.close().await;
}

#[tokio::test]
async fn a_seal_cut_short_between_any_two_files_costs_nothing() {
    let before = tempfile::tempdir().unwrap();
    let mut truth = Truth::default();
    let store = open(&before).await;
    let first: Vec<_> = (0..300).map(|n| number(1, START + n * MINUTE, 4.0)).collect();
    append(&store, &mut truth, &first).await;
    store.seal_all().await.unwrap();
    let more = (300..600).map(|n| number(1, START + n * MINUTE, 5.0));
    let late = (0..40).map(|n| number(1, START + n * MINUTE, 6.0));
    let other = (0..50).map(|n| number(2, START + n * MINUTE, 7.0));
    append(&store, &mut truth, &more.chain(late).chain(other).collect::<Vec<_>>()).await;
    store.close().await;
    let after = tempfile::tempdir().unwrap();
    copy(before.path(), after.path());
    let store = open(&after).await;
    store.seal_all().await.unwrap();
    store.close().await;
    // In the order they are written: how far the seal got before the power went.
    let month = Month::at(Timestamp::from_ms(START), Tz::UTC).name();
    let written =
        [format!("months/{month}.raw"), format!("months/{month}.fig"), "days.db".to_owned()];
    for reached in 0..=written.len() {
        let folder = tempfile::tempdir().unwrap();
        copy(before.path(), folder.path());
        for file in &written[..reached] {
            std::fs::copy(after.path().join(file), folder.path().join(file)).unwrap();
        }
        let store = open(&folder).await;
        assert_equal(&store, &truth).await;
        store.seal_all().await.unwrap();
        assert_equal(&store, &truth).await;
        store.close().await;
        assert_equal(&open(&folder).await, &truth).await;
    }
}

#[tokio::test]
async fn an_import_tells_new_from_known_and_doing_it_again_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut truth = Truth::default();
    let store = open(&folder).await;
    let live: Vec<_> = (0..100).map(|n| number(1, START + n * MINUTE, 1.0)).collect();
    append(&store, &mut truth, &live).await;
    let imported: Vec<_> = (-200..50)
        .map(|n| number(1, START + n * MINUTE, if n == 7 { 2.0 } else { 1.0 }))
        .chain((0..3_000).map(|n| number(2, START + n * 10 * MINUTE, 0.25)))
        .chain([reading(3, START, Value::Text(Arc::from("läuft")))])
        .collect();
    imported.iter().for_each(|reading| truth.take(reading));
    let outcome = store.import(&imported).await.unwrap();
    assert_eq!(outcome[&PointId(1)], Decided { stored: 200, duplicate: 49, replaced: 1 });
    assert_eq!(outcome[&PointId(2)].stored, 3_000);
    let stats = store.stats().await.unwrap();
    assert_eq!(stats.sealed + stats.unsealed, truth.count(), "texts count, too");
    assert_equal(&store, &truth).await;
    let again = store.import(&imported).await.unwrap();
    assert_eq!(again[&PointId(1)], Decided { stored: 0, duplicate: 250, replaced: 0 });
    assert_eq!(again[&PointId(2)], Decided { stored: 0, duplicate: 3_000, replaced: 0 });
    assert_eq!(again[&PointId(3)].stored, 0);
    let on_top = append(&store, &mut truth, &[number(2, START, 0.25)]).await;
    assert_eq!(on_top, [Outcome::Undecided]);
    assert_equal(&store, &truth).await;
    store.close().await;
    assert_equal(&open(&folder).await, &truth).await;
}

#[tokio::test]
async fn small_chunks_are_merged_when_their_week_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let mut truth = Truth::default();
    let store = open(&folder).await;
    for day in 0..12 {
        let readings: Vec<_> =
            (0..96).map(|n| number(1, START + day * DAY + n * 15 * MINUTE, 3.5)).collect();
        append(&store, &mut truth, &readings).await;
        store.tend_now(Timestamp::from_ms(START + (day + 1) * DAY)).await.unwrap();
    }
    let chunks = store.stats().await.unwrap().chunks;
    assert!(chunks <= 6, "one for the week that is over, one a day for the open one: {chunks}");
    assert_equal(&store, &truth).await;
    store.close().await;
    assert_equal(&open(&folder).await, &truth).await;
}

#[tokio::test]
async fn a_damaged_chunk_is_reported_and_the_rest_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    let mut truth = Truth::default();
    let readings: Vec<_> = (0..3_000).map(|n| number(1, START + n * MINUTE, 2.0)).collect();
    append(&store, &mut truth, &readings).await;
    store.seal_all().await.unwrap();
    store.close().await;
    let month = Month::at(Timestamp::from_ms(START), Tz::UTC).name();
    let path = folder.path().join(format!("months/{month}.raw"));
    let mut connection = crate::sqlite::writer(&path, crate::sqlite::Pages::Of16Kib).await.unwrap();
    sqlx::query("UPDATE chunk SET data = zeroblob(length(data)) WHERE id = 1")
        .execute(&mut connection)
        .await
        .unwrap();
    crate::sqlite::close(connection).await;
    let store = open(&folder).await;
    let verified = store.verify().await.unwrap();
    assert_eq!(verified.bad.len(), 1);
    let left = store.numbers(PointId(1), TimeRange::ALL).await.unwrap().len() as u64;
    assert_eq!(left, verified.readings);
    assert!(left > 1_000 && left < 3_000);
    assert_eq!(store.stats().await.unwrap().bad_chunks, 1);
    // Late readings of the damaged span are kept beside it.
    let mut batch = Batch::default();
    batch.push(&number(1, START + 30_000, 8.0));
    store.append(&batch).await.unwrap();
    store.seal_all().await.unwrap();
    assert_eq!(store.numbers(PointId(1), TimeRange::ALL).await.unwrap().len() as u64, left + 1);
    assert_eq!(store.verify().await.unwrap().bad.len(), 1);
    store.close().await;
}

#[tokio::test]
async fn another_zone_has_the_days_counted_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mut truth = Truth::default();
    let store = Store::open(folder.path(), Tz::Asia__Kolkata).await.unwrap();
    let readings: Vec<_> = (0..4_000).map(|n| number(1, START + n * 5 * MINUTE, 2.0)).collect();
    append(&store, &mut truth, &readings).await;
    store.seal_all().await.unwrap();
    store.close().await;
    assert_equal(&open(&folder).await, &truth).await;
}

#[tokio::test]
async fn pages_are_bounded_and_together_they_are_everything() {
    let folder = tempfile::tempdir().unwrap();
    let mut truth = Truth::default();
    let store = open(&folder).await;
    let readings: Vec<_> = (0..30_000).map(|n| number(1, START + n * MINUTE, 2.0)).collect();
    for part in readings.chunks(2_000) {
        append(&store, &mut truth, part).await;
    }
    store.tend_now(Timestamp::from_ms(START + 15 * DAY)).await.unwrap();
    let texts = [reading(1, START + 5, Value::Text(Arc::from("x")))];
    append(&store, &mut truth, &texts).await;
    let mut range = TimeRange::ALL;
    let mut all = 0;
    loop {
        let page = store.page(PointId(1), range, 1_000).await.unwrap();
        assert!(page.readings.len() <= 1_000);
        all += page.readings.len() as u64;
        let Some(next) = page.next else { break };
        range = TimeRange::new(next, range.to()).unwrap();
    }
    assert_eq!(all, truth.count());
    store.close().await;
}

#[tokio::test]
async fn a_message_is_known_again_after_a_restart_by_its_identifier_and_content() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    let delivery = Delivery { connection: ConnectionId(1), packet_id: 7, hash: 42 };
    let mut batch = Batch::default();
    batch.push(&number(1, START, 1.0));
    batch.deliver(delivery);
    store.append(&batch).await.unwrap();
    store.seal_all().await.unwrap();
    store.close().await;
    let store = open(&folder).await;
    assert!(store.was_delivered(&delivery));
    assert!(!store.was_delivered(&Delivery { hash: 43, ..delivery }));
    store.forget_deliveries(ConnectionId(1));
    assert!(!store.was_delivered(&delivery));
    store.close().await;
}

#[tokio::test]
async fn what_nobody_accepted_can_be_forgotten_after_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let mut truth = Truth::default();
    let store = open(&folder).await;
    let readings: Vec<_> = (0..20_000)
        .flat_map(|n| (1..3).map(move |point| number(point, START + n * 3 * MINUTE, 2.0)))
        .collect();
    for part in readings.chunks(2_000) {
        append(&store, &mut truth, part).await;
    }
    store.seal_all().await.unwrap();
    let before = Timestamp::from_ms(START + 30 * DAY);
    let gone = store.forget_before(vec![PointId(1)], before).await.unwrap();
    assert!(gone > 10_000);
    let left = store.numbers(PointId(1), TimeRange::ALL).await.unwrap();
    assert!(left.times_ms()[0] >= before.ms() - DAY);
    assert_eq!(store.numbers(PointId(2), TimeRange::ALL).await.unwrap().len(), 20_000);
    store.close().await;
}

/// One step of a random life.
#[derive(Debug, Clone)]
enum Step {
    Append(Vec<(u32, i64, i32)>),
    SealAll,
    Tend(i64),
    Reopen,
    Crash,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let readings = prop::collection::vec((1..4_u32, 0..4_000_i64, 0..5_i32), 1..120);
    let step = prop_oneof![
        6 => readings.prop_map(Step::Append),
        1 => Just(Step::SealAll),
        2 => (0..30_i64).prop_map(Step::Tend),
        1 => Just(Step::Reopen),
        1 => Just(Step::Crash),
    ];
    prop::collection::vec(step, 1..14)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_store_says_what_the_map_says(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut folder = tempfile::tempdir().unwrap();
            let mut store = open(&folder).await;
            let mut truth = Truth::default();
            for step in steps {
                match step {
                    Step::Append(readings) => {
                        let readings: Vec<_> = readings
                            .into_iter()
                            .map(|(p, t, v)| number(p, START + t * 7 * MINUTE, f64::from(v) / 4.0))
                            .collect();
                        append(&store, &mut truth, &readings).await;
                    }
                    Step::SealAll => drop(store.seal_all().await.unwrap()),
                    Step::Tend(days) => {
                        store.tend_now(Timestamp::from_ms(START + days * DAY)).await.unwrap();
                    }
                    Step::Reopen => {
                        store.close().await;
                        store = open(&folder).await;
                    }
                    Step::Crash => {
                        let crashed = tempfile::tempdir().unwrap();
                        copy(folder.path(), crashed.path());
                        store = open(&crashed).await;
                        folder = crashed;
                    }
                }
            }
            assert_equal(&store, &truth).await;
            store.close().await;
        });
    }
}
