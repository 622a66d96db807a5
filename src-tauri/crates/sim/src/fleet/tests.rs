use std::collections::{BTreeMap, HashMap};

use codec::{Clues, Decoder, Described};
use model::{ConnectionId, Incoming, Unit, Value};

use super::*;

/// 2025-11-13T09:30:00Z.
const NOW: Timestamp = Timestamp::from_ms(1_763_026_200_000);

/// Points in all; what an inbox of a new site holds.
const POINTS: usize = 500;

/// What was heard of a point.
struct Heard {
    convention: &'static str,
    topic: String,
    unit: Option<Unit>,
    value: Value,
}

/// What a console knows after it listened for a while.
#[derive(Default)]
struct Listener {
    decoder: Decoder,
    described: HashMap<(String, String), Described>,
    names: HashMap<String, String>,
    heard: HashMap<(String, String), Heard>,
    refused: usize,
}

impl Listener {
    fn hear(&mut self, spoken: Spoken) {
        let decoded = self.decoder.decode(&Incoming {
            connection: ConnectionId(1),
            topic: spoken.topic.clone(),
            payload: spoken.payload,
            retained: false,
            duplicate: false,
            received: NOW,
            ack: None,
        });
        self.refused += usize::from(decoded.verdict != codec::Verdict::Understood);
        for discovery in decoded.discoveries {
            let device = discovery.device.to_string();
            if let Some(name) = discovery.name {
                self.names.insert(device.clone(), name.into());
            }
            for point in discovery.points {
                self.described.insert((device.clone(), point.path.to_string()), point);
            }
        }
        for series in decoded.series {
            let sample = series.samples.last().expect("a series has a value");
            let heard = Heard {
                convention: decoded.convention,
                topic: spoken.topic.clone(),
                unit: series.unit,
                value: sample.value.clone(),
            };
            self.heard.insert((series.device.to_string(), series.path.to_string()), heard);
        }
    }
}

/// Hears the births of these devices and a round of their values.
fn heard(fleets: &mut [Fleet]) -> Listener {
    let mut listener = Listener::default();
    for fleet in fleets {
        for spoken in fleet.births(NOW) {
            listener.hear(spoken);
        }
        for device in 0..fleet.devices() {
            for spoken in fleet.values(device, NOW) {
                listener.hear(spoken);
            }
        }
    }
    listener
}

fn six_conventions() -> Vec<Fleet> {
    let count = Convention::ALL.len();
    let each = Convention::ALL.into_iter().enumerate().map(|(at, convention)| {
        Fleet::new(convention, POINTS / count + usize::from(at < POINTS % count), 7)
    });
    each.collect()
}

#[test]
fn five_hundred_points_of_six_conventions_are_proposed_with_the_right_unit_and_kind() {
    let mut fleets = six_conventions();
    let listener = heard(&mut fleets);
    assert_eq!(listener.refused, 0, "devices speak what their conventions understand");
    let mut shares: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut steps: BTreeMap<u8, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for truth in fleets.iter().flat_map(Fleet::truth) {
        let key = (truth.device.clone(), truth.point.clone());
        let Some(heard) = listener.heard.get(&key) else {
            wrong.push(format!("{} {key:?}: never heard", truth.convention));
            shares.entry(truth.convention).or_default().1 += 1;
            continue;
        };
        let clues = Clues {
            convention: heard.convention,
            topic: &heard.topic,
            device: &truth.device,
            path: &truth.point,
            unit: heard.unit.as_ref(),
            value: Some(&heard.value),
            described: listener.described.get(&key),
            device_name: listener.names.get(&truth.device).map(String::as_str),
            ..Clues::default()
        };
        let proposal = clues.proposal(None);
        let unit = proposal.unit.as_ref().map(Unit::as_str);
        let is_right = unit == truth.unit && proposal.kind == truth.kind;
        if !is_right {
            wrong.push(format!(
                "{} {key:?}: {} in {unit:?}, it is {} in {:?} ({} %)",
                truth.convention,
                proposal.kind.word(),
                truth.kind.word(),
                truth.unit,
                proposal.confidence
            ));
        }
        for count in [
            shares.entry(truth.convention).or_default(),
            steps.entry(proposal.confidence).or_default(),
        ] {
            *count = (count.0 + usize::from(is_right), count.1 + 1);
        }
    }
    let share = |(right, all): (usize, usize)| 100.0 * right as f64 / all as f64;
    for (convention, count) in &shares {
        eprintln!(
            "{convention:>15}: {:>3} of {:>3} right, {:.1} %",
            count.0,
            count.1,
            share(*count)
        );
    }
    for (step, count) in &steps {
        eprintln!("{step:>13} %: {:>3} of {:>3} right, {:.1} %", count.0, count.1, share(*count));
    }
    wrong.iter().for_each(|wrong| eprintln!("{wrong}"));
    let all = shares.values().fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    eprintln!("in all {} of {}, {:.1} %", all.0, all.1, share(all));
    assert_eq!(all.1, POINTS);
    assert!(share(all) >= 95.0, "{:.1} % are right", share(all));
}

#[test]
fn units_follow_from_the_names_of_a_building_that_was_made_for_load() {
    let building = crate::Building::new(POINTS, 7);
    let mut listener = Listener::default();
    for topic in 0..building.topics() {
        let message = building.message(topic, NOW);
        listener.hear(Spoken::passing(&*message.topic, message.payload));
    }
    let right = building.points().iter().filter(|point| {
        let key = (point.topic.to_string(), point.path.to_string());
        let heard = &listener.heard[&key];
        let clues = Clues {
            convention: heard.convention,
            topic: &point.topic,
            device: &point.topic,
            path: &point.path,
            unit: heard.unit.as_ref(),
            value: Some(&heard.value),
            ..Clues::default()
        };
        let proposal = clues.proposal(None);
        let unit = proposal.unit.as_ref().map(Unit::as_str);
        if unit != point.unit {
            eprintln!("{key:?}: {unit:?}, it is {:?}", point.unit);
        }
        unit == point.unit
    });
    let right = right.count();
    eprintln!("{right} of {POINTS} units are right");
    assert!(right * 10 >= POINTS * 9);
}

#[test]
fn the_same_seed_gives_the_same_messages() {
    for convention in Convention::ALL {
        let spoken = |seed| {
            let mut fleet = Fleet::new(convention, 60, seed);
            let mut spoken = fleet.births(NOW);
            spoken.extend(fleet.values(0, NOW));
            spoken
        };
        assert_eq!(spoken(1), spoken(1));
        assert_ne!(spoken(1), spoken(2), "{}", convention.word());
    }
}

#[test]
fn a_fleet_has_just_as_many_points_as_were_asked_for() {
    for convention in Convention::ALL {
        for points in [1, 2, 83, 500] {
            assert_eq!(Fleet::new(convention, points, 3).truth().len(), points);
        }
        assert_eq!(Convention::of(convention.word()), Some(convention));
    }
}

#[test]
fn what_brokers_keep_is_what_the_convention_keeps() {
    let kept = |convention| {
        let mut fleet = Fleet::new(convention, 30, 1);
        let births = fleet.births(NOW);
        let values = fleet.values(0, NOW);
        let all = |spoken: &[Spoken]| spoken.iter().all(|spoken| spoken.retained);
        (all(&births), all(&values))
    };
    assert_eq!(kept(Convention::SparkplugB), (false, false));
    assert_eq!(kept(Convention::HomeAssistant), (true, false));
    assert_eq!(kept(Convention::Zigbee2Mqtt), (true, false));
    assert_eq!(kept(Convention::Homie), (true, true));
    assert_eq!(kept(Convention::Tasmota), (true, false));
}
