//! The quarantine as people look at it: listed, tried again, dismissed; and kept over a restart.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use ingest::{Beyond, KINDS_MAX, Newest, REPLAYS_MAX, RefusalId, Replayed, Sample};
use model::ConnectionId;
use tokio::sync::{mpsc, watch};
use wire::{
    Dismiss, Dismissed, Failure, FailureCode, MessageView, Refusal, RefusalDetail, RefusalReason,
    RefusalView, Refusals, RefusalsView, Replay, ReplayView, StaysView,
};

use crate::behind::readable;
use crate::convert;
use crate::directory::{Directory, Entry};
use crate::engine::Engine;
use crate::limits::{REFUSAL_SAMPLE_BYTES, REFUSALS_LISTED};
use crate::sessions::Known;
use crate::topics::check_search;

/// The setting that keeps what has no kind of its own.
const BEYOND: &str = "quarantine_beyond";

/// A kind as the write path knows it.
type Kind = ingest::Refusal;

/// Messages to be tried again on one connection, each with the kinds that show it.
type Tries = BTreeMap<ConnectionId, Vec<Kind>>;

impl Engine {
    pub(crate) fn refusals(&self, ask: &Refusals) -> Result<RefusalsView, Failure> {
        check_search(&ask.text)?;
        let words: Vec<String> = ask.text.split_whitespace().map(str::to_lowercase).collect();
        let names = self.connection_names();
        let quarantine = self.ingest.quarantine();
        let mut all = quarantine.all();
        let kinds = count(all.len());
        let reasons = reasons_of(&all);
        all.retain(|kind| {
            ask.reason.as_deref().is_none_or(|reason| &*kind.reason == reason)
                && ask
                    .connection
                    .as_ref()
                    .is_none_or(|name| names.get(&kind.connection) == Some(name))
                && holds(kind, &words)
        });
        all.sort_unstable_by(|one, other| {
            (other.last, &one.topic, &one.field, one.id.0).cmp(&(
                one.last,
                &other.topic,
                &other.field,
                other.id.0,
            ))
        });
        let matching = count(all.len());
        let directory = self.directory();
        let page = all.iter().skip(ask.from as usize).take(REFUSALS_LISTED);
        let beyond = quarantine.beyond();
        Ok(RefusalsView {
            refusals: page.map(|kind| refusal_view(kind, &names, &directory)).collect(),
            matching,
            kinds,
            kinds_max: count(KINDS_MAX),
            messages_beyond: beyond.messages,
            values_beyond: beyond.values,
            reasons,
        })
    }

    pub(crate) fn refusal(&self, ask: &Refusal) -> Result<RefusalDetail, Failure> {
        let id = parse(&ask.id)?;
        let kind = self.ingest.quarantine().get(id).ok_or_else(gone)?;
        let names = self.connection_names();
        Ok(RefusalDetail {
            refusal: refusal_view(&kind, &names, &self.directory()),
            message: kind.sample.as_deref().map(|sample| sample_view(sample, usize::MAX)),
        })
    }

    pub(crate) fn dismiss(&self, ask: &Dismiss) -> Result<Dismissed, Failure> {
        let ids = parse_all(&ask.ids, KINDS_MAX)?;
        Ok(Dismissed { dismissed: count(self.ingest.quarantine().dismiss(&ids)) })
    }

    /// Tries messages again: those of running connections with all that their decoders have learned.
    pub(crate) async fn replay(&self, ask: &Replay) -> Result<ReplayView, Failure> {
        let ids = parse_all(&ask.ids, REPLAYS_MAX)?;
        let mut view = ReplayView::default();
        let mut tries = Tries::new();
        let mut asked: HashSet<RefusalId> = HashSet::new();
        for id in ids {
            let Some(kind) = self.ingest.quarantine().get(id) else { continue };
            let hindrance = match kind.sample.as_deref() {
                None => Some("Its message is not kept."),
                Some(sample) if sample.is_cut() => {
                    Some("Only the beginning of its message is kept.")
                }
                Some(_) => None,
            };
            match hindrance {
                Some(because) => view.stays.push(stays(id, None, because)),
                None if asked.insert(id) => tries.entry(kind.connection).or_default().push(kind),
                None => {}
            }
        }
        for (connection, kinds) in tries {
            self.replay_on(connection, &kinds, &mut view).await?;
        }
        Ok(view)
    }

    /// Goes on from what the last run kept.
    pub(crate) async fn restore_quarantine(&self) -> Result<(), Failure> {
        let failed = |error: store::MainError| convert::from_main(&error);
        let main = self.store.main();
        let (kinds, messages) = main.refusals().await.map_err(failed)?;
        let beyond = main.setting(BEYOND).await.map_err(failed)?;
        let beyond = beyond.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
        self.ingest.quarantine().restore(kinds, messages, beyond);
        Ok(())
    }

    /// Keeps what changed, so that a later start knows it.
    pub(crate) async fn keep_quarantine(&self, in_the_end: bool) {
        let changes = self.ingest.quarantine().changes(in_the_end);
        let main = self.store.main();
        let (kinds, messages, gone) = (&changes.kinds, &changes.messages, &changes.gone);
        let changed = !kinds.is_empty() || !gone.is_empty();
        if changed && let Err(error) = main.put_refusals(kinds, messages, gone).await {
            tracing::error!(%error, "Quarantine not kept");
            self.ingest.quarantine().tell_again(&changes);
        }
        if changes.beyond != Beyond::default() {
            let json = serde_json::to_string(&changes.beyond).expect("counts always serialise");
            if let Err(error) = main.put_setting(BEYOND, &json).await {
                tracing::error!(%error, "Counts of the quarantine not kept");
            }
        }
    }

    /// Tries the messages of some kinds of one connection again, each once.
    async fn replay_on(
        &self,
        connection: ConnectionId,
        kinds: &[Kind],
        view: &mut ReplayView,
    ) -> Result<(), Failure> {
        let mut messages: Vec<ingest::Replay> = Vec::new();
        for kind in kinds {
            let Some(sample) = &kind.sample else { continue };
            if !messages.iter().any(|known| Arc::ptr_eq(&known.sample, sample)) {
                let topic = Arc::clone(&kind.topic);
                let newest = self.newer_than(connection, &topic, sample);
                messages.push(ingest::Replay { topic, sample: Arc::clone(sample), newest });
            }
        }
        let outcomes = self.try_again(connection, messages.clone()).await?;
        for (message, outcome) in messages.iter().zip(outcomes) {
            view.messages += 1;
            view.stored += outcome.counts.stored;
            view.duplicate += outcome.counts.duplicate;
            view.replaced += outcome.counts.replaced;
            view.shown += outcome.shown;
            let over = self.ingest.quarantine().resolve(&message.sample, &outcome.still);
            let of_message = kinds.iter().filter(|kind| {
                kind.sample.as_ref().is_some_and(|sample| Arc::ptr_eq(sample, &message.sample))
            });
            let stay = of_message.filter(|kind| !over.contains(&kind.id));
            view.stays.extend(stay.map(|kind| stays_refused(kind, &outcome)));
            view.over.extend(over.iter().map(|id| written(*id)));
        }
        view.values = view.stored + view.duplicate + view.replaced;
        Ok(())
    }

    async fn try_again(
        &self,
        connection: ConnectionId,
        messages: Vec<ingest::Replay>,
    ) -> Result<Vec<Replayed>, Failure> {
        if let Some(replayer) = self.replayer(connection)
            && let Some(outcomes) = replayer.replay(messages.clone()).await
        {
            return outcomes.map_err(|error| convert::from_store(&error));
        }
        // A connection that does not run: its messages are tried by themselves, with nothing that was learned.
        let known = self.sessions.all().into_iter().find(|known| known.row.id == connection);
        let known = known.ok_or_else(gone)?;
        let idle = ingest::Connection {
            id: connection,
            name: known.row.name.as_str().into(),
            ledger: known.ledger,
            acknowledge: Arc::new(|_| {}),
            conventions: watch::Sender::new(known.row.conventions).subscribe(),
        };
        let (sender, nothing) = mpsc::channel(1);
        let intake = self.ingest.connect(idle, nothing).await;
        let intake = intake.map_err(|error| convert::from_main(&error))?;
        let outcomes = intake.replayer().replay(messages).await;
        intake.stop().await;
        drop(sender);
        self.refresh_directory().await?;
        let outcomes = outcomes.ok_or_else(convert::engine_gone)?;
        outcomes.map_err(|error| convert::from_store(&error))
    }

    /// The newest message of a topic, where it came after this one and is remembered whole.
    fn newer_than(&self, connection: ConnectionId, topic: &str, sample: &Sample) -> Option<Newest> {
        let recall = self.recall();
        let newest = recall.of(connection, topic).next()?;
        let whole = newest.payload.len() == newest.bytes;
        (whole && newest.received > sample.received).then(|| Newest {
            received: newest.received,
            payload: newest.payload.to_vec().into(),
            retained: newest.retained,
        })
    }

    fn connection_names(&self) -> HashMap<ConnectionId, String> {
        let named = |known: Known| (known.row.id, known.row.name);
        self.sessions.all().into_iter().map(named).collect()
    }
}

fn refusal_view(
    kind: &Kind,
    names: &HashMap<ConnectionId, String>,
    directory: &Directory,
) -> RefusalView {
    let point = point_of(kind, directory).map(|entry| &entry.row.point);
    let sample = kind.sample.as_deref();
    RefusalView {
        id: written(kind.id),
        connection: names.get(&kind.connection).cloned().unwrap_or_default(),
        topic: kind.topic.to_string(),
        field: kind.field.as_deref().map(str::to_owned),
        reason: kind.reason.to_string(),
        whole: kind.whole,
        count: kind.count,
        first: kind.first,
        last: kind.last,
        point: point.map(|point| point.code.clone()),
        point_name: point.map(|point| point.name.to_string()),
        sample: sample.map(|sample| sample_view(sample, REFUSAL_SAMPLE_BYTES).payload),
        replayable: sample.is_some_and(|sample| !sample.is_cut()),
    }
}

/// The point that a refused value would have belonged to: the one of its topic and field, where there is exactly one.
fn point_of<'a>(kind: &Kind, directory: &'a Directory) -> Option<&'a Entry> {
    if kind.whole && kind.field.is_none() {
        let mut on_topic = directory.on_topic(kind.connection, &kind.topic);
        return on_topic.next().filter(|_| on_topic.next().is_none());
    }
    let field = kind.field.as_deref().unwrap_or_default();
    let of_field = |entry: &&Entry| *entry.row.point.key.path == *field;
    let mut found = directory.on_topic(kind.connection, &kind.topic).filter(of_field);
    found.next().filter(|_| found.next().is_none())
}

pub(crate) fn sample_view(sample: &Sample, most: usize) -> MessageView {
    let shown = &sample.payload[..sample.payload.len().min(most)];
    let (payload, hexadecimal) = readable(shown, shown.len() as u64 != sample.bytes);
    MessageView {
        received: sample.received,
        payload,
        hexadecimal,
        bytes: u32::try_from(sample.bytes).unwrap_or(u32::MAX),
        retained: sample.retained,
    }
}

fn reasons_of(all: &[Kind]) -> Vec<RefusalReason> {
    let mut reasons: BTreeMap<&str, (u32, u64)> = BTreeMap::new();
    for kind in all {
        let sums = reasons.entry(&kind.reason).or_default();
        sums.0 += 1;
        sums.1 += kind.count;
    }
    let view = |(reason, (kinds, count)): (&str, (u32, u64))| RefusalReason {
        reason: reason.to_owned(),
        kinds,
        count,
    };
    let mut reasons: Vec<RefusalReason> = reasons.into_iter().map(view).collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.count));
    reasons
}

fn holds(kind: &Kind, words: &[String]) -> bool {
    let text = || {
        let field = kind.field.as_deref().unwrap_or_default();
        format!("{} {field}", kind.topic).to_lowercase()
    };
    words.is_empty() || {
        let text = text();
        words.iter().all(|word| text.contains(word))
    }
}

fn stays_refused(kind: &Kind, outcome: &Replayed) -> StaysView {
    let fields = &outcome.still.fields;
    let of_field = fields.iter().find(|(field, _)| field.as_deref() == kind.field.as_deref());
    let reason = outcome.still.whole.or(of_field.map(|(_, reason)| *reason));
    let reason = reason.or(fields.first().map(|(_, reason)| *reason));
    match reason {
        Some(reason) => stays(kind.id, Some(reason), "It is refused still."),
        None => stays(kind.id, None, "A newer message of this kind came meanwhile."),
    }
}

fn stays(id: RefusalId, reason: Option<&str>, because: &str) -> StaysView {
    StaysView { id: written(id), reason: reason.map(str::to_owned), because: because.to_owned() }
}

fn written(id: RefusalId) -> String {
    format!("{:016x}", id.0)
}

fn parse(id: &str) -> Result<RefusalId, Failure> {
    u64::from_str_radix(id, 16).map(RefusalId).map_err(|_| gone())
}

fn parse_all(ids: &[String], most: usize) -> Result<Vec<RefusalId>, Failure> {
    if ids.len() > most {
        let message = format!("At most {most} kinds of refusals are taken at once.");
        return Err(Failure::new(FailureCode::BadRequest, message, "Choose fewer."));
    }
    ids.iter().map(|id| parse(id)).collect()
}

fn gone() -> Failure {
    let message = "This kind of refusal is not in the quarantine any more.";
    Failure::new(FailureCode::NotFound, message, "Read the list again.")
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
