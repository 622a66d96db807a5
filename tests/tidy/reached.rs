//! Every Rust file is compiled: it is a target of its package or a `mod` of one. A story that no runner names is a test
//! that never runs, and nobody notices.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::{files, from_root, looked_at, none, packages, root, text};

/// The modules that a file declares to stand in files of their own, with the path where one is given.
fn declared(source: &str) -> Vec<(String, Option<String>)> {
    let mut found = Vec::new();
    let mut path = None;
    for line in source.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("#[path = \"") {
            path = rest.split('"').next().map(str::to_owned);
            continue;
        }
        let visible = line.strip_prefix("pub(crate) ").or_else(|| line.strip_prefix("pub "));
        let name =
            visible.unwrap_or(line).strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';'));
        if let Some(name) = name {
            found.push((name.to_owned(), path.take()));
        } else if !line.starts_with("#[") && !line.starts_with("//") {
            path = None;
        }
    }
    found
}

/// Where a module may stand that `file` declares; `top` tells the root of a target from its modules.
fn places(file: &Path, top: bool, name: &str, path: Option<&str>) -> Vec<PathBuf> {
    let folder = file.parent().unwrap_or(Path::new(""));
    if let Some(path) = path {
        return vec![folder.join(path)];
    }
    let base = if top { folder.to_owned() } else { file.with_extension("") };
    vec![base.join(format!("{name}.rs")), base.join(name).join("mod.rs")]
}

/// Everything that is compiled with this target.
fn reach(file: &Path, top: bool, reached: &mut BTreeSet<String>) {
    if !reached.insert(from_root(file)) {
        return;
    }
    let source = std::fs::read_to_string(file).unwrap_or_default();
    for (name, path) in declared(&source) {
        for place in places(file, top, &name, path.as_deref()) {
            if let Ok(place) = place.canonicalize() {
                reach(&place, false, reached);
            }
        }
    }
}

#[test]
fn every_rust_file_is_compiled_and_every_story_has_its_runner() {
    let mut reached = BTreeSet::new();
    for package in packages() {
        for target in package["targets"].as_array().into_iter().flatten() {
            let source = PathBuf::from(text(target, "src_path"));
            reach(&source.canonicalize().unwrap_or(source), true, &mut reached);
        }
    }
    let all: Vec<String> =
        files().into_iter().map(|file| file.path).filter(|path| path.ends_with(".rs")).collect();
    looked_at(all.len(), 60, "Rust files");
    looked_at(reached.len(), 60, "compiled files");
    let lost: Vec<String> = all.into_iter().filter(|path| !reached.contains(path)).collect();
    none(
        &lost,
        "name it as a `mod` in its runner or its parent; a file that nothing compiles is taken out",
    );
}

#[test]
fn modules_are_found_where_the_compiler_looks() {
    let source = "mod one;\npub(crate) mod two;\nmod inline { }\n#[cfg(test)]\nmod tests;\n#[path = \"far/three.rs\"]\nmod three;\n";
    let names: Vec<(String, Option<String>)> = declared(source);
    let found: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(found, ["one", "two", "tests", "three"]);
    assert_eq!(names[3].1.as_deref(), Some("far/three.rs"));

    let file = Path::new("src/store.rs");
    assert_eq!(places(file, false, "head", None)[0], Path::new("src/store/head.rs"));
    assert_eq!(places(file, true, "head", None)[0], Path::new("src/head.rs"));
    assert_eq!(places(file, true, "head", Some("far/head.rs")), [Path::new("src/far/head.rs")]);
    assert!(root().join("tests/tidy/reached.rs").exists());
}
