//! Progress of long work, on a terminal only and on standard error.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::{Output, errors_are_seen};

/// Shows how far long work has come; hidden where nobody looks.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Work of a known length.
    pub(crate) fn of(output: &Output, what: &'static str, length: u64) -> Self {
        let bar = Self::drawn(output, Some(length));
        let style = ProgressStyle::with_template("{prefix} [{bar:30}] {percent} %, {msg}")
            .expect("the template is well formed");
        bar.set_style(style.progress_chars("=> "));
        bar.set_prefix(what);
        Self(bar)
    }

    /// Work whose length nobody knows.
    pub(crate) fn endless(output: &Output, what: &'static str) -> Self {
        let bar = Self::drawn(output, None);
        let style = ProgressStyle::with_template("{spinner} {prefix} {msg}")
            .expect("the template is well formed");
        bar.set_style(style);
        bar.set_prefix(what);
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }

    /// So much of the length is done, in words.
    pub(crate) fn at(&self, done: u64, words: String) {
        self.0.set_position(done);
        self.0.set_message(words);
    }

    fn drawn(output: &Output, length: Option<u64>) -> ProgressBar {
        let target = if errors_are_seen() && !output.quiet {
            ProgressDrawTarget::stderr_with_hz(5)
        } else {
            ProgressDrawTarget::hidden()
        };
        ProgressBar::with_draw_target(length, target)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
