//! Reads short texts of the house from left to right: words, signs, numbers, times and quoted texts.
//!
//! Spaces between them mean nothing. Nothing is read twice from further left than its own beginning, so that what reading
//! costs grows with the text's length alone.

use std::sync::Arc;
use std::time::Duration;

use crate::limits::{CHECK_TIME_MIN, TIME_MAX};
use crate::quoted::quoted;
use crate::time;

/// Something else stands at a place of a text than was expected there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {at}, {}: expected {expected}", self.there())]
pub struct TextError {
    /// Which character of the text it is, from 1; one more than there are where the text ends too early.
    pub at: usize,
    /// What stands there; empty where the text ends.
    pub found: String,
    /// What would have been well there, in words.
    pub expected: String,
}

impl TextError {
    fn there(&self) -> String {
        match self.found.as_str() {
            "" => "where the text ends".to_owned(),
            found => quoted(found),
        }
    }
}

/// A place in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'t> {
    text: &'t str,
    /// In bytes, on a character's edge.
    at: usize,
}

impl<'t> Cursor<'t> {
    /// The beginning of a text.
    ///
    /// # Errors
    /// Where the text is longer than that.
    pub(crate) fn new(text: &'t str, bytes_max: usize) -> Result<Self, TextError> {
        let begin = Self { text, at: 0 };
        if text.len() > bytes_max {
            return Err(begin.error(format!("a text of at most {bytes_max} bytes")));
        }
        Ok(begin)
    }

    /// What is told of this place: what stands here, and that this was expected.
    pub(crate) fn error(mut self, expected: impl Into<String>) -> TextError {
        self.skip_spaces();
        self.error_here(expected)
    }

    /// The same of a place that a space may be at.
    fn error_here(self, expected: impl Into<String>) -> TextError {
        let ends = |letter: char| letter.is_whitespace() || matches!(letter, '(' | ')' | '"');
        let rest = self.rest();
        let end = rest.char_indices().skip(1).find(|(_, letter)| ends(*letter));
        let found = end.map_or(rest, |(end, _)| &rest[..end]);
        self.error_about(found, expected)
    }

    fn error_about(self, found: &str, expected: impl Into<String>) -> TextError {
        let at = self.text[..self.at].chars().count() + 1;
        TextError { at, found: found.to_owned(), expected: expected.into() }
    }

    /// Whether nothing but spaces is left.
    pub(crate) fn is_at_end(mut self) -> bool {
        self.skip_spaces();
        self.rest().is_empty()
    }

    /// The word that comes next, of letters, digits and `_`; empty where none does.
    pub(crate) fn word(mut self) -> &'t str {
        self.run(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    }

    /// Passes this word, where it comes next.
    pub(crate) fn take_word(&mut self, word: &str) -> bool {
        let is_next = self.word() == word;
        if is_next {
            self.skip_spaces();
            self.at += word.len();
        }
        is_next
    }

    /// Passes this sign, where it comes next.
    pub(crate) fn take(&mut self, sign: char) -> bool {
        let mut next = *self;
        next.skip_spaces();
        let is_next = next.rest().starts_with(sign);
        if is_next {
            self.at = next.at + sign.len_utf8();
        }
        is_next
    }

    /// Passes letters, where they come next.
    fn letters(&mut self) -> &'t str {
        self.run(|letter| letter.is_ascii_alphabetic())
    }

    /// Passes digits, where they come next.
    pub(crate) fn digits(&mut self) -> &'t str {
        self.run(|letter| letter.is_ascii_digit())
    }

    /// Passes a number such as `-21.5` or `1e6`, where one comes next.
    ///
    /// # Errors
    /// Where it is too large, or has a comma for its point.
    pub(crate) fn number(&mut self) -> Result<Option<f64>, TextError> {
        let mut next = *self;
        next.skip_spaces();
        let figures = &next.rest()[..figures(next.rest())];
        if figures.is_empty() {
            return Ok(None);
        }
        let number = figures.parse().ok().filter(|number: &f64| number.is_finite());
        let Some(number) = number else {
            return Err(next.error("a smaller number"));
        };
        next.at += figures.len();
        if next.rest().starts_with(',') {
            return Err(next.error("a point in the number, as in `21.5`"));
        }
        *self = next;
        // Minus zero is zero.
        Ok(Some(number + 0.0))
    }

    /// Passes a time such as `15min` or `1h30min` that a check takes; `after` says behind what, as in " after `no_data`".
    ///
    /// # Errors
    /// Where none stands there, or one that is too short or too long.
    pub(crate) fn time(&mut self, after: &str) -> Result<Duration, TextError> {
        self.time_from(CHECK_TIME_MIN, after)
    }

    /// The same of a time that may be as short as this one.
    ///
    /// # Errors
    /// Where none stands there, or one that is too short or too long.
    pub(crate) fn time_from(
        &mut self,
        least: Duration,
        after: &str,
    ) -> Result<Duration, TextError> {
        let mut next = *self;
        let total = next.seconds(after)?;
        let fits = |time: &Duration| (least..=TIME_MAX).contains(time);
        let Some(time) = total.map(Duration::from_secs).filter(fits) else {
            self.skip_spaces();
            let written = &self.text[self.at..next.at];
            let (least, most) = (time::written(least), time::written(TIME_MAX));
            return Err(self.error_about(written, format!("a time from {least} to {most}")));
        };
        self.at = next.at;
        Ok(time)
    }

    /// Passes whole numbers with their units, the larger ones first; nothing where they are too many seconds to count.
    fn seconds(&mut self, after: &str) -> Result<Option<u64>, TextError> {
        let mut total = Some(0_u64);
        let mut smaller = time::UNITS.as_slice();
        loop {
            let mut next = *self;
            let digits = next.digits();
            let is_first = smaller.len() == time::UNITS.len();
            if digits.is_empty() && is_first {
                return Err(self.error(format!("a time such as `15min` or `1h30min`{after}")));
            }
            if digits.is_empty() || smaller.is_empty() {
                return Ok(total);
            }
            let mark = next;
            let unit = next.letters();
            let Some(at) = smaller.iter().position(|(word, _)| *word == unit) else {
                let units: Vec<&str> = smaller.iter().map(|(word, _)| *word).collect();
                let which =
                    if is_first { "one of the units" } else { "a smaller unit than before:" };
                return Err(mark.error(format!("{which} {}", units.join(", "))));
            };
            let (_, seconds) = smaller[at];
            let part = digits.parse::<u64>().ok().and_then(|count| count.checked_mul(seconds));
            total = total.zip(part).and_then(|(total, part)| total.checked_add(part));
            smaller = &smaller[at + 1..];
            *self = next;
        }
    }

    /// Passes a text in quotes, where one comes next; `\"` and `\\` stand for a quote and a backslash.
    ///
    /// # Errors
    /// Where it does not end, is empty or too long, or holds what cannot be seen.
    pub(crate) fn quoted(&mut self, bytes_max: usize) -> Result<Option<Arc<str>>, TextError> {
        if !self.take('"') {
            return Ok(None);
        }
        let begin = *self;
        let mut text = String::new();
        loop {
            let mark = *self;
            match self.next_letter() {
                Some('"') => break,
                Some('\\') => match self.next_letter() {
                    Some(letter @ ('"' | '\\')) => text.push(letter),
                    _ => return Err(mark.error_here("`\\\"` or `\\\\` for a quote or a backslash")),
                },
                Some(letter) if letter.is_control() => {
                    return Err(mark.error_here("characters that can be seen"));
                }
                Some(letter) => text.push(letter),
                None => return Err(mark.error_here("a `\"` at the end of the text in quotes")),
            }
            if text.len() > bytes_max {
                return Err(begin.error_here(format!("a text of at most {bytes_max} bytes")));
            }
        }
        if text.is_empty() {
            return Err(begin.error_here("a text between the quotes"));
        }
        Ok(Some(Arc::from(text)))
    }

    /// Passes a name right here that needs no quotes, or one in quotes.
    ///
    /// # Errors
    /// Where there is none, or a quoted one that is not well.
    pub(crate) fn name(&mut self, bytes_max: usize) -> Result<Arc<str>, TextError> {
        if self.rest().starts_with('"') {
            return self.quoted(bytes_max).map(|name| name.expect("a quote stands here"));
        }
        let rest = self.rest();
        let end = rest.find(|letter| !is_bare(letter)).unwrap_or(rest.len());
        if end == 0 {
            return Err(self.error_here("a name, in quotes where it has spaces or signs"));
        }
        if end > bytes_max {
            return Err(self.error_here(format!("a name of at most {bytes_max} bytes")));
        }
        self.at += end;
        Ok(Arc::from(&rest[..end]))
    }

    /// Passes one letter right here.
    fn next_letter(&mut self) -> Option<char> {
        let letter = self.rest().chars().next()?;
        self.at += letter.len_utf8();
        Some(letter)
    }

    fn skip_spaces(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Passes spaces and the letters of a sort behind them; stays where there are none.
    fn run(&mut self, is_of_it: impl Fn(char) -> bool) -> &'t str {
        let mut next = *self;
        next.skip_spaces();
        let rest = next.rest();
        let run = &rest[..rest.find(|letter| !is_of_it(letter)).unwrap_or(rest.len())];
        if !run.is_empty() {
            self.at = next.at + run.len();
        }
        run
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }
}

/// How many bytes of a text's beginning are the figures of a number.
fn figures(text: &str) -> usize {
    let digits = |from: usize| from + text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let sign = usize::from(text.starts_with('-'));
    let mut end = digits(sign);
    if end == sign {
        return 0;
    }
    if text[end..].starts_with('.') && digits(end + 1) > end + 1 {
        end = digits(end + 1);
    }
    if text[end..].starts_with(['e', 'E']) {
        let sign = end + 1 + usize::from(text[end + 1..].starts_with(['+', '-']));
        if digits(sign) > sign {
            end = digits(sign);
        }
    }
    end
}

/// Whether a letter of a name needs no quotes around the name.
pub(crate) fn is_bare(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.' | '/' | ':' | '~')
}
