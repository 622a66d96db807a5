//! Tells the values of a payload's metrics, and what a birth says of them.

use std::sync::Arc;

use model::{Quality, Timestamp, Unit};

use super::Heard;
use super::births::{Defined, Metrics, Room};
use super::payload::{Metric, Properties, Raw, members, spelled};
use crate::json::time::{self, Told};
use crate::json::walk;
use crate::limits::{DEPTH_MAX, PATH_BYTES_MAX, VALUES_MAX};
use crate::said::{Facts, Said};
use crate::{Described, Discovery, Limits, RejectReason};

/// Tells the values of a payload; whether it holds a metric that its birth does not name.
pub(super) fn values(heard: Heard<'_>, metrics: Option<&Metrics>, said: &mut Said<'_>) -> bool {
    said.of(heard.speaker());
    let (time, quality) = match told(heard.payload.timestamp) {
        Some(Told::Instant(time)) => (Some(time), Quality::Good),
        Some(_) => {
            said.refuse(&["timestamp"], RejectReason::BadTime);
            (None, Quality::Uncertain)
        }
        None => (None, Quality::Good),
    };
    let steps = Vec::new();
    let mut teller = Teller { said, metrics, steps, time, quality, depth: 0, has_stranger: false };
    heard.payload.metrics().for_each(|metric| teller.metric(metric));
    teller.has_stranger
}

/// What a timestamp tells; nothing where there is none, which many write as zero.
fn told(timestamp: Option<u64>) -> Option<Told> {
    timestamp.filter(|timestamp| *timestamp != 0).map(time::of_count)
}

struct Teller<'a, 's, 'k> {
    said: &'s mut Said<'k>,
    metrics: Option<&'a Metrics>,
    /// The name at hand, level by level.
    steps: Vec<&'a str>,
    /// The time of what has none of its own, and how far it can be trusted.
    time: Option<Timestamp>,
    quality: Quality,
    /// Templates around what is at hand.
    depth: usize,
    has_stranger: bool,
}

impl<'a> Teller<'a, '_, '_> {
    fn metric(&mut self, bytes: &'a [u8]) {
        let metric = match Metric::read(bytes) {
            Ok(metric) => metric,
            Err(reason) => return self.said.refuse(&self.steps, reason),
        };
        let defined = match (metric.name, metric.alias) {
            (Some(name), _) => self.defined(name),
            (None, Some(alias)) if self.depth == 0 => {
                self.metrics.and_then(|metrics| metrics.aliased(alias))
            }
            (None, _) => None,
        };
        let Some(name) = metric.name.or(defined.map(|defined| &*defined.name)) else {
            let is_shared = metric.alias.is_some_and(|alias| self.is_shared(alias));
            self.has_stranger |= !is_shared;
            let alias = metric.alias.map(|alias| alias.to_string()).unwrap_or_default();
            return self.said.refuse(&["alias", &alias], RejectReason::UnknownAlias);
        };
        if self.depth == 0 && name == SESSION {
            return;
        }
        self.has_stranger |= self.depth == 0 && defined.is_none();
        let outside = self.steps.len();
        self.steps.extend(name.split('/'));
        self.value(metric, defined);
        self.steps.truncate(outside);
    }

    /// What a birth said of a name.
    fn defined(&self, name: &str) -> Option<&'a Defined> {
        let metrics = self.metrics?;
        if self.depth == 0 {
            return metrics.named(name);
        }
        metrics.named(&format!("{}/{name}", self.steps.join("/")))
    }

    /// Whether two metrics have this alias, which another birth would not change.
    fn is_shared(&self, alias: u64) -> bool {
        self.metrics.is_some_and(|metrics| metrics.is_shared(alias))
    }

    fn value(&mut self, metric: Metric<'a>, defined: Option<&'a Defined>) {
        let Some(value) = metric.value.filter(|_| !metric.is_null) else {
            return self.said.refuse(&self.steps, RejectReason::Null);
        };
        if metric.is_transient {
            return self.said.refuse(&self.steps, RejectReason::Transient);
        }
        let (time, quality) = match told(metric.timestamp) {
            Some(Told::Instant(time)) => (Some(time), Quality::Good),
            None if !metric.is_historical => (self.time, self.quality),
            None | Some(_) => {
                self.said.refuse(&self.steps, RejectReason::BadTime);
                if metric.is_historical {
                    return;
                }
                (None, Quality::Uncertain)
            }
        };
        if let Raw::Template(template) = value {
            return self.template(template, (time, quality));
        }
        let datatype = metric.datatype.filter(|kind| *kind != 0);
        let datatype = datatype.or(defined.and_then(|defined| defined.datatype));
        let unit = metric.properties.unit.map(spelled);
        let facts = Facts {
            time,
            unit: unit.or(defined.and_then(|defined| defined.unit.as_deref())),
            quality: metric.properties.quality.unwrap_or_default().worse(quality),
            ..Facts::default()
        };
        self.said.value(&self.steps, value.value(datatype), facts);
    }

    /// The members of a template's instance are values below its name.
    fn template(&mut self, template: &'a [u8], (time, quality): (Option<Timestamp>, Quality)) {
        if self.depth == DEPTH_MAX {
            return self.said.refuse(&self.steps, RejectReason::TooDeep);
        }
        if self.steps.iter().map(|step| step.len() + 1).sum::<usize>() > PATH_BYTES_MAX {
            return self.said.refuse(&[], RejectReason::PathTooLong);
        }
        let Some(members) = members(template) else {
            return self.said.refuse(&self.steps, RejectReason::NotSupported);
        };
        let outside = (self.time, self.quality);
        (self.time, self.quality) = (time, quality);
        self.depth += 1;
        members.for_each(|member| self.metric(member));
        self.depth -= 1;
        (self.time, self.quality) = outside;
    }
}

/// Names through which nodes and devices themselves are commanded, or that tie a death to its birth.
fn is_control(name: &str) -> bool {
    name == SESSION || name.starts_with("Node Control/") || name.starts_with("Device Control/")
}

/// Any metric of a birth can be written; what only describes the device never is.
fn is_writable(metric: Metric<'_>, name: &str) -> bool {
    !metric.properties.is_read_only && !name.starts_with("Properties/")
}

/// The metric that ties a death to its birth.
const SESSION: &str = "bdSeq";

/// The number of the session that a node's birth begins and its death ends.
pub(super) fn session(heard: Heard<'_>) -> Option<u64> {
    let metrics = heard.payload.metrics().filter_map(|metric| Metric::read(metric).ok());
    metrics.filter(|metric| metric.name == Some(SESSION)).find_map(|metric| match metric.value? {
        Raw::Int(number) => Some(u64::from(number)),
        Raw::Long(number) => Some(number),
        _ => None,
    })
}

/// Keeps what a birth says of its metrics, and says it.
pub(super) fn birth(heard: Heard<'_>, metrics: &mut Metrics, room: &mut Room, said: &mut Said<'_>) {
    metrics.born = true;
    let discovery = Discovery { device: Arc::from(heard.speaker()), ..Discovery::default() };
    let mut describer = Describer { metrics, room, discovery, clash: None, depth: 0 };
    heard.payload.metrics().for_each(|metric| describer.metric(metric, ""));
    let Describer { discovery, clash, .. } = describer;
    said.discovered(discovery);
    if let Some(words) = clash {
        said.event(heard.speaker(), "collision", &words);
    }
}

struct Describer<'m> {
    metrics: &'m mut Metrics,
    room: &'m mut Room,
    discovery: Discovery,
    /// The first alias that was given twice.
    clash: Option<String>,
    depth: usize,
}

impl Describer<'_> {
    fn metric(&mut self, bytes: &[u8], outer: &str) {
        let Ok(metric) = Metric::read(bytes) else { return };
        let Some(name) = metric.name else { return };
        let name = if outer.is_empty() { name.to_owned() } else { format!("{outer}/{name}") };
        if name.len() > PATH_BYTES_MAX {
            return;
        }
        let is_control = self.depth == 0 && is_control(&name);
        let unit = metric.properties.unit.map(spelled);
        let defined = Defined {
            name: Arc::from(name.as_str()),
            datatype: metric.datatype.filter(|kind| *kind != 0),
            unit: unit.map(Box::from),
            setting: self.setting(metric, &name).map(Box::new),
            is_control,
        };
        let alias = metric.alias.filter(|_| self.depth == 0);
        if let Some(other) = self.metrics.define(defined, alias, self.room) {
            let alias = alias.unwrap_or_default();
            self.clash.get_or_insert_with(|| format!("alias {alias} of {other} and {name}"));
        }
        match metric.value {
            _ if is_control => {}
            Some(Raw::Template(template)) => self.template(template, &name),
            _ => self.point(metric, &name),
        }
    }

    /// What may be written to a metric. A template's member is written with the whole template, which is not done here.
    fn setting(&self, metric: Metric<'_>, name: &str) -> Option<Limits> {
        let is_value = metric.datatype.is_some_and(|kind| (1..=15).contains(&kind));
        let is_settable = is_value && is_writable(metric, name);
        let Properties { low: min, high: max, .. } = metric.properties;
        (self.depth == 0 && is_settable).then_some(Limits { min, max, step: None })
    }

    fn template(&mut self, template: &[u8], name: &str) {
        if self.depth < DEPTH_MAX {
            self.depth += 1;
            members(template).into_iter().flatten().for_each(|member| self.metric(member, name));
            self.depth -= 1;
        }
    }

    fn point(&mut self, metric: Metric<'_>, name: &str) {
        let maker = match name {
            "Properties/Hardware Make" => Some(&mut self.discovery.manufacturer),
            "Properties/Hardware Model" => Some(&mut self.discovery.model),
            _ => None,
        };
        if let (Some(place), Some(Raw::Text(text))) = (maker, metric.value) {
            *place = std::str::from_utf8(text).ok().map(Box::from);
        }
        let is_value = metric.datatype.is_some_and(|kind| (1..=15).contains(&kind));
        if !is_value || self.discovery.points.len() == VALUES_MAX {
            return;
        }
        let mut path = String::new();
        name.split('/').for_each(|step| walk::push(&mut path, step));
        let properties = metric.properties;
        self.discovery.points.push(Described {
            path: Arc::from(path),
            name: Some(Box::from(name)),
            unit: properties.unit.and_then(|unit| Unit::new(spelled(unit))),
            kind: None,
            device_class: None,
            writable: is_writable(metric, name),
            limits: Limits { min: properties.low, max: properties.high, step: None },
            words: Vec::new(),
        });
    }
}
