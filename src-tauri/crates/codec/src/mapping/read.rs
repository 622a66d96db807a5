//! Reads one message by one mapping: its records, and in each the device, the time, the quality and the values.
//!
//! A value that cannot be read is refused by itself. Looking for values and running expressions have a bound for the message;
//! what comes after it is spent is refused as too costly.

use std::collections::HashMap;
use std::sync::Arc;

use model::{Quality, Timestamp};
use rhai::{Dynamic, Map};

use super::expression::{self, Expression, Failed, Given, Operations};
use super::form::Payload;
use super::place::{Place, Steps, TooCostly};
use super::plan::{NamePart, Plan, QualityPlan, TimePlan, ValuePlan};
use super::spoken::{self, Raw};
use crate::decoded::{Described, Discovery};
use crate::json::Item;
use crate::limits::{KNOWN_MAX, LEAF_SAMPLE_CHARS_MAX, PATH_BYTES_MAX};
use crate::said::{self, Facts, Said};
use crate::{RejectReason, text};

const STEPS_SPENT: &str = "looking for it takes more steps than a message may cost";

/// A message that a mapping is for.
#[derive(Clone, Copy)]
pub(super) struct Content<'a> {
    pub(super) topic: &'a str,
    pub(super) text: Result<&'a str, RejectReason>,
    /// Scanned as it is written.
    pub(super) json: Result<Option<Item<'a>>, RejectReason>,
}

/// Why something was refused, in words.
#[derive(Debug)]
pub(super) struct Note {
    pub(super) reason: RejectReason,
    pub(super) field: Option<Box<str>>,
    pub(super) words: String,
}

/// What is told or noted beside the values.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// Devices whose points have been described, each with the mappings that did and their numbers.
    described: HashMap<Box<str>, Vec<(usize, Arc<Plan>)>>,
    /// How many mappings stand there, of all devices; at most `KNOWN_MAX`.
    describers: usize,
    /// Words for what is refused, where somebody wants them.
    pub(super) notes: Option<Vec<Note>>,
}

/// Reads a message; `number` is the mapping's.
pub(super) fn read(
    plan: &Arc<Plan>,
    number: usize,
    content: Content<'_>,
    said: &mut Said<'_>,
    beside: &mut Beside,
) -> Result<(), RejectReason> {
    let root = match plan.payload {
        Payload::Text => Raw::Text(content.text.and_then(not_empty)?),
        Payload::Json => match content.json? {
            Some(item) => Raw::Item(item),
            None => {
                let reason = content.text.and_then(not_empty).err();
                return Err(reason.unwrap_or(RejectReason::BrokenJson));
            }
        },
    };
    let (steps, operations) = (Steps::default(), Operations::default());
    let topic = content.topic;
    let mut reading = Reading { plan, number, topic, root, steps, operations, said, beside };
    for record in reading.records()? {
        reading.record(&record);
    }
    Ok(())
}

fn not_empty(text: &str) -> Result<&str, RejectReason> {
    if text.is_empty() { Err(RejectReason::Empty) } else { Ok(text) }
}

struct Reading<'a, 's, 'k> {
    plan: &'s Arc<Plan>,
    number: usize,
    topic: &'a str,
    root: Raw<'a>,
    steps: Steps,
    operations: Operations,
    said: &'s mut Said<'k>,
    beside: &'s mut Beside,
}

/// What holds for every value of a record.
struct Record<'a, 'g> {
    raw: &'g Raw<'a>,
    time: Option<Timestamp>,
    quality: Quality,
    /// What expressions are told, once one has run.
    given: Option<Given>,
}

impl<'a> Reading<'a, '_, '_> {
    fn records(&mut self) -> Result<Vec<Raw<'a>>, RejectReason> {
        let (Some(each), Raw::Item(root)) = (&self.plan.each, &self.root) else {
            return Ok(vec![self.root.clone()]);
        };
        let found = each.find(*root, &mut self.steps).map_err(RejectReason::from)?;
        Ok(match (each, &found[..]) {
            (Place::Pointer(_), [array]) if array.is_array() => {
                array.elements().map(Raw::Item).collect()
            }
            _ => found.into_iter().map(Raw::Item).collect(),
        })
    }

    fn record(&mut self, raw: &Raw<'a>) {
        let device = match self.device(raw) {
            Ok(device) => device,
            Err(reason) => return self.refuse(&["device"], reason, ""),
        };
        self.said.of(&device);
        self.describe(&device);
        let plan = self.plan;
        let (time, doubt) = self.time(plan.time.as_ref(), raw, &["time"]);
        let told = self.quality(plan.quality.as_ref(), raw);
        let mut record = Record { raw, time, quality: doubt.worse(told), given: None };
        let computed = match &plan.expression {
            Some(expression) => match self.compute(expression, &mut record) {
                Ok(computed) => computed,
                Err(failed) => return self.refuse_computed(&failed),
            },
            None => Map::new(),
        };
        for value in &plan.values {
            match (&value.at, computed.get(&*value.name)) {
                (Some(at), _) => self.placed(value, at, &mut record),
                (None, Some(told)) => self.value(value, &Raw::Computed(told.clone()), &mut record),
                (None, None) => self.missing(value),
            }
        }
        for (name, told) in computed {
            if !plan.values.iter().any(|value| *value.name == *name && value.at.is_none()) {
                let value = ValuePlan::of_name(&name);
                self.value(&value, &Raw::Computed(told), &mut record);
            }
        }
    }

    /// Tells the points of a device, once; but for those that a mapping tells which comes before this one, in whichever message.
    fn describe(&mut self, device: &str) {
        let Beside { described, describers, .. } = &mut *self.beside;
        let by = described.get(device).map(Vec::as_slice).unwrap_or_default();
        if by.iter().any(|(number, _)| *number == self.number) || *describers >= KNOWN_MAX {
            return;
        }
        let is_described = |value: &ValuePlan| {
            by.iter().any(|(number, plan)| *number < self.number && plan.describes(&value.name))
        };
        let points = self.plan.values.iter().filter(|value| !value.list && !is_described(value));
        let points = points.map(|value| Described {
            path: said::pointer(&[&value.name]),
            name: Some(value.name.clone()),
            unit: value.unit.clone(),
            kind: value.kind,
            ..Described::default()
        });
        let points = points.filter(|point| !self.said.is_told(&point.path));
        let points = points.collect();
        let describer = (self.number, Arc::clone(self.plan));
        described.entry(Box::from(device)).or_default().push(describer);
        *describers += 1;
        let device = Arc::from(device);
        self.said.discovered(Discovery { device, points, ..Discovery::default() });
    }

    /// What the mapping's expression makes of a record.
    fn compute(
        &mut self,
        expression: &Expression,
        record: &mut Record<'a, '_>,
    ) -> Result<Map, Failed> {
        let told = self.given(record)?.run(expression, &mut self.operations)?;
        let what = told.type_name();
        told.try_cast::<Map>().ok_or_else(|| Failed {
            reason: RejectReason::BadExpression,
            words: format!("it comes to {what} and should come to an object, #{{name: value}}"),
        })
    }

    /// What expressions are told of a record.
    fn given<'r>(&self, record: &'r mut Record<'a, '_>) -> Result<&'r mut Given, Failed> {
        if record.given.is_none() {
            let payload = if self.plan.tells_payload {
                expression::of_raw(record.raw)?
            } else {
                Dynamic::UNIT
            };
            record.given = Some(Given::new(self.topic, payload));
        }
        Ok(record.given.as_mut().expect("was made above"))
    }

    /// Refuses what a mapping's expression should have told.
    fn refuse_computed(&mut self, failed: &Failed) {
        let plan = self.plan;
        let names = plan.values.iter().filter(|value| value.at.is_none());
        let names: Vec<&str> = names.map(|value| &*value.name).collect();
        if names.is_empty() {
            return self.refuse(&[], failed.reason, &failed.words);
        }
        for name in names {
            self.refuse(&[name], failed.reason, &failed.words);
        }
    }

    /// A value that stands at a place.
    fn placed(&mut self, plan: &ValuePlan, at: &Place, record: &mut Record<'a, '_>) {
        let found = match record.raw {
            Raw::Item(item) => at.find(*item, &mut self.steps),
            whole => return self.value(plan, &whole.clone(), record),
        };
        let found = match found {
            Ok(found) => found,
            Err(TooCostly) => {
                return self.refuse(&[&plan.name], RejectReason::TooCostly, STEPS_SPENT);
            }
        };
        match found[..] {
            [] => self.missing(plan),
            _ if plan.list => {
                for (number, item) in found.into_iter().enumerate() {
                    let path = [&*plan.name, &number.to_string()];
                    self.value_at(&path, plan, &Raw::Item(item), record);
                }
            }
            [only] => self.value(plan, &Raw::Item(only), record),
            _ => self.refuse(&[&plan.name], RejectReason::Ambiguous, ""),
        }
    }

    fn value(&mut self, plan: &ValuePlan, raw: &Raw<'a>, record: &mut Record<'a, '_>) {
        self.value_at(&[&plan.name], plan, raw, record);
    }

    fn value_at(
        &mut self,
        path: &[&str],
        plan: &ValuePlan,
        raw: &Raw<'a>,
        record: &mut Record<'a, '_>,
    ) {
        let computed = match &plan.expression {
            Some(expression) => match self.compute_value(expression, raw, record) {
                Ok(computed) => Raw::Computed(computed),
                Err(failed) => return self.refuse(path, failed.reason, &failed.words),
            },
            None => raw.clone(),
        };
        let said = match spoken::read(&computed, plan) {
            Ok(Some(said)) => said,
            Ok(None) => return self.missing(plan),
            Err(reason) => return self.refuse(path, reason, &spelled_briefly(&computed)),
        };
        let (time, doubt) = match &plan.time {
            Some(time) => self.time(Some(time), record.raw, &[&plan.name, "time"]),
            None => (record.time, Quality::Good),
        };
        let told = match &plan.quality {
            Some(quality) => self.quality(Some(quality), record.raw),
            None => record.quality,
        };
        let facts =
            Facts { time, quality: doubt.worse(told), units: |_, _| None, ..Facts::default() };
        let unit = plan.unit.as_ref().map(model::Unit::as_str).or(said.unit);
        self.said.value(path, Ok((said.value, said.quality, unit)), facts);
    }

    fn compute_value(
        &mut self,
        expression: &Expression,
        raw: &Raw<'a>,
        record: &mut Record<'a, '_>,
    ) -> Result<Dynamic, Failed> {
        let value = expression::of_raw(raw)?;
        self.given(record)?.run_on(value, expression, &mut self.operations)
    }

    /// A value that is not there is refused only where it has to be.
    fn missing(&mut self, plan: &ValuePlan) {
        if plan.required {
            self.refuse(&[&plan.name], RejectReason::Missing, "");
        }
    }

    /// The time that stands at a place, and how far values are in doubt for its sake.
    fn time(
        &mut self,
        plan: Option<&TimePlan>,
        record: &Raw<'a>,
        field: &[&str],
    ) -> (Option<Timestamp>, Quality) {
        let Some(plan) = plan else {
            return (None, Quality::Good);
        };
        let found = match self.beside_values(&plan.at, record) {
            Ok(Some(found)) => found,
            Ok(None) => return (None, Quality::Good),
            Err(TooCostly) => {
                self.refuse(field, RejectReason::TooCostly, STEPS_SPENT);
                return (None, Quality::Uncertain);
            }
        };
        let read = match spoken::spelled(&found) {
            Some(word) if word == "null" => return (None, Quality::Good),
            Some(word) => plan.form.read(&word),
            None => Err(RejectReason::BadTime),
        };
        match read {
            Ok(time) => (Some(time), Quality::Good),
            Err(reason) => {
                self.refuse(field, reason, &spelled_briefly(&found));
                (None, Quality::Uncertain)
            }
        }
    }

    /// The quality that stands at a place; uncertain where it is a word that the mapping does not know.
    fn quality(&mut self, plan: Option<&QualityPlan>, record: &Raw<'a>) -> Quality {
        let Some(plan) = plan else {
            return Quality::Good;
        };
        let Ok(found) = self.beside_values(&plan.at, record) else {
            return Quality::Uncertain;
        };
        let Some(found) = found else {
            return Quality::Good;
        };
        let word = spoken::spelled(&found).unwrap_or_default();
        let quality = if plan.map.is_empty() {
            Quality::from_word(&word.to_ascii_lowercase())
        } else {
            spoken::meaning(&plan.map, &word).copied()
        };
        quality.unwrap_or(Quality::Uncertain)
    }

    fn device(&mut self, record: &Raw<'a>) -> Result<String, RejectReason> {
        let plan = self.plan;
        if plan.device.is_empty() {
            return Ok(self.topic.to_owned());
        }
        let mut device = String::new();
        for part in &plan.device {
            match part {
                NamePart::Text(text) => device.push_str(text),
                NamePart::Level(level) => {
                    device
                        .push_str(self.topic.split('/').nth(*level).ok_or(RejectReason::Missing)?);
                }
                NamePart::At(place) => {
                    let found = self.beside_values(place, record)?.ok_or(RejectReason::Missing)?;
                    let name = spoken::spelled(&found).ok_or(RejectReason::NotOfType)?;
                    text::word(&name)?;
                    device.push_str(&name);
                }
            }
            if device.len() > PATH_BYTES_MAX {
                return Err(RejectReason::PathTooLong);
            }
        }
        if device.trim().is_empty() { Err(RejectReason::Missing) } else { Ok(device) }
    }

    /// What stands beside the values of a record: in the record, else in the whole message.
    fn beside_values(
        &mut self,
        place: &Place,
        record: &Raw<'a>,
    ) -> Result<Option<Raw<'a>>, TooCostly> {
        let whole = self.plan.each.is_some().then_some(&self.root);
        for raw in std::iter::once(record).chain(whole) {
            let found = match raw {
                Raw::Item(item) => place.first(*item, &mut self.steps)?.map(Raw::Item),
                whole => place.is_whole().then(|| whole.clone()),
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn refuse(&mut self, path: &[&str], reason: RejectReason, words: &str) {
        if let Some(notes) = &mut self.beside.notes {
            let field = Some(said::pointer(path)).filter(|_| !path.is_empty());
            let field = field.map(|field| Box::from(&*field));
            notes.push(Note { reason, field, words: words.to_owned() });
        }
        self.said.refuse(path, reason);
    }
}

/// What stands there, for a person who looks for the mistake.
fn spelled_briefly(raw: &Raw<'_>) -> String {
    match spoken::spelled(raw) {
        Some(text) => format!("there stands \"{}\"", brief(&text)),
        None => "there stands an object, an array or no number".to_owned(),
    }
}

fn brief(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LEAF_SAMPLE_CHARS_MAX).collect()
}
