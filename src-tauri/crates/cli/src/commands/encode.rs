//! `encode`: wanted values to the messages that command them, with no broker; one output line for each input line.
//!
//! Sends nothing. Messages between the wanted values are heard as `decode` hears them and give the points that take
//! commands. A point is found by what was heard of it; see `heard`.

mod heard;

use std::io::Write;

use codec::{Decoder, Order, Publish, Target};
use model::{Timestamp, Value};
use serde::{Deserialize, Serialize};

use heard::Heard;

use super::decode::{OutputCommand, commands, qos_of};
use super::lines::{CONNECTION, answer_file, message_of};
use crate::args::EncodeArgs;
use crate::exit::Ended;

/// A wanted value on a line.
#[derive(Deserialize)]
struct Wanted {
    device: Option<String>,
    point: String,
    value: Value,
    priority: Option<u8>,
}

/// What a line gives.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum OutputLine {
    /// The points of a message that take commands.
    Heard {
        commands: Vec<OutputCommand>,
    },
    Publish(OutputPublish),
    Error {
        error: String,
    },
}

/// The message that commands.
#[derive(Debug, Serialize)]
struct OutputPublish {
    topic: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload_hex: Option<String>,
    retain: bool,
    qos: u8,
}

pub(super) async fn run(args: &EncodeArgs) -> Result<(), Ended> {
    answer_file(&args.input, "Encoding", encoding()).await
}

/// Answers a line with the message that commands, or with what its message makes known.
fn encoding() -> impl FnMut(&[u8], &mut dyn Write) -> serde_json::Result<()> {
    let mut encoder = Encoder::default();
    move |line, output| serde_json::to_writer(output, &encoder.line(line, engine::now()))
}

/// What was heard so far, and how many commands were made.
#[derive(Default)]
struct Encoder {
    decoder: Decoder,
    heard: Heard,
    commands: u32,
}

impl Encoder {
    fn line(&mut self, line: &[u8], now: Timestamp) -> OutputLine {
        if let Some(message) = message_of(line) {
            let decoded = self.decoder.decode(&message);
            self.heard.hear(&decoded);
            return OutputLine::Heard { commands: commands(&self.decoder, &decoded) };
        }
        match serde_json::from_slice(line) {
            Ok(wanted) => match self.encode(&wanted, now) {
                Ok(publish) => OutputLine::Publish(output(publish)),
                Err(error) => OutputLine::Error { error },
            },
            Err(_) => {
                let error = "the line is neither a message with a topic and a payload nor a wanted \
                    value with a device, a point and a value";
                OutputLine::Error { error: error.to_owned() }
            }
        }
    }

    fn encode(&mut self, wanted: &Wanted, at: Timestamp) -> Result<Publish, String> {
        let device = wanted.device.as_deref();
        let found = self.heard.find(device, &wanted.point)?;
        let (convention, device, path) = (found.convention, &*found.device, &*found.path);
        let target = Target { connection: CONNECTION, convention, device, path };
        self.commands = self.commands.wrapping_add(1);
        let Wanted { value, priority, .. } = wanted;
        let order = Order { value, priority: *priority, at, number: self.commands };
        self.decoder.encode(&target, &order).map_err(|error| error.to_string())
    }
}

/// A payload that is text is told as text.
fn output(publish: Publish) -> OutputPublish {
    let Publish { topic, payload, qos } = publish;
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let (payload, payload_hex) = match String::from_utf8(payload) {
        Ok(text) if !text.chars().any(char::is_control) => (Some(text), None),
        Ok(text) => (None, Some(hex(text.as_bytes()))),
        Err(bytes) => (None, Some(hex(bytes.as_bytes()))),
    };
    OutputPublish { topic, payload, payload_hex, retain: false, qos: qos_of(qos) }
}

#[cfg(test)]
mod tests;
