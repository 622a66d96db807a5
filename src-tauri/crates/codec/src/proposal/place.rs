//! The floor and the space that a name tells.

use super::words::{Word, begun, counted, written};

/// Words that count floors, before or behind a number.
const FLOOR: &[&str] = &[
    "floor",
    "fl",
    "level",
    "lvl",
    "etage",
    "geschoss",
    "verdieping",
    "storey",
    "story",
    "stock",
    "stockwerk",
    "og",
    "niveau",
];

/// Floors that have a name of their own.
const NAMED: &[(&str, &str)] = &[
    ("groundfloor", "Ground floor"),
    ("ground", "Ground floor"),
    ("gf", "Ground floor"),
    ("eg", "Ground floor"),
    ("erdgeschoss", "Ground floor"),
    ("rdc", "Ground floor"),
    ("basement", "Basement"),
    ("keller", "Basement"),
    ("untergeschoss", "Basement"),
    ("ug", "Basement"),
    ("kelder", "Basement"),
    ("roof", "Roof"),
    ("rooftop", "Roof"),
    ("dach", "Roof"),
    ("dak", "Roof"),
    ("attic", "Attic"),
    ("dg", "Attic"),
    ("dachgeschoss", "Attic"),
    ("mezzanine", "Mezzanine"),
];

/// Words of rooms.
const ROOM: &[&str] = &[
    "room",
    "rm",
    "raum",
    "zimmer",
    "office",
    "buero",
    "kantoor",
    "bureau",
    "ruimte",
    "lokaal",
    "salle",
    "kamer",
    "lobby",
    "meeting",
    "hall",
    "halle",
    "kitchen",
    "kueche",
    "keuken",
    "corridor",
    "flur",
    "gang",
    "space",
    "lab",
    "laboratory",
    "workshop",
    "reception",
    "empfang",
    "canteen",
    "kantine",
    "classroom",
    "boardroom",
    "plantroom",
    "toilet",
    "wc",
    "store",
    "archive",
    "auditorium",
    "library",
    "server",
    "stairwell",
    "treppenhaus",
    "besprechung",
    "besprechungsraum",
    "technikraum",
    "serverraum",
    "heizraum",
    "vergaderzaal",
    "vergaderruimte",
    "openspace",
];

/// Beyond it a number is no floor's.
const FLOORS_MAX: u32 = 200;

/// The floor that a name's words tell, and which of them do so.
pub(super) fn floor(words: &[Word]) -> Option<(String, Vec<usize>)> {
    for (at, word) in words.iter().enumerate() {
        let word = word.plain.as_str();
        if let Some((_, name)) = NAMED.iter().find(|(known, _)| *known == word) {
            let floor = words.get(at + 1).filter(|next| FLOOR.contains(&next.plain.as_str()));
            return Some(((*name).to_owned(), (at..=at + usize::from(floor.is_some())).collect()));
        }
        if FLOOR.contains(&word) {
            for beside in [at + 1, at.wrapping_sub(1)] {
                if let Some(number) = words.get(beside).and_then(|word| number(&word.plain)) {
                    return Some((format!("Floor {number}"), vec![at, beside]));
                }
            }
        }
        if let Some(number) = compact(word) {
            return Some((format!("Floor {number}"), vec![at]));
        }
    }
    None
}

/// `2`, `02`, `2nd`.
fn number(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let is_ordinal = matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th" | "e");
    let number = digits.parse().ok().filter(|number| *number <= FLOORS_MAX);
    number.filter(|_| is_ordinal)
}

/// `floor2`, `f2`, `2f`, `2og`.
fn compact(word: &str) -> Option<u32> {
    let (letters, digits) = counted(word);
    let is_floor = |letters: &str| letters == "f" || FLOOR.contains(&letters);
    if !digits.is_empty() && digits.len() <= 3 && is_floor(letters) {
        return number(digits);
    }
    let letters = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &word[..word.len() - letters.len()];
    let is_floor = letters == "f" || letters == "og";
    (is_floor && !digits.is_empty()).then(|| number(digits)).flatten()
}

/// The space that a name's words tell; those in `apart` name something else.
pub(super) fn space(words: &[Word], apart: &[usize]) -> Option<String> {
    let rest: Vec<&Word> = words
        .iter()
        .enumerate()
        .filter(|(at, _)| !apart.contains(at))
        .map(|(_, word)| word)
        .collect();
    let is_room = |word: &&&Word| ROOM.contains(&counted(&word.plain).0);
    rest.iter().find(is_room)?;
    Some(written(rest.iter().map(|word| word.text.as_str())))
}

/// An area as its people call it: a floor or a space.
pub(super) fn area(name: &str, words: &[Word]) -> (Option<String>, Option<String>) {
    match floor(words) {
        Some((floor, told)) if told.len() == words.len() => (Some(floor), None),
        Some((floor, told)) => {
            let rest = words.iter().enumerate().filter(|(at, _)| !told.contains(at));
            (Some(floor), Some(written(rest.map(|(_, word)| word.text.as_str()))))
        }
        None => (None, Some(begun(name.trim()))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::words_of;
    use super::*;

    #[test]
    fn floors_and_spaces_are_read_from_names() {
        let told = |name: &str| {
            let words = words_of(name);
            let (floor, apart) = floor(&words).unwrap_or_default();
            format!("{floor} / {}", space(&words, &apart).unwrap_or_default())
        };
        insta::assert_snapshot!(told("floor-2"), @"Floor 2 / ");
        insta::assert_snapshot!(told("2nd floor meeting room 4"), @"Floor 2 / Meeting room 4");
        insta::assert_snapshot!(told("3F-east-14"), @"Floor 3 / ");
        insta::assert_snapshot!(told("1.OG"), @"Floor 1 / ");
        insta::assert_snapshot!(told("room-2-04"), @" / Room 2-04");
        insta::assert_snapshot!(told("EG_Büro_12"), @"Ground floor / Büro 12");
        insta::assert_snapshot!(told("tank level"), @" / ");
        insta::assert_snapshot!(told("floor 90210"), @" / ");
    }
}
