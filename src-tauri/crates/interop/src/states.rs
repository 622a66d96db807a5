//! What a point's numbers mean where they are states, and how that stands in one cell.
//!
//! In a cell: `0=Off|1=On`. A `\` before a character takes it as it is: `|`, `\`, and white space at the ends of a name.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use crate::limits::STATES_MAX;
use crate::problem::quoted;

/// Names of states by their number. At most [`STATES_MAX`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct States(BTreeMap<i64, String>);

impl States {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names a state; not where there are as many as there may be.
    pub fn put(&mut self, number: i64, name: String) -> bool {
        if self.0.len() >= STATES_MAX && !self.0.contains_key(&number) {
            return false;
        }
        self.0.insert(number, name);
        true
    }

    /// All of them by number.
    pub fn iter(&self) -> impl Iterator<Item = (i64, &str)> {
        self.0.iter().map(|(number, name)| (*number, name.as_str()))
    }

    /// Reads a cell; the error is a sentence.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut states = Self::default();
        if text.trim().is_empty() {
            return Ok(states);
        }
        let mut letters = text.chars();
        let mut more = true;
        while more {
            let Some((number, names)) = letters.as_str().split_once('=') else {
                return Err(no_state(letters.as_str()));
            };
            let Ok(number) = number.trim().parse::<i64>() else {
                return Err(no_state(number));
            };
            letters = names.chars();
            let (name, goes_on) = name(&mut letters);
            more = goes_on;
            if states.0.contains_key(&number) {
                return Err(format!("the state {number} stands here twice"));
            }
            if !states.put(number, name) {
                return Err(format!("there are more than {STATES_MAX} states"));
            }
        }
        Ok(states)
    }
}

fn no_state(text: &str) -> String {
    format!("{} is no whole number with a name behind it: write 0=Off|1=On", quoted(text))
}

/// The name at the beginning of the letters, up to a bar; and whether there was one.
fn name(letters: &mut impl Iterator<Item = char>) -> (String, bool) {
    let mut name = String::new();
    // As far as the name goes: white space behind it is not its own unless a `\` stands before it.
    let mut kept = 0;
    let mut ended_by_bar = false;
    while let Some(letter) = letters.next() {
        if letter == '|' {
            ended_by_bar = true;
            break;
        }
        if letter == '\\' {
            name.extend(letters.next());
            kept = name.len();
        } else if !letter.is_whitespace() {
            name.push(letter);
            kept = name.len();
        } else if kept > 0 {
            name.push(letter);
        }
    }
    name.truncate(kept);
    (name, ended_by_bar)
}

impl fmt::Display for States {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (number, name)) in self.iter().enumerate() {
            if at > 0 {
                f.write_char('|')?;
            }
            write!(f, "{number}=")?;
            for (place, letter) in name.char_indices() {
                let at_an_end = place == 0 || place + letter.len_utf8() == name.len();
                if letter == '|' || letter == '\\' || (at_an_end && letter.is_whitespace()) {
                    f.write_char('\\')?;
                }
                f.write_char(letter)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_stand_in_one_cell_and_come_back() {
        for text in ["0=Off|1=On", r"-1=\ a\|b\\c\ |3=", "", "0==|1=a=b"] {
            assert_eq!(States::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(States::parse(" 0 = Off | 1 = On ").unwrap().to_string(), "0=Off|1=On");
    }

    #[test]
    fn what_is_no_state_is_told() {
        for wrong in ["Off", "0", "a=b", "0=a|0=b", "1.5=x", "0=a|"] {
            assert!(States::parse(wrong).is_err(), "{wrong}");
        }
    }
}
