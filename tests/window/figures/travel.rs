//! From a device's message to the number on the screen.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::time::{MissedTickBehavior, interval};
use window_tests::driver::Window;
use window_tests::plant::{Plant, now_ms, reading_without_time};
use window_tests::{OPEN_MAX, PATIENCE, within};

use crate::start::to_f64;
use crate::{Figures, percentile};

/// Messages that are timed.
const MESSAGES: u32 = 300;
/// Between two of them; no multiple of the ten frames a second, so that no phase is favoured.
const EVERY: Duration = Duration::from_millis(173);

/// Notes, for every number that the watched cell shows, when it was drawn.
const WATCH: &str = "window.seen = {}; const cell = () => document.querySelector('[role=grid] [role=row] .col-value'); \
    let last = ''; const look = () => { const text = cell()?.textContent ?? ''; \
    if (text !== last) { last = text; window.seen[text] = Date.now(); } requestAnimationFrame(look); }; look(); return true;";

pub(crate) async fn receive_to_screen(figures: &mut Figures) -> Result<()> {
    let plant = Plant::start().await?;
    let topic = "hall/meter/count";
    plant.publish(topic, &[reading_without_time(100_000.0, "kWh")]).await?;
    let mut window = Window::open(&plant.folder()).await?;
    window.run("location.hash = '#/floors/all'", json!([])).await?;
    within(OPEN_MAX, "the point", async || Ok(window.lines().await?.first().map(|_| ()))).await?;
    window.run(WATCH, json!([])).await?;
    let mut speaker = plant.speaker(topic)?;
    let mut input = speaker.stdin.take().context("no way to the publisher")?;
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut sent = BTreeMap::new();
    for number in 0..MESSAGES {
        ticks.tick().await;
        let value = f64::from(100_001 + number);
        sent.insert(100_001 + number, now_ms());
        let line = reading_without_time(value, "kWh");
        input.write_all(format!("{line}\n").as_bytes()).await?;
        input.flush().await?;
    }
    let last = 100_000 + MESSAGES;
    let mut seen = serde_json::Value::Null;
    within(PATIENCE, "the last number", async || {
        seen = window.run("return window.seen", json!([])).await?;
        Ok(numbers(&seen).contains_key(&last).then_some(()))
    })
    .await?;
    let seen = numbers(&seen);
    // A number that the next one overtook within a frame was never drawn, and the next one counts.
    let mut took: Vec<f64> = sent
        .iter()
        .filter_map(|(number, sent)| seen.get(number).map(|seen| seen - to_f64(*sent)))
        .collect();
    figures.add("receive_to_screen_p50_ms", percentile(&mut took, 0.5), "ms");
    figures.add("receive_to_screen_p95_ms", percentile(&mut took, 0.95), "ms");
    figures.add("receive_to_screen_seen", to_f64(took.len() as u64), "of 300 messages");
    window.end().await;
    Ok(())
}

/// What was drawn when: the numbers without their grouping and unit.
fn numbers(seen: &serde_json::Value) -> BTreeMap<u32, f64> {
    let all = seen.as_object().into_iter().flatten();
    all.filter_map(|(text, time)| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        // One decimal may be shown.
        let number: u32 = digits.get(..6)?.parse().ok()?;
        Some((number, time.as_f64()?))
    })
    .collect()
}
