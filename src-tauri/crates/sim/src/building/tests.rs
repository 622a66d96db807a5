//! What the building promises: the same again from its seed, true physics, and payloads that say what is said to be published.

use std::collections::HashSet;

use codec::Decoder;
use fastrand::Rng;
use model::{ConnectionId, Incoming};

use super::*;
use crate::signal::{Figure, Load, Signal};

/// 2025-11-10T00:00:00Z, a Monday.
const MONDAY_MS: i64 = 1_762_732_800_000;
const HOUR_MS: i64 = 3_600_000;

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

fn number(building: &Building, point: &Point, ms: i64) -> f64 {
    building.step(point, at(ms)).as_number().unwrap()
}

fn ending<'a>(building: &'a Building, slug: &str) -> Vec<&'a Point> {
    let points = building.points().iter();
    points.filter(|point| point.spec.slug == slug).collect()
}

/// What the console reads in a message: path, time and value.
fn read(message: &Message) -> Vec<(String, Option<Timestamp>, Value)> {
    let decoded = Decoder::new().decode(&Incoming {
        connection: ConnectionId(1),
        topic: message.topic.to_string(),
        payload: message.payload.clone(),
        retained: false,
        duplicate: false,
        received: at(0),
        ack: None,
    });
    assert_eq!(decoded.rejects, [], "{message:?}");
    let values = decoded.series.iter().flat_map(|series| {
        let path = series.path.to_string();
        let samples = series.samples.iter();
        samples.map(move |sample| (path.clone(), sample.time, sample.value.clone()))
    });
    values.collect()
}

#[test]
fn the_same_seed_and_times_give_the_same_messages() {
    let (one, same, other) = (Building::new(700, 5), Building::new(700, 5), Building::new(700, 6));
    let mut differ = 0;
    // Asked in another order, too: nothing depends on what was asked before.
    for topic in (0..one.topics()).rev() {
        let now = at(MONDAY_MS + 977 * i64::try_from(topic).unwrap());
        assert_eq!(one.message(topic, now), one.message(topic, now));
        assert_eq!(one.message(topic, now), same.message(topic, now));
        differ += usize::from(one.message(topic, now) != other.message(topic, now));
    }
    assert!(differ > one.topics() / 2);
}

#[test]
fn every_message_says_what_is_said_to_be_published() {
    let mut rng = Rng::with_seed(20);
    for _ in 0..60 {
        let (points, seed) = (rng.usize(1..1_500), rng.u64(..));
        let building = Building::new(points, seed);
        for topic in 0..building.topics() {
            let now = at(rng.i64(1_600_000_000_000..4_000_000_000_000));
            let message = building.message(topic, now);
            let truth: Vec<_> = building.published(topic, now);
            assert_eq!(message.readings, truth.len());
            let truth: Vec<_> = truth
                .into_iter()
                .map(|said| {
                    assert_eq!(said.topic, message.topic);
                    (said.path.to_string(), said.time, said.value)
                })
                .collect();
            assert_eq!(read(&message), truth, "{points} points, seed {seed}, {message:?}");
        }
    }
}

#[test]
fn a_unit_that_is_understood_is_the_points_own() {
    let building = Building::new(4_000, 3);
    let mut told = 0;
    for topic in 0..building.topics() {
        let message = building.message(topic, at(MONDAY_MS + 10 * HOUR_MS));
        let decoded = Decoder::new().decode(&Incoming {
            connection: ConnectionId(1),
            topic: message.topic.to_string(),
            payload: message.payload.clone(),
            retained: false,
            duplicate: false,
            received: at(0),
            ack: None,
        });
        for series in &decoded.series {
            let is_it = |point: &&Point| point.topic == message.topic && point.path == series.path;
            let point = building.points().iter().find(is_it).unwrap();
            if let Some(unit) = &series.unit {
                assert_eq!(Some(unit.as_str()), point.unit, "{message:?}");
                told += 1;
            }
        }
    }
    assert!(told > 2_000, "{told} of 4,000");
}

#[test]
fn any_number_of_points_is_built_each_with_its_own_place() {
    for points in [1, 2, 19, 220, 5_000, POINTS_MAX] {
        let building = Building::new(points, 11);
        let places = building.points().iter();
        let places: HashSet<_> = places.map(|point| (&point.topic, &point.path)).collect();
        assert_eq!(places.len(), points);
        let readings: usize = (0..building.topics())
            .map(|topic| building.message(topic, at(MONDAY_MS)).readings)
            .sum();
        assert_eq!(readings, points);
    }
    assert_eq!(Building::new(0, 1).points().len(), 1);
}

#[test]
fn names_are_those_of_the_field() {
    let building = Building::new(300, 1);
    let name = |name: &str| building.points().iter().any(|point| point.name == name);
    assert!(name("VAV 1-3 zone air temp"));
    assert!(name("Chilled water pump 1 speed"));
    assert!(name("Weather station outdoor air temp"));
}

#[test]
fn meters_never_fall_and_rise_with_the_power_beside_them() {
    let building = Building::new(1_200, 9);
    let registers = ["energy-kwh", "volume-m3", "run-hours"];
    for slug in registers {
        for point in ending(&building, slug) {
            let mut last = f64::MIN;
            for step in 0..3_000 {
                // From seconds to hours apart, back to before the building was opened.
                let ms = MONDAY_MS - 60_000 * HOUR_MS + 100 * step * step * step / 4;
                let now = number(&building, point, ms);
                assert!(now >= last, "{} fell from {last} to {now}", point.name);
                last = now;
            }
        }
    }
    for floor in ending(&building, "energy-kwh") {
        let beside = |power: &&&Point| power.key == floor.key;
        let powers = ending(&building, "power-kw");
        let Some(power) = powers.iter().find(beside) else {
            continue;
        };
        let risen = number(&building, floor, MONDAY_MS + 24 * HOUR_MS)
            - number(&building, floor, MONDAY_MS);
        let summed: f64 = (0..24 * 60)
            .map(|minute| number(&building, power, MONDAY_MS + minute * 60_000 + 30_000) / 60.0)
            .sum();
        assert!((risen - summed).abs() <= 1.5 + summed * 0.001, "{risen} kWh, {summed} kWh");
    }
}

#[test]
fn a_register_rises_from_one_moment_to_the_next_before_it_is_rounded() {
    for ms in (0..5_000).map(|n| MONDAY_MS + 5 * 24 * HOUR_MS + n * 1_000) {
        let register = |ms| match Signal::Load(Load::Register, 1.0).at(&Moment::new(1, at(ms)), 77)
        {
            Figure::Number(number) => number,
            other @ (Figure::Boolean(_) | Figure::Word(_)) => panic!("{other:?}"),
        };
        assert!(register(ms + 1) > register(ms), "at {ms}");
    }
}

#[test]
fn rooms_follow_people_and_plant() {
    let building = Building::new(2_000, 4);
    let mean = |slug: &str, ms: i64| {
        let points = ending(&building, slug);
        let sum: f64 = points.iter().map(|point| number(&building, point, ms)).sum();
        sum / f64::from(u32::try_from(points.len()).unwrap())
    };
    let (night, noon) = (MONDAY_MS + 27 * HOUR_MS, MONDAY_MS + 35 * HOUR_MS);
    assert!((20.5..24.0).contains(&mean("zone-air-temp", noon)));
    assert!(mean("zone-air-temp", night) + 1.0 < mean("zone-air-temp", noon));
    assert!(mean("co2", night) < 470.0 && mean("co2", noon) > 600.0);
    assert!(mean("power-kw", noon) > 1.8 * mean("power-kw", night));
    assert!(mean("damper", night) < 0.1 && mean("damper", noon) > 20.0);
    assert!(mean("occupied", night) < 0.1 && mean("occupied", noon) > 0.8);
}

#[test]
fn every_value_stays_where_its_unit_allows() {
    let building = Building::new(1_500, 8);
    for hour in 0..400 {
        let now = at(MONDAY_MS + hour * 23 * HOUR_MS);
        for point in building.points() {
            let value = building.step(point, now);
            let range = match point.unit {
                Some("%") => 0.0..=100.0,
                Some("°C") => -15.0..=85.0,
                Some("ppm") => 400.0..=1_100.0,
                Some("V") => 225.0..=238.0,
                _ => -0.0..=1e8,
            };
            let fits = value.as_number().is_none_or(|number| range.contains(&number));
            assert!(fits, "{} at {now}: {value:?}", point.name);
        }
    }
}
