//! Every request, every reply, every event and every frame that crosses the one door of the engine.
//!
//! The window, the command line and the local socket all speak these types; the TypeScript of `ui/src/ipc/bindings.ts`
//! is generated from them. No behaviour lives here, and nothing is shaped for the disk.

mod connection;
mod current;
mod desk;
mod event;
mod exchange;
mod failure;
mod frame;
mod health;
mod history;
mod login;
mod mapping;
mod message;
mod overview;
mod pattern;
mod place;
mod point;
mod quarantine;
mod request;
mod security;
mod store;
mod topic;
#[cfg(feature = "ts")]
mod typescript;
mod view;

pub use connection::{
    AddConnection, ChangeConnection, ConnectionState, ConnectionTested, ConnectionView,
    Connections, MqttVersion, RemoveConnection, TestConnection, TryConnection,
};
pub use current::{CurrentView, Latest, SourceView, Spark, Sparks, Watch, Watched};
pub use desk::{Closing, Desk, DeskView};
pub use event::Event;
pub use exchange::{
    CellChange, ChangeKind, ExportPoints, FileBytes, ImportPoints, ListFile, ListFormat, ListMode,
    ListProblem, PointChange, PointsExported, PointsImported,
};
pub use failure::{Failure, FailureCode, FailureField};
pub use frame::{Frame, FrameError, FrameRow, RowValue};
pub use health::{
    ConnectionHealth, GapView, Health, HealthView, MessageCounts, OperationHealth, QueueHealth,
    ReplayCounts, StoreHealth, ValueCounts,
};
pub use history::{
    Export, ExportPage, ExportRow, ImportReadings, ImportRow, Imported, ReadingRow, Readings,
    ReadingsView, ResolutionAsked, TrendGap, TrendLine, Trends, TrendsView,
};
pub use login::{
    ForgetPassword, Login, LoginChanged, LoginView, Password, PasswordState, SealSecrets,
    SecretStore, Secrets, SecretsView, SetLogin, UnlockSecrets,
};
pub use mapping::{
    ChangedValue, GivenMessage, Histories, LeafType, LeafView, MappingLeaves, MappingMistake,
    MappingSaved, MappingTried, MappingView, Mappings, MoveMapping, RemoveMapping, SaveMapping,
    SuggestMapping, SwitchMapping, TriedMessage, TriedReject, TriedValue, TryMapping,
};
pub use message::{MessageView, Messages};
pub use overview::{
    BuildingOverview, EnergyView, OutageView, Overview, OverviewView, SilentView, SinceView, Visit,
    Visited,
};
pub use pattern::{
    NamedTopic, SetTopicPatterns, TopicPatternTried, TopicPatternView, TopicPatterns,
    TryTopicPattern,
};
pub use place::{
    BuildingView, ChangeModel, EquipmentView, FloorView, ModelChanged, ModelWords, ModelWordsView,
    OccupiedHours, Places, PlacesView, PointDetail, PointDetailView, SetMeters, SetSite, SiteView,
    SpaceView, ZoneView,
};
pub use point::{
    AcceptPoints, Accepted, FoundDevice, FoundEdit, FoundView, IgnorePoints, Ignored, Inbox,
    PointView, Points, Proposal, ProposedEquipment, ReturnPoints, Returned,
};
pub use quarantine::{
    Dismiss, Dismissed, Refusal, RefusalDetail, RefusalReason, RefusalView, Refusals, RefusalsView,
    Replay, ReplayView, StaysView,
};
pub use request::{Ask, Reply, Request};
pub use security::{CertificateView, ConnectionSecurity, TrialStage, TrialStep, TrialVerdict};
pub use store::{
    BadChunk, MonthView, Seal, Sealed, StoreStats, StoreStatsView, StoreVerify, StoreVerifyView,
};
pub use topic::{
    FoundTopic, TopicBranch, TopicHeard, TopicLevel, TopicLevelView, TopicMessage,
    TopicMessageView, TopicMessages, TopicSearch, TopicSums, Topics, TopicsFound, TopicsView,
};
#[cfg(feature = "ts")]
pub use typescript::bindings;
pub use view::{RemoveView, SaveView, SavedView, SavedViews, ViewWindow};
