//! One window for one data folder: a second start raises the first and ends.

use tokio::time::timeout;
use window_tests::driver::Window;
use window_tests::plant::Plant;
use window_tests::{OPEN_MAX, told};

use crate::live::strip_says;

#[tokio::test]
async fn a_second_start_raises_the_first_window_and_ends() {
    let plant = Plant::start().await.unwrap();
    let window = Window::open(&plant.folder()).await.unwrap();
    told("second", window, async |window| {
        strip_says(window, OPEN_MAX, "Live 1/1").await?;
        let mut second = plant.start_window()?;
        let ended = timeout(OPEN_MAX, second.wait()).await??;
        assert!(ended.success(), "{ended}");
        strip_says(window, OPEN_MAX, "Live 1/1").await?;
        Ok(())
    })
    .await;
}
