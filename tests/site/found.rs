//! Five hundred unknown points of six conventions wait in one inbox, proposed as what they are, and are taken in at once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use sim::fleet::Convention;
use sim::speak::{Speech, run};
use wire::{AcceptPoints, FoundView, Inbox, Places};

use crate::harness::{assert_balanced, collecting, folder_with, health, until};

const POINTS: usize = 500;

/// The share whose unit and kind have to be proposed right.
const RIGHT_MIN_PERCENT: usize = 95;

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_points_of_six_conventions_are_proposed_right_and_placed_at_once() {
    let broker = mosquitto::Mosquitto::start_with("max_queued_messages 0").unwrap();
    let folder = folder_with(&broker).await;
    let collector = collecting(folder.path()).await;
    let door = collector.door();
    let truth = folder.path().join("truth.jsonl");
    let speech = Speech {
        url: broker.url(),
        conventions: Convention::ALL.to_vec(),
        points: POINTS,
        rate: 2_000.0,
        seed: 7,
        duration: Some(Duration::from_secs(1)),
        qos1: true,
        truth: Some(truth.clone()),
    };
    run(speech, Arc::new(engine::now), std::future::pending()).await.unwrap();
    let inbox = async || {
        let ask = Inbox { connection: None, ignored: false };
        door.ask(ask).await.unwrap()
    };
    let text = std::fs::read_to_string(&truth).unwrap();
    let truths: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let is_heard = |found: &[FoundView]| {
        let keys: HashSet<_> =
            found.iter().map(|one| (one.device.key.as_str(), one.path.as_str())).collect();
        truths.iter().all(|truth| keys.contains(&key_of(truth)))
    };
    until("every point of the truth", || async { is_heard(&inbox().await) }).await;

    let found = inbox().await;
    let by_key: HashMap<(&str, &str), &FoundView> =
        found.iter().map(|one| ((one.device.key.as_str(), one.path.as_str()), one)).collect();
    let mut shares: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for truth in &truths {
        let proposal = &by_key[&key_of(truth)].proposal;
        let unit = proposal.unit.as_ref().map(model::Unit::as_str);
        let right =
            unit == truth["unit"].as_str() && truth["kind"].as_str() == Some(proposal.kind.word());
        let share = shares.entry(truth["convention"].as_str().unwrap().to_owned()).or_default();
        *share = (share.0 + usize::from(right), share.1 + 1);
    }
    for (convention, (right, all)) in &shares {
        eprintln!("{convention:>15}: {right:>3} of {all:>3} with the right unit and kind");
    }
    let right: usize = shares.values().map(|(right, _)| right).sum();
    eprintln!("{:>15}: {right:>3} of {:>3}", "in all", truths.len());
    assert_eq!(truths.len(), POINTS);
    assert!(right * 100 >= RIGHT_MIN_PERCENT * POINTS);

    let accepted = AcceptPoints { all: true, place: true, ..AcceptPoints::default() };
    let accepted = door.ask(accepted).await.unwrap();
    assert_eq!(accepted.accepted as usize, found.len());
    assert!(inbox().await.is_empty());
    let places = door.ask(Places {}).await.unwrap();
    assert!(places.equipment.len() >= 20, "{} pieces of equipment", places.equipment.len());
    assert!(places.equipment.iter().all(|equipment| equipment.points > 0));
    eprintln!("placed on {} pieces of equipment", places.equipment.len());
    assert_balanced(&health(&door).await);
    collector.stop().await;
}

fn key_of(truth: &serde_json::Value) -> (&str, &str) {
    let text = |name: &str| truth[name].as_str().unwrap();
    (text("device"), text("point"))
}
