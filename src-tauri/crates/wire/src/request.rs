//! The one table of everything the engine can be asked.

use serde::{Deserialize, Serialize};

use crate::{
    AcceptPoints, Accepted, AddConnection, ChangeConnection, ChangeModel, ConnectionTested,
    ConnectionView, Connections, CurrentView, Dismiss, Dismissed, Export, ExportPage, ExportPoints,
    ForgetPassword, FoundView, Health, HealthView, IgnorePoints, Ignored, ImportPoints,
    ImportReadings, Imported, Inbox, Latest, LoginChanged, MappingLeaves, MappingSaved,
    MappingTried, MappingView, Mappings, MessageView, Messages, ModelChanged, ModelWords,
    ModelWordsView, MoveMapping, Overview, OverviewView, Places, PlacesView, PointDetail,
    PointDetailView, PointView, Points, PointsExported, PointsImported, Readings, ReadingsView,
    Refusal, RefusalDetail, Refusals, RefusalsView, RemoveConnection, RemoveMapping, RemoveView,
    Replay, ReplayView, ReturnPoints, Returned, SaveMapping, SaveView, SavedView, SavedViews, Seal,
    SealSecrets, Sealed, Secrets, SecretsView, SetLogin, SetMeters, SetSite, SetTopicPatterns,
    Spark, Sparks, StoreStats, StoreStatsView, StoreVerify, StoreVerifyView, SuggestMapping,
    SwitchMapping, TestConnection, TopicMessage, TopicMessageView, TopicMessages,
    TopicPatternTried, TopicPatternView, TopicPatterns, TopicSearch, Topics, TopicsFound,
    TopicsView, Trends, TrendsView, TryConnection, TryMapping, TryTopicPattern, UnlockSecrets,
    Visit, Visited, Watch, Watched,
};

/// A request that knows its reply.
pub trait Ask: Sized {
    /// What comes back.
    type Reply;

    /// As it travels.
    fn into_request(self) -> Request;

    /// Its reply, unless the reply belongs to another request.
    fn from_reply(reply: Reply) -> Option<Self::Reply>;
}

macro_rules! requests {
    ($($(#[$doc:meta])* $name:literal $ask:ident -> $reply:ty;)*) => {
        /// Everything that can be asked.
        #[derive(Debug, Clone, Serialize, Deserialize)]
        #[serde(tag = "name", content = "args")]
        pub enum Request {
            $($(#[$doc])* #[serde(rename = $name)] $ask($ask),)*
        }

        /// Everything that can be answered.
        #[derive(Debug, Clone, Serialize, Deserialize)]
        #[serde(tag = "name", content = "data")]
        pub enum Reply {
            $($(#[$doc])* #[serde(rename = $name)] $ask($reply),)*
        }

        impl Request {
            /// The request's name on the wire.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$ask(_) => $name,)*
                }
            }
        }

        $(impl Ask for $ask {
            type Reply = $reply;

            fn into_request(self) -> Request {
                Request::$ask(self)
            }

            fn from_reply(reply: Reply) -> Option<Self::Reply> {
                match reply {
                    Reply::$ask(data) => Some(data),
                    _ => None,
                }
            }
        })*

        /// Name, arguments and reply of every request, in TypeScript's words.
        #[cfg(feature = "ts")]
        pub(crate) fn table() -> Vec<(&'static str, String, String)> {
            use ts_rs::TS;
            let config = crate::typescript::config();
            vec![$(($name, <$ask>::name(&config), <$reply>::name(&config)),)*]
        }

        /// Visits the arguments and the reply of every request.
        #[cfg(feature = "ts")]
        pub(crate) fn visit_table(visitor: &mut impl ts_rs::TypeVisitor) {
            $(visitor.visit::<$ask>(); visitor.visit::<$reply>();)*
        }
    };
}

requests! {
    /// Counters, balances, percentiles.
    "health" Health -> HealthView;
    /// The connections and how they are.
    "connections" Connections -> Vec<ConnectionView>;
    /// A new connection.
    "add_connection" AddConnection -> ConnectionView;
    /// A connection goes; its history stays.
    "remove_connection" RemoveConnection -> ConnectionView;
    /// One attempt, told plainly.
    "test_connection" TestConnection -> ConnectionTested;
    /// One attempt at an address that is no connection yet.
    "try_connection" TryConnection -> ConnectionTested;
    /// A connection goes elsewhere.
    "change_connection" ChangeConnection -> ConnectionView;
    /// A connection signs in under another name, or with another password.
    "set_login" SetLogin -> LoginChanged;
    /// A connection's password is forgotten.
    "forget_password" ForgetPassword -> LoginChanged;
    /// What keeps passwords.
    "secrets" Secrets -> SecretsView;
    /// The sealed file is unlocked.
    "unlock_secrets" UnlockSecrets -> SecretsView;
    /// Passwords go into a sealed file.
    "seal_secrets" SealSecrets -> SecretsView;
    /// The model.
    "places" Places -> PlacesView;
    /// Something else is said of the site.
    "set_site" SetSite -> PlacesView;
    /// Other registers count what the site takes.
    "set_meters" SetMeters -> PlacesView;
    /// The model changes.
    "change_model" ChangeModel -> ModelChanged;
    /// A point with every word about it.
    "point_detail" PointDetail -> PointDetailView;
    /// Words for roles and equipment.
    "model_words" ModelWords -> ModelWordsView;
    /// The first page.
    "overview" Overview -> OverviewView;
    /// The operator is here.
    "visit" Visit -> Visited;
    /// The list of points.
    "points" Points -> Vec<PointView>;
    /// The found points.
    "inbox" Inbox -> Vec<FoundView>;
    /// Found points enter the model.
    "accept_points" AcceptPoints -> Accepted;
    /// Found points are put aside.
    "ignore_points" IgnorePoints -> Ignored;
    /// How the site names its topics.
    "topic_patterns" TopicPatterns -> Vec<TopicPatternView>;
    /// The site names its topics otherwise.
    "set_topic_patterns" SetTopicPatterns -> Vec<TopicPatternView>;
    /// A pattern, tried on the topics that were heard.
    "try_topic_pattern" TryTopicPattern -> TopicPatternTried;
    /// The mappings.
    "mappings" Mappings -> Vec<MappingView>;
    /// A mapping is saved.
    "save_mapping" SaveMapping -> MappingSaved;
    /// A mapping is forgotten.
    "remove_mapping" RemoveMapping -> Vec<MappingView>;
    /// A mapping is switched on or off.
    "switch_mapping" SwitchMapping -> Vec<MappingView>;
    /// A mapping stands elsewhere in the order.
    "move_mapping" MoveMapping -> Vec<MappingView>;
    /// A mapping, tried on captured messages.
    "try_mapping" TryMapping -> MappingTried;
    /// What the captured messages of a topic hold.
    "suggest_mapping" SuggestMapping -> MappingLeaves;
    /// Accepted points are found points again.
    "return_points" ReturnPoints -> Returned;
    /// The points of the model as a list.
    "export_points" ExportPoints -> PointsExported;
    /// A list of points is taken in.
    "import_points" ImportPoints -> PointsImported;
    /// Messages as they came, newest first.
    "messages" Messages -> Vec<MessageView>;
    /// Topics, level by level.
    "topics" Topics -> TopicsView;
    /// Topics by their words.
    "topic_search" TopicSearch -> TopicsFound;
    /// The newest messages of a topic, newest first, long ones cut.
    "topic_messages" TopicMessages -> Vec<TopicMessageView>;
    /// One message, whole.
    "topic_message" TopicMessage -> TopicMessageView;
    /// A page of the quarantine.
    "refusals" Refusals -> RefusalsView;
    /// One kind of refusal with its message.
    "refusal" Refusal -> RefusalDetail;
    /// Refused messages are tried again.
    "replay" Replay -> ReplayView;
    /// Kinds of refusals go.
    "dismiss" Dismiss -> Dismissed;
    /// Current values.
    "latest" Latest -> Vec<CurrentView>;
    /// What the live stream carries from now on.
    "watch" Watch -> Watched;
    /// A point's history.
    "readings" Readings -> ReadingsView;
    /// Lines to draw.
    "trends" Trends -> TrendsView;
    /// Small curves, in the order asked for.
    "sparks" Sparks -> Vec<Spark>;
    /// The saved views, by name.
    "views" SavedViews -> Vec<SavedView>;
    /// A view is saved.
    "save_view" SaveView -> Vec<SavedView>;
    /// A view is forgotten.
    "remove_view" RemoveView -> Vec<SavedView>;
    /// A page of exact readings.
    "export" Export -> ExportPage;
    /// Readings from a file.
    "import_readings" ImportReadings -> Imported;
    /// The store in figures.
    "store_stats" StoreStats -> StoreStatsView;
    /// The store, read whole and checked.
    "store_verify" StoreVerify -> StoreVerifyView;
    /// Sealing by hand.
    "seal" Seal -> Sealed;
}
