//! Words of names: split as people and firmware join them, looked up, and written for people again.

use super::concept::Concepts;
use super::lexicon::meaning;
use crate::limits::{NAME_WORDS_MAX, PROPOSED_NAME_BYTES_MAX, WORD_CHARACTERS_MAX};

/// A word of a name, in lower case, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    /// As the tables write it; empty where it is too long to be looked up.
    pub(super) plain: String,
    pub(super) means: Concepts,
}

/// The words of a name: `zoneAirTemp_SP-2` has four and a number. A dash between digits stays: `vav-3-14` is VAV 3-14.
/// At most `NAME_WORDS_MAX`.
pub(super) fn words_of(name: &str) -> Vec<Word> {
    let mut words: Vec<String> = vec![String::new()];
    let mut characters = name.chars().filter(|c| !c.is_control()).peekable();
    let mut before: Option<char> = None;
    while let Some(character) = characters.next() {
        let after = characters.peek();
        let between_digits =
            before.is_some_and(|c| c.is_ascii_digit()) && after.is_some_and(char::is_ascii_digit);
        let divides = (matches!(character, '-' | '.') && !between_digits)
            || matches!(character, '_' | ',' | ';' | ':' | '(' | ')' | '[' | ']' | '/')
            || character.is_whitespace();
        let begins = character.is_uppercase()
            && before.is_some_and(char::is_lowercase)
            // `kW` is one word.
            && words.last().is_some_and(|word| word.len() > 1);
        before = Some(character);
        if divides || begins {
            if words.len() == NAME_WORDS_MAX {
                break;
            }
            words.push(String::new());
        }
        if !divides {
            let word = words.last_mut().expect("there is always a last word");
            word.extend(character.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    known(words)
}

/// Looks words up: each by itself, or two beside one another that are one, such as `set point`.
fn known(words: Vec<String>) -> Vec<Word> {
    let mut known: Vec<Word> = Vec::with_capacity(words.len());
    for text in words {
        let plain = folded(&text);
        let mut means = meaning_of(&plain);
        if let Some(before) = known.last_mut() {
            let joined = meaning(&format!("{}{plain}", before.plain));
            if !joined.is_none() {
                before.means = joined;
                means = joined;
            }
        }
        known.push(Word { text, plain, means });
    }
    known
}

/// A word as the tables write it: lower case, without accents; empty where it is too long to be one.
fn folded(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for character in word.chars().take(WORD_CHARACTERS_MAX + 1) {
        match character {
            'ä' => plain.push_str("ae"),
            'ö' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            'é' | 'è' | 'ê' | 'ë' => plain.push('e'),
            'à' | 'â' | 'á' => plain.push('a'),
            'ô' | 'ó' => plain.push('o'),
            'î' | 'ï' => plain.push('i'),
            'ç' => plain.push('c'),
            '₂' => plain.push('2'),
            other => plain.push(other),
        }
    }
    if plain.chars().count() > WORD_CHARACTERS_MAX { String::new() } else { plain }
}

/// What a folded word means: as it stands, without the number that counts its kind, or as two words grown together, as
/// German and Dutch do (`vorlauftemperatur`) and control systems too (`satsp`).
fn meaning_of(word: &str) -> Concepts {
    let whole = meaning(word);
    if !whole.is_none() {
        return whole;
    }
    let uncounted = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let uncounted_means = meaning(uncounted);
    if !uncounted_means.is_none() {
        return uncounted_means;
    }
    let ends = uncounted.char_indices().map(|(at, _)| at);
    ends.filter_map(|at| grown(uncounted.get(..at)?, uncounted.get(at..)?))
        .next()
        .unwrap_or_default()
}

/// Two words grown together, with or without an `s` between them.
fn grown(first: &str, second: &str) -> Option<Concepts> {
    let is_long = first.len() >= PART_BYTES_MIN && second.len() >= PART_BYTES_MIN;
    let is_ending = first.len() >= 2 && ENDINGS.contains(&second);
    if !is_long && !is_ending {
        return None;
    }
    let second = meaning(second);
    let first_means = meaning(first);
    let first_means = if first_means.is_none() {
        meaning(first.strip_suffix('s').unwrap_or(first))
    } else {
        first_means
    };
    (!first_means.is_none() && !second.is_none()).then(|| first_means.with(second))
}

/// The shortest word that grows together with others.
const PART_BYTES_MIN: usize = 4;

/// Short forms that stand at the end of others without a mark between them.
const ENDINGS: [&str; 9] = ["sp", "stpt", "temp", "cmd", "sts", "spd", "pos", "alm", "co2"];

/// Short forms that people write out.
const LONG: &[(&str, &str)] = &[
    ("temp", "temperature"),
    ("hum", "humidity"),
    ("sp", "setpoint"),
    ("stpt", "setpoint"),
    ("spt", "setpoint"),
    ("cmd", "command"),
    ("sts", "status"),
    ("pos", "position"),
    ("occ", "occupancy"),
    ("pwr", "power"),
    ("flw", "flow"),
    ("spd", "speed"),
    ("pres", "pressure"),
    ("lvl", "level"),
    ("vlv", "valve"),
    ("dmpr", "damper"),
    ("alm", "alarm"),
    ("sat", "supply air temperature"),
    ("rat", "return air temperature"),
    ("oat", "outdoor air temperature"),
    ("mat", "mixed air temperature"),
    ("sf", "supply fan"),
    ("rf", "return fan"),
    ("ef", "exhaust fan"),
    ("linkquality", "link quality"),
];

/// Names that are written in capitals, or in letters of their own.
const CAPITALS: &[(&str, &str)] = &[
    ("ahu", "AHU"),
    ("vav", "VAV"),
    ("fcu", "FCU"),
    ("rtu", "RTU"),
    ("rlt", "RLT"),
    ("dhw", "DHW"),
    ("chp", "CHP"),
    ("led", "LED"),
    ("co2", "CO₂"),
    ("voc", "VOC"),
    ("tvoc", "TVOC"),
    ("rh", "RH"),
    ("dp", "DP"),
    ("dat", "DAT"),
    ("rssi", "RSSI"),
    ("snr", "SNR"),
    ("kwh", "kWh"),
    ("kw", "kW"),
    ("pm25", "PM2.5"),
    ("pm10", "PM10"),
    ("l1", "L1"),
    ("l2", "L2"),
    ("l3", "L3"),
];

/// A name as people write it: `AHU 1 supply air temperature`; at most `PROPOSED_NAME_BYTES_MAX`.
pub(super) fn written<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let find = |table: &[(&str, &'static str)], word: &str| {
        table.iter().find(|(short, _)| *short == word).map(|(_, long)| *long)
    };
    let mut name = String::new();
    for word in words {
        if !name.is_empty() {
            name.push(' ');
        }
        // `AHU2` is an AHU, and the second of its kind.
        let (letters, number) = numbered(word);
        match find(CAPITALS, word).or_else(|| find(LONG, word)) {
            Some(long) => name.push_str(long),
            None => match find(CAPITALS, letters).filter(|_| !number.is_empty()) {
                Some(letters) => name.extend([letters, " ", number]),
                None => name.push_str(word),
            },
        }
    }
    begun(&name)
}

/// A word and the number behind it.
pub(super) fn counted(word: &str) -> (&str, &str) {
    word.split_at(word.trim_end_matches(|c: char| c.is_ascii_digit()).len())
}

/// Letters and the whole number behind them, which may have parts: `vav3-14`.
fn numbered(word: &str) -> (&str, &str) {
    let is_letter = |c: char| !c.is_ascii_digit();
    let letters = word.len() - word.trim_start_matches(is_letter).len();
    word.split_at(letters)
}

/// With a capital at its beginning, and not longer than a name may be.
pub(super) fn begun(name: &str) -> String {
    let end = name.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = end.take_while(|end| *end <= PROPOSED_NAME_BYTES_MAX).last().unwrap_or(0);
    let mut characters = name[..end].trim_end().chars();
    // "kWh register" keeps its small letter.
    match characters.next() {
        Some(first) if !name.starts_with("kW") => first.to_uppercase().chain(characters).collect(),
        Some(first) => std::iter::once(first).chain(characters).collect(),
        None => String::new(),
    }
}
