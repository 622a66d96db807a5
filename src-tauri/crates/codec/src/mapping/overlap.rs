//! What two mappings have to do with one another: which points both tell, and which values one reads otherwise than the other.

use std::collections::HashMap;
use std::sync::Arc;

use model::Unit;

use super::form::{Decimal, Form, Payload, ValueForm};
use super::{Mapping, MappingError};
use crate::limits::{LEAF_SAMPLE_CHARS_MAX, NEW_NAMES_TRIED};
use crate::said;

/// A value that a mapping reads otherwise than the mapping that it takes the place of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedValue {
    /// What it is called in both.
    pub name: String,
    /// The path of its point; where it is a list, what the paths of its points begin with.
    pub path: Arc<str>,
    /// What of it is read otherwise: as it was, in words.
    pub was: String,
    /// And as it is now.
    pub now: String,
    /// The unit as it was and as it is, where both are told and they differ.
    pub units: Option<(Unit, Unit)>,
}

impl Mapping {
    /// The values that another mapping reads otherwise, of the same devices: from another place, scaled, or in another unit. A
    /// unit that only one of them says is none other.
    #[must_use]
    pub fn changed_from(&self, before: &Self) -> Vec<ChangedValue> {
        if self.device() != before.device() {
            return Vec::new();
        }
        let old: HashMap<&str, &ValueForm> =
            before.form.values.iter().map(|value| (value.name.as_str(), value)).collect();
        let values = self.form.values.iter();
        values
            .filter_map(|value| {
                let old = old.get(value.name.as_str())?;
                let (was, now) = differences(&parts(&before.form, old), &parts(&self.form, value))?;
                let path = said::pointer(&[&value.name]);
                let units =
                    old.unit.clone().zip(value.unit.clone()).filter(|(was, now)| was != now);
                Some(ChangedValue { name: value.name.clone(), path, was, now, units })
            })
            .collect()
    }

    /// What the mapping's expression tells under names that are not listed, where it may mean something else than what the other's
    /// told of the same devices: as it was and as it is, in words.
    #[must_use]
    pub fn computed_otherwise(&self, before: &Self) -> Option<(String, String)> {
        let both = self.form.expression.is_some() && before.form.expression.is_some();
        let unlisted = ValueForm::default();
        let (was, now) = (parts(&before.form, &unlisted), parts(&self.form, &unlisted));
        differences(&was, &now).filter(|_| both && self.device() == before.device())
    }

    /// The paths of the values that it lists; where one is a list, what the paths of its points begin with.
    pub fn paths(&self) -> impl Iterator<Item = Arc<str>> + '_ {
        self.form.values.iter().map(|value| said::pointer(&[&value.name]))
    }

    /// The mapping with these values under new names, so that they are new points; `is_free` tells of a path whether no point has
    /// it. Nothing where one of them is told, by its name, by the mapping's expression.
    ///
    /// # Errors
    /// Where the new names are none that a mapping may have.
    pub fn with_new_names(
        &self,
        names: &[&str],
        is_free: impl Fn(&str) -> bool,
    ) -> Option<Result<Self, MappingError>> {
        let mut form = self.form.clone();
        for name in names {
            let place = form.values.iter().position(|value| value.name == *name)?;
            if form.values[place].at.is_none() && form.expression.is_some() {
                return None;
            }
            form.values[place].name = new_name(name, |name| {
                form.values.iter().all(|value| value.name != name)
                    && is_free(&said::pointer(&[name]))
            })?;
        }
        Some(Self::parse(&super::form::to_json(&form)))
    }

    /// Names of the values that both tell of the same devices, on topics that both are for; as far as their files show it. A
    /// device that is called by what stands in the message is known only when messages come.
    #[must_use]
    pub fn told_by_both<'a>(&'a self, other: &Self) -> Vec<&'a str> {
        if !overlap(self.topics(), other.topics()) || self.device() != other.device() {
            return Vec::new();
        }
        let is_told = |value: &&ValueForm| other.form.values.iter().any(|o| o.name == value.name);
        self.form.values.iter().filter(is_told).map(|value| value.name.as_str()).collect()
    }

    /// The template of its devices' names; empty where the topic is the name.
    fn device(&self) -> &str {
        self.form.device.as_deref().unwrap_or_default()
    }
}

/// What a value's meaning hangs on, each part with its word; nothing where the file does not say it.
type Parts = [(&'static str, Option<String>); 10];

fn parts(form: &Form, value: &ValueForm) -> Parts {
    let other_than = |number: Option<f64>, none: f64| {
        number.filter(|number| number.total_cmp(&none).is_ne()).map(|number| number.to_string())
    };
    let words = value.map.iter().map(|(word, meaning)| format!("{word} = {meaning:?}"));
    let words: Vec<String> = words.collect();
    let expression = form.expression.clone().filter(|_| value.at.is_none());
    [
        (UNIT, value.unit.as_ref().map(|unit| unit.as_str().to_owned())),
        ("payload text", (form.payload == Payload::Text).then(String::new)),
        ("records at", form.each.clone()),
        ("place", value.at.clone()),
        ("scale", other_than(value.scale, 1.0)),
        ("offset", other_than(value.offset, 0.0)),
        ("words", Some(words.join(", ")).filter(|words| !words.is_empty())),
        ("decimal comma", (value.decimal == Decimal::Comma).then(String::new)),
        ("expression", value.expression.clone()),
        ("expression of the mapping", expression),
    ]
}

const UNIT: &str = "unit";

/// What differs, as it was and as it is; nothing where all is the same.
fn differences(was: &Parts, now: &Parts) -> Option<(String, String)> {
    let (mut was_words, mut now_words) = (Vec::new(), Vec::new());
    for ((word, was), (_, now)) in was.iter().zip(now) {
        if was != now && (*word != UNIT || was.is_some() && now.is_some()) {
            was_words.push(told(word, was.as_deref()));
            now_words.push(told(word, now.as_deref()));
        }
    }
    (!was_words.is_empty()).then(|| (was_words.join(", "), now_words.join(", ")))
}

fn told(word: &str, part: Option<&str>) -> String {
    let Some(part) = part else { return format!("no {word}") };
    let part: String = part.chars().take(LEAF_SAMPLE_CHARS_MAX).collect();
    format!("{word} {part}").trim_end().to_owned()
}

/// A name with a number behind it that is free; nothing where all are taken.
fn new_name(name: &str, is_free: impl Fn(&str) -> bool) -> Option<String> {
    let base = match name.rsplit_once(' ') {
        Some((base, number)) if number.parse::<u32>().is_ok() => base,
        Some(_) | None => name,
    };
    (2..NEW_NAMES_TRIED).map(|number| format!("{base} {number}")).find(|name| is_free(name))
}

/// Whether there can be a topic that both filters match.
fn overlap(one: &str, other: &str) -> bool {
    let is_wild = |filter: &str| filter.starts_with(['+', '#']);
    // Topics of the broker's own are matched by no wildcard that comes first.
    if is_wild(one) && other.starts_with('$') || is_wild(other) && one.starts_with('$') {
        return false;
    }
    let (mut one, mut other) = (one.split('/'), other.split('/'));
    loop {
        match (one.next(), other.next()) {
            (Some("#"), _) | (_, Some("#")) | (None, None) => return true,
            (Some(one), Some(other)) if one == other || one == "+" || other == "+" => {}
            (_, _) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(topics: &str, device: &str, names: &str) -> Mapping {
        let value = |name| format!(r#"{{"name": "{name}", "at": "/{name}"}}"#);
        let values: Vec<String> = names.split_whitespace().map(value).collect();
        let file = format!(
            r#"{{"version": 1, "name": "m", "topics": "{topics}"{device}, "values": [{}]}}"#,
            values.join(",")
        );
        Mapping::parse(&file).unwrap()
    }

    #[test]
    fn filters_overlap_where_a_topic_can_match_both() {
        for (one, other, both) in [
            ("a/+/t", "a/b/+", true),
            ("a/#", "a", true),
            ("a/#", "+/b/c", true),
            ("#", "a/b", true),
            ("a/b", "a/b/c", false),
            ("a/+", "b/+", false),
            ("+/a", "$SYS/a", false),
            ("$SYS/#", "$SYS/a", true),
        ] {
            assert_eq!((overlap(one, other), overlap(other, one)), (both, both), "{one} {other}");
        }
    }

    #[test]
    fn values_of_the_same_name_are_told_by_both_where_topics_and_device_are_the_same() {
        let first = mapping("site/+/hp", "", "t p flow");
        let told = |topics, device| mapping(topics, device, "flow x t").told_by_both(&first).len();
        assert_eq!(told("site/a/+", ""), 2);
        assert_eq!(told("site/a/+", r#", "device": "pump""#), 0);
        assert_eq!(told("plant/+/hp", ""), 0);
    }

    fn reading(value: &str) -> Mapping {
        let file = format!(
            r#"{{"version": 1, "name": "m", "topics": "site/+", "values": [{{"name": "t", {value}}},
                {{"name": "other", "at": "/o", "scale": 1}}]}}"#
        );
        Mapping::parse(&file).unwrap()
    }

    #[test]
    fn a_value_is_changed_where_it_means_something_else_and_a_unit_that_is_new_is_none_other() {
        let was = reading(r#""at": "/t", "unit": "°C", "scale": 0.1"#);
        let changed = |now: &str| {
            let all = reading(now).changed_from(&was);
            let told = all.into_iter().map(|one| format!("{}: {}; {}", one.path, one.was, one.now));
            told.collect::<Vec<String>>().join("|")
        };
        assert_eq!(changed(r#""at": "/t", "unit": "°C", "scale": 0.1, "required": true"#), "");
        assert_eq!(changed(r#""at": "/t", "scale": 0.1"#), "");
        assert_eq!(changed(r#""at": "/t", "unit": "°F", "scale": 0.1"#), "/t: unit °C; unit °F");
        assert_eq!(
            changed(r#""at": "/u", "unit": "°C", "offset": 2"#),
            "/t: place /t, scale 0.1, no offset; place /u, no scale, offset 2"
        );
        let elsewhere = mapping("site/+", r#", "device": "pump""#, "t");
        assert_eq!(elsewhere.changed_from(&was), []);
    }

    #[test]
    fn every_value_is_changed_where_the_records_or_the_payload_are_others() {
        let of = |members: &str| {
            let file = format!(
                r#"{{"version": 1, "name": "m", "topics": "site/+", {members}
                    "values": [{{"name": "t", "at": ""}}]}}"#
            );
            Mapping::parse(&file).unwrap()
        };
        let plain = of("");
        let changed = |now: &str| {
            let all = of(now).changed_from(&plain);
            all.into_iter().map(|one| format!("{}; {}", one.was, one.now)).collect::<String>()
        };
        assert_eq!(changed(r#""each": "/r","#), "no records at; records at /r");
        assert_eq!(changed(r#""payload": "text","#), "no payload text; payload text");
    }

    #[test]
    fn what_an_expression_tells_unlisted_is_otherwise_where_the_expression_is() {
        let of = |expression: &str| {
            let file = format!(
                r#"{{"version": 1, "name": "m", "topics": "site/+", {expression}
                    "values": [{{"name": "t", "at": "/t"}}]}}"#
            );
            Mapping::parse(&file).unwrap()
        };
        let (none, one) = (of(""), of(r##""expression": "#{x: payload.a}","##));
        let other = of(r##""expression": "#{x: payload.b}","##);
        let told = ["#{x: payload.a}", "#{x: payload.b}"];
        let told = told.map(|code| format!("expression of the mapping {code}"));
        assert_eq!(other.computed_otherwise(&one), Some(told.into()));
        assert_eq!(other.changed_from(&one), [], "what stands at a place is the same");
        assert_eq!((one.computed_otherwise(&one), one.computed_otherwise(&none)), (None, None));
        assert_eq!(one.paths().collect::<Vec<_>>(), ["/t".into()]);
    }

    #[test]
    fn a_new_name_has_the_next_number_that_nobody_has() {
        let taken = ["/t 2", "/t 3"];
        let named = |name: &str| {
            let mapping =
                mapping("site/+", "", "x t").with_new_names(&[name], |p| !taken.contains(&p));
            let mapping = mapping.unwrap().unwrap();
            mapping.form.values.into_iter().map(|value| value.name).collect::<Vec<_>>()
        };
        assert_eq!(named("t"), ["x", "t 4"]);
        assert_eq!(named("x"), ["x 2", "t"]);
        assert_eq!(new_name("t 4", |_| true).as_deref(), Some("t 2"));
    }
}
