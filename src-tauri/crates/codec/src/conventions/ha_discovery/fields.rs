//! The members of a discovery document by their long names, those of a component before those it shares.

use std::borrow::Cow;

use super::abbreviations::long;
use crate::json::Item;
use crate::limits::DISCOVERED_TOPIC_BYTES_MAX;

/// Longer names and identifiers are documents, not names.
const TEXT_BYTES_MAX: usize = 256;

/// Members that hold for all components of a device's document.
const SHARED: [&str; 9] = [
    "availability",
    "availability_mode",
    "availability_template",
    "availability_topic",
    "command_topic",
    "device",
    "payload_available",
    "payload_not_available",
    "state_topic",
];

/// Why a topic cannot be used.
#[derive(Debug)]
pub(super) struct BadTopic;

/// Members of a document.
#[derive(Debug, Clone)]
pub(super) struct Fields<'a> {
    /// The later of two with the same name holds.
    members: Vec<(&'a str, Item<'a>)>,
    /// What `~` stands for.
    base: Option<&'a str>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(item: Item<'a>) -> Self {
        Self::over(&Self { members: Vec::new(), base: None }, item)
    }

    /// What all components of a device's document share.
    pub(super) fn shared(&self) -> Self {
        let member = |key: &&'static str| self.get(key).map(|item| (*key, item));
        Self { members: SHARED.iter().filter_map(member).collect(), base: self.base }
    }

    /// The members of an item, and those of what it stands in where it has none of the name.
    pub(super) fn over(shared: &Self, item: Item<'a>) -> Self {
        let mut members = shared.members.clone();
        members.extend(item.members().map(|(key, value)| (long(key), value)));
        let base = item.get("~").and_then(Item::text).or(shared.base);
        Self { members, base }
    }

    pub(super) fn get(&self, key: &str) -> Option<Item<'a>> {
        self.members.iter().rev().find(|(held, _)| *held == key).map(|(_, value)| *value)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// A text, or a number or a boolean in Python's spelling, as templates spell them too.
    pub(super) fn text(&self, key: &str) -> Option<Cow<'a, str>> {
        let item = self.get(key)?;
        let text = match (item.text(), item.number(), item.boolean()) {
            (Some(text), ..) => Cow::Borrowed(text),
            (_, Some(number), _) => Cow::Owned(number.to_string()),
            (.., Some(true)) => Cow::Borrowed("True"),
            (.., Some(false)) => Cow::Borrowed("False"),
            _ => return None,
        };
        Some(text).filter(|text| !text.is_empty())
    }

    /// A text that is no longer than a name.
    pub(super) fn name(&self, key: &str) -> Option<Box<str>> {
        let name = self.text(key)?;
        let name = name.trim();
        (!name.is_empty() && name.len() <= TEXT_BYTES_MAX).then(|| Box::from(name))
    }

    /// A number, in quotes or without.
    pub(super) fn number(&self, key: &str) -> Option<f64> {
        self.text(key)?.trim().parse().ok().filter(|number: &f64| number.is_finite())
    }

    pub(super) fn is_true(&self, key: &str) -> bool {
        self.text(key).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    /// The words of a list.
    pub(super) fn words(&self, key: &str) -> Vec<Box<str>> {
        let elements = self.get(key).into_iter().flat_map(Item::elements);
        elements
            .filter_map(Item::text)
            .filter(|text| text.len() <= TEXT_BYTES_MAX)
            .map(Box::from)
            .collect()
    }

    /// A topic, its `~` replaced.
    pub(super) fn topic(&self, key: &str) -> Option<Result<String, BadTopic>> {
        let text = self.get(key)?.text()?;
        Some(self.whole_topic(text))
    }

    fn whole_topic(&self, text: &str) -> Result<String, BadTopic> {
        let topic = match (text.strip_prefix('~'), text.strip_suffix('~')) {
            (Some(rest), _) => format!("{}{rest}", self.base.ok_or(BadTopic)?),
            (None, Some(rest)) => format!("{rest}{}", self.base.ok_or(BadTopic)?),
            (None, None) => text.to_owned(),
        };
        let is_topic = !topic.is_empty()
            && topic.len() <= DISCOVERED_TOPIC_BYTES_MAX
            && !topic.contains(['#', '+', '\0']);
        if is_topic { Ok(topic) } else { Err(BadTopic) }
    }

    /// The same with another item's members alone, under the same `~`.
    pub(super) fn part(&self, item: Item<'a>) -> Self {
        Self::over(&Self { members: Vec::new(), base: self.base }, item)
    }
}

/// Which device a document is about, and what it says of it.
#[derive(Debug, Default)]
pub(super) struct About {
    /// The first of its identifiers, or of its connections, or its name.
    pub(super) id: Option<Box<str>>,
    pub(super) name: Option<Box<str>>,
    pub(super) manufacturer: Option<Box<str>>,
    pub(super) model: Option<Box<str>>,
    /// The area it is to be put into.
    pub(super) area: Option<Box<str>>,
}

impl About {
    pub(super) fn of(fields: &Fields<'_>) -> Self {
        let Some(device) = fields.get("device").filter(|device| device.is_object()) else {
            return Self::default();
        };
        let device = Fields::of(device);
        let fitting = |text: &str| {
            let text = text.trim();
            (!text.is_empty() && text.len() <= TEXT_BYTES_MAX).then(|| Box::from(text))
        };
        let first = |key| device.get(key).and_then(|ids| ids.elements().next());
        let identifier = device
            .name("identifiers")
            .or_else(|| first("identifiers").and_then(Item::text).and_then(fitting))
            .or_else(|| {
                first("identifiers").and_then(Item::number).map(|id| id.to_string().into())
            });
        let connection = || {
            let pair = first("connections")?;
            pair.elements().nth(1).and_then(Item::text).and_then(fitting)
        };
        let name = device.name("name");
        Self {
            id: identifier.or_else(connection).or_else(|| name.clone()),
            name,
            manufacturer: device.name("manufacturer"),
            model: device.name("model"),
            area: device.name("suggested_area"),
        }
    }
}
