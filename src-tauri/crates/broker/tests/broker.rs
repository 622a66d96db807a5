//! Sessions and the publisher against a real mosquitto, and against hostile brokers on real sockets.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on ends")]

#[path = "broker/harness.rs"]
mod harness;
#[path = "broker/hostile.rs"]
mod hostile;
#[path = "broker/load.rs"]
mod load;
#[path = "broker/outage.rs"]
mod outage;
#[path = "broker/receive.rs"]
mod receive;
#[path = "broker/secure.rs"]
mod secure;
#[path = "broker/size.rs"]
mod size;
#[path = "broker/subscribe.rs"]
mod subscribe;
#[path = "broker/together.rs"]
mod together;
#[path = "broker/trial.rs"]
mod trial;
