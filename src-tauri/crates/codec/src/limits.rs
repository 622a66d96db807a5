//! Every bound of the codec: what is beyond is refused with a reason, never cut silently.

use std::time::Duration;

/// Values read from one message, refused ones included; the building's largest gateways send 5,000.
pub(crate) const VALUES_MAX: usize = 5_000;

/// Objects and arrays inside one another; the deepest payload known from the field has nine.
pub(crate) const DEPTH_MAX: usize = 32;

/// Levels of a topic; mosquitto lets 200 through.
pub(crate) const LEVELS_MAX: usize = 256;

/// A JSON payload, and one in lines: five thousand readings of 200 bytes four times over.
pub(crate) const JSON_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A Sparkplug payload: a birth of twenty thousand metrics of 200 bytes each.
pub(crate) const SPARKPLUG_BYTES_MAX: usize = 4 * 1024 * 1024;

/// What the Sparkplug births of one connection may keep: names, units and aliases of some 100,000 metrics.
pub(crate) const BIRTHS_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Between two births that are asked of one Sparkplug node; a node that cannot answer is not asked all the time.
pub(crate) const REBIRTH_EVERY: Duration = Duration::from_secs(10);

/// A text value; what is longer is a document, not a state.
pub(crate) const TEXT_BYTES_MAX: usize = 4 * 1024;

/// A value's path; bounds what one long key can cost when thousands of values lie below it.
pub(crate) const PATH_BYTES_MAX: usize = 1_024;

/// A name by which an array's element tells its point; what is longer is a description.
pub(crate) const NAME_BYTES_MAX: usize = 64;

/// Things that one convention remembers of one connection: twice the points of the largest building. What comes later is read
/// as if it had not been described.
pub(crate) const KNOWN_MAX: usize = 20_000;

/// The key of a thing that is remembered, mostly a topic; longer ones are not remembered.
pub(crate) const KNOWN_KEY_BYTES_MAX: usize = 512;

/// What a point's description says of the values it may have; a longer one is not remembered.
pub(crate) const FORMAT_BYTES_MAX: usize = 1_024;

/// Words that one point may take; the longest list of the field, a lamp's effects, has 120.
pub(crate) const WORDS_MAX: usize = 256;

/// A topic that is published to; the protocol has no longer ones.
pub(crate) const TOPIC_BYTES_MAX: usize = 65_535;

/// Nodes whose memory is kept from one message to the next; beyond it is given back.
pub(crate) const NODES_KEPT: usize = 64 * 1024;

/// Unescaped text whose memory is kept from one message to the next.
pub(crate) const UNESCAPED_BYTES_KEPT: usize = 64 * 1024;

/// Devices of one convention and connection of which something is kept between messages; further ones are read without it.
/// So are those whose names are longer than `PATH_BYTES_MAX`.
pub(crate) const DEVICES_MAX: usize = 2_000;

/// Members that may be looked through for each of them, as for a unit in a member of its own; a sensor has a few dozen.
pub(crate) const SIBLINGS_MAX: usize = 256;

/// Points whose units were told in an earlier message, for each convention that does so; a large site has 20,000.
pub(crate) const TOLD_UNITS_MAX: usize = 50_000;

/// Members of an object that may be a convention's envelope; the widest known has 16.
pub(crate) const ENVELOPE_MEMBERS_MAX: usize = 24;

/// Records of a SenML pack in CBOR, as many as a message may have values.
pub(crate) const CBOR_RECORDS_MAX: usize = VALUES_MAX;

/// A template of a discovery document; the longest of the field, a thermostat's, has 600 bytes.
pub(crate) const TEMPLATE_BYTES_MAX: usize = 4 * 1024;

/// Expressions in one template; with the length of a text this bounds what evaluating it costs.
pub(crate) const TEMPLATE_NODES_MAX: usize = 500;

/// Brackets and blocks inside one another in a template.
pub(crate) const TEMPLATE_DEPTH_MAX: usize = 32;

/// Topics that discovery documents of one connection name, counted once for each point: ten thousand points with two.
pub(crate) const DISCOVERED_TOPICS_MAX: usize = 20_000;

/// Templates that discovery documents of one connection may hold together: ten thousand of 800 bytes.
pub(crate) const TEMPLATES_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Components that are read from one device's discovery document; the largest known, a heating boiler's, has 200.
pub(crate) const COMPONENTS_MAX: usize = 1_000;

/// Points that one topic may tell by discovery.
pub(crate) const POINTS_OF_TOPIC_MAX: usize = 1_000;

/// A topic that a discovery document names; longer ones are no device's.
pub(crate) const DISCOVERED_TOPIC_BYTES_MAX: usize = 1_024;

/// Topics that tell whether one device is there.
pub(crate) const AVAILABILITY_TOPICS_MAX: usize = 16;

/// ESPHome nodes and BACnet gateways that are known by what they said before, on one connection.
pub(crate) const HEARD_MAX: usize = 1_000;

/// BACnet objects whose device is kept, on one connection.
pub(crate) const BACNET_OBJECTS_MAX: usize = 20_000;

/// Zigbee networks on one connection: every message is compared with each.
pub(crate) const ZIGBEE_NETWORKS_MAX: usize = 32;

/// Devices of one Zigbee network whose units are kept; the largest known has 400.
pub(crate) const ZIGBEE_DEVICES_MAX: usize = 2_000;

/// A proposed name: as long as a name may be.
pub(crate) const PROPOSED_NAME_BYTES_MAX: usize = 100;

/// Words of a name that are looked at; the longest names of the field have nine.
pub(crate) const NAME_WORDS_MAX: usize = 24;

/// Numbers that are tried behind a name to make a new one: no value is changed so often.
pub(crate) const NEW_NAMES_TRIED: u32 = 1_000;

/// Characters of a word that is looked up; the longest known, German ones, have 26.
pub(crate) const WORD_CHARACTERS_MAX: usize = 32;

/// Levels of a topic, a device's name or a path that a proposal looks at, the innermost ones.
pub(crate) const PROPOSAL_LEVELS_MAX: usize = 12;

/// Reasons that a proposal tells, the strongest ones.
pub(crate) const REASONS_MAX: usize = 8;

/// Topic patterns of one connection.
pub(crate) const PATTERNS_MAX: usize = 64;

/// A topic pattern's text.
pub(crate) const PATTERN_BYTES_MAX: usize = 512;

/// Levels of a topic pattern; the deepest topics of the field have eleven.
pub(crate) const PATTERN_LEVELS_MAX: usize = 24;

/// Topics that a preview shows of each sort.
pub(crate) const PREVIEW_TOPICS_MAX: usize = 200;

/// A mapping's file.
pub(crate) const MAPPING_BYTES_MAX: usize = 1024 * 1024;

/// Values that one mapping tells.
pub(crate) const MAPPING_VALUES_MAX: usize = 500;

/// Mistakes that are told of one mapping.
pub(crate) const MISTAKES_MAX: usize = 100;

/// Values of all mappings together: a site where every point of a large building had to be mapped by hand.
pub(crate) const MAPPED_VALUES_MAX: usize = 10_000;

/// A mapping's topic filter.
pub(crate) const FILTER_BYTES_MAX: usize = 1_024;

/// Levels of a mapping's topic filter.
pub(crate) const FILTER_LEVELS_MAX: usize = 32;

/// Words that one enumeration of a mapping lists.
pub(crate) const ENUMERATION_WORDS_MAX: usize = 1_000;

/// A JSON Pointer or JSONPath of a mapping.
pub(crate) const PLACE_BYTES_MAX: usize = 512;

/// Brackets inside one another in a JSONPath: its parser takes three times longer for each, and three are the most known.
pub(crate) const PATH_DEPTH_MAX: usize = 6;

/// Memory of a compiled pattern of `match` or `search`.
pub(crate) const PATH_PATTERN_BYTES_MAX: usize = 64 * 1024;

/// Steps that looking for the values of one mapping in one message may take; see docs/budgets.md, "Single parts".
pub(crate) const PATH_STEPS_MAX: u32 = 500_000;

/// An expression's text.
pub(crate) const EXPRESSION_BYTES_MAX: usize = 4 * 1024;

/// Expressions of one mapping.
pub(crate) const EXPRESSIONS_MAX: usize = 50;

/// Operations of all expressions of one mapping on one message. They take 0.1 to 0.5 ms, and 1.3 ms where each is the dearest
/// that the sizes below let it be: a quarter of the 5 ms that a template may take; see docs/budgets.md, "Single parts".
pub(crate) const EXPRESSION_OPERATIONS_MAX: u32 = 10_000;

/// Expressions inside one another; an operator counts as one.
pub(crate) const EXPRESSION_DEPTH_MAX: usize = 32;

/// Functions that call one another.
pub(crate) const EXPRESSION_CALLS_MAX: usize = 8;

/// A text inside an expression.
pub(crate) const EXPRESSION_TEXT_BYTES_MAX: usize = 1_024;

/// Elements of an array, and members of an object, inside an expression, nested ones included.
pub(crate) const EXPRESSION_SIZE_MAX: usize = 256;

/// Variables of an expression.
pub(crate) const EXPRESSION_VARIABLES_MAX: usize = 64;

/// Operations that reading a variable costs for each element, member and 8 bytes of text that it holds.
pub(crate) const EXPRESSION_COPY_COST: u32 = 2;

/// Leaves of captured messages that are offered to choose from.
pub(crate) const LEAVES_MAX: usize = 500;

/// Sample values that are shown of a leaf.
pub(crate) const LEAF_SAMPLES_MAX: usize = 5;

/// Characters of a leaf's sample value.
pub(crate) const LEAF_SAMPLE_CHARS_MAX: usize = 80;

const _: () =
    assert!(JSON_BYTES_MAX <= u32::MAX as usize, "places in a payload are kept in 32 bits");
const _: () = assert!(
    NODES_KEPT >= 5 * VALUES_MAX,
    "a full message of times and values is read without allocating nodes anew"
);
const _: () = assert!(
    NAME_BYTES_MAX * 2 < PATH_BYTES_MAX,
    "an element's escaped name leaves room for the rest of its path"
);
