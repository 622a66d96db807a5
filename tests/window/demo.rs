//! The demo building, from a program that was just started: alive, found by keys, drawn, zoomed.

use anyhow::Result;
use window_tests::driver::{ENTER, Window};
use window_tests::{OPEN_MAX, PATIENCE, told, within};

use crate::live::strip_says;

/// Every device of the demo speaks at least once a minute; the watched one far more often.
const SPEAKS_WITHIN: std::time::Duration = std::time::Duration::from_secs(90);

/// The words of a part of the page once they hold these.
async fn says(window: &mut Window, css: &str, words: &str) -> Result<String> {
    within(PATIENCE, &format!("{css} says {words}"), async || {
        let text = window.text(css).await?;
        Ok(text.contains(words).then_some(text))
    })
    .await
}

#[tokio::test]
async fn the_demo_is_alive_and_a_point_is_found_by_keys_and_drawn() {
    let home = tempfile::tempdir().unwrap();
    let window = Window::open_demo(&home.path().join("demo")).await.unwrap();
    told("demo", window, async |window| {
        // Eight weeks of history are made before the first page.
        strip_says(window, 2 * OPEN_MAX, "Live 1/1").await?;
        says(window, ".strip", "DEMO").await?;
        says(window, "[aria-label=Buildings]", "Quay House").await?;
        says(window, "[aria-label='Energy today']", "kWh").await?;
        window.picture("demo-overview").await?;

        window.press_with_control("k").await?;
        window.press(&["z", "o", "n", "e", " ", "a", "i", "r", " ", "t", "e", "m", "p"]).await?;
        says(window, "[role=listbox]", "one air temperature").await?;
        window.press(&[ENTER]).await?;
        let plate = says(window, ".fp", "°C").await?;
        within(SPEAKS_WITHIN, "a newer value", async || {
            let now = window.text(".fp").await?;
            Ok((received(&now) != received(&plate)).then_some(()))
        })
        .await?;
        window.picture("demo-floor").await?;

        window.press(&["t"]).await?;
        says(window, "main", "following live").await?;
        let wide = says(window, "main", "Coverage").await?;
        window.press(&["+", "+"]).await?;
        within(PATIENCE, "a narrower range", async || {
            let words = window.text("main").await?;
            Ok((words.contains("Zoom back") || words.lines().nth(3) != wide.lines().nth(3))
                .then_some(()))
        })
        .await?;
        window.picture("demo-trend").await?;
        Ok(())
    })
    .await;
}

/// The time at which the value was true, as the faceplate tells it: `good · 14:14:14 · 18 s`.
fn received(plate: &str) -> Option<&str> {
    plate.lines().find_map(|line| line.strip_prefix("good · "))?.split(" · ").next()
}
