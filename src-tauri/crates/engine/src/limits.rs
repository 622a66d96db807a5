//! How much is answered at once, and how long things may take.

use std::time::Duration;

/// An interactive answer takes no longer than this; past it the question ends with a plain failure.
pub(crate) const QUERY_TIME_MAX: Duration = Duration::from_secs(5);

/// Checks and imports may take longer: they read or write a great deal.
pub(crate) const LONG_QUERY_TIME_MAX: Duration = Duration::from_secs(30 * 60);

/// Rows on a page of exact readings.
pub(crate) const PAGE_ROWS: usize = 50_000;

/// Rows of an import at once.
pub(crate) const IMPORT_ROWS_MAX: usize = 50_000;

/// Points an exact answer may have when nothing else is asked for: a year of hours fits a hundred times.
pub(crate) const EXACT_POINTS_MAX: usize = 1_000_000;

/// Lines of one trend.
pub(crate) const TREND_LINES_MAX: usize = 8;

/// Frames a second at most.
pub(crate) const FRAME_EVERY: Duration = Duration::from_millis(100);

/// Frames a window may owe an acknowledgement for before the stream waits and then sends the newest only.
pub(crate) const FRAMES_UNACKNOWLEDGED_MAX: u32 = 2;

/// Items a stream may hold; frames never fill it, events wait for room.
pub(crate) const STREAM_ITEMS_MAX: usize = 64;

/// Bytes of one message on the local socket; an export page of long texts stays below.
pub(crate) const SOCKET_MESSAGE_BYTES_MAX: usize = 256 << 20;

/// How often staleness, seals and counters are looked after.
pub(crate) const TEND_EVERY: Duration = Duration::from_secs(1);

/// How often the counters are kept: what a kill may cost them.
pub(crate) const KEEP_COUNTS_EVERY: Duration = Duration::from_secs(10);

/// How often learned intervals are kept.
pub(crate) const KEEP_HABITS_EVERY: Duration = Duration::from_secs(60);

/// How long a point that nobody accepted keeps its readings.
pub(crate) const FOUND_KEPT: Duration = Duration::from_secs(30 * 86_400);

/// How often readings of points that nobody accepted are looked after.
pub(crate) const FORGET_EVERY: Duration = Duration::from_secs(6 * 3_600);

/// How long the list of points waits for more to be found before it is read again.
pub(crate) const POINTS_SETTLE: Duration = Duration::from_millis(300);

/// A long list of points is read again only after it has been left alone for this many times as long as it took.
pub(crate) const POINTS_SHARE: u32 = 4;

/// How long after a first connection the subscriptions are taken for granted: what was retained is durable by then.
pub(crate) const SUBSCRIBED_SETTLE: Duration = Duration::from_secs(2);

/// A collector waits this long, in these steps, for a short command that holds the folder.
pub(crate) const LOCK_PATIENCE: Duration = Duration::from_secs(2);
/// How often the lock is tried meanwhile.
pub(crate) const LOCK_STEP: Duration = Duration::from_millis(25);

/// Gaps a health answer lists.
pub(crate) const GAPS_LISTED: u32 = 100;

/// Bytes of a name that a person gives.
pub(crate) const NAME_BYTES_MAX: usize = 100;

/// Bytes of a connection's name: it is a part of stable ids.
pub(crate) const CONNECTION_NAME_BYTES_MAX: usize = 64;

/// Devices of which something is remembered; further ones are taken for devices that say nothing of themselves.
pub(crate) const DEVICES_MAX: usize = 50_000;

/// Points of all devices whose descriptions are remembered.
pub(crate) const DESCRIBED_POINTS_MAX: usize = 200_000;

/// Bytes of a broker's address.
pub(crate) const BROKER_URL_BYTES_MAX: usize = 1_024;

/// Bytes of the path of a CA file, a client certificate or its key: as long as Linux takes one.
pub(crate) const SECURITY_PATH_BYTES_MAX: usize = 4_096;

/// Bytes of the user name at a broker.
pub(crate) const USERNAME_BYTES_MAX: usize = 512;

/// Points of one answer of small curves.
pub(crate) const SPARK_POINTS_MAX: usize = 100;
/// Values of a small curve.
pub(crate) const SPARK_BUCKETS_MAX: usize = 200;
/// The longest span a small curve is drawn from: it reads every reading.
pub(crate) const SPARK_LENGTH_MAX: Duration = Duration::from_hours(24);

/// Views that may be saved.
pub(crate) const SAVED_VIEWS_MAX: usize = 200;

/// Silent points the overview lists.
pub(crate) const SILENT_LISTED: usize = 200;
/// Outages the overview lists.
pub(crate) const OUTAGES_LISTED: usize = 20;
/// Away for longer than this, the operator comes back to a new visit.
pub(crate) const VISIT_PAUSE: Duration = Duration::from_mins(10);

/// Messages that are shown behind one value: it is asked for them with every change.
pub(crate) const POINT_MESSAGES_LISTED: usize = 20;
/// Bytes of each of them that are shown.
pub(crate) const POINT_MESSAGE_BYTES_SHOWN: usize = 1_024;

/// Levels of topics that may be open at once.
pub(crate) const TOPIC_LEVELS_MAX: usize = 64;
/// Names of one level that are listed; the rest is counted.
pub(crate) const TOPIC_NAMES_LISTED: usize = 500;
/// Names that one answer lists, over all levels.
pub(crate) const TOPIC_NAMES_MAX: usize = 4_000;
/// Bytes of a topic's last message that stand beside its name.
pub(crate) const TOPIC_LAST_BYTES: usize = 80;
/// Bytes of each message in a topic's list; one that is chosen is shown whole.
pub(crate) const TOPIC_MESSAGE_BYTES_LISTED: usize = 512;
/// Bytes of what is searched for.
pub(crate) const SEARCH_BYTES_MAX: usize = 1_000;

/// Kinds of refusals on a page.
pub(crate) const REFUSALS_LISTED: usize = 500;
/// Bytes of a refused message that stand in the list.
pub(crate) const REFUSAL_SAMPLE_BYTES: usize = 120;

/// Mappings that may be kept: one for every make of device on a large campus.
pub(crate) const MAPPINGS_MAX: usize = 500;
/// Bytes of all their files.
pub(crate) const MAPPINGS_BYTES_MAX: usize = 16 << 20;
/// Topics that a mapping is tried on.
pub(crate) const MAPPING_TOPICS_TRIED: usize = 200;
/// Captured messages that a mapping is tried on.
pub(crate) const MAPPING_MESSAGES_TRIED: usize = 200;
/// Of these, messages of the quarantine.
pub(crate) const MAPPING_QUARANTINED_TRIED: usize = 50;
/// Bytes of those messages.
pub(crate) const MAPPING_BYTES_TRIED: usize = 8 << 20;
/// How long a trial may read before what is left is counted and left out.
pub(crate) const MAPPING_TRIAL_TIME_MAX: Duration = Duration::from_secs(1);
/// Values and refusals that a trial shows; all are counted.
pub(crate) const MAPPING_VALUES_SHOWN: usize = 2_000;
/// Values whose history a mapping would let jump that are told one by one; the rest is counted.
pub(crate) const MAPPING_CLASHES_TOLD: usize = 3;
/// Characters of a text that such a sentence quotes.
pub(crate) const MAPPING_TEXT_SHOWN: usize = 40;
/// Bytes of a message that a trial shows.
pub(crate) const MAPPING_PAYLOAD_SHOWN: usize = 512;
/// Bytes of a newest message that is shown with its leaves.
pub(crate) const MAPPING_NEWEST_SHOWN: usize = 16 << 10;

/// Changes of a point list that an answer shows; all are counted.
pub(crate) const CHANGES_LISTED: usize = 1_000;
/// Characters of a cell that an answer shows.
pub(crate) const CELL_CHARACTERS_SHOWN: usize = 200;
/// Files of one point list: BACnet EDE has four.
pub(crate) const LIST_FILES_MAX: usize = 8;

/// Changes to the model that are made as one: a name of its own for each of [`EDITED_POINTS_MAX`] points.
pub(crate) const MODEL_CHANGES_MAX: usize = 50_000;
/// Points of which something else is said as one.
pub(crate) const EDITED_POINTS_MAX: usize = 50_000;
/// Edited points that an event carries; where they are more the list is asked for again.
pub(crate) const EDITED_POINTS_TOLD_MAX: usize = 500;
/// Bytes of a point's name: devices choose long ones, and an undo must be able to bring them back.
pub(crate) const POINT_NAME_BYTES_MAX: usize = 1_024;
