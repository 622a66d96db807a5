//! Reads a discovery document into the points it announces and the topics on which they are told.

use std::sync::Arc;

use model::Unit;

use super::command::{self, Command};
use super::component::{self, Aspect, Form};
use super::fields::{About, Fields};
use super::template::Template;
use crate::decoded::{Described, Limits};
use crate::json::{Item, walk};
use crate::limits::{AVAILABILITY_TOPICS_MAX, COMPONENTS_MAX};
use crate::units;

/// Where a document stands: `<prefix>/<component>/[<node_id>/]<object_id>/config`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place<'a> {
    pub(super) component: &'a str,
    pub(super) object: &'a str,
}

impl<'a> Place<'a> {
    pub(super) fn of(topic: &'a str) -> Option<Self> {
        let mut levels = topic.strip_suffix("/config")?.split('/');
        let (_prefix, component, object) = (levels.next()?, levels.next()?, levels.next()?);
        let object = levels.next().unwrap_or(object);
        let is_known = component == "device" || component::aspects(component, "").is_some();
        (levels.next().is_none() && is_known).then_some(Self { component, object })
    }
}

/// One component as it was announced.
#[derive(Debug)]
pub(super) struct Entity {
    pub(super) device: Arc<str>,
    /// Its `unique_id`, or its name where it has none: the first step of its points' paths.
    pub(super) name: Box<str>,
    /// What no other document may claim: `component/unique_id`.
    pub(super) id: String,
    pub(super) points: Vec<Point>,
    pub(super) described: Vec<Described>,
    /// Topics on which others command it; an overheard command is no reading.
    pub(super) commands: Vec<String>,
    /// How its points are commanded.
    pub(super) settings: Vec<Command>,
    /// A topic that describes it, which is no reading either.
    pub(super) attributes: Option<String>,
    pub(super) availability: Option<Availability>,
    /// What cannot be read of it, by name.
    pub(super) remarks: Vec<String>,
    /// Bytes of its templates and of the words it takes.
    pub(super) template_bytes: usize,
    /// Whether a topic it needs is none.
    pub(super) is_bad: bool,
}

/// A point that a topic tells.
#[derive(Debug)]
pub(super) struct Point {
    pub(super) topic: String,
    pub(super) device: Arc<str>,
    pub(super) steps: Vec<Box<str>>,
    pub(super) template: Option<Template>,
    pub(super) unit: Option<Box<str>>,
    pub(super) device_class: Option<Box<str>>,
    pub(super) reading: Reading,
}

/// How a payload is read, with what the document says of it.
#[derive(Debug, PartialEq)]
pub(super) enum Reading {
    Value,
    OnOff {
        on: Box<str>,
        off: Box<str>,
    },
    Range {
        zero: f64,
        full: f64,
    },
    Valve {
        zero: f64,
        full: f64,
    },
    Light {
        kelvin: bool,
    },
    Vacuum,
    /// An event; of this payload alone, where one is told.
    Event {
        words: Box<str>,
        payload: Option<Box<str>>,
    },
    Ignored,
}

/// By which topics a device is there.
#[derive(Debug)]
pub(super) struct Availability {
    pub(super) mode: Mode,
    pub(super) sources: Vec<(String, Source)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    All,
    Any,
    Latest,
}

/// One topic's words for being there and being gone.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) available: Box<str>,
    pub(super) not_available: Box<str>,
    pub(super) template: Option<Template>,
}

/// Whether a device's document has more components than are read.
pub(super) fn is_too_large(document: Item<'_>) -> bool {
    let components = Fields::of(document).get("components");
    components.is_some_and(|components| components.members().nth(COMPONENTS_MAX).is_some())
}

/// The components of a document.
pub(super) fn entities(place: Place<'_>, document: Item<'_>) -> (About, Vec<Entity>) {
    let shared = Fields::of(document);
    let about = About::of(&shared);
    if place.component != "device" {
        let entity = entity(place.component, place.object, &shared, &about);
        return (about, entity.into_iter().collect());
    }
    let components = shared.get("components").into_iter().flat_map(Item::members);
    let components = components.take(COMPONENTS_MAX);
    let shared = shared.shared();
    let entities = components.filter_map(|(key, item)| {
        let own = Fields::of(item);
        let platform = own.name("platform")?;
        // A component that is nothing but its platform has been taken out.
        if item.members().count() < 2 {
            return None;
        }
        entity(&platform, key, &Fields::over(&shared, item), &about)
    });
    let entities = entities.collect();
    (about, entities)
}

fn entity(component: &str, object: &str, fields: &Fields<'_>, about: &About) -> Option<Entity> {
    let schema = fields.name("schema");
    let schema = schema.as_deref().unwrap_or("");
    let aspects = component::aspects(component, schema)?;
    let own_name = fields.name("unique_id").or_else(|| fields.name("name"));
    let own_name = own_name.unwrap_or_else(|| Box::from(object));
    let base = || base_of(fields, aspects).map_or_else(|| Box::from(object), Box::from);
    let device: Arc<str> = Arc::from(about.id.clone().unwrap_or_else(base));
    let id = if fields.has("unique_id") {
        format!("{component}/{own_name}")
    } else {
        format!("{component}/{device}/{own_name}")
    };
    let mut entity = Entity {
        device,
        name: own_name,
        id,
        points: Vec::new(),
        described: Vec::new(),
        commands: Vec::new(),
        settings: Vec::new(),
        attributes: None,
        availability: None,
        remarks: Vec::new(),
        template_bytes: 0,
        is_bad: false,
    };
    for aspect in aspects {
        let is_told = fields.has(aspect.topic)
            || (fields.has(aspect.command) && aspect.form != Form::Ignored);
        if is_told && (schema != "template" || fields.has(aspect.template)) {
            entity.add(aspect, component, fields);
        }
    }
    match fields.topic("json_attributes_topic") {
        Some(Ok(topic)) => entity.attributes = Some(topic),
        Some(Err(_)) => entity.remarks.push("json_attributes_topic is no topic".to_owned()),
        None => {}
    }
    entity.availability = entity.availability(fields);
    entity.mark_foreign();
    Some(entity)
}

/// The device of a document that names none: where its only topic lies, without the discovery prefix.
fn base_of(fields: &Fields<'_>, aspects: &[Aspect]) -> Option<String> {
    let [only] = aspects else {
        return None;
    };
    let topic = fields.topic(only.topic)?.ok()?;
    let base = ["/state", "/status", "/value"].iter().find_map(|end| topic.strip_suffix(end));
    let base = base.unwrap_or(&topic);
    let below = base.strip_prefix("homeassistant/").and_then(|rest| rest.split_once('/'));
    Some(below.map_or(base, |(_, below)| below).to_owned()).filter(|base| !base.is_empty())
}

impl Entity {
    fn add(&mut self, aspect: &Aspect, component: &str, fields: &Fields<'_>) {
        let mut steps = vec![self.name.clone()];
        let is_position = aspect.form == Form::Valve && fields.is_true("reports_position");
        if is_position {
            steps.push(Box::from("position"));
        } else if !aspect.name.is_empty() {
            steps.push(Box::from(aspect.name));
        }
        let command = fields.topic(aspect.command);
        let writable = command.is_some();
        if let Some(Ok(command)) = command {
            self.commands.push(command);
        }
        self.set(aspect, component, fields, &steps);
        let unit = if is_position { Some(Box::from("%")) } else { unit(aspect, fields) };
        let is_point = !matches!(aspect.form, Form::Event | Form::Ignored);
        if is_point {
            self.described.push(described(
                aspect,
                component,
                &steps,
                unit.as_deref(),
                writable,
                fields,
            ));
        }
        let topic = match fields.topic(aspect.topic) {
            Some(Ok(topic)) => topic,
            Some(Err(_)) => {
                self.is_bad = true;
                return self.remarks.push(format!("{} is no topic", aspect.topic));
            }
            None => return,
        };
        if aspect.form == Form::Ignored {
            self.remarks.push(format!("{component} is not read"));
        }
        let Ok(template) = self.template(aspect.template, fields) else {
            return;
        };
        self.points.push(Point {
            topic,
            device: Arc::clone(&self.device),
            steps,
            template,
            unit,
            device_class: fields.name("device_class"),
            reading: reading(aspect, component, fields),
        });
    }

    /// Adds how the point at these steps is commanded.
    fn set(&mut self, aspect: &Aspect, component: &str, fields: &Fields<'_>, steps: &[Box<str>]) {
        let mut path = String::new();
        steps.iter().for_each(|step| walk::push(&mut path, step));
        match command::commands(aspect, component, fields, (&self.device, &path)) {
            Ok(settings) => {
                self.template_bytes += settings.iter().map(Command::words_bytes).sum::<usize>();
                self.settings.extend(settings);
            }
            Err(remark) => self.remarks.push(remark),
        }
        let template = aspect.command.replace("_topic", "_template");
        self.template_bytes += fields.text(&template).map_or(0, |text| text.len());
    }

    /// Marks the commands that go elsewhere than where the component speaks.
    fn mark_foreign(&mut self) {
        let availability = self.availability.iter().flat_map(|told| &told.sources);
        let availability = availability.map(|(topic, _)| topic.as_str());
        let mut told: Vec<&str> = self.points.iter().map(|point| point.topic.as_str()).collect();
        if told.is_empty() {
            told.extend(availability);
        }
        for setting in &mut self.settings {
            setting.is_foreign = command::is_foreign(&setting.topic, told.iter().copied());
        }
    }

    /// The template of this key, or the one that stands for all; an unsupported one is remarked upon.
    fn template(&mut self, key: &str, fields: &Fields<'_>) -> Result<Option<Template>, ()> {
        let is_own = fields.has(key);
        let key = if is_own || !key.ends_with("_state_template") { key } else { "value_template" };
        let Some(text) = fields.get(key).and_then(Item::text).filter(|text| !text.is_empty())
        else {
            return Ok(None);
        };
        match Template::parse(text) {
            Ok(template) => {
                self.template_bytes += text.len();
                Ok(Some(template))
            }
            Err(wanted) => {
                self.remarks.push(format!("{key} is not supported: {wanted}"));
                Err(())
            }
        }
    }

    fn availability(&mut self, fields: &Fields<'_>) -> Option<Availability> {
        let mode = match fields.text("availability_mode").as_deref() {
            Some("all") => Mode::All,
            Some("any") => Mode::Any,
            _ => Mode::Latest,
        };
        let mut sources = Vec::new();
        let listed = fields.get("availability");
        let single = listed.filter(|listed| listed.is_object());
        let each = listed.into_iter().flat_map(Item::elements).chain(single);
        for item in each.take(AVAILABILITY_TOPICS_MAX) {
            let part = fields.part(item);
            sources.extend(self.source("topic", "value_template", &part));
        }
        if fields.has("availability_topic") {
            sources.extend(self.source("availability_topic", "availability_template", fields));
        }
        (!sources.is_empty()).then_some(Availability { mode, sources })
    }

    fn source(
        &mut self,
        topic: &str,
        template: &str,
        fields: &Fields<'_>,
    ) -> Option<(String, Source)> {
        let Some(Ok(topic)) = fields.topic(topic) else {
            self.remarks.push("its availability has no topic".to_owned());
            return None;
        };
        let template = self.template(template, fields).ok()?;
        let word = |key, default: &str| fields.name(key).unwrap_or_else(|| Box::from(default));
        let available = word("payload_available", "online");
        let not_available = word("payload_not_available", "offline");
        Some((topic, Source { available, not_available, template }))
    }
}

fn unit(aspect: &Aspect, fields: &Fields<'_>) -> Option<Box<str>> {
    let told = match aspect.unit {
        component::Unit::Told => fields.name("unit_of_measurement")?,
        component::Unit::Temperature => fields.name("temperature_unit")?,
        component::Unit::Percent => Box::from("%"),
        component::Unit::None => return None,
    };
    Some(units::known(&told).map_or(told, |known| Box::from(known.unit)))
}

fn described(
    aspect: &Aspect,
    component: &str,
    steps: &[Box<str>],
    unit: Option<&str>,
    writable: bool,
    fields: &Fields<'_>,
) -> Described {
    let mut path = String::new();
    steps.iter().for_each(|step| walk::push(&mut path, step));
    let keys = match aspect.name {
        "" if component == "number" => ("min", "max", "step"),
        "temperature" | "temperature_high" | "temperature_low" => {
            ("min_temp", "max_temp", "temp_step")
        }
        "target_humidity" => ("min_humidity", "max_humidity", ""),
        _ => ("", "", ""),
    };
    let (min, max, step) = (fields.number(keys.0), fields.number(keys.1), fields.number(keys.2));
    Described {
        path: Arc::from(path),
        name: fields.name("name"),
        unit: unit.and_then(Unit::new),
        kind: None,
        device_class: fields.name("device_class"),
        writable,
        limits: Limits { min, max, step },
        words: fields.words(aspect.words),
    }
}

fn reading(aspect: &Aspect, component: &str, fields: &Fields<'_>) -> Reading {
    let number = |key, default| fields.number(key).unwrap_or(default);
    let word = |keys: [&str; 2], default: &str| {
        let told = keys.iter().find_map(|key| fields.name(key));
        told.unwrap_or_else(|| Box::from(default))
    };
    let (zero, full) = (number("position_closed", 0.0), number("position_open", 100.0));
    match aspect.form {
        Form::Value => Reading::Value,
        Form::OnOff => Reading::OnOff {
            on: word(["state_on", "payload_on"], "ON"),
            off: word(["state_off", "payload_off"], "OFF"),
        },
        Form::Speed => Reading::Range {
            zero: number("speed_range_min", 1.0) - 1.0,
            full: number("speed_range_max", 100.0),
        },
        Form::Position => Reading::Range { zero, full },
        Form::Tilt => {
            Reading::Range { zero: number("tilt_min", 0.0), full: number("tilt_max", 100.0) }
        }
        Form::Valve if fields.is_true("reports_position") => Reading::Valve { zero, full },
        Form::Valve => Reading::Value,
        Form::Light => Reading::Light { kelvin: fields.is_true("color_temp_kelvin") },
        Form::Vacuum => Reading::Vacuum,
        Form::Event => {
            let words = [fields.name("type"), fields.name("subtype")];
            let words = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
            let words = if words.is_empty() { component.to_owned() } else { words };
            Reading::Event { words: words.into(), payload: fields.name("payload") }
        }
        Form::Ignored => Reading::Ignored,
    }
}
