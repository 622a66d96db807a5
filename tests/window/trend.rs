//! From a point to its trend by keys, and into the trend by dragging.

use anyhow::{Context as _, Result};
use serde_json::json;
use std::time::Duration;

use crate::live::{shows, strip_says};
use window_tests::driver::{ESCAPE, Window};
use window_tests::plant::{Plant, now_ms, reading_at};
use window_tests::{OPEN_MAX, PATIENCE, told, within};

const CHART: &str = ".body .chart";

/// How many pixels of the chart's lines are inked.
async fn ink(window: &mut Window) -> Result<u64> {
    let script = "const canvas = document.querySelector(arguments[0] + ' canvas'); if (canvas === null) return 0; \
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data; \
        let inked = 0; for (let at = 3; at < data.length; at += 4) if (data[at] > 200) inked += 1; return inked;";
    let inked = window.run(script, json!([CHART])).await?;
    inked.as_u64().context("no count")
}

/// One reading a minute over the last two hours, the newest of now.
fn two_hours() -> Vec<String> {
    let now = now_ms();
    (0..=120_u32)
        .map(|minute| {
            let value = 18.0 + f64::from(minute % 30) / 10.0;
            reading_at(value, "°C", now - u64::from(120 - minute) * 60_000)
        })
        .collect()
}

#[tokio::test]
async fn a_trend_opens_with_two_keys_and_is_zoomed_by_dragging() {
    let plant = Plant::start().await.unwrap();
    let collector = plant.collect().await.unwrap();
    plant.publish("hall/ahu-1/supply-temp", &two_hours()).await.unwrap();
    let window = Window::open(&plant.folder()).await.unwrap();
    told("trend", window, async |window| {
        strip_says(window, OPEN_MAX, "Live 1/1").await?;
        window.press_with_control("3").await?;
        let value = "18.0";
        let line = shows(window, PATIENCE, "supply-temp", value).await?;

        window.press(&["j", "t"]).await?;
        within(PATIENCE, "the words above the chart", async || {
            let words = window.text("main").await?;
            Ok(words.contains("Every reading").then_some(()))
        })
        .await?;
        let shown = format!("{value}{}", line.cell("unit"));
        within(PATIENCE, "the newest value beside the chart", async || {
            let words = window.text("[aria-label='At the cursor']").await?;
            Ok(words.replace(['\n', ' '], "").contains(&shown).then_some(()))
        })
        .await?;
        within(PATIENCE, "a line", async || Ok((ink(window).await? > 500).then_some(()))).await?;
        window.picture("trend-whole").await?;

        window.drag(CHART, 0.5, 0.9).await?;
        within(PATIENCE, "the dragged range", async || {
            let words = window.text("main").await?;
            Ok((words.contains("Zoom back") && words.contains("not following")).then_some(()))
        })
        .await?;
        window.picture("trend-zoomed").await?;
        window.press(&[ESCAPE, ESCAPE]).await?;
        within(Duration::from_secs(2), "the whole range again", async || {
            Ok(window.text("main").await?.contains("following live").then_some(()))
        })
        .await?;
        Ok(())
    })
    .await;
    drop(collector);
}
