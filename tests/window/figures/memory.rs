//! What the window costs while nobody does anything, and whether it grows while somebody works all day.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;
use tokio::time::{Instant, sleep};
use window_tests::driver::Window;
use window_tests::plant::Plant;
use window_tests::{OPEN_MAX, within};

use crate::Figures;
use crate::process::{Processes, memory_mb, own_memory_mb, processor_s, resident_mb};

/// How long an idle window is watched.
const IDLE: Duration = Duration::from_secs(120);
/// Between two looks at the memory.
const LOOK: Duration = Duration::from_secs(10);
/// Between two actions of the script.
const ACTION: Duration = Duration::from_millis(400);

/// What somebody does all day: through the pages, up and down a list, into a faceplate and a trend, and back.
const DAY: [&[&str]; 12] = [
    &["j", "j", "j", "j", "Enter"],
    &["j", "j", "k"],
    &["Escape", "t"],
    &["[", "+", "+"],
    &["-", "]", "l"],
    &["Ctrl+1"],
    &["Ctrl+9"],
    &["Ctrl+3", "/"],
    &["Escape", "Escape"],
    &["Ctrl+k"],
    &["Escape"],
    &["Ctrl+3"],
];

/// Goes through the day over and over, inside the page: a driver that sent each key would have the page run a script for it,
/// and what that costs in memory is not the page's.
const WORK: &str = "\
    const [day, pause] = arguments;\
    let at = 0;\
    window.plantroomActions = 0;\
    const next = () => {\
      for (const stroke of day[at]) {\
        const ctrlKey = stroke.startsWith('Ctrl+');\
        const key = ctrlKey ? stroke.slice(5) : stroke;\
        const target = document.activeElement ?? document.body;\
        target.dispatchEvent(new KeyboardEvent('keydown', {key, ctrlKey, bubbles: true, cancelable: true}));\
        window.plantroomActions += 1;\
      }\
      at = (at + 1) % day.length;\
      setTimeout(next, pause);\
    };\
    next();";

/// 200 points that speak once a minute, and a window on the overview.
pub(crate) async fn idle(figures: &mut Figures) -> Result<()> {
    let plant = Plant::start().await?;
    // The points share about 130 topics; once a minute each.
    let load = plant.simulate(&["--points", "200", "--rate", "2.2", "--seed", "3"])?;
    let window = open(&plant).await?;
    let processes = Processes::of(&plant.folder())?;
    sleep(Duration::from_secs(20)).await;
    let (core, web) = (processor_s(processes.core)?, processor_s(processes.web)?);
    let began = Instant::now();
    sleep(IDLE).await;
    let seconds = began.elapsed().as_secs_f64();
    let share = |before: f64, id: u32| {
        Ok::<_, anyhow::Error>((processor_s(id)? - before) / seconds * 100.0)
    };
    figures.add("idle_core_percent", share(core, processes.core)?, "% of a core");
    figures.add("idle_web_percent", share(web, processes.web)?, "% of a core");
    figures.add("idle_core_rss_mb", resident_mb(processes.core)?, "MB");
    figures.add("idle_core_pss_mb", memory_mb(processes.core)?, "MB");
    window.end().await;
    drop(load);
    Ok(())
}

/// Scripted work for so many minutes; how the page's process grows.
pub(crate) async fn growth(figures: &mut Figures, minutes: u64) -> Result<()> {
    let plant = Plant::start().await?;
    let load = plant.simulate(&["--points", "200", "--rate", "40", "--seed", "3"])?;
    let mut window = open(&plant).await?;
    let processes = Processes::of(&plant.folder())?;
    let pause_ms = u64::try_from(ACTION.as_millis())?;
    window.run(WORK, json!([DAY, pause_ms])).await?;
    let began = Instant::now();
    let length = Duration::from_secs(minutes * 60);
    let mut samples: Vec<(f64, f64)> = Vec::new();
    while began.elapsed() < length {
        sleep(LOOK).await;
        samples.push((began.elapsed().as_secs_f64() / 3_600.0, own_memory_mb(processes.web)?));
    }
    let actions = window.run("return window.plantroomActions", json!([])).await?;
    figures.add("actions", actions.as_f64().unwrap_or(0.0), "");
    // The first third is what caches fill; a leak goes on after that.
    let settled = &samples[samples.len() / 3..];
    let ends = (settled.first(), settled.last());
    if let (Some(first), Some(last)) = ends {
        figures.add("web_mb_at_a_third", first.1, "MB");
        figures.add("web_mb_at_the_end", last.1, "MB");
    }
    figures.add("web_growth_mb_per_h", slope(settled), "MB/h");
    figures.add("watched_minutes", length.as_secs_f64() / 60.0, "min");
    window.end().await;
    drop(load);
    Ok(())
}

async fn open(plant: &Plant) -> Result<Window> {
    let mut window = Window::open(&plant.folder()).await?;
    within(OPEN_MAX, "values on the overview", async || {
        let words = window.text("main").await?;
        Ok(words.contains("Buildings").then_some(()))
    })
    .await?;
    Ok(window)
}

/// Least squares, in y per x.
fn slope(samples: &[(f64, f64)]) -> f64 {
    let count: f64 = samples.iter().map(|_| 1.0).sum();
    let mean = |of: fn(&(f64, f64)) -> f64| samples.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|one| one.0), mean(|one| one.1));
    let above: f64 = samples.iter().map(|one| (one.0 - x) * (one.1 - y)).sum();
    let below: f64 = samples.iter().map(|one| (one.0 - x).powi(2)).sum();
    above / below
}
