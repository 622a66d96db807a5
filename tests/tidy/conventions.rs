//! Every convention has words in the window, where it is shown and chosen.

use std::fs;

#[test]
fn every_convention_has_words_in_the_window() {
    let path = crate::root().join("ui/src/features/setup/convention-words.ts");
    let words = fs::read_to_string(path).unwrap();
    let has = |name: &str| {
        [format!(" {name}: \""), format!("\"{name}\": \"")].iter().any(|key| words.contains(key))
    };
    let without: Vec<_> = codec::convention_names().into_iter().filter(|name| !has(name)).collect();
    assert_eq!(without, [""; 0]);
}
