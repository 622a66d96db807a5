//! The form of a source file: its header and its length.

use crate::{files, looked_at, none, packages, text};

const LINES_MAX: usize = 800;
const GENERATED: [&str; 1] = ["ui/src/ipc/bindings.ts"];

/// A header says something: a first line of documentation with at least three words.
fn has_header(source: &str) -> bool {
    source
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("//! "))
        .is_some_and(|words| words.split_whitespace().count() >= 3)
}

#[test]
fn every_crate_says_at_its_top_what_it_is() {
    let mut tops = Vec::new();
    for package in packages() {
        for target in package["targets"].as_array().into_iter().flatten() {
            let kind = &target["kind"][0];
            if kind == "lib" || kind == "bin" || kind == "test" {
                tops.push(text(target, "src_path").to_owned());
            }
        }
    }
    looked_at(tops.len(), 14, "crates");
    let bare: Vec<String> = tops
        .into_iter()
        .filter(|top| !has_header(&std::fs::read_to_string(top).unwrap_or_default()))
        .map(|top| format!("{}:1: no header", crate::from_root(top.as_ref())))
        .collect();
    none(&bare, "begin with a `//! ` sentence: what this is, what it never does, its limits");
}

#[test]
fn no_source_file_is_longer_than_800_lines() {
    let sources: Vec<_> = files()
        .into_iter()
        .filter(|file| file.ends_with_any(&[".rs", ".ts", ".svelte"]))
        .filter(|file| !GENERATED.contains(&file.path.as_str()))
        .collect();
    looked_at(sources.len(), 80, "source files");
    let long: Vec<String> = sources
        .iter()
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .map(|(file, lines)| format!("{}:{LINES_MAX}: goes on to line {lines}", file.path))
        .collect();
    none(&long, "take a part that has a name of its own into a file of its own");
}

#[test]
fn a_header_is_a_sentence() {
    assert!(has_header("//! Says what it is.\n\nfn main() {}\n"));
    assert!(!has_header("//! x\n"));
    assert!(!has_header("// Says what it is.\n"));
    assert!(!has_header("\n//! Says what it is.\n"));
    assert!(!has_header(""));
}
