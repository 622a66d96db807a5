//! A window beside a collector that runs by itself: it watches, and takes over when that one dies.

use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use crate::live::{shows, strip_says};
use window_tests::driver::{DRIVER, Window};
use window_tests::plant::{Plant, reading};
use window_tests::{OPEN_MAX, PATIENCE, told, within};

/// From the death of the collector to a window that is live again by itself.
const TAKE_OVER_MAX: Duration = Duration::from_secs(2);

#[tokio::test]
async fn the_window_takes_over_from_a_killed_collector() {
    let plant = Plant::start().await.unwrap();
    let mut collector = plant.collect().await.unwrap();
    plant.publish("hall/ahu-1/supply-temp", &[reading(18.4, "°C")]).await.unwrap();
    let window = Window::open(&plant.folder()).await.unwrap();
    told("takeover", window, async |window| {
        strip_says(window, OPEN_MAX, "Live 1/1").await?;
        window.press_with_control("3").await?;
        shows(window, PATIENCE, "supply-temp", "18.4").await?;
        assert!(collector.try_wait()?.is_none(), "the window only watches");

        collector.kill().await?;
        within(TAKE_OVER_MAX + DRIVER, "somebody collects again", async || {
            Ok(plant.is_live().await?.then_some(()))
        })
        .await?;
        plant.publish("hall/ahu-1/supply-temp", &[reading(21.7, "°C")]).await?;
        strip_says(window, PATIENCE, "Live 1/1").await?;
        let line = shows(window, PATIENCE, "supply-temp", "21.7").await?;
        assert_eq!(line.cell("quality"), "");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_window_that_is_told_to_end_stops_in_order_and_lets_go_of_the_folder() {
    let plant = Plant::start().await.unwrap();
    let mut window = plant.window().await.unwrap();
    plant.publish("hall/ahu-1/supply-temp", &[reading(18.4, "°C")]).await.unwrap();
    within(PATIENCE, "the value came", async || {
        Ok(plant.ctl(&["latest", "--json"]).await?.contains("18.4").then_some(()))
    })
    .await
    .unwrap();

    let id = window.id().unwrap().to_string();
    let told = Command::new("kill").args(["-TERM", &id]).status().await.unwrap();
    assert!(told.success());
    let ended = timeout(PATIENCE, window.wait()).await.unwrap().unwrap();
    assert!(ended.success(), "{ended}");

    let collector = plant.collect().await.unwrap();
    let latest = plant.ctl(&["latest", "--json"]).await.unwrap();
    assert!(latest.contains("18.4"), "{latest}");
    drop(collector);
}
