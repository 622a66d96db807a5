//! Words that have no place in the project: notes to oneself, tests that are passed over, paths and addresses of one
//! machine.
//!
//! The words are put together from halves here, so that this file does not break its own rule.

use crate::{Source, files, looked_at, none};

const UNFINISHED: [&str; 6] = [
    concat!("FI", "XME"),
    concat!("TO", "DO"),
    concat!("XX", "X"),
    concat!("dbg", "!"),
    concat!("to", "do!"),
    concat!("unimple", "mented!"),
];
const PASSED_OVER: [&str; 7] = [
    concat!("#[ig", "nore"),
    concat!("it.", "only("),
    concat!("it.", "skip("),
    concat!("test.", "only("),
    concat!("test.", "skip("),
    concat!("describe.", "only("),
    concat!("describe.", "skip("),
];
/// Folders that only one machine has.
const MACHINE: [&str; 2] = [concat!("/wo", "rk/"), concat!("/ro", "ot/")];
/// Where packages come from is each machine's own setting.
const REGISTRIES: [&str; 5] = [
    concat!("registry.", "npmjs.org"),
    concat!("registry.", "yarnpkg.com"),
    concat!("crates.io", "/api"),
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
];
/// The selector that asks what an element holds; why it is not used stands in ui/src/styles/components.css.
const HOLDS: [&str; 1] = [concat!(":ha", "s(")];

/// Whether the word stands in the line by itself, not as a part of a longer one.
fn stands_alone(line: &str, word: &str) -> bool {
    let joins = |other: char| other.is_alphanumeric() || other == '_';
    let opens = word.starts_with(joins);
    let closes = word.ends_with(joins);
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        !(opens && before.is_some_and(joins) || closes && after.is_some_and(joins))
    })
}

/// Whether an absolute path begins with this folder, as `(/folder/…`, and not in the middle, as `some/folder/…`.
fn is_absolute(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|other| other.is_alphanumeric() || "_-./*+#{}".contains(other))
    })
}

/// Every line of these files in which `holds` finds one of the words.
fn found(files: &[Source], words: &[&str], holds: fn(&str, &str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (at, line) in file.lines() {
            for word in words.iter().filter(|word| holds(line, word)) {
                found.push(format!("{}:{at}: {word}", file.path));
            }
        }
    }
    found
}

fn code() -> Vec<Source> {
    let mut files = files();
    files.retain(|file| {
        file.ends_with_any(&[".rs", ".ts", ".svelte", ".js", ".css", ".sql", ".sh", ".toml"])
    });
    looked_at(files.len(), 80, "source files");
    files
}

#[test]
fn no_source_holds_unfinished_work() {
    none(
        &found(&code(), &UNFINISHED, stands_alone),
        "do it now, or write what is missing where its reader looks for it",
    );
}

#[test]
fn no_test_is_passed_over() {
    none(
        &found(&code(), &PASSED_OVER, |line, word| line.contains(word)),
        "let the test run, or take it out",
    );
}

#[test]
fn no_selector_asks_what_an_element_holds() {
    let mut styled = files();
    styled.retain(|file| file.ends_with_any(&[".svelte", ".css"]));
    looked_at(styled.len(), 40, "files with styles");
    none(
        &found(&styled, &HOLDS, |line, word| line.contains(word)),
        "give the element a class, or let its next sibling follow it",
    );
}

#[test]
fn no_file_names_a_folder_of_one_machine() {
    let files = files();
    looked_at(files.len(), 100, "files");
    none(&found(&files, &MACHINE, is_absolute), "name the path from the project's folder");
}

#[test]
fn no_file_names_a_package_registry() {
    let mut files = files();
    // Cargo writes its own lock file and names its source there.
    files.retain(|file| file.path != "Cargo.lock");
    looked_at(files.len(), 100, "files");
    assert!(
        files.iter().any(|file| file.path == "ui/package-lock.json"),
        "ui/package-lock.json is among the files looked at"
    );
    none(
        &found(&files, &REGISTRIES, |line, word| line.contains(word)),
        "leave it to the machine's settings; npm leaves it out with omit-lockfile-registry-resolved in ui/.npmrc",
    );
}

#[test]
fn words_are_told_from_parts_of_words() {
    let note = UNFINISHED[1];
    assert!(stands_alone(&format!("// {note}: later"), note));
    assert!(!stands_alone(&format!("mas{note}n"), note));
    assert!(!stands_alone(&format!("{note}S"), note));
    assert!(stands_alone(&format!("    {}(x)", UNFINISHED[3]), UNFINISHED[3]));
    assert!(!stands_alone(&format!("my_{}(x)", UNFINISHED[3]), UNFINISHED[3]));

    let folder = MACHINE[0];
    assert!(is_absolute(&format!("see {folder}main"), folder));
    assert!(is_absolute(&format!("\"{folder}main\""), folder));
    assert!(!is_absolute(&format!("site{folder}main"), folder));

    let file = |text: &str| Source { path: "a.rs".to_owned(), text: text.to_owned() };
    let text = format!("fine\n// {note}\n");
    assert_eq!(found(&[file(&text)], &UNFINISHED, stands_alone), [format!("a.rs:2: {note}")]);
}
