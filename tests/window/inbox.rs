//! Five hundred points that nobody described: found, looked over and taken in by four keys.

use serde_json::Value;
use window_tests::driver::{ALT, CONTROL, ENTER, Window};
use window_tests::plant::Plant;
use window_tests::{OPEN_MAX, PATIENCE, told, within};

use crate::live::strip_says;

const POINTS: usize = 500;

/// The conventions their devices speak.
const CONVENTIONS: [&str; 6] =
    ["home-assistant", "zigbee2mqtt", "sparkplug-b", "homie", "plain", "tasmota"];

/// What the manager may at most do between the start page and everything being in its place.
const ACTIONS_MAX: usize = 5;

#[tokio::test]
async fn five_hundred_points_of_six_conventions_are_accepted_in_at_most_five_actions() {
    let plant = Plant::start().await.unwrap();
    let window = Window::open(&plant.folder()).await.unwrap();
    told("inbox", window, async |window| {
        strip_says(window, OPEN_MAX, "Live 1/1").await?;
        let points = POINTS.to_string();
        let mut arguments = vec!["--points", &points, "--rate", "2000", "--duration", "1s"];
        arguments.extend(CONVENTIONS.iter().flat_map(|one| ["--convention", one]));
        let mut devices = plant.simulate(&arguments)?;
        devices.wait().await?;
        within(OPEN_MAX, "all of them are found", async || {
            Ok((standing(&plant).await?.waiting >= POINTS).then_some(()))
        })
        .await?;

        let keys = [(CONTROL, "9"), (ALT, "3"), (CONTROL, "a"), (CONTROL, ENTER)];
        assert!(keys.len() <= ACTIONS_MAX);
        let shows = ["Found points", " selected", "Accept 5", "Undo"];
        for ((held, key), shown) in keys.into_iter().zip(shows) {
            window.press_with(held, key).await?;
            within(PATIENCE, shown, async || {
                Ok(window.text("body").await?.contains(shown).then_some(()))
            })
            .await?;
        }
        let taken = within(PATIENCE, "nothing waits any more", async || {
            let standing = standing(&plant).await?;
            Ok((standing.waiting == 0).then_some(standing))
        })
        .await?;
        let Standing { accepted, placed, .. } = taken;
        eprintln!("{accepted} points accepted by {} keys, {placed} of them placed", keys.len());
        assert!(accepted >= POINTS);
        assert!(placed * 10 >= accepted * 9, "{placed} of {accepted} have a place");
        Ok(())
    })
    .await;
}

/// How many points wait, are accepted, and of these have a place.
struct Standing {
    waiting: usize,
    accepted: usize,
    placed: usize,
}

async fn standing(plant: &Plant) -> anyhow::Result<Standing> {
    let points: Vec<Value> =
        serde_json::from_str(&plant.ctl(&["points", "list", "--json"]).await?)?;
    let accepted: Vec<&Value> = points.iter().filter(|point| point["accepted"] == true).collect();
    let placed = accepted.iter().filter(|point| !point["place"].is_null()).count();
    Ok(Standing { waiting: points.len() - accepted.len(), accepted: accepted.len(), placed })
}
