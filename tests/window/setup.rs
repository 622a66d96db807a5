//! A broker that nobody described: connected by hand, its points found and accepted onto a floor.

use serde_json::json;
use window_tests::driver::{ENTER, Window, free_port};
use window_tests::plant::{Plant, reading};
use window_tests::{OPEN_MAX, PATIENCE, told, within};

use crate::live::{shows, strip_says};

/// What devices of other makers say: a room sensor, a meter, a controller that writes the unit into the value.
const FOREIGN: [(&str, &str); 4] = [
    (
        "zigbee2mqtt/office-east",
        r#"{"temperature":21.9,"humidity":38.2,"battery":91,"linkquality":142}"#,
    ),
    ("shellies/pm-1/emeter/0/power", "482.6"),
    ("ahu-2/supply-temp", "18,4 °C"),
    ("ahu-2/supply-temp-sp", "18.0 °C"),
];

#[tokio::test]
async fn a_connection_that_fails_says_why_and_one_that_works_brings_its_points() {
    let plant = Plant::start().await.unwrap();
    plant.ctl(&["broker", "remove", "campus"]).await.unwrap();
    for (topic, message) in FOREIGN {
        plant.publish(topic, &[message.to_owned()]).await.unwrap();
    }
    plant.publish("hall/vav-1-02/zone-temp", &[reading(21.4, "°C")]).await.unwrap();
    let window = Window::open(&plant.folder()).await.unwrap();
    told("connect", window, async |window| {
        strip_says(window, OPEN_MAX, "No connection yet").await?;
        window.press_with_control("9").await?;
        within(PATIENCE, "the connections", async || {
            Ok(window.text("main").await?.contains("Add a connection").then_some(()))
        })
        .await?;
        window.press(&["a"]).await?;
        within(PATIENCE, "the form", async || {
            Ok((!window.text("[role=dialog]").await?.is_empty()).then_some(()))
        })
        .await?;
        window.fill("Name", "Hall").await?;
        window.fill("Address", &format!("mqtt://127.0.0.1:{}", free_port()?)).await?;
        window.press(&[ENTER]).await?;
        within(PATIENCE, "why it fails", async || {
            let words = window.text("[role=dialog]").await?;
            Ok((words.contains("refused") || words.contains("not answer")).then_some(()))
        })
        .await?;
        window.picture("connect-fails").await?;

        window.fill("Address", &plant.url()).await?;
        window.press_with_control(ENTER).await?;
        strip_says(window, PATIENCE, "Live 1/1").await?;

        window.run("location.hash = '#/setup/found'", json!([])).await?;
        within(PATIENCE, "the found point", async || {
            let words = window.text("main").await?;
            Ok(words.contains("VAV 1-02 zone temperature").then_some(()))
        })
        .await?;
        window.press_with_control("a").await?;
        window.choose("Onto floor", "New floor…").await?;
        window.fill("Name of the new floor", "Floor 1").await?;
        window.picture("found").await?;
        window.press_with_control(ENTER).await?;
        within(PATIENCE, "nothing waits any more", async || {
            let places = plant.ctl(&["points", "list", "--json"]).await?;
            Ok(places.contains("Floor 1").then_some(()))
        })
        .await?;

        window.press_with_control("3").await?;
        let line = shows(window, PATIENCE, "VAV 1-02 zone temperature", "21.4").await?;
        assert!(line.cell("value").ends_with("°C") || line.cell("unit") == "°C", "{line:?}");

        // Thirteen presses and fields from an empty program to a chart: counted here, one a line of this story.
        window.press(&["j", "t"]).await?;
        within(PATIENCE, "the trend", async || {
            Ok(window.text("main").await?.contains("following live").then_some(()))
        })
        .await?;
        window.picture("foreign-trend").await?;
        Ok(())
    })
    .await;
}
