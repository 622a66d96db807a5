//! Every bound of the codec: what is beyond is refused with a reason, never cut silently.

/// Values read from one message, refused ones included; the building's largest gateways send 5,000.
pub(crate) const VALUES_MAX: usize = 5_000;

/// Objects and arrays inside one another; the deepest payload known from the field has nine.
pub(crate) const DEPTH_MAX: usize = 32;

/// A JSON payload: five thousand readings of 200 bytes four times over.
pub(crate) const JSON_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A text value; what is longer is a document, not a state.
pub(crate) const TEXT_BYTES_MAX: usize = 4 * 1024;

/// A value's path; bounds what one long key can cost when thousands of values lie below it.
pub(crate) const PATH_BYTES_MAX: usize = 1_024;

/// A name by which an array's element tells its point; what is longer is a description.
pub(crate) const NAME_BYTES_MAX: usize = 64;

/// Nodes whose memory is kept from one message to the next; beyond it is given back.
pub(crate) const NODES_KEPT: usize = 64 * 1024;

/// Unescaped text whose memory is kept from one message to the next.
pub(crate) const UNESCAPED_BYTES_KEPT: usize = 64 * 1024;

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
