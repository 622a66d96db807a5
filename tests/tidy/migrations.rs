//! A released migration never changes: the database of an older version must open tomorrow as it does today.

use std::collections::BTreeMap;
use std::fs;

use xxhash_rust::xxh3::xxh3_64;

use crate::{none, root};

const RELEASED: &str = "migrations/released.txt";

/// What is wrong with `files` (name and bytes) as `released` lists them (`name hash` a line).
fn breaches(released: &str, files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut listed = BTreeMap::new();
    let mut breaches = Vec::new();
    for (at, line) in released.lines().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            [] => {}
            [name, hash] => {
                listed.insert(name, (at + 1, hash));
            }
            _ => breaches.push(format!("{RELEASED}:{}: not of the form `name hash`", at + 1)),
        }
    }
    for (name, bytes) in files {
        let hash = format!("{:016x}", xxh3_64(bytes));
        match listed.remove(name.as_str()) {
            Some((_, known)) if known == hash => {}
            Some((line, known)) => breaches.push(format!(
                "{RELEASED}:{line}: migrations/{name} was {known} and is {hash}: undo the change and write a new migration"
            )),
            None => breaches.push(format!(
                "migrations/{name} is not listed: add this line to {RELEASED}: {name} {hash}"
            )),
        }
    }
    for (name, (line, _)) in listed {
        breaches.push(format!("{RELEASED}:{line}: migrations/{name} is gone: bring it back"));
    }
    breaches
}

#[test]
fn released_migrations_are_unchanged() {
    let folder = root().join("migrations");
    let released = fs::read_to_string(root().join(RELEASED)).unwrap_or_default();
    let mut files = BTreeMap::new();
    // Git keeps no empty folder, so before the first migration there may be none.
    for entry in fs::read_dir(&folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "sql") {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            files.insert(name, fs::read(&path).unwrap());
        }
    }
    none(
        &breaches(&released, &files),
        "a migration that anyone may have run stays as it is, to the byte",
    );
}

#[test]
fn a_changed_a_new_and_a_lost_migration_are_told_apart() {
    let file = |text: &str| text.as_bytes().to_vec();
    let files = BTreeMap::from([
        ("1_kept.sql".to_owned(), file("create table a (b)")),
        ("2_changed.sql".to_owned(), file("create table c (d)")),
        ("3_new.sql".to_owned(), file("create table e (f)")),
    ]);
    let kept = xxh3_64(b"create table a (b)");
    let released =
        format!("1_kept.sql {kept:016x}\n2_changed.sql 0000000000000000\n\n0_lost.sql 1\n");
    let told = breaches(&released, &files);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].contains("2_changed.sql was 0000000000000000"));
    assert!(told[1].contains(&format!("3_new.sql {:016x}", xxh3_64(b"create table e (f)"))));
    assert!(told[2].starts_with("migrations/released.txt:4:"));
    assert_eq!(breaches("", &BTreeMap::new()), Vec::<String>::new());
}
