//! A mapping before it is saved: what it would read in captured messages, and what these hold to choose from.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use codec::{Decoded, Leaf, Mapping, Rules, Trial, Verdict};
use ingest::Sample;
use live::Recalled;
use model::{ConnectionId, Incoming, Timestamp};
use tokio::time::Instant;
use wire::{
    Failure, FailureCode, GivenMessage, LeafType, LeafView, MappingLeaves, MappingTried,
    SuggestMapping, TriedMessage, TriedReject, TriedValue, TryMapping,
};

use crate::behind::{message_view, readable};
use crate::clock;
use crate::directory::Directory;
use crate::engine::Engine;
use crate::limits::{
    MAPPING_BYTES_TRIED, MAPPING_MESSAGES_TRIED, MAPPING_NEWEST_SHOWN, MAPPING_PAYLOAD_SHOWN,
    MAPPING_QUARANTINED_TRIED, MAPPING_TOPICS_TRIED, MAPPING_TRIAL_TIME_MAX, MAPPING_VALUES_SHOWN,
};
use crate::mapping_points::{Clashes, changed, words_for};
use crate::mappings::mistakes_of;
use crate::quarantine::sample_view;

/// Messages that are read before it is asked how long it took.
const AT_ONCE: usize = 10;

/// The word for a message that a mapping is not for.
const OTHER_TOPIC: &str = "other_topic";

/// A mapping before it is saved, and what would be saved beside its file.
#[derive(Debug, Clone)]
pub(crate) struct Considered {
    /// The connection whose messages it is to read; none for those of all.
    pub(crate) connection: Option<ConnectionId>,
    pub(crate) mapping: Mapping,
    /// The mapping whose place it takes.
    pub(crate) before: Option<String>,
    /// Where it is to stand; none for its old place, or the end.
    pub(crate) place: Option<u32>,
}

/// A message that a mapping is tried on.
struct Captured {
    message: Incoming,
    /// The connection's name; empty where the message was given.
    connection: Arc<str>,
    received: Option<Timestamp>,
    quarantined: bool,
}

/// Messages to try a mapping on, within their bounds.
#[derive(Default)]
struct Gathered {
    captured: Vec<Captured>,
    bytes: usize,
    /// Topics that the mapping is for.
    topics: BTreeSet<(ConnectionId, String)>,
    /// Those that were taken in, by connection, topic and time of arrival.
    taken: HashSet<(ConnectionId, String, Timestamp)>,
}

impl Engine {
    pub(crate) async fn try_mapping(
        self: &Arc<Self>,
        ask: TryMapping,
    ) -> Result<MappingTried, Failure> {
        let connection = ask.connection.as_deref().map(|name| self.sessions.number_of(name));
        let connection = connection.transpose()?;
        let file = ask.file;
        let mapping = match on_a_thread(move || Mapping::parse(&file)).await? {
            Ok(mapping) => mapping,
            Err(error) => {
                let mistakes = mistakes_of(error);
                return Ok(MappingTried { mistakes, ..MappingTried::default() });
            }
        };
        let considered = Considered { connection, mapping, before: ask.before, place: None };
        match ask.message {
            Some(given) => {
                let engine = Arc::clone(self);
                let given = Gathered::given(given);
                on_a_thread(move || engine.tried_on(&considered, &given)).await
            }
            None => self.tried_on_captured(considered).await,
        }
    }

    /// What a mapping would read of the captured messages of its topics.
    pub(crate) async fn tried_on_captured(
        self: &Arc<Self>,
        considered: Considered,
    ) -> Result<MappingTried, Failure> {
        let engine = Arc::clone(self);
        on_a_thread(move || {
            let gathered = engine.captured_for(considered.connection, &considered.mapping);
            engine.tried_on(&considered, &gathered)
        })
        .await
    }

    fn tried_on(&self, considered: &Considered, gathered: &Gathered) -> MappingTried {
        let (directory, in_use) = (self.directory(), self.mappings_in_use());
        let Considered { connection, mapping, .. } = considered;
        let mut view = tried(mapping, &gathered.captured, &directory);
        view.topics = count(gathered.topics.len());
        view.words = words_for(*connection, mapping, &directory);
        view.jumps.extend(in_use.told_twice(considered));
        view.changed = changed(considered, &in_use, &directory);
        view
    }

    pub(crate) async fn suggest_mapping(
        &self,
        ask: &SuggestMapping,
    ) -> Result<MappingLeaves, Failure> {
        let connection = self.sessions.number_of(&ask.connection)?;
        let mut payloads: Vec<Vec<u8>> = Vec::new();
        let mut newest = None;
        {
            let recall = self.recall();
            for kept in recall.of(connection, &ask.topic) {
                newest.get_or_insert_with(|| message_view(kept, MAPPING_NEWEST_SHOWN));
                if is_whole(kept) {
                    payloads.push(kept.payload.to_vec());
                }
            }
        }
        if payloads.is_empty() {
            for (_, sample) in self.quarantined(|id, topic| id == connection && topic == ask.topic)
            {
                newest.get_or_insert_with(|| sample_view(&sample, MAPPING_NEWEST_SHOWN));
                payloads.push(sample.payload.to_vec());
            }
        }
        let messages = count(payloads.len());
        let leaves = on_a_thread(move || {
            let payloads: Vec<&[u8]> = payloads.iter().map(Vec::as_slice).collect();
            codec::suggest(&payloads)
        });
        let leaves = leaves.await?.into_iter().map(leaf_view).collect();
        let mapped_by = self.mapped_by(connection, &ask.topic);
        Ok(MappingLeaves { messages, newest, leaves, mapped_by })
    }

    /// Captured messages of the topics that a mapping is for: those of the quarantine, then the newest of each topic, then
    /// the next newest, as far as the bounds allow.
    fn captured_for(&self, connection: Option<ConnectionId>, mapping: &Mapping) -> Gathered {
        let rules = Rules::new([(connection, mapping.clone())]).unwrap_or_default();
        let mut gathered = Gathered::default();
        let quarantined = self.quarantined(|id, topic| rules.is_for(id, topic));
        let names = self.sessions.all();
        let name_of = |id: ConnectionId| {
            let known = names.iter().find(|known| known.row.id == id);
            known.map_or_else(|| Arc::from(""), |known| Arc::from(known.row.name.as_str()))
        };
        for ((id, topic), sample) in quarantined {
            gathered.topics.insert((id, topic.clone()));
            if gathered.captured.len() < MAPPING_QUARANTINED_TRIED {
                gathered.take(id, &name_of(id), &topic, &Kept::of_sample(&sample));
            }
        }
        let mut heard = self.topics_heard();
        heard.retain(|(id, topic)| rules.is_for(*id, topic));
        gathered.topics.extend(heard.iter().map(|(id, topic)| (*id, topic.to_string())));
        let topics: Vec<(ConnectionId, String)> =
            gathered.topics.iter().take(MAPPING_TOPICS_TRIED).cloned().collect();
        let recall = self.recall();
        let mut messages: Vec<_> = topics
            .iter()
            .map(|(id, topic)| (*id, topic, name_of(*id), recall.of(*id, topic)))
            .collect();
        let mut came = true;
        while came && gathered.has_room() {
            came = false;
            for (id, topic, name, newest_first) in &mut messages {
                if let Some(kept) = newest_first.find(|kept| is_whole(kept)) {
                    came = true;
                    gathered.take(*id, name, topic, &Kept::of_recalled(kept));
                }
            }
        }
        gathered
    }

    /// Messages of the quarantine that are kept whole, each once, the newest first.
    fn quarantined(
        &self,
        wanted: impl Fn(ConnectionId, &str) -> bool,
    ) -> Vec<((ConnectionId, String), Arc<Sample>)> {
        let mut kinds = self.ingest.quarantine().all();
        kinds.retain(|kind| wanted(kind.connection, &kind.topic));
        kinds.sort_by_key(|kind| std::cmp::Reverse(kind.last));
        let mut seen: HashSet<*const Sample> = HashSet::new();
        let whole = kinds.into_iter().filter_map(|kind| {
            let sample = kind.sample.filter(|sample| !sample.is_cut())?;
            seen.insert(Arc::as_ptr(&sample))
                .then(|| ((kind.connection, kind.topic.to_string()), sample))
        });
        whole.collect()
    }
}

/// A message that is kept somewhere.
struct Kept<'a> {
    payload: &'a [u8],
    received: Timestamp,
    retained: bool,
    quarantined: bool,
}

impl<'a> Kept<'a> {
    fn of_sample(sample: &'a Sample) -> Self {
        let Sample { payload, received, retained, .. } = sample;
        Self { payload, received: *received, retained: *retained, quarantined: true }
    }

    fn of_recalled(recalled: &'a Recalled) -> Self {
        let Recalled { payload, received, retained, .. } = recalled;
        Self { payload, received: *received, retained: *retained, quarantined: false }
    }
}

impl Gathered {
    fn given(given: GivenMessage) -> Self {
        let connection = ConnectionId(0);
        let message = Incoming {
            connection,
            topic: given.topic.clone(),
            payload: given.payload.into(),
            retained: false,
            duplicate: false,
            received: clock::now(),
            ack: None,
        };
        let given =
            Captured { message, connection: Arc::from(""), received: None, quarantined: false };
        Self { captured: vec![given], ..Self::default() }
    }

    fn has_room(&self) -> bool {
        self.captured.len() < MAPPING_MESSAGES_TRIED && self.bytes < MAPPING_BYTES_TRIED
    }

    fn take(&mut self, id: ConnectionId, name: &Arc<str>, topic: &str, kept: &Kept<'_>) {
        let is_new = self.taken.insert((id, topic.to_owned(), kept.received));
        if !is_new || !self.has_room() {
            return;
        }
        self.bytes += kept.payload.len();
        let message = Incoming {
            connection: id,
            topic: topic.to_owned(),
            payload: kept.payload.to_vec().into(),
            retained: kept.retained,
            duplicate: false,
            received: kept.received,
            ack: None,
        };
        self.captured.push(Captured {
            message,
            connection: Arc::clone(name),
            received: Some(kept.received),
            quarantined: kept.quarantined,
        });
    }
}

/// Reads messages by a mapping, until the time for it is over.
fn tried(mapping: &Mapping, captured: &[Captured], directory: &Directory) -> MappingTried {
    let started = Instant::now();
    let mut view = MappingTried::default();
    let mut shown = 0;
    let mut clashes = Clashes::default();
    for some in captured.chunks(AT_ONCE) {
        if started.elapsed() > MAPPING_TRIAL_TIME_MAX {
            view.left_out += count(some.len());
            continue;
        }
        let messages: Vec<Incoming> = some.iter().map(|one| one.message.clone()).collect();
        let trials = codec::try_on(mapping, &messages, || started.elapsed());
        for (one, trial) in some.iter().zip(trials) {
            if let Some(decoded) = &trial.decoded {
                clashes.look(&one.message, decoded, directory);
            }
            let message = tried_message(one, trial, &mut view, &mut shown);
            view.messages += 1;
            view.tried.push(message);
        }
    }
    view.jumps = clashes.words();
    view
}

fn tried_message(
    one: &Captured,
    trial: Trial,
    sums: &mut MappingTried,
    shown: &mut usize,
) -> TriedMessage {
    let payload = &one.message.payload;
    let beginning = &payload[..payload.len().min(MAPPING_PAYLOAD_SHOWN)];
    let mut message = TriedMessage {
        connection: one.connection.to_string(),
        topic: one.message.topic.clone(),
        received: one.received,
        payload: readable(beginning, beginning.len() < payload.len()).0,
        quarantined: one.quarantined,
        refused: None,
        values: Vec::new(),
        rejects: Vec::new(),
        took_us: u32::try_from(trial.took.as_micros()).unwrap_or(u32::MAX),
    };
    let Some(decoded) = trial.decoded else {
        sums.refused += 1;
        message.refused = Some(OTHER_TOPIC.to_owned());
        return message;
    };
    let Decoded { verdict, series, rejects, .. } = decoded;
    if let Verdict::Refused(reason) = verdict {
        sums.refused += 1;
        message.refused = Some(reason.code().to_owned());
    }
    for series in series {
        for sample in series.samples {
            sums.values += 1;
            *shown += 1;
            if *shown <= MAPPING_VALUES_SHOWN {
                message.values.push(TriedValue {
                    device: series.device.to_string(),
                    path: series.path.to_string(),
                    value: sample.value,
                    unit: series.unit.clone(),
                    time: sample.time,
                    quality: sample.quality,
                });
            }
        }
    }
    for (reject, words) in rejects.into_iter().zip(trial.words) {
        sums.refused += 1;
        *shown += 1;
        if *shown <= MAPPING_VALUES_SHOWN {
            message.rejects.push(TriedReject {
                field: reject.field.map(Into::into),
                reason: reject.reason.code().to_owned(),
                words: words.into(),
            });
        }
    }
    message
}

fn leaf_view(leaf: Leaf) -> LeafView {
    LeafView {
        at: leaf.pointer,
        leaf_type: match leaf.leaf_type {
            codec::LeafType::Number => LeafType::Number,
            codec::LeafType::Text => LeafType::Text,
            codec::LeafType::Boolean => LeafType::Boolean,
            codec::LeafType::Nothing => LeafType::Nothing,
        },
        samples: leaf.samples,
        messages: count(leaf.messages),
        name: leaf.name,
        unit: leaf.unit,
        time: leaf.time.map(str::to_owned),
    }
}

fn is_whole(kept: &Recalled) -> bool {
    kept.payload.len() == kept.bytes
}

/// Work that may take a while: messages come in on the threads that everything else shares.
pub(crate) async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|_| {
        let message = "The mapping could not be tried to the end. Nothing was changed.";
        Failure::new(FailureCode::Internal, message, "Try again; tell the log if it happens again.")
    })
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
