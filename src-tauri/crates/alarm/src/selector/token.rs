//! The words of a selector: tags, values and signs, each with the place it stands at.

use super::problem::{Problem, SelectorError, shown};
use crate::limits::TAG_BYTES_MAX;

/// One word of a filter.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A tag's name, or `and`, `or`, `not`, `true`, `false`.
    Word(Box<str>),
    /// A number and its unit, where it has one.
    Number(f64, Option<Box<str>>),
    /// A day as `2026-03-31`.
    Day(Box<str>),
    /// What stands in quotation marks.
    Text(Box<str>),
    /// What follows an `@`.
    Reference(Box<str>),
    /// `==`, `!=`, `<`, `<=`, `>` or `>=`.
    Sign(&'static str),
    /// `->`.
    Arrow,
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// Nothing more.
    End,
}

/// Signs, longer ones before those that they begin with.
const SIGNS: [(&str, Token); 9] = [
    ("->", Token::Arrow),
    ("==", Token::Sign("==")),
    ("!=", Token::Sign("!=")),
    ("<=", Token::Sign("<=")),
    (">=", Token::Sign(">=")),
    ("<", Token::Sign("<")),
    (">", Token::Sign(">")),
    ("(", Token::Open),
    (")", Token::Close),
];

/// Reads a text word by word.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    /// Where the next word is looked for, in bytes.
    at: usize,
}

impl<'a> Tokens<'a> {
    /// Begins at a byte of the text.
    pub(super) const fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    /// The next word, and the byte it begins at.
    pub(super) fn next(&mut self) -> Result<(usize, Token), SelectorError> {
        self.at = self.text.len() - self.rest().trim_start().len();
        let from = self.at;
        let token = self.read().map_err(|problem| self.error(from, problem))?;
        Ok((from, token))
    }

    /// What is wrong with what stands at a byte.
    pub(super) fn error(&self, at: usize, problem: Problem) -> SelectorError {
        SelectorError { at: self.text[..at].chars().count() + 1, problem }
    }

    /// What stands at a byte, up to a blank, for a sentence about it.
    pub(super) fn found(&self, at: usize) -> String {
        let rest = &self.text[at..];
        if rest.is_empty() { "the end".to_owned() } else { shown(rest) }
    }

    /// The byte behind the last word.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn read(&mut self) -> Result<Token, Problem> {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return Ok(Token::End);
        };
        match first {
            'a'..='z' => self.word(),
            letter if letter.is_alphabetic() => Err(Problem::NoTag(shown(rest))),
            '"' => self.quoted().map(Token::Text),
            '@' => self.reference(),
            '0'..='9' => self.number(),
            '-' if rest[1..].starts_with(|next: char| next.is_ascii_digit()) => self.number(),
            _ => self.sign(),
        }
    }

    fn sign(&mut self) -> Result<Token, Problem> {
        let rest = self.rest();
        if let Some((sign, token)) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) {
            self.at += sign.len();
            return Ok(token.clone());
        }
        Err(match rest.chars().next() {
            Some('=') => Problem::OneEqualsSign,
            Some('!' | '&' | '|') => Problem::ForeignWord(shown(rest)),
            Some('^' | '?' | '*' | '`') => Problem::NotUnderstood(shown(rest)),
            _ => Problem::Stray(shown(rest)),
        })
    }

    fn word(&mut self) -> Result<Token, Problem> {
        let word = self.take(|letter| letter.is_alphanumeric() || letter == '_');
        if !word.is_ascii() {
            return Err(Problem::NoTag(shown(word)));
        }
        if word.len() > TAG_BYTES_MAX {
            return Err(Problem::LongTag(shown(word)));
        }
        Ok(Token::Word(word.into()))
    }

    fn reference(&mut self) -> Result<Token, Problem> {
        self.at += 1;
        let id = self.take(|letter| letter.is_ascii_alphanumeric() || "_:-.~".contains(letter));
        if id.is_empty() {
            return Err(Problem::EmptyReference);
        }
        // Other tools write what a reference is called behind it.
        let behind = self.rest().trim_start();
        if behind.starts_with('"') {
            self.at = self.text.len() - behind.len();
            self.quoted()?;
        }
        Ok(Token::Reference(id.into()))
    }

    fn number(&mut self) -> Result<Token, Problem> {
        let whole = self.take(|letter| {
            let of_number = letter.is_ascii_alphanumeric() || "+-._%/$".contains(letter);
            of_number || !letter.is_ascii() && !letter.is_whitespace()
        });
        if is_day(whole) {
            return Ok(Token::Day(whole.into()));
        }
        match measured(whole) {
            Some((number, Some(unit))) => Ok(Token::Number(number, Some(unit.into()))),
            Some((number, None)) => match self.unit_apart() {
                Some(unit) => Err(Problem::UnitApart(shown(unit))),
                None => Ok(Token::Number(number, None)),
            },
            None => Err(Problem::NoNumber(shown(whole))),
        }
    }

    /// A word behind a number that is none of a filter.
    fn unit_apart(&self) -> Option<&'a str> {
        let next = self.rest().split_whitespace().next()?;
        let word = next.split(['(', ')']).next()?;
        let begins = word.starts_with(|first: char| first.is_alphabetic() || "%°".contains(first));
        (begins && word != "and" && word != "or").then_some(word)
    }

    /// What stands in quotation marks; `\"` and `\\` are the two signs, `\u00b0` any letter.
    pub(super) fn quoted(&mut self) -> Result<Box<str>, Problem> {
        let mut text = String::new();
        let inside = &self.rest()[1..];
        let mut letters = inside.char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' => {
                    self.at += at + 2;
                    return Ok(text.into());
                }
                '\\' => {
                    let escaped = letters.next().map(|(_, escaped)| escaped);
                    text.push(match escaped {
                        Some(sign @ ('"' | '\\' | '$')) => sign,
                        Some('u') => {
                            let digits = inside.get(at + 2..at + 6).unwrap_or_default();
                            letters.nth(3);
                            numbered(digits)?
                        }
                        Some(_) | None => return Err(Problem::Escape),
                    });
                }
                other if other.is_control() => return Err(Problem::ControlCharacter),
                other => text.push(other),
            }
        }
        Err(Problem::OpenText)
    }

    /// The letters from here on for which this holds.
    fn take(&mut self, holds: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|letter| !holds(letter)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }
}

/// The letter of four hexadecimal digits.
fn numbered(digits: &str) -> Result<char, Problem> {
    let is_hex = digits.len() == 4 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let number = u32::from_str_radix(digits, 16).ok().filter(|_| is_hex);
    let letter = number.and_then(char::from_u32).filter(|letter| !letter.is_control());
    letter.ok_or(Problem::Escape)
}

/// Whether a text is a tag's name, as Haystack has it.
pub(super) fn is_tag(text: &str) -> bool {
    text.len() <= TAG_BYTES_MAX
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_')
}

/// Whether a text is a day as `2026-03-31`; days compare as their texts do.
pub(super) fn is_day(text: &str) -> bool {
    let digits = |range| text.get(range).is_some_and(|part: &str| part.bytes().all(is_digit));
    let within = |range, most: u8| {
        let number = text.get(range).and_then(|part: &str| part.parse::<u8>().ok());
        number.is_some_and(|number| (1..=most).contains(&number))
    };
    text.len() == "2026-03-31".len()
        && digits(0..4)
        && text.get(4..5) == Some("-")
        && digits(5..7)
        && within(5..7, 12)
        && text.get(7..8) == Some("-")
        && digits(8..10)
        && within(8..10, 31)
}

const fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// The number that a text says, and the unit behind it; none where it says no number or one that is not finite.
pub(super) fn measured(text: &str) -> Option<(f64, Option<&str>)> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| is_digit(**byte)).count();
    let mut end = usize::from(bytes.first() == Some(&b'-'));
    let whole = digits(end);
    if whole == 0 {
        return None;
    }
    end += whole;
    if bytes.get(end) == Some(&b'.') {
        let part = digits(end + 1);
        if part == 0 {
            return None;
        }
        end += 1 + part;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let power = bytes.get(end + 1 + signed..).map_or(0, |_| digits(end + 1 + signed));
        // An `e` without digits begins a unit.
        if power > 0 {
            end += 1 + signed + power;
        }
    }
    let number = text[..end].parse::<f64>().ok().filter(|number| number.is_finite())?;
    let unit = text[end..].trim_start();
    if unit.is_empty() {
        return Some((number, None));
    }
    let begins = |first: char| first.is_alphabetic() || !first.is_ascii() || "%_/$".contains(first);
    let goes_on = |letter: char| !letter.is_whitespace() && !letter.is_control();
    (unit.len() <= model::Unit::BYTES_MAX && unit.starts_with(begins) && unit.chars().all(goes_on))
        .then_some((number, Some(unit)))
}
