//! House rules that a compiler cannot check.

mod bindings;

use std::path::PathBuf;

/// The folder the workspace stands in.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}
