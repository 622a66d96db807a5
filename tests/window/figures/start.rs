//! From the start of the program to the first useful page, from page to page, and how much there is to load.

use std::path::{Path, PathBuf};
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

/// Tells when the page shows what LOOK looks for, drawn: this machine's time in ms. The page's policy forbids to hand the
/// look over as text.
const WHEN_SHOWN: &str = "const [done] = arguments; const shown = () => LOOK; \
    const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => done(Date.now()))); \
    const again = () => shown() ? drawn() : setTimeout(again, 4); again();";

/// Goes somewhere by keys, as an operator does, and tells how many ms it took until the page was drawn.
const GO: &str = "const [key, done] = arguments; const shown = () => LOOK; \
    const began = performance.now(); \
    window.dispatchEvent(new KeyboardEvent('keydown', {key, ctrlKey: true, bubbles: true, cancelable: true})); \
    const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began))); \
    const again = () => shown() ? drawn() : setTimeout(again, 1); again();";

/// The pages with their digit and what shows that they have their data.
const PAGES: [(&str, &str, &str); 4] = [
    ("overview", "1", "document.querySelector('[aria-label=Buildings] [role=cell]') !== null"),
    ("floors", "3", "document.querySelectorAll('[role=grid] [role=row]').length > 10"),
    (
        "trends",
        "5",
        "document.querySelector('main .chart canvas') !== null && !/Reading…/.test(document.querySelector('main').innerText)",
    ),
    ("setup", "9", "/campus/.test(document.querySelector('main').innerText)"),
];

/// With a year stored.
pub(crate) async fn with_a_year(figures: &mut Figures) -> Result<()> {
    let scratch = tempfile::tempdir()?;
    make_a_year(scratch.path()).await?;
    let folder = data_of(scratch.path());
    let mut starts = Vec::new();
    let mut pages = Vec::new();
    for start in 0..STARTS {
        let began = now_ms();
        let mut window = Window::open(&folder).await?;
        let shown =
            window.run_until_done(OPEN_MAX, &looking(WHEN_SHOWN, PAGES[0].2), json!([])).await?;
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
    window.run_until_done(PATIENCE, &looking(GO, PAGES[1].2), json!([PAGES[1].1])).await?;
    window.run(first, json!([])).await?;
    window.press(&["t"]).await?;
    window.run_until_done(PATIENCE, &looking(WHEN_SHOWN, PAGES[2].2), json!([])).await?;
    let mut pages: Vec<(&'static str, Vec<f64>)> =
        PAGES.iter().map(|(name, ..)| (*name, Vec::new())).collect();
    for _ in 0..ROUNDS {
        for (page, (_, key, look)) in pages.iter_mut().zip(PAGES) {
            let took = window.run_until_done(PATIENCE, &looking(GO, look), json!([key])).await?;
            page.1.push(took.as_f64().context("no time")?);
        }
    }
    Ok(pages)
}

fn looking(script: &str, look: &str) -> String {
    script.replace("LOOK", look)
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
    let named = Command::new(program("plantroomctl")?)
        .args(["broker", "add", "campus", "mqtt://127.0.0.1:1", "--data-dir"])
        .arg(data_of(folder))
        .stdout(Stdio::null())
        .status()
        .await?;
    if !named.success() {
        bail!("the connection was not made");
    }
    Ok(())
}

/// Where the bench keeps its data inside the folder it is given.
fn data_of(folder: &Path) -> PathBuf {
    folder.join("plantroom-bench-query")
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
