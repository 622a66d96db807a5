//! The components of Home Assistant and the points that each of them has.
//!
//! Sources: Home Assistant, "MQTT climate", "MQTT cover", "MQTT fan" and so on, one page each.

/// A point that a component has where its document names the topic.
#[derive(Debug)]
pub(super) struct Aspect {
    /// What it is called below its component; empty where the component is one point.
    pub(super) name: &'static str,
    /// The keys of its topic, template and command topic.
    pub(super) topic: &'static str,
    pub(super) template: &'static str,
    pub(super) command: &'static str,
    pub(super) unit: Unit,
    /// The key of the words it may say.
    pub(super) words: &'static str,
    /// How its payload is read.
    pub(super) form: Form,
}

/// Where a point's unit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// In `unit_of_measurement`.
    Told,
    /// In `temperature_unit`.
    Temperature,
    Percent,
    None,
}

/// How a point's payload is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As it is.
    Value,
    /// On and off in the words that the document gives.
    OnOff,
    /// A step of a fan's speed range.
    Speed,
    /// A place between what the document gives for closed and open.
    Position,
    Tilt,
    /// A state, or a position where the valve reports one.
    Valve,
    /// An object with state, brightness and colours.
    Light,
    /// An object with a vacuum cleaner's state.
    Vacuum,
    /// Something that happens and is no value.
    Event,
    /// Looked at and not read: pictures, firmware.
    Ignored,
}

/// The points of a component; nothing where Home Assistant has no such component.
pub(super) fn aspects(component: &str, schema: &str) -> Option<&'static [Aspect]> {
    Some(match component {
        "sensor"
        | "number"
        | "text"
        | "select"
        | "device_tracker"
        | "lock"
        | "alarm_control_panel"
        | "date"
        | "time"
        | "datetime" => VALUE,
        "binary_sensor" | "switch" => ON_OFF,
        "siren" => SIREN,
        "climate" => CLIMATE,
        "water_heater" => WATER_HEATER,
        "humidifier" => HUMIDIFIER,
        "fan" => FAN,
        "cover" => COVER,
        "valve" => VALVE,
        "light" if schema == "json" => LIGHT_JSON,
        "light" if schema == "template" => LIGHT_TEMPLATE,
        "light" => LIGHT,
        "vacuum" => VACUUM,
        "lawn_mower" => LAWN_MOWER,
        "event" => EVENT,
        "tag" | "device_automation" => TOPIC_EVENT,
        "button" | "scene" | "notify" => COMMAND,
        "camera" => CAMERA,
        "image" => IMAGE,
        "update" => UPDATE,
        _ => return None,
    })
}

const fn aspect(
    name: &'static str,
    topic: &'static str,
    template: &'static str,
    command: &'static str,
) -> Aspect {
    Aspect { name, topic, template, command, unit: Unit::None, words: "", form: Form::Value }
}

/// An aspect whose keys follow from its name: `fan_mode_state_topic`, `fan_mode_command_topic`, and of its template what this
/// kind of entity calls it.
macro_rules! named {
    ($name:literal, $template:literal) => {
        aspect(
            $name,
            concat!($name, "_state_topic"),
            concat!($name, $template),
            concat!($name, "_command_topic"),
        )
    };
}

impl Aspect {
    const fn in_unit(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }

    const fn of_words(self, words: &'static str) -> Self {
        Self { words, ..self }
    }

    const fn read_as(self, form: Form) -> Self {
        Self { form, ..self }
    }
}

const STATE: Aspect = aspect("state", "state_topic", "value_template", "command_topic");

const ACTION: Aspect = aspect("action", "action_topic", "action_template", "");

const MODE: Aspect = named!("mode", "_state_template").of_words("modes");

const CURRENT_TEMPERATURE: Aspect =
    aspect("current_temperature", "current_temperature_topic", "current_temperature_template", "")
        .in_unit(Unit::Temperature);

const TEMPERATURE: Aspect = named!("temperature", "_state_template").in_unit(Unit::Temperature);

const CURRENT_HUMIDITY: Aspect =
    aspect("current_humidity", "current_humidity_topic", "current_humidity_template", "")
        .in_unit(Unit::Percent);

const TARGET_HUMIDITY: Aspect = named!("target_humidity", "_state_template").in_unit(Unit::Percent);

const PRESET_MODE: Aspect = named!("preset_mode", "_value_template").of_words("preset_modes");

const VALUE: &[Aspect] = &[aspect("", "state_topic", "value_template", "command_topic")
    .in_unit(Unit::Told)
    .of_words("options")];

const ON_OFF: &[Aspect] =
    &[aspect("", "state_topic", "value_template", "command_topic").read_as(Form::OnOff)];

const SIREN: &[Aspect] =
    &[aspect("", "state_topic", "state_value_template", "command_topic").read_as(Form::OnOff)];

const CLIMATE: &[Aspect] = &[
    ACTION,
    named!("aux", "_state_template"),
    named!("away_mode", "_state_template"),
    CURRENT_HUMIDITY,
    CURRENT_TEMPERATURE,
    named!("fan_mode", "_state_template").of_words("fan_modes"),
    named!("hold", "_state_template"),
    MODE,
    named!("power", "_state_template"),
    PRESET_MODE,
    named!("swing_mode", "_state_template").of_words("swing_modes"),
    named!("swing_horizontal_mode", "_state_template").of_words("swing_horizontal_modes"),
    TARGET_HUMIDITY,
    TEMPERATURE,
    named!("temperature_high", "_state_template").in_unit(Unit::Temperature),
    named!("temperature_low", "_state_template").in_unit(Unit::Temperature),
];

const WATER_HEATER: &[Aspect] =
    &[MODE, CURRENT_TEMPERATURE, TEMPERATURE, named!("power", "_state_template")];

const HUMIDIFIER: &[Aspect] = &[
    aspect("state", "state_topic", "state_value_template", "command_topic").read_as(Form::OnOff),
    ACTION,
    CURRENT_HUMIDITY,
    TARGET_HUMIDITY,
    MODE,
];

const FAN: &[Aspect] = &[
    aspect("state", "state_topic", "state_value_template", "command_topic").read_as(Form::OnOff),
    named!("percentage", "_value_template").in_unit(Unit::Percent).read_as(Form::Speed),
    PRESET_MODE,
    named!("oscillation", "_value_template"),
    named!("direction", "_value_template"),
];

const COVER: &[Aspect] = &[
    STATE,
    aspect("position", "position_topic", "position_template", "set_position_topic")
        .in_unit(Unit::Percent)
        .read_as(Form::Position),
    aspect("tilt", "tilt_status_topic", "tilt_status_template", "tilt_command_topic")
        .in_unit(Unit::Percent)
        .read_as(Form::Tilt),
];

const VALVE: &[Aspect] = &[STATE.read_as(Form::Valve)];

const LIGHT: &[Aspect] = &[
    aspect("state", "state_topic", "state_value_template", "command_topic").read_as(Form::OnOff),
    named!("brightness", "_value_template"),
    aspect("color_mode", "color_mode_state_topic", "color_mode_value_template", ""),
    named!("color_temp", "_value_template"),
    named!("effect", "_value_template").of_words("effect_list"),
    named!("hs", "_value_template"),
    named!("rgb", "_value_template"),
    named!("rgbw", "_value_template"),
    named!("rgbww", "_value_template"),
    named!("xy", "_value_template"),
];

const LIGHT_TEMPLATE: &[Aspect] = &[
    aspect("state", "state_topic", "state_template", "command_topic"),
    aspect("brightness", "state_topic", "brightness_template", "command_topic"),
    aspect("color_temp", "state_topic", "color_temp_template", "command_topic"),
    aspect("red", "state_topic", "red_template", "command_topic"),
    aspect("green", "state_topic", "green_template", "command_topic"),
    aspect("blue", "state_topic", "blue_template", "command_topic"),
    aspect("effect", "state_topic", "effect_template", "command_topic").of_words("effect_list"),
];

const LIGHT_JSON: &[Aspect] =
    &[aspect("state", "state_topic", "", "command_topic").read_as(Form::Light)];

const VACUUM: &[Aspect] =
    &[aspect("state", "state_topic", "", "command_topic").read_as(Form::Vacuum)];

const LAWN_MOWER: &[Aspect] =
    &[aspect("activity", "activity_state_topic", "activity_value_template", "")];

const EVENT: &[Aspect] = &[aspect("", "state_topic", "value_template", "").read_as(Form::Event)];

const TOPIC_EVENT: &[Aspect] = &[aspect("", "topic", "value_template", "").read_as(Form::Event)];

const COMMAND: &[Aspect] = &[aspect("", "", "", "command_topic")];

const CAMERA: &[Aspect] = &[aspect("", "topic", "", "").read_as(Form::Ignored)];

const IMAGE: &[Aspect] = &[
    aspect("", "image_topic", "", "").read_as(Form::Ignored),
    aspect("", "url_topic", "", "").read_as(Form::Ignored),
];

const UPDATE: &[Aspect] = &[
    aspect("", "state_topic", "", "").read_as(Form::Ignored),
    aspect("", "latest_version_topic", "", "").read_as(Form::Ignored),
];
