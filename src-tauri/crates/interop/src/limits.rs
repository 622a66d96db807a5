//! Every bound of a point list: what is beyond is refused with its row and a sentence, never cut silently.

/// A file; two hundred thousand rows of five hundred bytes.
pub const FILE_BYTES_MAX: usize = 100 * 1024 * 1024;

/// Rows of a list: ten times the points of the largest building.
pub const ROWS_MAX: usize = 200_000;

/// One cell.
pub const CELL_BYTES_MAX: usize = 10_000;

/// Columns of a file; a list of ours has 28, one of a foreign tool seldom more than a hundred.
pub const COLUMNS_MAX: usize = 1_000;

/// What is told of a file; the rest is counted.
pub const PROBLEMS_MAX: usize = 1_000;

/// The name of a point, a place, a piece of equipment or a connection.
pub const NAME_BYTES_MAX: usize = 256;

/// A topic, a device or a path in its convention's words.
pub const ADDRESS_BYTES_MAX: usize = 2_048;

/// A description.
pub const DESCRIPTION_BYTES_MAX: usize = 4_000;

/// Tags of one point.
pub const TAGS_MAX: usize = 100;

/// A tag's name.
pub const TAG_NAME_BYTES_MAX: usize = 64;

/// A tag's value.
pub const TAG_VALUE_BYTES_MAX: usize = 1_000;

/// Named states of one point; BACnet's largest enumerations stay below.
pub const STATES_MAX: usize = 500;

/// Levels of a floor, below and above the ground.
pub const LEVEL_MAX: i32 = 1_000;

/// The longest time between two readings that can be expected, seconds: a year.
pub const INTERVAL_S_MAX: f64 = 366.0 * 86_400.0;

/// Lists and dictionaries inside one another in Zinc and Trio; the decoder calls itself for each.
pub(crate) const DEPTH_MAX: usize = 32;

/// What of a wrong cell is repeated in the sentence about it.
pub(crate) const QUOTED_CHARS_MAX: usize = 40;

const _: () = assert!(DESCRIPTION_BYTES_MAX <= CELL_BYTES_MAX, "a description must fit its cell");
const _: () = assert!(ADDRESS_BYTES_MAX <= CELL_BYTES_MAX, "an address must fit its cell");

/// A Haystack file: its decoder keeps a name with every value, up to forty times the file. Ten thousand points take 3 MB
/// in Zinc and 9 MB in Hayson.
pub(crate) const HAYSTACK_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Words of a role that become markers.
pub(crate) const ROLE_WORDS_MAX: usize = 16;

/// Names that a sentence lists before it breaks off.
pub(crate) const LISTED_MAX: usize = 5;

/// Steps from a point's space up to its floor.
pub(crate) const PLACE_STEPS_MAX: usize = 8;
