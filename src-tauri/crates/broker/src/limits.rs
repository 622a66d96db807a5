//! Every bound of a session, with its reason.

use std::time::Duration;

/// Messages that may wait for whoever reads the receiver; when full the session waits, and so does the broker behind TCP.
///
/// Thirteen seconds at the rated 5,000 messages/s, and room for 50,000 retained topics in one burst.
pub const QUEUE_MESSAGES_MAX: usize = 65_536;
/// Bytes of all payloads that may wait there, whatever their number; when spent the session waits too.
///
/// Twice as many as fifty thousand retained topics of 1 KB have.
pub const QUEUE_BYTES_MAX: usize = 128 << 20;
/// Messages taken from the socket while the queue is full, only to let keep-alives out between them.
pub(crate) const OVERFLOW_MESSAGES_MAX: usize = 1_024;
/// Packets looked at to get one keep-alive out while the queue is full: the client chooses by chance between reading and it, so
/// three reads of nine packets are to be expected.
pub(crate) const BREATH_PACKETS_MAX: usize = 512;
/// How often it is looked whether a keep-alive is due while the queue is full.
pub(crate) const BREATH_EVERY: Duration = Duration::from_millis(250);

/// Largest message handed out where the settings say nothing: lists of 500 Zigbee devices are below 2 MiB.
pub const PACKET_BYTES_DEFAULT: usize = 2 * 1024 * 1024;
/// Largest message that may be asked for, and the packet size told to an MQTT 5 broker.
///
/// What lies between the two is read, named and thrown away here, so that the topic can be shown.
pub const PACKET_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Largest packet that MQTT can express.
pub(crate) const PROTOCOL_BYTES_MAX: usize = 268_435_455;

/// Requests that may wait for the client: an acknowledgement for each of the 65,535 packet identifiers and the few control packets.
pub(crate) const REQUESTS_MAX: usize = 65_535 + 1_024;
/// Messages an MQTT 5 broker may have unacknowledged: two seconds at the rated 5,000 messages/s.
pub(crate) const RECEIVE_MAX: u16 = 10_000;
/// Own publishes in flight: a session publishes nothing, and rumqttc allocates for each.
pub(crate) const OUTGOING_MAX: u16 = 100;
/// How long an MQTT 5 broker keeps the session of an absent console.
pub(crate) const SESSION_EXPIRY: Duration = Duration::from_secs(24 * 60 * 60);
/// Filters per SUBSCRIBE packet.
pub(crate) const SUBSCRIBE_FILTERS_MAX: usize = 64;
/// Largest packet sent: 64 filters of 65,535 bytes.
pub(crate) const OUTGOING_BYTES_MAX: usize = 5 * 1024 * 1024;

/// Keep-alive where the settings say nothing: a frozen broker is seen after 1.5 of it.
pub const KEEP_ALIVE_DEFAULT: Duration = Duration::from_secs(5);
/// Shortest keep-alive: rumqttc accepts none below it for MQTT 5.
pub const KEEP_ALIVE_MIN: Duration = Duration::from_secs(5);
/// Longest keep-alive: MQTT has 16 bits of seconds.
pub const KEEP_ALIVE_MAX: Duration = Duration::from_secs(65_535);
/// How long a broker may take to answer a connection.
pub(crate) const CONNECT_WAIT_MAX: Duration = Duration::from_secs(5);
/// How long a broker may say nothing useful while a subscription is owed.
pub(crate) const SUBSCRIBE_WAIT_MAX: Duration = Duration::from_secs(10);
/// How long a farewell may take.
pub(crate) const STOP_WAIT_MAX: Duration = Duration::from_secs(2);
/// How often silence is looked for.
pub(crate) const WATCH_EVERY: Duration = Duration::from_millis(500);

/// Shortest wait between two attempts: a port that refuses at once is not hammered.
pub(crate) const BACKOFF_FLOOR: Duration = Duration::from_millis(250);
/// Longest wait during the first part of an outage: a restarted broker is live again within 3 s.
pub(crate) const BACKOFF_FIRST: Duration = Duration::from_secs(2);
/// How long that first part lasts.
pub(crate) const BACKOFF_FIRST_FOR: Duration = Duration::from_secs(30);
/// Longest wait ever.
pub(crate) const BACKOFF_CEILING: Duration = Duration::from_secs(30);

/// Refusals that only the operator can mend before the session waits for them: accounts are not locked out by a console.
pub(crate) const REFUSALS_MAX: u32 = 3;
/// Take-overs of the client identifier before the session stops fighting.
pub(crate) const TAKE_OVERS_MAX: usize = 3;
/// Within how long.
pub(crate) const TAKE_OVER_WINDOW: Duration = Duration::from_secs(600);
/// A connection that a living broker closes sooner than this counts as taken over.
pub(crate) const TAKE_OVER_LIVED_MAX: Duration = Duration::from_secs(10);
/// How long the look whether the broker still listens may take.
pub(crate) const PROBE_WAIT_MAX: Duration = Duration::from_secs(1);

const _: () = assert!(REQUESTS_MAX >= 10_000, "acknowledgements of a whole window must fit");
const _: () =
    assert!(PACKET_BYTES_MAX <= QUEUE_BYTES_MAX, "the largest message must fit the queue");
const _: () = assert!(RECEIVE_MAX as usize <= QUEUE_MESSAGES_MAX, "a window must fit the queue");
const _: () = assert!(PACKET_BYTES_DEFAULT <= PACKET_BYTES_MAX);

/// Retained messages of one answer from which on a default mosquitto may have dropped some.
pub(crate) const RETAINED_DROPPED_FROM: usize = 1_000;

/// Silence after which the end of what is retained is asked for once more.
pub(crate) const RETAINED_QUIET: Duration = Duration::from_secs(1);

/// How often what is retained is asked for at most; two are enough where nothing was dropped.
pub(crate) const RETAINED_PASSES_MAX: usize = 8;

/// Numbers that tell the client identifiers apart under which what is retained is heard again: six digits.
pub(crate) const AGAIN_ID_MAX: u32 = 0x0100_0000;

/// Retained messages that are recognised when they come again, and topics with news meanwhile: 16 MB at most, and only while
/// subscribing and hearing again.
pub(crate) const RETAINED_KNOWN_MAX: usize = 1_000_000;

/// Largest file of certificates or a key: the lists of authorities of operating systems are below 300 KiB.
pub(crate) const PEM_BYTES_MAX: usize = 1024 * 1024;
/// Names of a certificate that are told: a sentence is to be read.
pub(crate) const CERTIFICATE_NAMES_MAX: usize = 5;
/// Characters of a text in a certificate: longer ones are made to be shown off.
pub(crate) const CERTIFICATE_TEXT_MAX: usize = 200;
/// Refused filters that a sentence names.
pub(crate) const FILTERS_TOLD_MAX: usize = 5;
/// Longest path of a WebSocket.
pub(crate) const WEBSOCKET_PATH_BYTES_MAX: usize = 1_024;

/// Bytes carried at once from the client to a WebSocket: it sends acknowledgements and pings.
pub(crate) const BRIDGE_BYTES: usize = 16 * 1024;
/// What a frame of a WebSocket may be larger than the packet in it: a broker may put small packets beside a large one.
pub(crate) const FRAME_SLACK_BYTES: usize = 1024 * 1024;
/// Largest CONNECT: client identifier, user name and password of 65,535 bytes each, and what goes with them.
pub(crate) const HELLO_BYTES_MAX: usize = 256 * 1024;
/// How long somebody at the door of a WebSocket may take to say who it is: the client of this very process speaks at once.
pub(crate) const HELLO_WAIT_MAX: Duration = Duration::from_millis(500);
