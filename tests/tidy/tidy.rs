//! House rules that a compiler cannot check.
//!
//! Each rule is one test whose name says what holds; where it does not, the message names file and line and says what
//! to do. Nothing here writes, but for the generated TypeScript.

mod bindings;
mod conventions;
mod crates;
mod migrations;
mod reached;
mod sources;
mod words;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The folder the workspace stands in.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the tests stand two folders below the root")
}

/// A text file of the project.
struct Source {
    /// From the root, with `/` between folders.
    path: String,
    text: String,
}

impl Source {
    /// Its lines, counted from 1.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(at, line)| (at + 1, line))
    }

    fn ends_with_any(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }
}

/// Every text file that is in git or would be at the next `git add`.
fn files() -> Vec<Source> {
    let root = root();
    let listed = Command::new("git")
        .args(["-c", "safe.directory=*"])
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(&root)
        .output()
        .expect("git is installed");
    assert!(
        listed.status.success(),
        "git lists the project's files: {}",
        String::from_utf8_lossy(&listed.stderr)
    );
    String::from_utf8_lossy(&listed.stdout)
        .split_terminator('\0')
        .filter_map(|path| {
            // Pictures and fonts are no text, and a file that was removed may still be listed.
            let text = fs::read_to_string(root.join(path)).ok()?;
            Some(Source { path: path.to_owned(), text })
        })
        .collect()
}

/// What cargo knows of the workspace's own packages.
fn packages() -> Vec<Value> {
    let asked = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo runs these tests");
    assert!(
        asked.status.success(),
        "cargo describes the workspace: {}",
        String::from_utf8_lossy(&asked.stderr)
    );
    let described: Value =
        serde_json::from_slice(&asked.stdout).expect("cargo's description is JSON");
    described["packages"].as_array().expect("the description lists packages").clone()
}

/// A text field of cargo's description.
fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

/// A path from the root, with `/` between folders.
fn from_root(path: &Path) -> String {
    let root = root();
    path.strip_prefix(&root)
        .unwrap_or(path)
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

/// Fails with every breach of a rule at once.
#[track_caller]
fn none(breaches: &[String], to_do: &str) {
    assert!(
        breaches.is_empty(),
        "{}\n  To do: {to_do}\n",
        breaches.iter().map(|breach| format!("\n  {breach}")).collect::<String>()
    );
}

/// Guards a rule against having looked at nothing.
#[track_caller]
fn looked_at(count: usize, least: usize, what: &str) {
    assert!(
        count >= least,
        "only {count} {what} were looked at, {least} are the least: the rule sees nothing"
    );
}
