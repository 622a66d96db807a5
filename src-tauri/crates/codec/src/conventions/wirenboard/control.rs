//! What is told of a control.

use model::{Quality, Unit};

use crate::decoded::{Described, Limits};
use crate::json::Item;
use crate::limits::FORMAT_BYTES_MAX;
use crate::said::{name_of, pointer};
use crate::units;

/// A control's metadata.
#[derive(Default)]
pub(super) struct Control {
    pub(super) kind: Kind,
    /// Flags of what went wrong: `r`ead, `w`rite, `p`eriod missed.
    pub(super) error: Option<Box<str>>,
    /// The unit that the type implies.
    implied: Option<&'static str>,
    unit: Option<Unit>,
    name: Option<Box<str>>,
    readonly: Option<bool>,
    limits: Limits,
    words: Vec<Box<str>>,
}

/// The types that are read or commanded in a way of their own.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Switch,
    Alarm,
    Button,
    Range,
    Colour,
    Text,
    UnixTime,
    /// A number that measures nothing.
    Bare,
    /// `value`, and the types of before that imply a unit.
    #[default]
    Other,
}

impl Control {
    /// Hears the JSON of `meta`, which holds all.
    pub(super) fn hear_all(&mut self, meta: Item<'_>) {
        for (key, value) in meta.members() {
            let number = value.number();
            match key {
                "min" => self.limits.min = number,
                "max" => self.limits.max = number,
                "precision" => self.limits.step = number,
                "readonly" => self.readonly = value.boolean(),
                "title" => self.name = title(meta),
                "enum" => self.words = words(value),
                "error" => self.error = value.text().and_then(name_of),
                _ => {
                    self.hear(key, value.text().unwrap_or(""));
                }
            }
        }
    }

    /// Hears one key's bare value, and says whether it was of use.
    pub(super) fn hear(&mut self, key: &str, text: &str) -> bool {
        let number = || text.parse().ok().filter(|number: &f64| number.is_finite());
        match key {
            "type" => (self.kind, self.implied) = kind(text),
            "units" => self.unit = unit(text),
            "name" => self.name = name_of(text),
            "min" => self.limits.min = number(),
            "max" => self.limits.max = number(),
            "precision" => self.limits.step = number(),
            "readonly" if text.is_empty() => self.readonly = None,
            "readonly" => self.readonly = Some(matches!(text, "1" | "true")),
            _ => return false,
        }
        true
    }

    /// What its numbers are measured in.
    pub(super) fn unit(&self) -> Option<Unit> {
        self.unit.clone().or_else(|| Unit::new(self.implied?))
    }

    /// The last known good value stays where reading failed.
    pub(super) fn quality(&self) -> Quality {
        let is_stale = self.error.as_deref().is_some_and(|error| error.contains(['r', 'p']));
        if is_stale { Quality::Stale } else { Quality::Good }
    }

    pub(super) fn described(&self, path: &str) -> Described {
        let by_type = matches!(self.kind, Kind::Switch | Kind::Button | Kind::Range | Kind::Colour)
            || self.kind == Kind::UnixTime;
        Described {
            path: pointer(&[path]),
            name: self.name.clone(),
            unit: self.unit(),
            kind: None,
            device_class: None,
            writable: self.readonly.map_or(by_type, |readonly| !readonly),
            limits: self.limits,
            words: self.words.clone(),
        }
    }
}

/// The English title.
pub(super) fn title(meta: Item<'_>) -> Option<Box<str>> {
    meta.at(&["title", "en"]).and_then(Item::text).and_then(name_of)
}

/// The values of an enumeration, as many as are remembered.
fn words(told: Item<'_>) -> Vec<Box<str>> {
    let mut bytes = 0;
    let words = told.members().filter_map(|(word, _)| name_of(word));
    let remembered = words.take_while(|word| {
        bytes += word.len();
        bytes <= FORMAT_BYTES_MAX
    });
    remembered.collect()
}

/// A type, and the unit that the deprecated ones imply.
fn kind(text: &str) -> (Kind, Option<&'static str>) {
    let implied = match text {
        "switch" => return (Kind::Switch, None),
        "alarm" => return (Kind::Alarm, None),
        "pushbutton" => return (Kind::Button, None),
        "range" => return (Kind::Range, None),
        "rgb" => return (Kind::Colour, None),
        "text" => return (Kind::Text, None),
        "unixtime" => return (Kind::UnixTime, None),
        "w1-id" => return (Kind::Bare, None),
        "temperature" => "°C",
        "rel_humidity" => "%",
        "atmospheric_pressure" => "mbar",
        "rainfall" => "mm/h",
        "wind_speed" => "m/s",
        "power" => "W",
        "power_consumption" => "kWh",
        "voltage" => "V",
        "water_flow" => "m³/h",
        "water_consumption" => "m³",
        "resistance" => "Ω",
        "concentration" => "ppm",
        "heat_power" => "Gcal/h",
        "heat_energy" => "Gcal",
        "current" => "A",
        "pressure" => "bar",
        "lux" => "lx",
        "sound_level" => "dB",
        _ => return (Kind::Other, None),
    };
    (Kind::Other, Some(implied))
}

/// The convention's spelling of a unit.
fn unit(text: &str) -> Option<Unit> {
    units::told(match text {
        "%, RH" => "%",
        "mOhm" => "mΩ",
        "g/m^3" => "g/m³",
        "millibar" => "mbar",
        _ => text,
    })
}
