//! From the start of the program to the first useful page, from page to page, and how much there is to load.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};
use serde_json::json;
use tokio::process::Command;
use window_tests::driver::Window;
use window_tests::plant::now_ms;
use window_tests::{OPEN_MAX, PATIENCE, program};

use crate::{Figures, percentile};

/// Starts that are measured; the median counts.
const STARTS: usize = 5;
/// Rounds through all pages.
const ROUNDS: usize = 10;

/// Tells when the page shows what a script looks for, drawn: this machine's time in ms.
const WHEN_SHOWN: &str = "const [look, done] = arguments; const shown = new Function('return ' + look); \
    const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => done(Date.now()))); \
    const again = () => shown() ? drawn() : setTimeout(again, 4); again();";

/// Goes somewhere by keys, as an operator does, and tells how many ms it took until the page was drawn.
const GO: &str = "const [key, look, done] = arguments; const shown = new Function('return ' + look); \
    const began = performance.now(); \
    window.dispatchEvent(new KeyboardEvent('keydown', {key, ctrlKey: true, bubbles: true, cancelable: true})); \
    const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began))); \
    const again = () => shown() ? drawn() : setTimeout(again, 1); again();";

/// The pages with their digit and what shows that they have their data.
const PAGES: [(&str, &str, &str); 4] = [
    (
        "overview",
        "1",
        "document.querySelector('[aria-label=Buildings] tbody tr, [aria-label=Buildings] [role=row]') !== null",
    ),
    ("floors", "3", "document.querySelectorAll('[role=grid] [role=row]').length > 10"),
    (
        "trends",
        "5",
        "document.querySelector('main .chart canvas') !== null && !/Reading…/.test(document.querySelector('main').innerText)",
    ),
    ("setup", "9", "/received|Received/.test(document.querySelector('main').innerText)"),
];

/// With a year stored.
pub(crate) async fn with_a_year(figures: &mut Figures) -> Result<()> {
    let folder = tempfile::tempdir()?;
    make_a_year(folder.path()).await?;
    let mut starts = Vec::new();
    let mut pages = Vec::new();
    for start in 0..STARTS {
        let began = now_ms();
        let mut window = Window::open(folder.path()).await?;
        let shown = window.run_until_done(OPEN_MAX, WHEN_SHOWN, json!([PAGES[0].2])).await?;
        starts.push(shown.as_f64().context("no time")? - to_f64(began));
        if start == 0 {
            pages = from_page_to_page(&mut window).await?;
        }
        window.end().await;
    }
    figures.add("start_to_first_page_ms", percentile(&mut starts, 0.5), "ms");
    for (name, took) in &mut pages {
        figures.add(&format!("to_{name}_ms"), percentile(took, 0.5), "ms");
    }
    let mut all: Vec<f64> = pages.into_iter().flat_map(|(_, took)| took).collect();
    figures.add("navigation_p95_ms", percentile(&mut all, 0.95), "ms");
    Ok(())
}

async fn from_page_to_page(window: &mut Window) -> Result<Vec<(&'static str, Vec<f64>)>> {
    // A trend that has something to draw: the first point, over a year.
    let first = "const row = document.querySelector('[role=grid] [role=row]'); row?.click(); return row !== null;";
    window.run_until_done(PATIENCE, GO, json!([PAGES[1].1, PAGES[1].2])).await?;
    window.run(first, json!([])).await?;
    window.press(&["t"]).await?;
    window.run_until_done(PATIENCE, WHEN_SHOWN, json!([PAGES[2].2])).await?;
    let mut pages: Vec<(&'static str, Vec<f64>)> =
        PAGES.iter().map(|(name, ..)| (*name, Vec::new())).collect();
    for _ in 0..ROUNDS {
        for (page, (_, key, look)) in pages.iter_mut().zip(PAGES) {
            let took = window.run_until_done(PATIENCE, GO, json!([key, look])).await?;
            page.1.push(took.as_f64().context("no time")?);
        }
    }
    Ok(pages)
}

/// 200 points, a reading a minute, a year of it: the workload of `bench query`.
async fn make_a_year(folder: &Path) -> Result<()> {
    let made = Command::new(program("plantroomctl")?)
        .args(["bench", "query", "--points", "200", "--days", "365", "--reuse", "--data-dir"])
        .arg(folder)
        .stdout(Stdio::null())
        .status()
        .await?;
    if !made.success() {
        bail!("the year was not made");
    }
    Ok(())
}

/// What the window has to load, compressed, without fonts.
pub(crate) fn bundle(figures: &mut Figures) -> Result<()> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/dist");
    let mut bytes = 0;
    let mut folders = vec![dist];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).context("ui/dist is not built")? {
            let path = entry?.path();
            let is_font = path.extension().is_some_and(|ending| ending == "woff2");
            if path.is_dir() {
                folders.push(path);
            } else if !is_font {
                let packed = std::process::Command::new("gzip").arg("-9c").arg(&path).output()?;
                bytes += packed.stdout.len();
            }
        }
    }
    figures.add("bundle_kb", to_f64(u64::try_from(bytes)?) / 1_024.0, "KB gzipped");
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "times in ms and sizes are far below 2^53")]
pub(crate) fn to_f64(number: u64) -> f64 {
    number as f64
}
