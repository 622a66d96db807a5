//! What discovery documents say of commands: where they go, how they are written, what they may say.
//!
//! Source: Home Assistant, the page of each MQTT component; "Command templates" of "MQTT". Left out are alarm panels, whose
//! codes are not kept, lights with templates, and updates.

use std::sync::Arc;

use model::{Qos, Value};

use super::component::{Aspect, Form};
use super::fields::Fields;
use super::template::Template;
use crate::Limits;
use crate::command::{
    EncodeError, Order, ReadAt, Way, json_text, members, rounded, scalar, spelled,
};
use crate::limits::WORDS_MAX;

/// A command as it was announced.
#[derive(Debug)]
pub(super) struct Command {
    pub(super) device: Arc<str>,
    pub(super) path: Arc<str>,
    pub(super) topic: String,
    /// Whether the topic lies elsewhere than those on which the component speaks.
    pub(super) is_foreign: bool,
    template: Option<Template>,
    /// What the template may call the value beside `value`.
    variable: &'static str,
    spelling: Spelling,
    limits: Limits,
    words: Vec<Box<str>>,
    qos: Qos,
    /// Whether a topic tells what became of it.
    is_read: bool,
}

/// How a value is spelled before a template sees it.
#[derive(Debug)]
enum Spelling {
    AsItIs,
    /// In the document's words for yes and no.
    Sides {
        on: Box<str>,
        off: Box<str>,
    },
    /// A share of a hundred, between two numbers of the device's own.
    Range {
        zero: f64,
        full: f64,
        rounds_up: bool,
    },
    /// A button.
    Press(Box<str>),
    /// As a member of an object; a light is switched on with whatever is set of it.
    Member {
        name: &'static str,
        is_part: bool,
    },
}

/// The commands of one point; a light in JSON has some more beside the one that is its state.
pub(super) fn commands(
    aspect: &Aspect,
    component: &str,
    fields: &Fields<'_>,
    (device, path): (&Arc<str>, &str),
) -> Result<Vec<Command>, String> {
    let is_left_out = fields.name("schema").as_deref() == Some("template")
        || matches!(aspect.form, Form::Ignored | Form::Event)
        || matches!(
            component,
            "sensor" | "binary_sensor" | "device_tracker" | "alarm_control_panel" | "update"
        );
    let Some(Ok(topic)) = fields.topic(aspect.command).filter(|_| !is_left_out) else {
        return Ok(Vec::new());
    };
    let variable = match aspect.name {
        "position" => "position",
        "tilt" => "tilt_position",
        _ => "value",
    };
    let template = template(aspect, fields, variable)?;
    let (spelling, words) = spelling(aspect, component, fields);
    let command = Command {
        device: Arc::clone(device),
        path: Arc::from(path),
        topic,
        is_foreign: false,
        template,
        variable,
        spelling,
        limits: limits(aspect, component, fields),
        words,
        qos: if fields.number("qos") == Some(0.0) { Qos::AtMostOnce } else { Qos::AtLeastOnce },
        is_read: fields.has(aspect.topic),
    };
    let parts = if aspect.form == Form::Light { parts(&command, fields) } else { Vec::new() };
    Ok(std::iter::once(command).chain(parts).collect())
}

fn template(
    aspect: &Aspect,
    fields: &Fields<'_>,
    variable: &'static str,
) -> Result<Option<Template>, String> {
    let key = aspect.command.replace("_topic", "_template");
    let Some(text) = fields.text(&key) else { return Ok(None) };
    let parsed = Template::parse_command(&text, variable);
    parsed.map(Some).map_err(|wanted| format!("{key} is not supported: {wanted}"))
}

/// How the values of a point are spelled, and the words it takes.
fn spelling(aspect: &Aspect, component: &str, fields: &Fields<'_>) -> (Spelling, Vec<Box<str>>) {
    let word = |key: &str, default: &str| fields.name(key).unwrap_or_else(|| default.into());
    let number = |key, default| fields.number(key).unwrap_or(default);
    let sides = |keys: [&str; 2], defaults: [&str; 2]| {
        let (on, off) = (word(keys[0], defaults[0]), word(keys[1], defaults[1]));
        let words = vec![on.clone(), off.clone()];
        (Spelling::Sides { on, off }, words)
    };
    let range = |zero, full, rounds_up| (Spelling::Range { zero, full, rounds_up }, Vec::new());
    let (closed, open) = (number("position_closed", 0.0), number("position_open", 100.0));
    let on_off = || sides(["payload_on", "payload_off"], ["ON", "OFF"]);
    match (component, aspect.name) {
        ("siren", _) if !fields.has("command_template") => {
            (Spelling::Member { name: "state", is_part: false }, on_off().1)
        }
        ("light", _) if aspect.form == Form::Light => {
            (Spelling::Member { name: "state", is_part: false }, on_off().1)
        }
        ("switch" | "siren", _) | ("light" | "fan" | "humidifier", "state") => on_off(),
        (_, "power" | "aux" | "away_mode") => on_off(),
        ("fan", "oscillation") => sides(
            ["payload_oscillation_on", "payload_oscillation_off"],
            ["oscillate_on", "oscillate_off"],
        ),
        ("fan", "percentage") => {
            range(number("speed_range_min", 1.0) - 1.0, number("speed_range_max", 100.0), true)
        }
        ("cover", "position") => range(closed, open, false),
        ("cover", "tilt") => range(number("tilt_min", 0.0), number("tilt_max", 100.0), false),
        ("valve", _) if fields.is_true("reports_position") => range(closed, open, false),
        ("button", _) => press(word("payload_press", "PRESS")),
        ("scene", _) => press(word("payload_on", "ON")),
        _ => (Spelling::AsItIs, words(aspect, component, fields)),
    }
}

fn press(payload: Box<str>) -> (Spelling, Vec<Box<str>>) {
    (Spelling::Press(payload.clone()), vec![payload])
}

/// The words of the document, or those that Home Assistant takes where it names none.
fn words(aspect: &Aspect, component: &str, fields: &Fields<'_>) -> Vec<Box<str>> {
    let payloads: &[(&str, &str)] = match (component, aspect.name) {
        ("cover" | "valve", "state" | "") => {
            &[("payload_open", "OPEN"), ("payload_close", "CLOSE"), ("payload_stop", "STOP")]
        }
        ("lock", _) => {
            &[("payload_lock", "LOCK"), ("payload_unlock", "UNLOCK"), ("payload_open", "")]
        }
        ("vacuum", _) => &[
            ("payload_start", "start"),
            ("payload_pause", "pause"),
            ("payload_stop", "stop"),
            ("payload_return_to_base", "return_to_base"),
            ("payload_clean_spot", "clean_spot"),
            ("payload_locate", "locate"),
        ],
        ("fan", "direction") => &[("", "forward"), ("", "reverse")],
        ("climate", "mode") if !fields.has("modes") => {
            &[("", "auto"), ("", "off"), ("", "cool"), ("", "heat"), ("", "dry"), ("", "fan_only")]
        }
        _ => return fields.words(aspect.words).into_iter().take(WORDS_MAX).collect(),
    };
    let payload = |(key, default): &(&str, &str)| {
        // A payload that is `null` takes the command away.
        let is_taken = fields.get(key).is_some_and(|item| item.is_null());
        let word = fields.name(key).unwrap_or_else(|| (*default).into());
        (!is_taken && !word.is_empty()).then_some(word)
    };
    payloads.iter().filter_map(payload).collect()
}

fn limits(aspect: &Aspect, component: &str, fields: &Fields<'_>) -> Limits {
    let told = |[min, max, step]: [&str; 3]| Limits {
        min: fields.number(min),
        max: fields.number(max),
        step: fields.number(step),
    };
    match (component, aspect.name) {
        // What Home Assistant takes where a document names none.
        ("number", _) => {
            let Limits { min, max, step } = told(["min", "max", "step"]);
            let step = step.or(Some(1.0));
            Limits { min: min.or(Some(1.0)), max: max.or(Some(100.0)), step }
        }
        (_, "temperature" | "temperature_high" | "temperature_low") => {
            told(["min_temp", "max_temp", "temp_step"])
        }
        (_, "target_humidity") => told(["min_humidity", "max_humidity", ""]),
        ("light", "brightness") => {
            Limits::within(0.0, fields.number("brightness_scale").unwrap_or(255.0))
        }
        ("light", "color_temp") => told(["min_mireds", "max_mireds", ""]),
        (_, "position" | "tilt" | "percentage") => Limits::PERCENT,
        ("valve", _) if fields.is_true("reports_position") => Limits::PERCENT,
        _ => Limits::default(),
    }
}

/// What a light in JSON takes beside being switched.
fn parts(state: &Command, fields: &Fields<'_>) -> Vec<Command> {
    let above = state.path.rsplit_once('/').map_or("", |(above, _)| above);
    let part = |name: &'static str, limits, words| Command {
        device: Arc::clone(&state.device),
        path: Arc::from(format!("{above}/{name}")),
        topic: state.topic.clone(),
        is_foreign: false,
        template: None,
        variable: "value",
        spelling: Spelling::Member { name, is_part: true },
        limits,
        words,
        qos: state.qos,
        is_read: state.is_read,
    };
    let scale = fields.number("brightness_scale").unwrap_or(255.0);
    let effects = fields.words("effect_list").into_iter().take(WORDS_MAX).collect();
    let mut parts = Vec::new();
    if fields.is_true("brightness") {
        parts.push(part("brightness", Limits::within(0.0, scale), Vec::new()));
    }
    if fields.is_true("effect") {
        parts.push(part("effect", Limits::default(), effects));
    }
    if fields.words("supported_color_modes").iter().any(|mode| **mode == *"color_temp") {
        let (min, max) = (fields.number("min_mireds"), fields.number("max_mireds"));
        parts.push(part("color_temp", Limits { min, max, step: None }, Vec::new()));
    }
    parts
}

impl Command {
    /// Bytes of its words, which the documents of a connection may hold within one bound with their templates.
    pub(super) fn words_bytes(&self) -> usize {
        self.words.iter().map(|word| word.len()).sum()
    }

    /// The way to its point.
    pub(super) fn way(&self) -> Way<'_> {
        let read_at = if self.is_read { ReadAt::Itself } else { ReadAt::Nowhere };
        Way {
            limits: self.limits,
            words: self.words.clone(),
            qos: self.qos,
            read_at,
            is_told: true,
            is_foreign: self.is_foreign,
            ..Way::new(self.topic.clone(), |order| self.written(order))
        }
    }

    fn written(&self, order: &Order<'_>) -> Result<Vec<u8>, EncodeError> {
        let spelling = self.spelled(order.value)?;
        let Some(template) = &self.template else {
            return Ok(spelled(&spelling).into_bytes());
        };
        let written = template.write(&spelling, (self.variable, order.value));
        let because = "it makes nothing of this value".into();
        written.map(String::into_bytes).map_err(|_| EncodeError::BadTemplate { because })
    }

    fn spelled(&self, value: &Value) -> Result<Value, EncodeError> {
        let wrong = |wanted| EncodeError::WrongType { value: spelled(value).into(), wanted };
        Ok(match (&self.spelling, value) {
            (Spelling::Sides { on, .. }, Value::Boolean(true)) => Value::Text((**on).into()),
            (Spelling::Sides { off, .. }, Value::Boolean(false)) => Value::Text((**off).into()),
            (Spelling::Press(payload), Value::Boolean(true)) => Value::Text((**payload).into()),
            (Spelling::Press(_) | Spelling::AsItIs, Value::Boolean(_)) => {
                return Err(wrong("a number or a word"));
            }
            (Spelling::Range { zero, full, rounds_up }, Value::Number(percent)) => {
                let place = rounded(zero + percent * (full - zero) / 100.0);
                Value::Number(if *rounds_up { place.ceil() } else { place.round() })
            }
            (Spelling::Range { .. }, _) => return Err(wrong("a number from 0 to 100")),
            (Spelling::Member { name, is_part: false }, value) => {
                let words = [&self.words.first(), &self.words.get(1)];
                let state = match value {
                    Value::Boolean(yes) => words[usize::from(!yes)].map_or("", |word| &**word),
                    Value::Text(text) => text,
                    Value::Number(_) => return Err(wrong("true or false")),
                };
                Value::Text(members([*name], &json_text(state)).into())
            }
            (Spelling::Member { name, is_part: true }, value) => {
                let object = format!(r#"{{"state":"ON","{name}":{}}}"#, scalar(value));
                Value::Text(object.into())
            }
            (Spelling::Sides { .. } | Spelling::Press(_) | Spelling::AsItIs, value) => {
                value.clone()
            }
        })
    }
}

/// Whether a command goes elsewhere than where its component speaks: below a topic of its own, or beside it.
///
/// Beside a topic of two levels such as `lamp/state` only what is called a state counts: `zigbee2mqtt/lamp` does not make
/// all of Zigbee2MQTT its own. Tasmota's topics differ in their first level alone.
pub(super) fn is_foreign<'a>(topic: &str, told: impl Iterator<Item = &'a str>) -> bool {
    let is_below =
        |above: &str| topic.strip_prefix(above).is_some_and(|rest| rest.starts_with('/'));
    let is_own = |told: &str| {
        let (parent, last) = told.rsplit_once('/').unwrap_or(("", told));
        let is_state = ["state", "status", "availability", "online", "value", "lwt"]
            .iter()
            .any(|word| last.eq_ignore_ascii_case(word));
        let has_parent = !parent.is_empty() && (parent.contains('/') || is_state);
        let tasmota = parent.strip_prefix("tele/").or_else(|| parent.strip_prefix("stat/"));
        topic == told
            || is_below(told)
            || (has_parent && is_below(parent))
            || tasmota.is_some_and(|device| is_below(&format!("cmnd/{device}")))
    };
    !told.into_iter().any(is_own)
}
