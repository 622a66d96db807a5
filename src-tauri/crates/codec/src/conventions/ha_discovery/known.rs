//! What discovery documents of one connection announced: which topic tells which points.
//!
//! At most `DISCOVERED_TOPICS_MAX` uses of topics, and as many documents and ids; what goes beyond is told and not kept.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::command::Command;
use super::document::{Entity, Mode, Point, Source};
use crate::limits::{
    DISCOVERED_TOPIC_BYTES_MAX, DISCOVERED_TOPICS_MAX, POINTS_OF_TOPIC_MAX, TEMPLATES_BYTES_MAX,
};
use crate::message::Message;

/// The documents of one connection.
#[derive(Debug, Default)]
pub(super) struct Known {
    topics: HashMap<Box<str>, Vec<Use>>,
    documents: HashMap<Arc<str>, Document>,
    /// Which document an entity's id belongs to.
    ids: HashMap<Box<str>, Arc<str>>,
    /// How points are commanded, by device and path; the first document that says so holds.
    settings: HashMap<(Arc<str>, Arc<str>), Command>,
    uses: usize,
    template_bytes: usize,
}

/// What a topic is to a document.
#[derive(Debug)]
struct Use {
    document: Arc<str>,
    role: Role,
}

#[derive(Debug)]
enum Role {
    Point(Point),
    Availability {
        group: usize,
        source: usize,
    },
    /// Others command this device here.
    Command(Arc<str>),
    Attributes,
}

/// What is kept of a document.
#[derive(Debug)]
struct Document {
    device: Arc<str>,
    fingerprint: u64,
    template_bytes: usize,
    topics: Vec<Box<str>>,
    ids: Vec<Box<str>>,
    settings: Vec<(Arc<str>, Arc<str>)>,
    groups: Vec<Group>,
}

/// The topics by which one component is there.
#[derive(Debug)]
struct Group {
    device: Arc<str>,
    mode: Mode,
    sources: Vec<(Source, Option<bool>)>,
}

/// What a topic tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Telling {
    /// Points or whether a device is there.
    Values,
    /// Commands to this device.
    Commands(Arc<str>),
    /// Attributes only.
    Nothing,
}

impl Known {
    /// What a topic tells; nothing where no document names it.
    pub(super) fn telling(&self, topic: &str) -> Option<Telling> {
        let mut telling = Telling::Nothing;
        for held in self.topics.get(topic)? {
            match &held.role {
                Role::Point(_) | Role::Availability { .. } => return Some(Telling::Values),
                Role::Command(device) => telling = Telling::Commands(Arc::clone(device)),
                Role::Attributes => {}
            }
        }
        Some(telling)
    }

    /// The points that a topic tells.
    pub(super) fn points(&self, topic: &str) -> impl Iterator<Item = &Point> {
        let uses = self.topics.get(topic).into_iter().flatten();
        uses.filter_map(|held| match &held.role {
            Role::Point(point) => Some(point),
            Role::Availability { .. } | Role::Command(_) | Role::Attributes => None,
        })
    }

    /// How a point is commanded.
    pub(super) fn setting(&self, device: &str, path: &str) -> Option<&Command> {
        let key = (Arc::from(device), Arc::from(path));
        self.settings.get(&key)
    }

    /// Hears an availability topic, and says which devices are there and which are not.
    pub(super) fn hear(&mut self, message: &Message<'_>) -> Vec<(Arc<str>, bool)> {
        let mut heard: Vec<(Arc<str>, bool)> = Vec::new();
        for held in self.topics.get(message.topic).into_iter().flatten() {
            let Role::Availability { group, source } = held.role else {
                continue;
            };
            let groups =
                self.documents.get_mut(&held.document).map(|document| &mut document.groups);
            let Some(group) = groups.and_then(|groups| groups.get_mut(group)) else {
                continue;
            };
            let Some(online) = group.hear(source, message) else {
                continue;
            };
            match heard.iter_mut().find(|(device, _)| *device == group.device) {
                Some((_, held)) => *held |= online,
                None => heard.push((Arc::clone(&group.device), online)),
            }
        }
        heard
    }

    /// Forgets a document; says whose it was, where there was one.
    pub(super) fn remove(&mut self, document: &str) -> Option<Arc<str>> {
        let removed = self.documents.remove(document)?;
        self.template_bytes -= removed.template_bytes;
        for topic in removed.topics {
            if let Some(uses) = self.topics.get_mut(&topic) {
                let before = uses.len();
                uses.retain(|held| *held.document != *document);
                self.uses -= before - uses.len();
                if uses.is_empty() {
                    self.topics.remove(&topic);
                }
            }
        }
        for id in removed.ids {
            self.ids.remove(&id);
        }
        for key in removed.settings {
            self.settings.remove(&key);
        }
        Some(removed.device)
    }

    /// Keeps what a document announces in place of what it announced before; says what it could not keep.
    pub(super) fn keep(
        &mut self,
        document: &str,
        device: &Arc<str>,
        payload: &[u8],
        entities: Vec<Entity>,
    ) -> Vec<String> {
        let mut hasher = DefaultHasher::new();
        payload.hash(&mut hasher);
        let fingerprint = hasher.finish();
        // Gateways publish all their documents again whenever Home Assistant starts.
        if self.documents.get(document).is_some_and(|held| held.fingerprint == fingerprint) {
            return Vec::new();
        }
        self.remove(document);
        if self.documents.len() >= DISCOVERED_TOPICS_MAX || !is_short(document) || !is_short(device)
        {
            return vec!["it is one document too many, or its names are too long".to_owned()];
        }
        let document: Arc<str> = Arc::from(document);
        let mut kept = Document {
            device: Arc::clone(device),
            fingerprint,
            template_bytes: 0,
            topics: Vec::new(),
            ids: Vec::new(),
            settings: Vec::new(),
            groups: Vec::new(),
        };
        let mut remarks = Vec::new();
        for entity in entities {
            let id: Box<str> = entity.id.as_str().into();
            if self.ids.get(&id).is_some_and(|holder| *holder != document) {
                remarks.push(format!("{id} belongs to another document, which is kept"));
                continue;
            }
            let template_bytes = self.template_bytes + entity.template_bytes;
            let is_full =
                self.uses >= DISCOVERED_TOPICS_MAX || self.ids.len() >= DISCOVERED_TOPICS_MAX;
            if is_full || template_bytes > TEMPLATES_BYTES_MAX || !is_short(&id) {
                remarks.push(format!("{id} is one point too many"));
                continue;
            }
            self.template_bytes = template_bytes;
            kept.template_bytes += entity.template_bytes;
            self.ids.insert(id.clone(), Arc::clone(&document));
            kept.ids.push(id);
            if !self.add(entity, &document, &mut kept) {
                remarks.push("one of its topics tells too many points already".to_owned());
            }
        }
        if !kept.ids.is_empty() {
            self.documents.insert(document, kept);
        }
        remarks
    }

    /// Says whether every point found a place.
    fn add(&mut self, entity: Entity, document: &Arc<str>, kept: &mut Document) -> bool {
        for topic in entity.commands {
            self.take(&topic, document, kept, Role::Command(Arc::clone(&entity.device)));
        }
        for setting in entity.settings {
            let key = (Arc::clone(&setting.device), Arc::clone(&setting.path));
            if let Entry::Vacant(place) = self.settings.entry(key) {
                kept.settings.push(place.key().clone());
                place.insert(setting);
            }
        }
        if let Some(topic) = entity.attributes {
            self.take(&topic, document, kept, Role::Attributes);
        }
        let mut all = true;
        for mut point in entity.points {
            let topic = std::mem::take(&mut point.topic);
            let uses = self.topics.get(topic.as_str()).map_or(0, Vec::len);
            if uses < POINTS_OF_TOPIC_MAX {
                self.take(&topic, document, kept, Role::Point(point));
            } else {
                all = false;
            }
        }
        if let Some(availability) = entity.availability {
            let group = kept.groups.len();
            let mut sources = Vec::new();
            for (source, (topic, words)) in availability.sources.into_iter().enumerate() {
                sources.push((words, None));
                self.take(&topic, document, kept, Role::Availability { group, source });
            }
            kept.groups.push(Group { device: entity.device, mode: availability.mode, sources });
        }
        all
    }

    fn take(&mut self, topic: &str, document: &Arc<str>, kept: &mut Document, role: Role) {
        let uses = self.topics.entry(topic.into()).or_default();
        uses.push(Use { document: Arc::clone(document), role });
        self.uses += 1;
        kept.topics.push(topic.into());
    }
}

/// Whether a name is no longer than a topic that may be told.
fn is_short(name: &str) -> bool {
    name.len() <= DISCOVERED_TOPIC_BYTES_MAX
}

impl Group {
    /// Hears one of its topics; whether the device is there, where enough of them have spoken.
    fn hear(&mut self, source: usize, message: &Message<'_>) -> Option<bool> {
        let (words, known) = self.sources.get_mut(source)?;
        let heard = words.hear(message)?;
        *known = Some(heard);
        let mut all = self.sources.iter().map(|(_, known)| *known);
        match self.mode {
            Mode::Latest => Some(heard),
            Mode::All if all.clone().any(|known| known == Some(false)) => Some(false),
            Mode::All => all.all(|known| known == Some(true)).then_some(true),
            Mode::Any if all.clone().any(|known| known == Some(true)) => Some(true),
            Mode::Any => all.all(|known| known == Some(false)).then_some(false),
        }
    }
}

impl Source {
    fn hear(&self, message: &Message<'_>) -> Option<bool> {
        let said = match &self.template {
            Some(template) => template.render(message).ok()?,
            None => message.text().ok()?.to_owned(),
        };
        let is = |word: &str| said.eq_ignore_ascii_case(word);
        if is(&self.available) {
            Some(true)
        } else if is(&self.not_available) {
            Some(false)
        } else {
            None
        }
    }
}
