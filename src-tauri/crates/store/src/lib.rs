//! The embedded time-series store and the main database.
//!
//! Readings are appended to a hot log, one packed record per durable commit; sealed in the background into compressed
//! chunks with rollups, a file pair per month; read back merged. Knows no business rules, no MQTT, and does not choose
//! resolutions. All SQL of the program is here. Byte layouts are told in `docs/formats/`.

mod batch;
mod chunk;
mod chunks;
mod columns;
mod days;
mod error;
mod head;
mod import;
mod limits;
mod log;
mod main_database;
mod months;
mod plan;
mod read;
mod record;
mod rollup;
mod scale;
mod seal;
mod shared;
mod sqlite;
mod stats;
mod store;
mod tending;
mod varint;

pub use batch::{Batch, Delivery};
pub use chunk::ChunkError;
pub use columns::Columns;
pub use error::{AppendError, OpenError, StoreError, is_full};
pub use head::Outcome;
pub use limits::{BATCH_READINGS_MAX, HEAD_READINGS_MAX, MESSAGE_READINGS_MAX, TEXT_BYTES_MAX};
pub use main_database::{
    AcceptedPoint, ConnectionRow, CorrectedUnit, DescriptionRow, EditError, Edited, EquipmentAt,
    EquipmentRow, FloorAt, FoundPoint, GapRow, HabitRow, ListChanges, Listed, ListedEnd,
    ListedEquipment, ListedPlace, ListedPoint, ListedRelation, ListedStanding, ListedWords,
    MainDatabase, MainError, MappingRow, ModelRows, NewConnection, NewPoint, PointDetailRow,
    PointRow, PointWords, ProtectionRow, Refusal, RefusalRow, RefusedMessageRow, Renamed,
    RetainedRow, SavedViewRow, SiteWords, ZoneRow,
};
pub use read::{ExactReading, Page};
pub use record::RecordError;
pub use rollup::{Bucket, DayFigures, Figures};
pub use seal::SealedCounts;
pub use stats::{BadChunk, MonthStats, Stats, Verified};
pub use store::{Appended, Decided, Store};
