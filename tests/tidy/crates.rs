//! Who may use whom: the table of docs/architecture.md, held against cargo's own description.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::{looked_at, none, packages, root, text};

const TABLE: &str = "docs/architecture.md";
const HEADER: &str = "| Crate | One line | May use | Never |";

/// Members that stand outside the table: they may use every crate, and none may use them but where a row says so.
const OUTSIDE: [&str; 5] = ["benches", "mosquitto", "site-tests", "window-tests", "tidy-tests"];

/// Crates whose functions only compute.
const PURE: [&str; 7] = ["model", "wire", "codec", "live", "alarm", "trend", "interop"];

#[derive(Debug, PartialEq, Eq)]
struct Row {
    name: String,
    may_use: Vec<String>,
    line: usize,
}

/// The rows of the crate table, each with the names it may use written out.
fn rows(page: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let lines = page.lines().enumerate();
    let table = lines
        .skip_while(|(_, line)| line.trim() != HEADER)
        .skip(2)
        .take_while(|(_, line)| line.starts_with('|'));
    for (at, line) in table {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        let [name, _, may_use, _] = cells[..] else {
            continue;
        };
        let mut allowed = Vec::new();
        for group in may_use.split(',').map(str::trim) {
            match group {
                "-" => {}
                "all above" => allowed.extend(rows.iter().map(|row| row.name.clone())),
                names => allowed.extend(names.split_whitespace().map(|name| bare(name).to_owned())),
            }
        }
        rows.push(Row { name: bare(name).to_owned(), may_use: allowed, line: at + 1 });
    }
    rows
}

fn bare(name: &str) -> &str {
    name.trim_matches('`')
}

fn table() -> Vec<Row> {
    let page =
        fs::read_to_string(root().join(TABLE)).expect("docs/architecture.md stands in the project");
    let rows = rows(&page);
    looked_at(rows.len(), 11, "rows of the crate table");
    rows
}

/// What a package depends on when it is built or used; what only its tests need is left out.
fn dependencies(package: &Value) -> impl Iterator<Item = &Value> {
    package["dependencies"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|dependency| text(dependency, "kind") != "dev")
}

/// Crates of ours that a package uses.
fn uses(package: &Value) -> Vec<&str> {
    dependencies(package)
        .filter(|dependency| dependency["path"].is_string())
        .map(|dependency| text(dependency, "name"))
        .collect()
}

fn manifest(package: &Value) -> String {
    crate::from_root(text(package, "manifest_path").as_ref())
}

/// Packages that depend on one of `foreign` and are not among `allowed`.
fn strangers(foreign: impl Fn(&str) -> bool, allowed: &[&str]) -> Vec<String> {
    let packages = packages();
    looked_at(packages.len(), 12, "packages");
    let mut users = 0;
    let mut breaches = Vec::new();
    for package in &packages {
        for name in dependencies(package).map(|dependency| text(dependency, "name")) {
            if !foreign(name) {
                continue;
            }
            users += 1;
            if !allowed.contains(&text(package, "name")) {
                breaches.push(format!("{}: depends on {name}", manifest(package)));
            }
        }
    }
    looked_at(users, 1, "packages with such a dependency");
    breaches
}

#[test]
fn every_crate_has_its_row_and_every_row_its_crate() {
    let rows = table();
    let packages = packages();
    looked_at(packages.len(), 12, "packages");
    let names: Vec<&str> = packages.iter().map(|package| text(package, "name")).collect();
    let mut breaches = Vec::new();
    for package in &packages {
        let name = text(package, "name");
        if !OUTSIDE.contains(&name) && !rows.iter().any(|row| row.name == name) {
            breaches.push(format!("{}: {name} has no row in {TABLE}", manifest(package)));
        }
    }
    for row in &rows {
        if !names.contains(&row.name.as_str()) {
            breaches.push(format!("{TABLE}:{}: there is no crate {}", row.line, row.name));
        }
    }
    none(&breaches, "give the crate its row, or take the row out");
}

#[test]
fn a_row_names_only_crates_above_it() {
    let mut above: Vec<&str> = vec!["benches"];
    let rows = table();
    let mut breaches = Vec::new();
    for row in &rows {
        for name in &row.may_use {
            if !above.contains(&name.as_str()) {
                breaches.push(format!("{TABLE}:{}: {} names {name}", row.line, row.name));
            }
        }
        above.push(&row.name);
    }
    none(
        &breaches,
        "a crate may use only crates in rows above it: reorder the table or drop the edge",
    );
}

#[test]
fn a_crate_uses_only_what_its_row_allows() {
    let rows: BTreeMap<String, Row> =
        table().into_iter().map(|row| (row.name.clone(), row)).collect();
    let packages = packages();
    let mut edges = 0;
    let mut breaches = Vec::new();
    for package in &packages {
        let Some(row) = rows.get(text(package, "name")) else {
            continue;
        };
        for name in uses(package) {
            edges += 1;
            if !row.may_use.iter().any(|allowed| allowed == name) {
                breaches.push(format!(
                    "{}: {} uses {name}, which {TABLE}:{} does not allow",
                    manifest(package),
                    row.name,
                    row.line
                ));
            }
        }
    }
    looked_at(edges, 20, "edges between crates");
    none(
        &breaches,
        "take the dependency out, or change the row on purpose, in a commit that says why",
    );
}

#[test]
fn only_the_store_knows_sql() {
    let sql =
        |name: &str| name.starts_with("sqlx") || name == "libsqlite3-sys" || name == "rusqlite";
    none(
        &strangers(sql, &["store", "benches"]),
        "ask the store for what is needed; the benches alone may talk to SQLite beside it, as a peer",
    );
}

#[test]
fn only_the_broker_knows_mqtt() {
    none(
        &strangers(|name| name.starts_with("rumqtt"), &["broker", "benches"]),
        "go through the broker crate",
    );
}

#[test]
fn only_the_shell_knows_tauri() {
    let tauri = |name: &str| name.starts_with("tauri") || name == "wry" || name == "tao";
    none(
        &strangers(tauri, &["plantroom"]),
        "keep windows out of the core: src-tauri/src is the only place for them",
    );
}

#[test]
fn pure_crates_have_nothing_to_wait_for() {
    let waiting =
        ["tokio", "sqlx", "libsqlite3-sys", "rumqttc", "interprocess", "async-std", "futures"];
    let packages = packages();
    let mut seen = 0;
    let mut breaches = Vec::new();
    for package in &packages {
        if !PURE.contains(&text(package, "name")) {
            continue;
        }
        seen += 1;
        for name in dependencies(package).map(|dependency| text(dependency, "name")) {
            if waiting.contains(&name) {
                breaches.push(format!("{}: depends on {name}", manifest(package)));
            }
        }
    }
    looked_at(seen, PURE.len(), "pure crates");
    none(
        &breaches,
        "a pure crate does no I/O and spawns nothing: let the engine do it and pass the result in",
    );
}

#[test]
fn pure_crates_touch_no_file_no_net_and_no_thread() {
    let outside = ["std::fs", "std::net", "std::process", "std::thread", "std::env"];
    let mut seen = 0;
    let mut breaches = Vec::new();
    for file in crate::files() {
        let ours =
            PURE.iter().any(|name| file.path.starts_with(&format!("src-tauri/crates/{name}/src/")));
        if !ours || file.ends_with_any(&["/tests.rs"]) {
            continue;
        }
        seen += 1;
        let shipped = file.lines().take_while(|(_, line)| line.trim() != "#[cfg(test)]");
        for (at, line) in shipped {
            if let Some(found) = outside.iter().find(|one| line.contains(**one)) {
                breaches.push(format!("{}:{at}: {found}", file.path));
            }
        }
    }
    looked_at(seen, 30, "files of pure crates");
    none(&breaches, "a pure crate does no I/O: let the engine do it and pass the result in");
}

#[test]
fn the_table_is_read_as_it_is_written() {
    let page = "\
# Page\n\
\n\
| Crate | One line | May use | Never |\n\
|---|---|---|---|\n\
| `model` | nouns | - | I/O |\n\
| `codec` | bytes | model | I/O |\n\
| `cli` | commands | all above, `benches` | rules |\n\
\n\
| `other` | table | - | - |\n";
    let row = |name: &str, may_use: &[&str], line| Row {
        name: name.to_owned(),
        may_use: may_use.iter().map(|name| (*name).to_owned()).collect(),
        line,
    };
    assert_eq!(
        rows(page),
        [
            row("model", &[], 5),
            row("codec", &["model"], 6),
            row("cli", &["model", "codec", "benches"], 7),
        ]
    );
}
