//! A window whose data folder cannot be opened, and one whose folder does not exist yet.

use crate::live::strip_says;
use window_tests::driver::Window;
use window_tests::{OPEN_MAX, PATIENCE, told, within};

#[tokio::test]
async fn a_first_start_makes_the_folder_and_says_what_to_do_next() {
    let home = tempfile::tempdir().unwrap();
    let window = Window::open_without_a_word(home.path()).await.unwrap();
    told("first-start", window, async |window| {
        strip_says(window, OPEN_MAX, "No connection yet").await?;
        within(PATIENCE, "the next step", async || {
            let words = window.text("main").await?;
            Ok((words.contains("No building yet") && words.contains("Open the demo")).then_some(()))
        })
        .await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_opened_is_told_and_opened_when_it_can_be() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("data");
    std::fs::write(&folder, "not a folder").unwrap();
    let window = Window::open(&folder).await.unwrap();
    told("refused", window, async |window| {
        within(OPEN_MAX, "why nothing is shown", async || {
            let words = window.text("main").await?;
            Ok((words.contains("cannot be used") && words.contains("Retry")).then_some(()))
        })
        .await?;
        window.picture("refused-told").await?;

        std::fs::remove_file(&folder)?;
        window.click("Retry").await?;
        strip_says(window, PATIENCE, "No connection yet").await?;
        Ok(())
    })
    .await;
}
