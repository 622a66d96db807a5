//! What the texts of a mapping mean: topics, places, times, zones, expressions.

use std::collections::{BTreeMap, HashMap, HashSet};

use model::Value;

use crate::limits::{
    ENUMERATION_WORDS_MAX, EXPRESSIONS_MAX, FILTER_BYTES_MAX, FILTER_LEVELS_MAX, NAME_BYTES_MAX,
    PATH_BYTES_MAX, TEXT_BYTES_MAX,
};
use crate::mapping::error::Mistakes;
use crate::mapping::expression::{Expression, OF_RECORD, OF_VALUE};
use crate::mapping::form::{Decimal, Form, Payload, QualityForm, TimeForm, ValueForm};
use crate::mapping::place::Place;
use crate::mapping::plan::{NamePart, Plan, QualityPlan, TimePlan, ValuePlan};
use crate::mapping::time::{self, Spelling};

/// Makes a mapping ready. What has a mistake is left out, for the plan is then not used.
pub(super) fn plan(form: &Form, mistakes: &mut Mistakes) -> Plan {
    let mut compiler = Compiler { form, mistakes };
    compiler.name("", &form.name);
    compiler.topics();
    compiler.expressions();
    let each = form.each.as_deref().and_then(|each| compiler.place("/each", each));
    let plan = Plan {
        payload: form.payload,
        each,
        device: form.device.as_deref().map(|text| compiler.device(text)).unwrap_or_default(),
        time: form.time.as_ref().and_then(|time| compiler.time("", time)),
        quality: form.quality.as_ref().and_then(|quality| compiler.quality("", quality)),
        expression: compiler.expression("", form.expression.as_deref(), OF_RECORD),
        values: compiler.values(),
        tells_payload: texts(form).any(|text| text.contains("payload")),
    };
    if form.payload == Payload::Text && plan.each.is_some() {
        compiler.mistakes.tell("/each", "a text has no records", "take \"each\" out");
    }
    plan
}

/// The expressions of a mapping.
fn texts(form: &Form) -> impl Iterator<Item = &str> {
    let of_values = form.values.iter().filter_map(|value| value.expression.as_deref());
    form.expression.as_deref().into_iter().chain(of_values)
}

struct Compiler<'f, 'm> {
    form: &'f Form,
    mistakes: &'m mut Mistakes,
}

impl Compiler<'_, '_> {
    fn name(&mut self, place: &str, name: &str) {
        let place = format!("{place}/name");
        if name.len() > NAME_BYTES_MAX {
            let remedy = format!("shorten it to {NAME_BYTES_MAX} bytes");
            self.mistakes.tell(place, "the name is too long", remedy);
        } else if name.chars().any(char::is_control) || name.trim() != name {
            let wrong = "the name has control characters, or spaces around it";
            self.mistakes.tell(place, wrong, "take them out");
        }
    }

    fn topics(&mut self) {
        let topics = &self.form.topics;
        let levels: Vec<&str> = topics.split('/').collect();
        let (last, others) = levels.split_last().unwrap_or((&"", &[]));
        let is_wild = |level: &&&str| level.contains(['+', '#']) && **level != "+";
        let wrong = if topics.len() > FILTER_BYTES_MAX || levels.len() > FILTER_LEVELS_MAX {
            "the filter is too long"
        } else if topics.chars().any(char::is_control) {
            "the filter has control characters"
        } else if others.iter().any(|level| is_wild(&level)) || (is_wild(&last) && *last != "#") {
            "a + stands for one whole level and a # for all levels at the end, nothing else"
        } else {
            return;
        };
        self.mistakes.tell("/topics", wrong, "write it as site/+/meter or site/#");
    }

    fn expressions(&mut self) {
        if texts(self.form).count() > EXPRESSIONS_MAX {
            let wrong = format!("these are more than {EXPRESSIONS_MAX} expressions");
            self.mistakes.tell("/values", wrong, "use one expression for the whole message");
        }
    }

    fn place(&mut self, at: &str, text: &str) -> Option<Place> {
        match Place::parse(text) {
            Ok(place) if self.form.payload == Payload::Text && !place.is_whole() => {
                let wrong = format!("\"{text}\" leads into JSON and the payload is a text");
                self.mistakes.tell(
                    at,
                    wrong,
                    "write \"\" for the whole text, or \"payload\": \"json\"",
                );
                None
            }
            Ok(place) => Some(place),
            Err(wrong) => {
                let remedy = "write a pointer such as /a/0/b, or a path such as $.a[0].b";
                self.mistakes.tell(at, format!("\"{text}\" {wrong}"), remedy);
                None
            }
        }
    }

    /// A device's name: text, topic levels `{1}`, and places in the message `{/id}`.
    fn device(&mut self, text: &str) -> Vec<NamePart> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            push_text(&mut parts, before);
            let Some((inside, after)) = after.split_once('}') else {
                return self.wrong_device("a { has no }");
            };
            match inside.parse::<usize>() {
                Ok(level) if level > 0 => parts.push(NamePart::Level(level - 1)),
                Ok(_) => return self.wrong_device("the levels of a topic are counted from 1"),
                Err(_) => match Place::parse(inside) {
                    Ok(place) => parts.push(NamePart::At(place)),
                    Err(wrong) => return self.wrong_device(&format!("\"{inside}\" {wrong}")),
                },
            }
            rest = after;
        }
        push_text(&mut parts, rest);
        if text.trim().is_empty() || text.len() > PATH_BYTES_MAX {
            return self.wrong_device("the name is empty or too long");
        }
        parts
    }

    fn wrong_device(&mut self, wrong: &str) -> Vec<NamePart> {
        let remedy = "write {2} for the topic's second level, {/id} for what stands in the message, or leave it out for the topic";
        self.mistakes.tell("/device", wrong, remedy);
        Vec::new()
    }

    fn time(&mut self, place: &str, form: &TimeForm) -> Option<TimePlan> {
        let place = format!("{place}/time");
        let at = self.place(&format!("{place}/at"), &form.at);
        let word = form.form.as_deref().unwrap_or("auto");
        let spelling = Spelling::of(word);
        if spelling.is_none() {
            let wrong = format!("\"{word}\" is no way to write a time");
            let remedy = "write auto, s, ms, us, ns, iso, or a pattern such as %d.%m.%Y %H:%M:%S";
            self.mistakes.tell(format!("{place}/form"), wrong, remedy);
        }
        let zone = form.zone.as_deref().map(str::parse::<chrono_tz::Tz>);
        if let Some(Err(_)) = &zone {
            let wrong = format!("\"{}\" is no time zone", form.zone.as_deref().unwrap_or_default());
            let remedy = "write a zone of the IANA list, such as Europe/Berlin or UTC";
            self.mistakes.tell(format!("{place}/zone"), wrong, remedy);
        }
        let zone = zone.and_then(Result::ok);
        Some(TimePlan { at: at?, form: time::TimeForm { spelling: spelling?, zone } })
    }

    fn quality(&mut self, place: &str, form: &QualityForm) -> Option<QualityPlan> {
        let place = format!("{place}/quality");
        self.words(&place, form.map.len());
        let map = form.map.iter().map(|(word, quality)| (Box::from(word.trim()), *quality));
        let map = map.collect();
        Some(QualityPlan { at: self.place(&format!("{place}/at"), &form.at)?, map })
    }

    fn words(&mut self, place: &str, count: usize) {
        if count > ENUMERATION_WORDS_MAX {
            let wrong = format!("these are more than {ENUMERATION_WORDS_MAX} words");
            self.mistakes.tell(format!("{place}/map"), wrong, "use an expression");
        }
    }

    fn expression(
        &mut self,
        place: &str,
        text: Option<&str>,
        names: &[&str],
    ) -> Option<Expression> {
        Expression::compile(text?, names)
            .map_err(|wrong| {
                let remedy = format!("mend it there; it may use {}", names.join(", "));
                let wrong = format!("the expression {wrong}");
                self.mistakes.tell(format!("{place}/expression"), wrong, remedy);
            })
            .ok()
    }

    fn values(&mut self) -> Vec<ValuePlan> {
        let form = self.form;
        let mut names = HashSet::new();
        if form.values.is_empty() && form.expression.is_none() {
            let remedy = "list the values, or write an expression that makes them";
            self.mistakes.tell("/values", "no value is read", remedy);
        }
        let mut plans = Vec::with_capacity(form.values.len());
        for (number, value) in form.values.iter().enumerate() {
            let place = format!("/values/{number}");
            if !value.name.is_empty() && !names.insert(&value.name) {
                let wrong = format!("another value is called \"{}\" too", value.name);
                self.mistakes.tell(format!("{place}/name"), wrong, "give it another name");
            }
            plans.push(self.value(&place, value));
        }
        plans
    }

    fn value(&mut self, place: &str, form: &ValueForm) -> ValuePlan {
        self.name(place, &form.name);
        self.consistent(place, form);
        let at = match (&form.at, &self.form.expression) {
            (Some(at), _) => self.place(&format!("{place}/at"), at),
            (None, None) => Some(Place::whole()),
            (None, Some(_)) => None,
        };
        ValuePlan {
            name: Box::from(&*form.name),
            at,
            kind: form.kind,
            unit: form.unit.clone(),
            scale: form.scale.unwrap_or(1.0),
            offset: form.offset.unwrap_or(0.0),
            map: self.map(place, &form.map),
            decimal: form.decimal,
            required: form.required,
            list: form.list,
            time: form.time.as_ref().and_then(|time| self.time(place, time)),
            quality: form.quality.as_ref().and_then(|quality| self.quality(place, quality)),
            expression: self.expression(place, form.expression.as_deref(), OF_VALUE),
        }
    }

    fn map(&mut self, place: &str, map: &BTreeMap<String, Value>) -> HashMap<Box<str>, Value> {
        self.words(place, map.len());
        let is_bad = |value: &Value| match value {
            Value::Text(text) => text.len() > TEXT_BYTES_MAX || text.chars().any(char::is_control),
            Value::Boolean(_) | Value::Number(_) => false,
        };
        if map.values().any(is_bad) {
            let wrong = "a text is too long or has control characters";
            self.mistakes.tell(format!("{place}/map"), wrong, "shorten it and take them out");
        }
        map.iter().map(|(word, value)| (Box::from(word.trim()), value.clone())).collect()
    }

    /// What stands beside one another and cannot.
    fn consistent(&mut self, place: &str, form: &ValueForm) {
        let is_scaled = form.scale.is_some() || form.offset.is_some();
        if !form.map.is_empty() && (is_scaled || form.decimal == Decimal::Comma) {
            let wrong = "what \"map\" gives is not scaled, and its words are compared as they are";
            let remedy = "take out either \"map\" or \"scale\", \"offset\" and \"decimal\"";
            self.mistakes.tell(format!("{place}/map"), wrong, remedy);
        }
        let is_usable = |number: f64| number.is_normal();
        if form.scale.is_some_and(|scale| !is_usable(scale)) {
            let wrong = "everything times this is nothing";
            self.mistakes.tell(format!("{place}/scale"), wrong, "write a factor such as 0.1");
        }
        let is_path = form.at.as_deref().is_some_and(|at| at.starts_with('$'));
        if form.list && !is_path {
            let wrong = "only a JSONPath leads to several values";
            self.mistakes.tell(
                format!("{place}/list"),
                wrong,
                "write a path such as $.a[*], or take \"list\" out",
            );
        }
    }
}

fn push_text(parts: &mut Vec<NamePart>, text: &str) {
    if !text.is_empty() {
        parts.push(NamePart::Text(Box::from(text)));
    }
}
