//! The alarm journal: one line for each transition, never edited, and the chain of hashes that shows where it was.
//!
//! A line's hash is the SHA-256 of the hash before it and of the line's canonical bytes, as docs/formats/alarm-journal.md
//! has them. A change of any line, a lost, moved or added one breaks the chain at that place. What the chain alone cannot
//! show is a journal that was cut at its end or written anew from some line on: for that, the newest [`Head`] is kept
//! somewhere else, and handed to [`verify`]. Keeps nothing and reads no clock.

use std::fmt;
use std::sync::Arc;

use model::{PointId, Priority, Timestamp, Value};
use sha2::{Digest, Sha256};

use crate::standing::{State, TransitionKind};

#[cfg(test)]
mod tests;

/// An alarm's number: one rule at one point, whatever happens to either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlarmNumber(pub u64);

/// One line of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its place, counted from 1 without holes.
    pub sequence: u64,
    /// When it happened, in the time of the readings.
    pub time: Timestamp,
    /// Which alarm.
    pub alarm: AlarmNumber,
    /// What its rule was called then.
    pub rule: Arc<str>,
    /// Its point's number in this data folder.
    pub point: PointId,
    /// Its point's stable name.
    pub code: Arc<str>,
    /// What happened.
    pub kind: TransitionKind,
    /// Where the alarm stood after it.
    pub state: State,
    /// How much it mattered then.
    pub priority: Priority,
    /// What the point said at that moment, where it said something.
    pub value: Option<Value>,
    /// The limit of that moment in the point's unit, where the condition has one.
    pub limit: Option<f64>,
    /// Who did it, where an operator did.
    pub operator: Option<Arc<str>>,
    /// What they wrote.
    pub note: Option<Arc<str>>,
    /// Whether it was history when it was judged: readings came late, and nobody was told.
    pub late: bool,
    /// When the line was written, by the clock on the wall.
    pub written: Timestamp,
}

/// Version of the canonical bytes.
const VERSION: u8 = 1;

impl Entry {
    /// The bytes that are hashed: version 1 of docs/formats/alarm-journal.md.
    fn canonical(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        field(&mut bytes, &self.sequence.to_le_bytes());
        field(&mut bytes, &self.time.ms().to_le_bytes());
        field(&mut bytes, &self.alarm.0.to_le_bytes());
        field(&mut bytes, self.rule.as_bytes());
        field(&mut bytes, &self.point.0.to_le_bytes());
        field(&mut bytes, self.code.as_bytes());
        field(&mut bytes, self.kind.word().as_bytes());
        field(&mut bytes, self.state.word().as_bytes());
        field(&mut bytes, self.priority.word().as_bytes());
        optional(&mut bytes, self.value.as_ref().map(value_bytes).as_deref());
        optional(&mut bytes, self.limit.map(number_bytes).as_ref().map(<[u8; 8]>::as_slice));
        optional(&mut bytes, self.operator.as_deref().map(str::as_bytes));
        optional(&mut bytes, self.note.as_deref().map(str::as_bytes));
        field(&mut bytes, &[u8::from(self.late)]);
        field(&mut bytes, &self.written.ms().to_le_bytes());
        bytes
    }
}

/// A field: its length, then its bytes.
fn field(bytes: &mut Vec<u8>, content: &[u8]) {
    bytes.extend((content.len() as u64).to_le_bytes());
    bytes.extend(content);
}

/// A field that may be missing: an empty one, where a present one begins with a 1, so that an empty text is not a missing one.
fn optional(bytes: &mut Vec<u8>, content: Option<&[u8]>) {
    match content {
        None => field(bytes, &[]),
        Some(content) => field(bytes, &[&[1], content].concat()),
    }
}

/// A value: a letter for its kind, then what it says.
fn value_bytes(value: &Value) -> Vec<u8> {
    match value {
        Value::Boolean(boolean) => vec![b'b', u8::from(*boolean)],
        Value::Number(number) => [&b"n"[..], &number_bytes(*number)].concat(),
        Value::Text(text) => [b"t", text.as_bytes()].concat(),
    }
}

/// A number as the disk has it: minus zero is zero.
fn number_bytes(number: f64) -> [u8; 8] {
    (number + 0.0).to_le_bytes()
}

/// The hash of a line, which stands for everything up to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChainHash(pub [u8; 32]);

impl fmt::Display for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The newest line of a chain and its hash; kept elsewhere, it vouches for every line up to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Head {
    /// Place of that line; 0 before the first.
    pub sequence: u64,
    /// Its hash; zeros before the first.
    pub hash: ChainHash,
}

/// A line that does not follow the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {found} of the alarm journal cannot follow line {after}")]
pub struct OutOfTurn {
    /// The newest line.
    pub after: u64,
    /// The one that was to follow.
    pub found: u64,
}

impl Head {
    /// The head of an empty journal.
    pub const START: Self = Self { sequence: 0, hash: ChainHash([0; 32]) };

    /// The head once this line is written; its hash is the line's.
    ///
    /// # Errors
    /// Where the line's sequence number is not the next one.
    pub fn then(self, entry: &Entry) -> Result<Self, OutOfTurn> {
        if self.sequence.checked_add(1) != Some(entry.sequence) {
            return Err(OutOfTurn { after: self.sequence, found: entry.sequence });
        }
        let hash = Sha256::new().chain_update(self.hash.0).chain_update(entry.canonical());
        Ok(Self { sequence: entry.sequence, hash: ChainHash(hash.finalize().into()) })
    }
}

/// The first place at which a journal is not what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A line or its hash is another.
    #[error(
        "line {0} of the alarm journal was changed after it was written: the lines before it are as they were, this one and \
         those after it cannot be relied upon; keep this data folder as it is and compare it with a backup"
    )]
    Changed(u64),
    /// Lines are not there.
    #[error(
        "the alarm journal goes on at line {found} where line {expected} should be: lines were taken out or moved; the lines \
         before it are as they were; keep this data folder as it is and compare it with a backup"
    )]
    Missing {
        /// The line that should be there.
        expected: u64,
        /// The line that is.
        found: u64,
    },
    /// A line comes that was before.
    #[error(
        "line {found} of the alarm journal stands where line {expected} should be: lines were added or moved; the lines \
         before it are as they were; keep this data folder as it is and compare it with a backup"
    )]
    Misplaced {
        /// The line that should be there.
        expected: u64,
        /// The line that is.
        found: u64,
    },
    /// The chain holds, but it is not the one whose head was kept.
    #[error(
        "the alarm journal was written anew: line {0} is whole in itself, but not the one that was remembered; no line up to \
         it can be relied upon; keep this data folder as it is and compare it with a backup"
    )]
    Rewritten(u64),
    /// The journal ends too early.
    #[error(
        "the alarm journal ends at line {last}, but line {kept} had been written: lines were cut off, or an older copy of the \
         data folder was put back; if it was put back on purpose, nothing is wrong, else compare it with a backup"
    )]
    Cut {
        /// Its last line.
        last: u64,
        /// The line that was remembered.
        kept: u64,
    },
}

/// Goes over a journal line by line, in constant memory.
#[derive(Debug, Clone, Copy)]
pub struct Verifier {
    head: Head,
    kept: Option<Head>,
}

impl Verifier {
    /// Begins after a head that is trusted: [`Head::START`] for a whole journal. `kept` is the newest head that was kept
    /// elsewhere, where there is one.
    #[must_use]
    pub const fn new(after: Head, kept: Option<Head>) -> Self {
        Self { head: after, kept }
    }

    /// Goes over the next line and the hash that stands beside it.
    ///
    /// # Errors
    /// The journal is broken here.
    pub fn read(&mut self, entry: &Entry, hash: ChainHash) -> Result<(), Broken> {
        let next = self.head.then(entry).map_err(|OutOfTurn { after, found }| {
            let expected = after.saturating_add(1);
            if found > expected {
                Broken::Missing { expected, found }
            } else {
                Broken::Misplaced { expected, found }
            }
        })?;
        if next.hash != hash {
            return Err(Broken::Changed(entry.sequence));
        }
        self.head = next;
        match self.kept {
            Some(kept) if kept.sequence == next.sequence && kept.hash != next.hash => {
                Err(Broken::Rewritten(kept.sequence))
            }
            _ => Ok(()),
        }
    }

    /// The head of the whole, once every line was gone over.
    ///
    /// # Errors
    /// The journal ends before the line whose head was kept.
    pub fn finish(self) -> Result<Head, Broken> {
        match self.kept {
            Some(kept) if kept.sequence > self.head.sequence => {
                Err(Broken::Cut { last: self.head.sequence, kept: kept.sequence })
            }
            _ => Ok(self.head),
        }
    }
}

/// Goes over a whole journal, each line with the hash beside it, against the head that was kept elsewhere.
///
/// # Errors
/// The first place at which it is broken.
pub fn verify<'a>(
    lines: impl IntoIterator<Item = (&'a Entry, ChainHash)>,
    kept: Option<Head>,
) -> Result<Head, Broken> {
    let mut verifier = Verifier::new(Head::START, kept);
    for (entry, hash) in lines {
        verifier.read(entry, hash)?;
    }
    verifier.finish()
}
