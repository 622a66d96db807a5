//! The list of messages that have arrived, one JSON object a line: `{"topic","payload","ms"}`.
//!
//! A message is written once the broker has it, so what is in the list was published for certain. Brokers acknowledge in the
//! order of publishing (MQTT-4.6.0-2), so counting acknowledgements tells which ones.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use model::Timestamp;
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;

use super::LoadError;
use crate::message::Message;

/// A list under way; holds no more than the messages in flight and one batch.
#[derive(Debug)]
pub(super) struct Log {
    path: PathBuf,
    file: File,
    in_flight: VecDeque<(Message, Timestamp)>,
    /// Messages written so far.
    written: u64,
    /// Lines on their way to the file.
    lines: String,
}

impl Log {
    /// Begins a list; an older one at this place is lost.
    pub(super) async fn create(path: &Path) -> Result<Self, LoadError> {
        let file = File::create(path).await;
        let file = file.map_err(|source| unwritable(path, source))?;
        Ok(Self {
            path: path.to_owned(),
            file,
            in_flight: VecDeque::new(),
            written: 0,
            lines: String::new(),
        })
    }

    /// Remembers a message that is on its way.
    pub(super) fn sent(&mut self, message: Message, now: Timestamp) {
        self.in_flight.push_back((message, now));
    }

    /// Whether messages are on their way that are not written yet.
    pub(super) fn is_behind(&self) -> bool {
        !self.in_flight.is_empty()
    }

    /// Writes the messages up to this count, which have arrived.
    pub(super) async fn arrived(&mut self, count: u64) -> Result<(), LoadError> {
        self.lines.clear();
        while self.written < count
            && let Some((message, now)) = self.in_flight.pop_front()
        {
            line(&mut self.lines, &message, now);
            self.written += 1;
        }
        if self.lines.is_empty() {
            return Ok(());
        }
        let written = write(&mut self.file, self.lines.as_bytes()).await;
        written.map_err(|source| unwritable(&self.path, source))
    }
}

async fn write(file: &mut File, lines: &[u8]) -> std::io::Result<()> {
    file.write_all(lines).await?;
    // Tokio's file writes in the background until it is flushed, and would keep an error to itself.
    file.flush().await
}

fn unwritable(path: &Path, source: std::io::Error) -> LoadError {
    LoadError::Log { path: path.to_owned(), source }
}

fn line(lines: &mut String, message: &Message, now: Timestamp) {
    lines.push_str("{\"topic\":");
    quote(lines, &message.topic);
    lines.push_str(",\"payload\":");
    quote(lines, &String::from_utf8_lossy(&message.payload));
    write_to(lines, format_args!(",\"ms\":{}}}\n", now.ms()));
}

/// A text as JSON.
fn quote(lines: &mut String, text: &str) {
    lines.push('"');
    for c in text.chars() {
        match c {
            '"' => lines.push_str("\\\""),
            '\\' => lines.push_str("\\\\"),
            c if c < ' ' => write_to(lines, format_args!("\\u{:04x}", u32::from(c))),
            c => lines.push(c),
        }
    }
    lines.push('"');
}

fn write_to(lines: &mut String, arguments: std::fmt::Arguments<'_>) {
    lines.write_fmt(arguments).expect("memory takes whatever is written to it");
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    #[test]
    fn a_line_is_json_whatever_the_payload_holds() {
        let message = Message {
            topic: "quay-house/roof/x".into(),
            payload: Bytes::from_static("{\"unit\":\"°C\\\"}\n\u{1}".as_bytes()),
            readings: 1,
        };
        let mut lines = String::new();
        line(&mut lines, &message, Timestamp::from_ms(5));
        assert_eq!(
            lines,
            "{\"topic\":\"quay-house/roof/x\",\"payload\":\"{\\\"unit\\\":\\\"°C\\\\\\\"}\\u000a\\u0001\",\"ms\":5}\n"
        );
    }
}
