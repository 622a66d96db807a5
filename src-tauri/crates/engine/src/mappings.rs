//! Mappings as people keep them: listed, saved, switched, removed; what is on is read by at once.
//!
//! What cannot be read any more, because a later version wrote it, is kept, listed with the reason, and reads nothing. It is looked
//! at again with every change. What a change takes long for is done on a thread of its own: values come in on the others.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

use codec::{Mapping, MappingError, Rules, RulesError};
use ingest::Ingest;
use model::ConnectionId;
use store::{CorrectedUnit, MappingRow, Store};
use tokio::sync::Mutex;
use wire::{
    ChangedValue, Event, Failure, FailureCode, Histories, MappingMistake, MappingSaved,
    MappingView, MoveMapping, RemoveMapping, SaveMapping, SwitchMapping,
};

use crate::clock;
use crate::convert;
use crate::engine::Engine;
use crate::limits::{MAPPING_CLASHES_TOLD, MAPPINGS_BYTES_MAX, MAPPINGS_MAX};
use crate::mapping_points::corrected;
use crate::mapping_trial::{Considered, on_a_thread};

/// The mappings that are kept, and those of them that read.
pub(crate) struct KnownMappings {
    now: RwLock<Arc<InUse>>,
    /// One change at a time.
    changing: Mutex<()>,
}

/// The mappings at one moment.
#[derive(Debug, Default)]
pub(crate) struct InUse {
    /// In their order.
    all: Vec<Kept>,
    rules: Rules,
    /// Which of `all` each mapping of the rules is.
    reading: Vec<usize>,
}

/// A mapping that is kept.
#[derive(Debug, Clone)]
struct Kept {
    row: MappingRow,
    /// Ready to read; else why it is not.
    mapping: Result<Mapping, String>,
}

/// A mapping that may be saved, and what comes of it.
struct Decided {
    mapping: Mapping,
    file: String,
    corrected: Vec<CorrectedUnit>,
    /// For points, in sentences.
    words: Vec<String>,
}

impl KnownMappings {
    /// Takes up what is kept, and has it read.
    pub(crate) async fn load(store: &Store, ingest: &Ingest) -> Result<Self, Failure> {
        let rows = store.main().mappings().await;
        let rows = rows.map_err(|error| convert::from_main(&error))?;
        // Saving lets it come to more than may be read with no version but a later one.
        let in_use = InUse::new(rows.into_iter().map(Kept::new).collect(), |_| true);
        let in_use = in_use.map_err(|error| too_many(&error))?;
        for kept in &in_use.all {
            if let Err(hindrance) = &kept.mapping {
                tracing::warn!(name = kept.row.name, hindrance, "Mapping left out");
            }
        }
        ingest.set_mappings(in_use.rules.clone());
        Ok(Self { now: RwLock::new(Arc::new(in_use)), changing: Mutex::default() })
    }

    fn now(&self) -> Arc<InUse> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl InUse {
    /// Has them read, in their order. Where they tell too many values, the last ones that may wait are left out.
    fn new(mut all: Vec<Kept>, may_wait: impl Fn(&Kept) -> bool) -> Result<Self, RulesError> {
        all.sort_by(|one, other| one.order().cmp(&other.order()));
        let weight = |kept: &Kept| kept.reads().map_or(0, Mapping::weight);
        let mut values: usize = all.iter().map(weight).sum();
        while let Err(error) = Rules::check_room(values) {
            let last = all.iter_mut().rfind(|kept| kept.reads().is_some() && may_wait(kept));
            let Some(last) = last else { return Err(error) };
            values -= weight(last);
            last.mapping = Err(error.to_string());
        }
        let reading: Vec<usize> = (0..all.len()).filter(|at| all[*at].reads().is_some()).collect();
        let reads =
            all.iter().filter_map(|kept| Some((kept.row.connection, kept.reads()?.clone())));
        let rules = Rules::new(reads)?;
        Ok(Self { all, rules, reading })
    }

    /// After a change, with what was left out before, where it can be read now. What was not left out is not left out for it.
    fn changed(all: Vec<Kept>) -> Result<Self, RulesError> {
        let waiting = |kept: &&Kept| kept.mapping.is_err();
        let waiting: BTreeSet<String> =
            all.iter().filter(waiting).map(|kept| kept.row.name.clone()).collect();
        let again = |kept: Kept| if kept.mapping.is_err() { Kept::new(kept.row) } else { kept };
        Self::new(all.into_iter().map(again).collect(), |kept| waiting.contains(&kept.row.name))
    }

    /// For how many of these topics each of all mappings is.
    fn matched(&self, topics: &[(ConnectionId, Arc<str>)]) -> Vec<u32> {
        let mut matched = vec![0_u32; self.all.len()];
        for (connection, topic) in topics {
            for number in self.rules.numbers(*connection, topic) {
                matched[self.reading[number]] += 1;
            }
        }
        matched
    }

    /// One mapping alone, for messages of all connections.
    #[cfg(test)]
    pub(crate) fn of_one(mapping: &Mapping) -> Self {
        let row = MappingRow {
            name: mapping.name().to_owned(),
            place: 0,
            is_on: true,
            connection: None,
            file: mapping.to_json(),
            changed: model::Timestamp::from_ms(0),
        };
        Self::new(vec![Kept::new(row)], |_| true).expect("there is room for one")
    }

    /// The mapping of this name, where its file can be read, and the connection that it is for; also where it was left out.
    pub(crate) fn mapping(&self, name: &str) -> Option<(Option<ConnectionId>, Cow<'_, Mapping>)> {
        let kept = self.all.iter().find(|kept| kept.row.name == name)?;
        let mapping = match &kept.mapping {
            Ok(mapping) => Cow::Borrowed(mapping),
            Err(_) => Cow::Owned(Mapping::parse(&kept.row.file).ok()?),
        };
        Some((kept.row.connection, mapping))
    }

    /// Where a mapping is to stand: where it is wanted, or stood, or at the end.
    fn place(&self, wanted: Option<u32>, before: &str) -> u32 {
        let old = self.named(before).ok().map(|kept| kept.row.place);
        let end = self.all.iter().map(|kept| kept.row.place.saturating_add(1)).max();
        wanted.or(old).or(end).unwrap_or_default()
    }

    /// What another mapping that reads tells too, in sentences: of two readings the first one's counts.
    pub(crate) fn told_twice(&self, considered: &Considered) -> Vec<String> {
        let Considered { connection, mapping, before, place } = considered;
        let before = before.as_deref().unwrap_or_default();
        let its_order = (self.place(*place, before), mapping.name());
        let mut sentences = Vec::new();
        for kept in self.all.iter().filter(|kept| kept.row.name != before) {
            let meets = kept.row.connection.is_none()
                || connection.is_none()
                || kept.row.connection == *connection;
            let Some(other) = kept.reads().filter(|_| meets) else { continue };
            let both = mapping.told_by_both(other);
            if !both.is_empty() {
                let (first, second) = match kept.order() < its_order {
                    true => (other.name(), mapping.name()),
                    false => (mapping.name(), other.name()),
                };
                sentences.push(twice(&both, first, second));
            }
        }
        sentences
    }

    fn named(&self, name: &str) -> Result<&Kept, Failure> {
        self.all.iter().find(|kept| kept.row.name == name).ok_or_else(|| {
            let message = format!("There is no mapping {name:?}.");
            let hint = "`plantroomctl mapping list` shows them.";
            Failure::new(FailureCode::NotFound, message, hint)
        })
    }
}

impl Kept {
    fn new(row: MappingRow) -> Self {
        let mapping = Mapping::parse(&row.file).map_err(|error| error.to_string());
        Self { row, mapping }
    }

    fn order(&self) -> (u32, &str) {
        (self.row.place, &self.row.name)
    }

    /// The mapping, where it is on and can be read.
    fn reads(&self) -> Option<&Mapping> {
        self.mapping.as_ref().ok().filter(|_| self.row.is_on)
    }
}

impl Engine {
    /// The mappings as they are now.
    pub(crate) fn mappings_in_use(&self) -> Arc<InUse> {
        self.known_mappings.now()
    }

    /// The mappings in their order.
    pub(crate) async fn mappings(&self) -> Vec<MappingView> {
        let in_use = self.known_mappings.now();
        let topics = self.topics_heard();
        let counting = Arc::clone(&in_use);
        let matched = on_a_thread(move || counting.matched(&topics)).await;
        // What was saved is told as saved, also where its topics could not be counted.
        let matched = matched.unwrap_or_else(|_| vec![0; in_use.all.len()]);
        let kept = in_use.all.iter().zip(matched);
        kept.map(|(kept, matched)| self.mapping_view(kept, matched)).collect()
    }

    pub(crate) async fn save_mapping(
        self: &Arc<Self>,
        ask: SaveMapping,
    ) -> Result<MappingSaved, Failure> {
        let SaveMapping { file, connection, on, before, place, histories } = ask;
        let connection = connection.as_deref().map(|name| self.sessions.number_of(name));
        let connection = connection.transpose()?;
        let text = file.clone();
        let mapping = match on_a_thread(move || Mapping::parse(&text)).await? {
            Ok(mapping) => mapping,
            Err(error) => {
                return Ok(self.unsaved(mistakes_of(error), Vec::new(), Vec::new()).await);
            }
        };
        let _changing = self.known_mappings.changing.lock().await;
        let in_use = self.known_mappings.now();
        let before = before.unwrap_or_default();
        if mapping.name() != before && in_use.named(mapping.name()).is_ok() {
            let message =
                format!("There is a mapping {:?} already. Nothing was changed.", mapping.name());
            let hint = "Give it another name, or change that one.";
            return Err(Failure::new(FailureCode::BadRequest, message, hint));
        }
        let considered = Considered { connection, mapping, before: Some(before.clone()), place };
        let decided = match self.decided(considered, file, histories).await? {
            Ok(decided) => decided,
            Err(unsaved) => return Ok(unsaved),
        };
        let Decided { mapping, file, corrected, words } = decided;
        let name = mapping.name().to_owned();
        let row = MappingRow {
            name: name.clone(),
            place: in_use.place(place, &before),
            is_on: on,
            connection,
            file,
            changed: clock::now(),
        };
        let others = in_use.all.iter().filter(|kept| kept.row.name != before).cloned();
        let all: Vec<Kept> =
            others.chain([Kept { row: row.clone(), mapping: Ok(mapping) }]).collect();
        check_room(&all)?;
        let next = self.next_mappings(all).await?;
        let kept = self.store.main().put_mapping(&row, &before, &corrected).await;
        kept.map_err(|error| convert::from_main(&error))?;
        self.use_corrected(corrected, next).await;
        let mappings = self.mappings().await;
        let (mistakes, changed) = (Vec::new(), Vec::new());
        Ok(MappingSaved { saved: Some(name), mistakes, changed, words, mappings })
    }

    /// What is to be saved, once it is said what becomes of the points that it reads otherwise; else what is answered instead.
    async fn decided(
        self: &Arc<Self>,
        mut considered: Considered,
        mut file: String,
        histories: Option<Histories>,
    ) -> Result<Result<Decided, MappingSaved>, Failure> {
        let mut tried = self.tried_on_captured(considered.clone()).await?;
        let mut corrected = Vec::new();
        if !tried.changed.is_empty() {
            match histories {
                None => {
                    let words = sentences(tried.jumps, tried.words);
                    return Ok(Err(self.unsaved(Vec::new(), tried.changed, words).await));
                }
                Some(Histories::GoOn) => {
                    corrected = self.corrected_units(considered.clone()).await?;
                }
                Some(Histories::Begin) => match self.begun_anew(&considered, &tried.changed)? {
                    Ok(mapping) => {
                        file = mapping.to_json();
                        considered.mapping = mapping;
                        // Of the names that are saved, not of those that were asked for.
                        tried = self.tried_on_captured(considered.clone()).await?;
                    }
                    Err(error) => {
                        let words = sentences(tried.jumps, tried.words);
                        let mistakes = mistakes_of(error);
                        return Ok(Err(self.unsaved(mistakes, Vec::new(), words).await));
                    }
                },
            }
        }
        let words = sentences(tried.jumps, tried.words);
        Ok(Ok(Decided { mapping: considered.mapping, file, corrected, words }))
    }

    /// The points that go on in another unit.
    async fn corrected_units(
        self: &Arc<Self>,
        considered: Considered,
    ) -> Result<Vec<CorrectedUnit>, Failure> {
        let engine = Arc::clone(self);
        on_a_thread(move || corrected(&considered, &engine.mappings_in_use(), &engine.directory()))
            .await
    }

    /// Uses mappings by which points are measured in other units, and shows the points so.
    async fn use_corrected(&self, corrected: Vec<CorrectedUnit>, next: InUse) {
        let is_any = !corrected.is_empty();
        self.ingest.correct_units(corrected.into_iter().map(|one| (one.point, one.now)));
        self.use_mappings(next);
        if is_any {
            // What was saved is told as saved; a list that could not be read is read again by the clock.
            if let Err(failure) = self.refresh_directory().await {
                tracing::error!(%failure, "Points not read");
            }
            self.announce_points();
        }
    }

    async fn unsaved(
        &self,
        mistakes: Vec<MappingMistake>,
        changed: Vec<ChangedValue>,
        words: Vec<String>,
    ) -> MappingSaved {
        let mappings = self.mappings().await;
        MappingSaved { saved: None, mistakes, changed, words, mappings }
    }

    /// The mapping with the changed values under new names.
    fn begun_anew(
        &self,
        considered: &Considered,
        changed: &[ChangedValue],
    ) -> Result<Result<Mapping, MappingError>, Failure> {
        let directory = self.directory();
        let taken = taken(directory.entries().map(|entry| &*entry.row.point.key.path));
        let names: Vec<&str> = changed.iter().map(|value| value.name.as_str()).collect();
        let named = considered.mapping.with_new_names(&names, |path| !taken.contains(path));
        named.ok_or_else(|| {
            let message =
                "The mapping's expression tells these values by their names. Nothing was changed.";
            let hint =
                "Give them other names in the expression and in the list, or let them go on.";
            Failure::new(FailureCode::BadRequest, message, hint)
        })
    }

    pub(crate) async fn remove_mapping(
        &self,
        ask: &RemoveMapping,
    ) -> Result<Vec<MappingView>, Failure> {
        let _changing = self.known_mappings.changing.lock().await;
        let in_use = self.known_mappings.now();
        in_use.named(&ask.name)?;
        let others = in_use.all.iter().filter(|kept| kept.row.name != ask.name).cloned();
        let next = self.next_mappings(others.collect()).await?;
        let removed = self.store.main().remove_mapping(&ask.name).await;
        removed.map_err(|error| convert::from_main(&error))?;
        self.use_mappings(next);
        Ok(self.mappings().await)
    }

    pub(crate) async fn switch_mapping(
        &self,
        ask: &SwitchMapping,
    ) -> Result<Vec<MappingView>, Failure> {
        let _changing = self.known_mappings.changing.lock().await;
        let in_use = self.known_mappings.now();
        let mut row = in_use.named(&ask.name)?.row.clone();
        row.is_on = ask.on;
        row.changed = clock::now();
        let mut all = in_use.all.clone();
        for kept in all.iter_mut().filter(|kept| kept.row.name == ask.name) {
            kept.row = row.clone();
        }
        let next = self.next_mappings(all).await?;
        let kept = self.store.main().put_mapping(&row, &row.name, &[]).await;
        kept.map_err(|error| convert::from_main(&error))?;
        self.use_mappings(next);
        Ok(self.mappings().await)
    }

    pub(crate) async fn move_mapping(
        &self,
        ask: &MoveMapping,
    ) -> Result<Vec<MappingView>, Failure> {
        let _changing = self.known_mappings.changing.lock().await;
        let in_use = self.known_mappings.now();
        let moved = in_use.named(&ask.name)?.clone();
        let mut all = in_use.all.clone();
        all.retain(|kept| kept.row.name != ask.name);
        let to = match &ask.before {
            Some(before) => {
                in_use.named(before)?;
                // Before itself is where it stands.
                let wanted = all.iter().position(|kept| kept.row.name == *before);
                let stood = in_use.all.iter().position(|kept| kept.row.name == ask.name);
                wanted.or(stood).unwrap_or(all.len())
            }
            None => all.len(),
        };
        all.insert(to, moved);
        for (place, kept) in all.iter_mut().enumerate() {
            kept.row.place = u32::try_from(place).unwrap_or(u32::MAX);
        }
        let places: Vec<(String, u32)> =
            all.iter().map(|kept| (kept.row.name.clone(), kept.row.place)).collect();
        let next = self.next_mappings(all).await?;
        let placed = self.store.main().place_mappings(&places).await;
        placed.map_err(|error| convert::from_main(&error))?;
        self.use_mappings(next);
        Ok(self.mappings().await)
    }

    async fn next_mappings(&self, all: Vec<Kept>) -> Result<InUse, Failure> {
        let next = on_a_thread(move || InUse::changed(all)).await?;
        next.map_err(|error| too_many(&error))
    }

    /// Names of the mappings that read a topic.
    pub(crate) fn mapped_by(&self, connection: ConnectionId, topic: &str) -> Vec<String> {
        let in_use = self.known_mappings.now();
        let numbers = in_use.rules.numbers(connection, topic).into_iter();
        numbers.map(|number| in_use.all[in_use.reading[number]].row.name.clone()).collect()
    }

    fn use_mappings(&self, next: InUse) {
        self.ingest.set_mappings(next.rules.clone());
        let now = &self.known_mappings.now;
        *now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        self.announce(Event::MappingsChanged);
    }

    fn mapping_view(&self, kept: &Kept, matched: u32) -> MappingView {
        let row = &kept.row;
        let mapping = kept.mapping.as_ref().ok();
        let connection = row.connection.and_then(|id| {
            let mut all = self.sessions.all().into_iter();
            all.find(|known| known.row.id == id).map(|known| known.row.name)
        });
        let values = mapping.map_or(0, Mapping::values);
        MappingView {
            name: row.name.clone(),
            place: row.place,
            on: row.is_on,
            connection,
            topics: mapping.map(|mapping| mapping.topics().to_owned()).unwrap_or_default(),
            values: u32::try_from(values).unwrap_or(u32::MAX),
            matched,
            changed: row.changed,
            file: row.file.clone(),
            hindrance: kept
                .mapping
                .as_ref()
                .err()
                .filter(|_| row.is_on)
                .cloned()
                .unwrap_or_default(),
        }
    }
}

fn sentences(jumps: Vec<String>, words: Vec<String>) -> Vec<String> {
    jumps.into_iter().chain(words).collect()
}

/// The paths that no new value may have: those of points, and those that the points of a list stand below.
fn taken<'a>(paths: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    paths
        .flat_map(|path| [Some(path), path.rsplit_once('/').map(|(list, _)| list)])
        .flatten()
        .collect()
}

/// The mistakes of a file as they travel.
pub(crate) fn mistakes_of(error: MappingError) -> Vec<MappingMistake> {
    let mistakes = error.mistakes.into_iter();
    mistakes
        .map(|mistake| MappingMistake {
            line: u32::try_from(mistake.line).unwrap_or(u32::MAX),
            place: mistake.place,
            wrong: mistake.wrong,
            remedy: mistake.remedy,
        })
        .collect()
}

fn check_room(all: &[Kept]) -> Result<(), Failure> {
    let bytes: usize = all.iter().map(|kept| kept.row.file.len()).sum();
    if all.len() <= MAPPINGS_MAX && bytes <= MAPPINGS_BYTES_MAX {
        return Ok(());
    }
    let most = MAPPINGS_BYTES_MAX >> 20;
    let message = format!(
        "At most {MAPPINGS_MAX} mappings of {most} MiB in all are kept. Nothing was changed."
    );
    Err(Failure::new(FailureCode::TooMany, message, "Remove one first."))
}

fn too_many(error: &RulesError) -> Failure {
    let message = format!("{}. Nothing was changed.", convert::chain(error));
    Failure::new(FailureCode::TooMany, message, "A mapping that is off counts for nothing.")
}

fn twice(names: &[&str], first: &str, second: &str) -> String {
    let shown = names.iter().take(MAPPING_CLASHES_TOLD).map(|name| format!("{name:?}"));
    let mut shown = shown.collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(MAPPING_CLASHES_TOLD);
    if more > 0 {
        shown.push_str(&format!(" and {more} more"));
    }
    format!(
        "{shown} of the same devices: told by {first:?} and by {second:?}. {first:?} comes first and counts; what {second:?} reads of it is refused as duplicate_key. Narrow the topics, or give the value another name."
    )
}

#[cfg(test)]
mod tests;
