//! What the demo building promises: messages that are read as described, physics that look true, faults, and commands.

use std::collections::{HashMap, HashSet};

use chrono_tz::Tz;
use codec::{Decoder, Verdict};
use model::{ConnectionId, Incoming, Quality, Timestamp, Value};

use super::*;
use crate::Message;

/// 2026-11-16T00:00:00+01:00, a Monday.
const MONDAY_MS: i64 = 1_794_783_600_000;
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

fn building() -> Building {
    Building::new(7, Tz::Europe__Amsterdam)
}

impl Building {
    fn topics(&self) -> usize {
        self.feeds().len()
    }

    /// What a point shows, as its device rounds it.
    fn value(&self, state: &State, point: usize) -> Option<Value> {
        self.points().get(point).map(|point| point.figure(state).into())
    }
}

fn decoded(message: &Message) -> codec::Decoded {
    Decoder::new().decode(&Incoming {
        connection: ConnectionId(1),
        topic: message.topic.to_string(),
        payload: message.payload.clone(),
        retained: false,
        duplicate: false,
        received: at(0),
        ack: None,
    })
}

/// The place of the point of this name.
fn place(building: &Building, name: &str) -> usize {
    building.points().iter().position(|point| point.name == name).expect(name)
}

fn number(building: &Building, state: &State, name: &str) -> f64 {
    building.value(state, place(building, name)).unwrap().as_number().unwrap()
}

/// What a point shows each minute from one hour of that Monday to another.
fn minutes(building: &Building, name: &str, hours: std::ops::Range<i64>) -> Vec<f64> {
    let mut state = State::at(building, at(MONDAY_MS + hours.start * HOUR_MS));
    let minutes = (hours.start * 60..hours.end * 60).map(|minute| {
        state.step(at(MONDAY_MS + minute * MINUTE_MS));
        number(building, &state, name)
    });
    minutes.collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn the_console_finds_exactly_the_points_that_are_described() {
    let building = building();
    let described: HashMap<(String, String), &Point> = building
        .points()
        .iter()
        .map(|point| ((point.topic.to_string(), point.path.to_string()), point))
        .collect();
    assert_eq!(described.len(), building.points().len(), "each key once");
    let (mut found, mut unknown) = (HashSet::new(), HashSet::new());
    for hour in [3, 9, 12, 15, 20, 24 * 6 + 11, 24 * 100 + 14] {
        let state = State::at(&building, at(MONDAY_MS + hour * HOUR_MS + 123));
        for topic in 0..building.topics() {
            let message = building.message(&state, topic).unwrap();
            let decoded = decoded(&message);
            assert_eq!(decoded.verdict, Verdict::Understood, "{message:?}");
            assert_eq!(decoded.rejects, [], "{message:?}");
            assert_eq!(decoded.series.len(), message.readings);
            for series in &decoded.series {
                let key = (series.device.to_string(), series.path.to_string());
                let Some(point) = described.get(&key) else {
                    unknown.insert(key);
                    continue;
                };
                let [sample] = &series.samples[..] else { panic!("{series:?}") };
                let place = building.points().iter().position(|other| other.name == point.name);
                let truth = building.value(&state, place.unwrap()).unwrap();
                assert!(sample.value.same(&truth), "{key:?}: {sample:?} is not {truth:?}");
                let is_stamped = !point.path.is_empty();
                assert_eq!(sample.time, is_stamped.then_some(state.now()), "{key:?}");
                let is_contradicted = series.unit.is_some() && series.unit != point.unit;
                assert!(!is_contradicted, "{key:?}: {:?}, {:?}", series.unit, point.unit);
                let is_doubtful = point.fault == super::faults::Fault::Doubtful;
                assert_eq!(sample.quality == Quality::Uncertain, is_doubtful);
                found.insert(key);
            }
        }
    }
    assert_eq!(found.len(), described.len());
    assert_eq!(unknown.len(), 8, "{unknown:?}");
}

#[test]
fn the_description_is_whole() {
    let building = building();
    assert_eq!((building.floors().len(), building.spaces().len()), (3, 20));
    assert!((28..=32).contains(&building.equipment().len()));
    assert!((190..=215).contains(&building.points().len()), "{}", building.points().len());
    let names: HashSet<&str> = building.points().iter().map(|point| &*point.name).collect();
    assert_eq!(names.len(), building.points().len(), "each name once");
    for point in building.points() {
        assert!(point.space.is_some_and(|space| space < 20), "{}", point.name);
        assert!(point.equipment.is_none_or(|place| place < building.equipment().len()));
        assert!((10..=60).contains(&point.interval.as_secs()));
    }
    let meters: Vec<&Point> = building.points().iter().filter(|point| point.meter).collect();
    assert_eq!(meters.len(), 1);
    assert_eq!(meters[0].name, "Main electricity meter energy");
    assert!(building.spaces().iter().any(|space| space.name == "2.04 Boardroom"));
    assert!(names.contains("VAV 2-04 zone air temperature"));
    assert_eq!(building.registers().count(), 7 + 1);
}

#[test]
fn the_same_seed_and_instant_give_the_same_messages() {
    let now = at(MONDAY_MS + 10 * HOUR_MS);
    let said = |seed| {
        let building = Building::new(seed, Tz::Europe__Amsterdam);
        let state = State::at(&building, now);
        let topics = 0..building.topics();
        topics.filter_map(|topic| building.message(&state, topic)).collect::<Vec<_>>()
    };
    assert_eq!(said(1), said(1));
    assert_ne!(said(1), said(2));
}

#[test]
fn each_topic_speaks_in_its_own_rhythm_and_the_dead_sensor_never() {
    let building = building();
    let mut said = vec![0_u32; building.topics()];
    let hours = 4;
    for second in 0..hours * 3_600 {
        let since = at(MONDAY_MS + second * 1_000);
        building.due(since, at(since.ms() + 1_000)).for_each(|topic| said[topic] += 1);
    }
    for (feed, said) in building.feeds().iter().zip(said) {
        let rounds = u32::try_from(hours * 3_600_000 / feed.every_ms).unwrap();
        match feed.fault {
            super::faults::Fault::Dead => assert_eq!(said, 0),
            super::faults::Fault::Gateway => {
                assert!((rounds * 6 / 10..rounds * 95 / 100).contains(&said), "{said}");
            }
            super::faults::Fault::None | super::faults::Fault::Doubtful => {
                assert_eq!(said, rounds, "{}", feed.topic);
            }
        }
    }
}

#[test]
fn rooms_are_comfortable_while_people_are_there_and_rest_at_night() {
    let building = building();
    for season in [0, 24 * 7 * 10, 24 * 7 * 33] {
        for room in ["0-01", "1-01", "2-01", "2-04"] {
            let name = format!("VAV {room} zone air temperature");
            let day = minutes(&building, &name, season + 24 + 10..season + 24 + 17);
            let (low, high) = day.iter().fold((f64::MAX, f64::MIN), |(low, high), value| {
                (low.min(*value), high.max(*value))
            });
            assert!(low > 19.0 && high < 26.5, "{name} {season}: {low} to {high}");
        }
    }
    let night = minutes(&building, "VAV 2-01 zone air temperature", 2..4);
    assert!((14.5..20.5).contains(&mean(&night)), "{}", mean(&night));
    let setpoint = "VAV 2-01 zone air temperature setpoint";
    assert!(
        mean(&minutes(&building, setpoint, 2..3)) + 3.0
            < mean(&minutes(&building, setpoint, 10..11))
    );
}

#[test]
fn the_stuck_valve_overheats_its_room_in_working_hours() {
    let building = building();
    let hours = 24 + 12..24 + 17;
    let stuck = minutes(&building, "VAV 2-02 zone air temperature", hours.clone());
    let other = minutes(&building, "VAV 2-01 zone air temperature", hours.clone());
    assert!(mean(&stuck) > mean(&other) + 1.5, "{} {}", mean(&stuck), mean(&other));
    let command = minutes(&building, "VAV 2-02 reheat valve command", hours.clone());
    let position = minutes(&building, "VAV 2-02 reheat valve position", hours);
    assert!(mean(&command) < 1.0 && mean(&position) > 99.0);
}

#[test]
fn carbon_dioxide_follows_people() {
    let building = building();
    let night = minutes(&building, "1.01 Open office west CO₂", 3..5);
    let day = minutes(&building, "1.01 Open office west CO₂", 10..16);
    assert!((400.0..480.0).contains(&mean(&night)), "{}", mean(&night));
    assert!((520.0..1_300.0).contains(&mean(&day)), "{}", mean(&day));
}

#[test]
fn meters_only_rise_and_agree_with_their_power() {
    let building = building();
    let pairs = [
        ("Main electricity meter energy", "Main electricity meter power"),
        ("First floor electricity meter energy", "First floor electricity meter power"),
        ("Heat meter energy", "Heat meter power"),
    ];
    for (energy, power) in pairs {
        let counted = minutes(&building, energy, 0..24);
        assert!(counted.is_sorted());
        let rose = counted[counted.len() - 1] - counted[0];
        let summed = minutes(&building, power, 0..24).iter().sum::<f64>() / 60.0;
        assert!((rose - summed).abs() < 0.01 * summed + 0.2, "{energy}: {rose}, {summed}");
        assert!((50.0..4_000.0).contains(&rose), "{energy}: {rose}");
    }
    let state = State::at(&building, at(MONDAY_MS + 11 * HOUR_MS));
    let main = number(&building, &state, "Main electricity meter power");
    let parts: f64 = ["Ground floor", "First floor", "Second floor", "Plant"]
        .iter()
        .map(|part| number(&building, &state, &format!("{part} electricity meter power")))
        .sum();
    assert!((main - parts).abs() < 0.05 && (20.0..140.0).contains(&main), "{main} {parts}");
    let night = State::at(&building, at(MONDAY_MS + 3 * HOUR_MS));
    assert!(number(&building, &night, "Main electricity meter power") < main / 2.0);
}

#[test]
fn registers_are_counted_on_from_what_was_told() {
    let building = building();
    let energy = place(&building, "Main electricity meter energy");
    let told = Told { point: energy, time: at(MONDAY_MS), value: 2_000_000.0 };
    let state = State::resumed(&building, at(MONDAY_MS + 24 * HOUR_MS), &[told]);
    let value = number(&building, &state, "Main electricity meter energy");
    assert!((2_000_200.0..2_003_000.0).contains(&value), "{value}");
    // A year away: counted on from what can be lived through, never back.
    let later = State::resumed(&building, at(MONDAY_MS + 365 * 24 * HOUR_MS), &[told]);
    assert!(number(&building, &later, "Main electricity meter energy") > 2_010_000.0);
}

#[test]
fn a_valid_command_takes_effect_and_is_told_back_and_others_are_not() {
    let building = building();
    let mut state = State::at(&building, at(MONDAY_MS + 10 * HOUR_MS));
    let name = "VAV 2-04 zone air temperature setpoint";
    let before = number(&building, &state, name);
    let point = &building.points()[place(&building, name)];
    let set = point.set_topic.clone().unwrap();
    for wrong in ["", "warm", "99", "15.9", "NaN", "inf", "1e400", "23;", "{\"value\":23}"] {
        assert_eq!(building.take(&mut state, &set, wrong.as_bytes()), None, "{wrong}");
    }
    assert_eq!(building.take(&mut state, &set, &[b'2'; 100]), None);
    assert_eq!(building.take(&mut state, &point.topic, b"23"), None, "that topic only tells");
    assert!((number(&building, &state, name) - before).abs() < 1e-9);

    let topic = building.take(&mut state, &set, b" 23.5 ").unwrap();
    let message = building.message(&state, topic).unwrap();
    assert_eq!((&*message.topic, &*message.payload), (&*point.topic, &b"23.5"[..]));
    state.step(at(MONDAY_MS + 15 * HOUR_MS));
    let air = number(&building, &state, "VAV 2-04 zone air temperature");
    assert!(air > 22.7, "{air}");
    // What was written holds until the timetable changes.
    state.step(at(MONDAY_MS + 34 * HOUR_MS));
    assert!((number(&building, &state, name) - before).abs() < 1e-9);
}

#[test]
fn every_point_that_takes_a_value_tells_it_back() {
    let building = building();
    let mut state = State::at(&building, at(MONDAY_MS + 10 * HOUR_MS));
    let mut count = 0;
    for (place, point) in building.points().iter().enumerate() {
        let Some(set) = &point.set_topic else { continue };
        count += 1;
        let wanted = (point.bounds.start + point.bounds.end) / 2.0;
        assert!(building.take(&mut state, set, wanted.to_string().as_bytes()).is_some());
        state.step(at(state.now().ms() + 1_000));
        let told = building.value(&state, place).unwrap().as_number().unwrap();
        assert!((told - wanted).abs() < 0.6, "{}: {told}, {wanted}", point.name);
    }
    assert_eq!(count, 13 + 2 + 1 + 1 + 3);
}

#[test]
fn history_is_a_reading_a_minute_with_gaps_where_devices_were_silent() {
    let building = building();
    let (from, to) = (at(MONDAY_MS - 5 * 24 * HOUR_MS), at(MONDAY_MS + 11 * HOUR_MS));
    let mut last: HashMap<usize, (Timestamp, Value)> = HashMap::new();
    let mut counts: HashMap<usize, i64> = HashMap::new();
    let days: Vec<Vec<Said>> = History::new(&building, from, to).collect();
    assert_eq!(days.len(), 6);
    for said in days.iter().flatten() {
        for (time, value) in &said.readings {
            assert!((from..to).contains(time));
            if let Some((before, earlier)) = last.insert(said.point, (*time, value.clone())) {
                assert!(before < *time);
                if building.register(said.point).is_some() {
                    assert!(earlier.as_number() <= value.as_number());
                }
            }
            *counts.entry(said.point).or_default() += 1;
        }
    }
    let whole = (to.ms() - from.ms()) / MINUTE_MS;
    assert_eq!(counts[&place(&building, "VAV 2-04 damper")], whole);
    assert_eq!(counts[&place(&building, "2.03 Meeting room Brug CO₂")], whole - 3 * 1_440);
    let gateway = counts[&place(&building, "1.01 Open office west CO₂")];
    assert!((whole * 70 / 100..whole * 90 / 100).contains(&gateway));

    // The live part goes on from there.
    let registers: Vec<Told> = building
        .registers()
        .filter_map(|(point, _)| {
            let (time, value) = last.get(&point)?;
            Some(Told { point, time: *time, value: value.as_number()? })
        })
        .collect();
    assert_eq!(registers.len(), 7);
    let state = State::resumed(&building, to, &registers);
    for told in &registers {
        let now = building.value(&state, told.point).unwrap().as_number().unwrap();
        assert!(now >= told.value && now < told.value + 5.0, "{told:?} {now}");
    }
    let name = "VAV 2-04 zone air temperature";
    let (_, value) = &last[&place(&building, name)];
    assert!((number(&building, &state, name) - value.as_number().unwrap()).abs() < 0.3);
}
