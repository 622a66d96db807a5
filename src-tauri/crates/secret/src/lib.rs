//! Where secrets are kept: a broker's password, the passphrase of a client's key.
//!
//! In the system's keyring; where there is none, in a file that a passphrase seals, or only in the memory of this run.
//! Never writes a secret in the clear, never prints or logs one, and never waits for a keyring longer than
//! [`KEYRING_PATIENCE`]: one that is locked or frozen is a state with a sentence. Nothing is asked for at the start.

mod error;
mod keeper;
mod keyring;
mod limits;
mod name;
mod sealed;
mod state;

pub use error::SecretError;
pub use keeper::{Choice, Keeper, check};
pub use limits::{KEYRING_PATIENCE, PASSPHRASE_CHARACTERS_MIN, SECRET_BYTES_MAX};
pub use name::SecretName;
pub use secrecy::{ExposeSecret, SecretString};
pub use state::{Kept, State};
