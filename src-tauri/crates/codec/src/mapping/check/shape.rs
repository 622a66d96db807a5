//! The shape of a mapping's file: which keys it has and what stands under them.

use model::{Kind, Unit};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use crate::limits::MAPPING_VALUES_MAX;
use crate::mapping::error::Mistakes;
use crate::mapping::form::{Form, QualityForm, TimeForm, VERSION, ValueForm};

/// An object of the file, whose members are taken one by one.
struct Part {
    place: String,
    members: Map<String, Json>,
}

impl Part {
    fn of(place: &str, json: Json, mistakes: &mut Mistakes) -> Option<Self> {
        if let Json::Object(members) = json {
            return Some(Self { place: place.to_owned(), members });
        }
        mistakes.tell(place, "this is no object", "write { and } around its members");
        None
    }

    fn at(&self, key: &str) -> String {
        format!("{}/{key}", self.place)
    }

    fn optional<T: DeserializeOwned>(
        &mut self,
        key: &str,
        remedy: &str,
        mistakes: &mut Mistakes,
    ) -> Option<T> {
        let member = self.members.remove(key).filter(|member| !member.is_null())?;
        serde_json::from_value(member)
            .map_err(|error| mistakes.tell(self.at(key), error.to_string(), remedy))
            .ok()
    }

    fn text(&mut self, key: &str, mistakes: &mut Mistakes) -> Option<String> {
        self.optional(key, "write a text in quotes", mistakes)
    }

    fn required_text(&mut self, key: &str, remedy: &str, mistakes: &mut Mistakes) -> String {
        if self.members.get(key).is_none_or(Json::is_null) {
            mistakes.tell(&self.place, format!("\"{key}\" is missing"), remedy);
        }
        self.text(key, mistakes).unwrap_or_default()
    }

    fn part(&mut self, key: &str, mistakes: &mut Mistakes) -> Option<Self> {
        let member = self.members.remove(key).filter(|member| !member.is_null())?;
        Self::of(&self.at(key), member, mistakes)
    }

    /// Tells of members that nobody asked for.
    fn end(self, known: &str, mistakes: &mut Mistakes) {
        for key in self.members.keys() {
            let place = format!("{}/{}", self.place, key.replace('~', "~0").replace('/', "~1"));
            let wrong = format!("\"{key}\" means nothing here");
            mistakes.tell(place, wrong, format!("use one of {known}, or take it out"));
        }
    }
}

/// The file's form; nothing where it is of another version or no object.
pub(super) fn form(file: Json, mistakes: &mut Mistakes) -> Option<Form> {
    let mut part = Part::of("", file, mistakes)?;
    match part.members.remove("version") {
        Some(version) if version.as_u64() == Some(VERSION) => {}
        Some(version) => {
            let wrong = format!("version {version} of the format is not known");
            mistakes.tell("/version", wrong, format!("write {VERSION}, or use a newer program"));
            return None;
        }
        None => {
            mistakes.tell("", "\"version\" is missing", format!("write \"version\": {VERSION}"))
        }
    }
    let form = Form {
        name: part.required_text("name", "say what the mapping is for", mistakes),
        topics: part.required_text("topics", "write a topic, or a filter with + and #", mistakes),
        payload: part
            .optional("payload", "write \"json\" or \"text\"", mistakes)
            .unwrap_or_default(),
        each: part.text("each", mistakes),
        device: part.text("device", mistakes),
        time: time(&mut part, mistakes),
        quality: quality(&mut part, mistakes),
        expression: part.text("expression", mistakes),
        values: values(&mut part, mistakes),
    };
    let known = "version, name, topics, payload, each, device, time, quality, expression, values";
    part.end(known, mistakes);
    Some(form)
}

fn values(part: &mut Part, mistakes: &mut Mistakes) -> Vec<ValueForm> {
    let remedy = "write a list of values in [ and ]";
    let values: Vec<Json> = match part.members.contains_key("values") {
        true => part.optional("values", remedy, mistakes).unwrap_or_default(),
        false => {
            mistakes.tell("", "\"values\" is missing", remedy);
            Vec::new()
        }
    };
    if values.len() > MAPPING_VALUES_MAX {
        let wrong = format!("these are more than {MAPPING_VALUES_MAX} values");
        mistakes.tell("/values", wrong, "share them out to several mappings");
        return Vec::new();
    }
    let numbered = values.into_iter().enumerate();
    numbered.map(|(number, json)| value(&format!("/values/{number}"), json, mistakes)).collect()
}

fn value(place: &str, json: Json, mistakes: &mut Mistakes) -> ValueForm {
    let Some(mut part) = Part::of(place, json, mistakes) else {
        return ValueForm::default();
    };
    let yes_or_no = "write true or false";
    let number = "write a number";
    let kinds = "write one of sensor, status, setpoint, command, parameter, alarm";
    let form = ValueForm {
        name: part.required_text("name", "say what the value is called", mistakes),
        at: part.text("at", mistakes),
        kind: part.optional::<Kind>("kind", kinds, mistakes),
        unit: part.optional::<Unit>("unit", "write a unit such as \"°C\"", mistakes),
        scale: part.optional("scale", number, mistakes),
        offset: part.optional("offset", number, mistakes),
        map: map(&mut part, "write texts, numbers, true or false", mistakes),
        decimal: part
            .optional("decimal", "write \"point\" or \"comma\"", mistakes)
            .unwrap_or_default(),
        required: part.optional("required", yes_or_no, mistakes).unwrap_or_default(),
        list: part.optional("list", yes_or_no, mistakes).unwrap_or_default(),
        time: time(&mut part, mistakes),
        quality: quality(&mut part, mistakes),
        expression: part.text("expression", mistakes),
    };
    let known = "name, at, kind, unit, scale, offset, map, decimal, required, list, time, quality, expression";
    part.end(known, mistakes);
    form
}

fn time(part: &mut Part, mistakes: &mut Mistakes) -> Option<TimeForm> {
    let mut part = part.part("time", mistakes)?;
    let form = TimeForm {
        at: part.required_text("at", "say where the time stands", mistakes),
        form: part.text("form", mistakes),
        zone: part.text("zone", mistakes),
    };
    part.end("at, form, zone", mistakes);
    Some(form)
}

fn quality(part: &mut Part, mistakes: &mut Mistakes) -> Option<QualityForm> {
    let mut part = part.part("quality", mistakes)?;
    let words = "write one of good, uncertain, stale, bad, substituted";
    let form = QualityForm {
        at: part.required_text("at", "say where the quality stands", mistakes),
        map: map(&mut part, words, mistakes),
    };
    part.end("at, map", mistakes);
    Some(form)
}

/// An object whose members are read one by one, so that every mistake in it is told.
fn map<T: DeserializeOwned>(
    part: &mut Part,
    remedy: &str,
    mistakes: &mut Mistakes,
) -> std::collections::BTreeMap<String, T> {
    let Some(mut map) = part.part("map", mistakes) else {
        return std::collections::BTreeMap::new();
    };
    let keys: Vec<String> = map.members.keys().cloned().collect();
    let members = keys.into_iter().filter_map(|key| {
        let member = map.members.remove(&key)?;
        let place = format!("{}/{}", map.place, key.replace('~', "~0").replace('/', "~1"));
        match serde_json::from_value(member) {
            Ok(member) => Some((key, member)),
            Err(_) => {
                mistakes.tell(place, "this is nothing that a word can mean", remedy);
                None
            }
        }
    });
    members.collect()
}
