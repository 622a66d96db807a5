//! Mappings as people keep them: listed, saved, switched, removed; what is on is read by at once.
//!
//! What cannot be read any more, because a later version wrote it, is kept, listed with the reason, and reads nothing.

use std::sync::{Arc, PoisonError, RwLock};

use codec::{Mapping, MappingError, Rules, RulesError};
use ingest::Ingest;
use model::ConnectionId;
use store::{MappingRow, Store};
use tokio::sync::Mutex;
use wire::{
    Failure, FailureCode, MappingMistake, MappingSaved, MappingView, RemoveMapping, SaveMapping,
    SwitchMapping,
};

use crate::clock;
use crate::convert;
use crate::engine::Engine;
use crate::limits::{MAPPINGS_BYTES_MAX, MAPPINGS_MAX};

/// The mappings that are kept, and those of them that read.
pub(crate) struct KnownMappings {
    now: RwLock<Arc<InUse>>,
    /// One change at a time.
    changing: Mutex<()>,
}

/// The mappings at one moment.
#[derive(Debug, Default)]
struct InUse {
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

impl KnownMappings {
    /// Takes up what is kept, and has it read.
    pub(crate) async fn load(store: &Store, ingest: &Ingest) -> Result<Self, Failure> {
        let rows = store.main().mappings().await;
        let rows = rows.map_err(|error| convert::from_main(&error))?;
        let mut all: Vec<Kept> = rows.into_iter().map(Kept::new).collect();
        let in_use = loop {
            match InUse::new(all.clone()) {
                Ok(in_use) => break in_use,
                // Saving lets it come to this with no version but a later one.
                Err(error) => {
                    let last = all.iter_mut().rfind(|kept| kept.reads().is_some());
                    let Some(last) = last else { break InUse::default() };
                    last.mapping = Err(error.to_string());
                }
            }
        };
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
    fn new(mut all: Vec<Kept>) -> Result<Self, RulesError> {
        all.sort_by(|one, other| {
            (one.row.place, &one.row.name).cmp(&(other.row.place, &other.row.name))
        });
        let reading: Vec<usize> = (0..all.len()).filter(|at| all[*at].reads().is_some()).collect();
        let reads =
            all.iter().filter_map(|kept| Some((kept.row.connection, kept.reads()?.clone())));
        let rules = Rules::new(reads)?;
        Ok(Self { all, rules, reading })
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

    /// The mapping, where it is on and can be read.
    fn reads(&self) -> Option<&Mapping> {
        self.mapping.as_ref().ok().filter(|_| self.row.is_on)
    }
}

impl Engine {
    /// The mappings in their order.
    pub(crate) fn mappings(&self) -> Vec<MappingView> {
        let in_use = self.known_mappings.now();
        let mut matched = vec![0_u32; in_use.all.len()];
        for known in self.sessions.all() {
            let recall = self.recall();
            for topic in recall.topics(known.row.id) {
                for number in in_use.rules.numbers(known.row.id, topic) {
                    matched[in_use.reading[number]] += 1;
                }
            }
        }
        let kept = in_use.all.iter().zip(matched);
        kept.map(|(kept, matched)| self.mapping_view(kept, matched)).collect()
    }

    pub(crate) async fn save_mapping(&self, ask: SaveMapping) -> Result<MappingSaved, Failure> {
        let mapping = match Mapping::parse(&ask.file) {
            Ok(mapping) => mapping,
            Err(error) => {
                let mistakes = mistakes_of(error);
                let mappings = self.mappings();
                return Ok(MappingSaved { saved: None, mistakes, words: Vec::new(), mappings });
            }
        };
        let connection = ask.connection.as_deref().map(|name| self.sessions.number_of(name));
        let connection = connection.transpose()?;
        let tried = self.tried_on_captured(connection, mapping.clone()).await?;
        let words = tried.jumps.into_iter().chain(tried.words).collect();
        let _changing = self.known_mappings.changing.lock().await;
        let in_use = self.known_mappings.now();
        let name = mapping.name().to_owned();
        let before = ask.before.as_deref().unwrap_or_default();
        if name != before && in_use.named(&name).is_ok() {
            let message = format!("There is a mapping {name:?} already. Nothing was changed.");
            let hint = "Give it another name, or change that one.";
            return Err(Failure::new(FailureCode::BadRequest, message, hint));
        }
        let old = in_use.named(before).ok().map(|kept| kept.row.place);
        let end = in_use.all.iter().map(|kept| kept.row.place.saturating_add(1)).max();
        let row = MappingRow {
            name: name.clone(),
            place: ask.place.or(old).or(end).unwrap_or_default(),
            is_on: ask.on,
            connection,
            file: ask.file,
            changed: clock::now(),
        };
        let others = in_use.all.iter().filter(|kept| kept.row.name != before).cloned();
        let all: Vec<Kept> =
            others.chain([Kept { row: row.clone(), mapping: Ok(mapping.clone()) }]).collect();
        check_room(&all)?;
        let next = InUse::new(all).map_err(|error| too_many(&error))?;
        let kept = self.store.main().put_mapping(&row, before).await;
        kept.map_err(|error| convert::from_main(&error))?;
        self.use_mappings(next);
        let mappings = self.mappings();
        Ok(MappingSaved { saved: Some(name), mistakes: Vec::new(), words, mappings })
    }

    pub(crate) async fn remove_mapping(
        &self,
        ask: &RemoveMapping,
    ) -> Result<Vec<MappingView>, Failure> {
        let _changing = self.known_mappings.changing.lock().await;
        let in_use = self.known_mappings.now();
        in_use.named(&ask.name)?;
        let others = in_use.all.iter().filter(|kept| kept.row.name != ask.name).cloned();
        let next = InUse::new(others.collect()).map_err(|error| too_many(&error))?;
        let removed = self.store.main().remove_mapping(&ask.name).await;
        removed.map_err(|error| convert::from_main(&error))?;
        self.use_mappings(next);
        Ok(self.mappings())
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
        let next = InUse::new(all).map_err(|error| too_many(&error))?;
        let kept = self.store.main().put_mapping(&row, &row.name).await;
        kept.map_err(|error| convert::from_main(&error))?;
        self.use_mappings(next);
        Ok(self.mappings())
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
