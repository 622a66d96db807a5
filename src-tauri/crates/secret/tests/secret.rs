//! The keeper on real keyrings and real files: each keyring is a gnome-keyring of its own on a bus of its own, so that the
//! keyring of whoever runs this is never asked.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on ends")]

#[cfg(target_os = "linux")]
#[path = "secret/bus.rs"]
mod bus;
#[path = "secret/canary.rs"]
mod canary;
#[path = "secret/folder.rs"]
mod folder;
#[cfg(target_os = "linux")]
#[path = "secret/keyring.rs"]
mod keyring;
#[path = "secret/places.rs"]
mod places;
