//! How smoothly the window moves while values come.

use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval};
use window_tests::driver::{ARROW_RIGHT, Window};
use window_tests::plant::{Plant, now_ms, reading_at};
use window_tests::{OPEN_MAX, PATIENCE, within};

use crate::Figures;

/// Signals of the chart.
const SIGNALS: usize = 5;
/// Readings behind each of them.
const BEHIND: u64 = 50_000;
/// Between two readings of a signal.
const STEP_MS: u64 = 100;
/// Points of the large floor.
const FLOOR_POINTS: usize = 3_000;
/// Topics of the load that is looked at as topics.
const TOPICS: usize = 5_000;
/// Messages of it, each second.
const TOPICS_RATE: usize = 5_000;
/// How long frames are counted.
const COUNTED_S: u32 = 15;

/// Counts frames for so many seconds; scrolls the first element that fits by so many pixels a frame.
const COUNT: &str = "const [seconds, css, by, done] = arguments; const box = document.querySelector(css); \
    let frames = 0, worst = 0, last = performance.now(), way = by; const began = last; \
    const tick = (now) => { frames += 1; worst = Math.max(worst, now - last); last = now; \
    if (box !== null && by !== 0) { const before = box.scrollTop; box.scrollTop += way; if (box.scrollTop === before) way = -way; } \
    if (now - began < seconds * 1000) requestAnimationFrame(tick); else done({fps: frames * 1000 / (now - began), worst}); }; \
    requestAnimationFrame((now) => { last = now; requestAnimationFrame(tick); });";

/// Five signals at 10 Hz with 50,000 readings behind each, followed live.
pub(crate) async fn live_chart(figures: &mut Figures) -> Result<()> {
    let plant = Plant::start().await?;
    let collector = plant.collect().await?;
    let now = now_ms();
    for signal in 0..SIGNALS {
        let history: Vec<String> = (0..BEHIND)
            .map(|at| reading_at(wave(signal, at), "kW", now - (BEHIND - at) * STEP_MS))
            .collect();
        plant.publish(&topic(signal), &history).await?;
    }
    let stored = BEHIND * SIGNALS as u64;
    within(Duration::from_secs(120), "all readings are stored", async || {
        let stats: Value = serde_json::from_str(&plant.ctl(&["store", "stats", "--json"]).await?)?;
        Ok((stats["readings"].as_u64() >= Some(stored)).then_some(()))
    })
    .await?;
    let mut window = Window::open(&plant.folder()).await?;
    let codes = codes(&plant).await?;
    let speakers = (0..SIGNALS)
        .map(|signal| speak(&plant, signal))
        .collect::<Result<Vec<JoinHandle<()>>>>()?;
    let address = format!("#/trends/{}", codes.join(","));
    window.run("location.hash = arguments[0]", json!([address])).await?;
    let shown = "return document.querySelector('main .chart canvas') !== null && /following live/.test(document.querySelector('main').innerText)";
    within(OPEN_MAX, "the chart follows", async || {
        Ok((window.run(shown, json!([])).await? == json!(true)).then_some(()))
    })
    .await?;
    window.click("2 h").await?;
    let newest = "return document.querySelector('[role=status][aria-label=Brokers]').innerText";
    within(PATIENCE, "live values", async || {
        let words = window.run(newest, json!([])).await?;
        Ok(words.as_str().unwrap_or("").contains("newest 0 s").then_some(()))
    })
    .await?;
    let counted = frames(&mut window, "main .chart", 0).await?;
    window.picture("figures-chart").await?;
    figures.add("chart_frames_per_s", counted.0, "frames/s");
    figures.add("chart_worst_frame_ms", counted.1, "ms");
    for speaker in speakers {
        speaker.abort();
    }
    window.end().await;
    drop(collector);
    Ok(())
}

/// A floor of 3,000 points that all speak about once a second, resting and scrolled.
pub(crate) async fn live_floor(figures: &mut Figures) -> Result<()> {
    let plant = Plant::start().await?;
    let points = FLOOR_POINTS.to_string();
    let load = plant.simulate(&["--points", &points, "--rate", "2000", "--seed", "3"])?;
    let mut window = Window::open(&plant.folder()).await?;
    within(Duration::from_secs(60), "all points were found", async || {
        let found: Value = serde_json::from_str(&plant.ctl(&["points", "list", "--json"]).await?)?;
        Ok((found.as_array().map_or(0, Vec::len) >= FLOOR_POINTS).then_some(()))
    })
    .await?;
    plant.ctl(&["points", "accept", "--all", "--floor", "Floor 1"]).await?;
    window.run("location.hash = '#/floors/1'", json!([])).await?;
    within(PATIENCE, "the floor", async || {
        let words = window.text("main").await?;
        Ok((words.contains("3,000") && window.lines().await?.len() > 10).then_some(()))
    })
    .await?;
    let resting = frames(&mut window, "[role=grid]", 0).await?;
    let scrolled = frames(&mut window, "[role=grid]", 24).await?;
    window.picture("figures-floor").await?;
    figures.add("floor_3000_frames_per_s", resting.0, "frames/s");
    figures.add("floor_3000_worst_frame_ms", resting.1, "ms");
    figures.add("floor_3000_scrolled_frames_per_s", scrolled.0, "frames/s");
    window.end().await;
    drop(load);
    Ok(())
}

/// The topics of 5,000 messages a second, with their levels open, resting and scrolled.
pub(crate) async fn topics(figures: &mut Figures) -> Result<()> {
    let plant = Plant::start().await?;
    let (topics, rate) = (TOPICS.to_string(), TOPICS_RATE.to_string());
    let load = plant.simulate(&["--points", &topics, "--rate", &rate, "--qos", "0"])?;
    let mut window = Window::open(&plant.folder()).await?;
    window.run("location.hash = '#/setup/topics'", json!([])).await?;
    let lines = "return document.querySelectorAll('[role=tree] [role=treeitem]').length";
    within(OPEN_MAX, "the topics", async || {
        // Right opens a level, or goes into it: one more each time.
        window.press(&[ARROW_RIGHT]).await?;
        Ok((window.run(lines, json!([])).await?.as_u64() >= Some(10)).then_some(()))
    })
    .await?;
    let before = (received(&plant).await?, Instant::now());
    let resting = frames(&mut window, "[role=tree]", 0).await?;
    let scrolled = frames(&mut window, "[role=tree]", 24).await?;
    let taken = received(&plant).await? - before.0;
    window.picture("figures-topics").await?;
    figures.add("topics_frames_per_s", resting.0, "frames/s");
    figures.add("topics_worst_frame_ms", resting.1, "ms");
    figures.add("topics_scrolled_frames_per_s", scrolled.0, "frames/s");
    figures.add("topics_messages_per_s", taken / before.1.elapsed().as_secs_f64(), "messages/s");
    window.end().await;
    drop(load);
    Ok(())
}

async fn received(plant: &Plant) -> Result<f64> {
    let health: Value = serde_json::from_str(&plant.ctl(&["health", "--json"]).await?)?;
    health["connections"][0]["messages"]["received"].as_f64().context("no count")
}

async fn frames(window: &mut Window, css: &str, by: i32) -> Result<(f64, f64)> {
    let limit = Duration::from_secs(u64::from(COUNTED_S) + 30);
    let counted = window.run_until_done(limit, COUNT, json!([COUNTED_S, css, by])).await?;
    let number = |name: &str| counted[name].as_f64().context("no count");
    Ok((number("fps")?, number("worst")?))
}

/// Speaks ten times a second until it is aborted.
fn speak(plant: &Plant, signal: usize) -> Result<JoinHandle<()>> {
    let mut speaker = plant.speaker(&topic(signal))?;
    let mut input = speaker.stdin.take().context("no way to the publisher")?;
    Ok(tokio::spawn(async move {
        // The publisher lives as long as this task.
        let _speaker = speaker;
        let mut ticks = interval(Duration::from_millis(STEP_MS));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut at = BEHIND;
        loop {
            ticks.tick().await;
            let line = reading_at(wave(signal, at), "kW", now_ms());
            if input.write_all(format!("{line}\n").as_bytes()).await.is_err() {
                return;
            }
            at += 1;
        }
    }))
}

async fn codes(plant: &Plant) -> Result<Vec<String>> {
    let points: Value = serde_json::from_str(&plant.ctl(&["points", "list", "--json"]).await?)?;
    let codes = points.as_array().into_iter().flatten();
    Ok(codes.filter_map(|point| Some(point["point"].as_str()?.to_owned())).collect())
}

fn topic(signal: usize) -> String {
    format!("plant/feeder-{}/power", signal + 1)
}

#[expect(clippy::cast_precision_loss, reason = "a place in a wave")]
fn wave(signal: usize, at: u64) -> f64 {
    let (signal, at) = (signal as f64, at as f64);
    let value = 40.0 + 10.0 * signal + 8.0 * (at / 700.0 + signal).sin() + (at * 1.7).sin();
    (value * 100.0).round() / 100.0
}
