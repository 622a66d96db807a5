//! The table of points while values come, and when they stop coming.

use std::time::Duration;

use anyhow::Result;

use window_tests::driver::{DRIVER, Line, Window};
use window_tests::plant::{Plant, reading, reading_without_time};
use window_tests::{OPEN_MAX, PATIENCE, told, within};

/// From the device's message to the number on the screen.
const SHOWN_MAX: Duration = Duration::from_secs(2);

/// The line of the point with this word in its name.
pub(crate) async fn line(window: &mut Window, word: &str) -> Result<Option<Line>> {
    let lines = window.lines().await?;
    let said = |line: &Line| line.cell("name").contains(word);
    Ok(lines.into_iter().find(said))
}

/// Waits until this point shows this value.
pub(crate) async fn shows(
    window: &mut Window,
    limit: Duration,
    word: &str,
    value: &str,
) -> Result<Line> {
    within(limit, &format!("{word} is {value}"), async || {
        let line = line(window, word).await?;
        Ok(line.filter(|line| line.cell("value") == value))
    })
    .await
}

/// Waits until the strip speaks of the brokers with these words.
pub(crate) async fn strip_says(window: &mut Window, limit: Duration, words: &str) -> Result<()> {
    within(limit, &format!("the strip says {words}"), async || {
        let strip = window.text("[role=status][aria-label=Brokers]").await?;
        Ok(strip.starts_with(words).then_some(()))
    })
    .await
}

#[tokio::test]
async fn values_are_shown_as_the_broker_sends_them() {
    let plant = Plant::start().await.unwrap();
    plant.publish("hall/ahu-1/supply-temp", &[reading(18.4, "°C")]).await.unwrap();
    plant
        .publish("hall/ahu-1/supply-pressure", &[reading_without_time(212.0, "Pa")])
        .await
        .unwrap();
    let window = Window::open(&plant.folder()).await.unwrap();
    told("values", window, async |window| {
        strip_says(window, OPEN_MAX, "Live 1/1").await?;
        window.press_with_control("3").await?;
        let temperature = shows(window, PATIENCE, "supply-temp", "18.4").await?;
        assert_eq!(temperature.cell("unit"), "°C");
        assert_eq!(temperature.cell("quality"), "");
        // The broker kept this one, and nobody knows since when.
        let pressure = shows(window, PATIENCE, "supply-pressure", "~212").await?;
        assert_eq!(pressure.cell("unit"), "Pa");
        assert_eq!(pressure.cell("quality"), "uncertain");

        plant.publish("hall/ahu-1/supply-temp", &[reading(19.1, "°C")]).await?;
        shows(window, SHOWN_MAX + DRIVER, "supply-temp", "19.1").await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn without_its_broker_the_window_says_so_and_values_are_stale() {
    let mut plant = Plant::start().await.unwrap();
    plant.publish("hall/ahu-1/supply-temp", &[reading(18.4, "°C")]).await.unwrap();
    let window = Window::open(&plant.folder()).await.unwrap();
    told("offline", window, async |window| {
        strip_says(window, OPEN_MAX, "Live 1/1").await?;
        window.press_with_control("3").await?;
        shows(window, PATIENCE, "supply-temp", "18.4").await?;

        plant.stop_broker().await?;
        strip_says(window, PATIENCE, "Offline since").await?;
        within(PATIENCE, "the value is stale", async || {
            let line = line(window, "supply-temp").await?;
            Ok(line.filter(|line| line.cell("quality").starts_with("stale")))
        })
        .await?;

        plant.start_broker().await?;
        plant.publish("hall/ahu-1/supply-temp", &[reading(20.2, "°C")]).await?;
        strip_says(window, 2 * PATIENCE, "Live 1/1").await?;
        // A value can be shown a moment before its connection counts as live again.
        within(PATIENCE, "the new value is good", async || {
            let line = line(window, "supply-temp").await?;
            Ok(line.filter(|line| line.cell("value") == "20.2" && line.cell("quality").is_empty()))
        })
        .await?;
        Ok(())
    })
    .await;
}
