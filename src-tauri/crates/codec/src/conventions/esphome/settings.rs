//! What ESPHome's components take, as the MQTT part of each one's page gives it.

use crate::Limits;
use crate::command::{Target, Way, members, plain, scalar, word};

/// The way to a state of a component; nothing where it only tells.
pub(super) fn way(target: &Target<'_>, steps: &[&str]) -> Option<Way<'static>> {
    let topic = format!("{}/{}/command", target.device, steps.join("/"));
    let worded = |topic: String, words: &[&str]| {
        let words = words.iter().map(|word| (*word).into()).collect();
        Way { words, ..Way::new(topic, plain("ON", "OFF")) }
    };
    let way = match steps {
        ["light", object, part @ ..] => {
            light(format!("{}/light/{object}/command", target.device), part)?
        }
        ["switch" | "fan", _] => worded(topic, &["ON", "OFF", "TOGGLE"]),
        ["lock", _] => Way { words: words(&["LOCK", "UNLOCK", "OPEN"]), ..Way::new(topic, word) },
        ["cover" | "valve", _] => {
            Way { words: words(&["OPEN", "CLOSE", "STOP", "TOGGLE"]), ..Way::new(topic, word) }
        }
        ["cover" | "valve", _, "position" | "tilt"] => {
            Way { limits: Limits::PERCENT, ..Way::new(topic, word) }
        }
        ["fan", _, "oscillation"] => {
            let words = words(&["OSCILLATE_ON", "OSCILLATE_OFF"]);
            Way { words, ..Way::new(topic, plain("OSCILLATE_ON", "OSCILLATE_OFF")) }
        }
        ["fan", _, "direction"] => {
            Way { words: words(&["FORWARD", "REVERSE"]), ..Way::new(topic, word) }
        }
        ["fan", _, "speed" | "speed_level" | "preset_mode"] => Way::new(topic, word),
        ["climate", _, aspect] if !aspect.starts_with("current_") && *aspect != "action" => {
            Way::new(topic, plain("ON", "OFF"))
        }
        ["number" | "select" | "text", _] => Way::new(topic, word),
        _ => return None,
    };
    Some(Way { is_told: true, ..way })
}

fn words(words: &[&str]) -> Vec<Box<str>> {
    words.iter().map(|word| (*word).into()).collect()
}

/// A light takes one object for all its states.
fn light(topic: String, part: &[&str]) -> Option<Way<'static>> {
    let path: Vec<String> = part.iter().map(|step| (*step).to_owned()).collect();
    Some(match part {
        ["state"] => Way {
            words: words(&["ON", "OFF", "TOGGLE"]),
            ..Way::new(topic, |order| {
                let state = String::from_utf8_lossy(&plain("ON", "OFF")(order)?).into_owned();
                Ok(members(["state"], &scalar(&model::Value::Text(state.into()))).into_bytes())
            })
        },
        ["brightness" | "white"] | ["color", "r" | "g" | "b" | "w" | "c"] => {
            Way { limits: Limits::BYTE, ..member(topic, path) }
        }
        ["color_temp" | "effect"] => member(topic, path),
        _ => return None,
    })
}

fn member(topic: String, path: Vec<String>) -> Way<'static> {
    Way::new(topic, move |order| {
        Ok(members(path.iter().map(String::as_str), &scalar(order.value)).into_bytes())
    })
}
