//! Scans a JSON payload onto a tape, in one pass.
//!
//! A scanner of our own, held against `serde_json` in its tests, because that one fails a whole message
//! for a single bad field: `1e400`, `NaN` and a lone surrogate are refused or replaced here where they
//! stand, and their neighbours live. All else that is not JSON breaks the message. Never deeper than
//! `DEPTH_MAX`, so the recursion is bounded.

use super::role::{self, Role};
use super::tape::{Node, Span, Tape};
use super::time::{self, Told};
use crate::RejectReason;
use crate::limits::DEPTH_MAX;

/// Scans a payload; its places fit 32 bits because it is at most `JSON_BYTES_MAX` long.
pub(super) fn scan(text: &str, tape: &mut Tape) -> Result<(), RejectReason> {
    scan_with(role::of, text, tape)
}

/// Scans a payload whose keys say nothing: a time stays the text or the number that it was written as.
pub(super) fn scan_as_written(text: &str, tape: &mut Tape) -> Result<(), RejectReason> {
    scan_with(|_| Role::Other, text, tape)
}

fn scan_with(role_of: fn(&str) -> Role, text: &str, tape: &mut Tape) -> Result<(), RejectReason> {
    let mut scanner = Scanner { role_of, text, bytes: text.as_bytes(), at: 0, tape };
    scanner.value(Role::Other, 0)?;
    scanner.skip_space();
    if scanner.at == scanner.bytes.len() { Ok(()) } else { Err(RejectReason::BrokenJson) }
}

struct Scanner<'a> {
    /// What a key says of the value under it.
    role_of: fn(&str) -> Role,
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    tape: &'a mut Tape,
}

type Scanned<T> = Result<T, RejectReason>;

impl<'a> Scanner<'a> {
    fn value(&mut self, role: Role, depth: usize) -> Scanned<()> {
        self.skip_space();
        let node = match self.peek() {
            Some(b'{') => return self.object(depth + 1),
            Some(b'[') => return self.array(depth + 1),
            Some(b'"') => self.text_node(role)?,
            Some(b't') => self.word("true", Node::Boolean(true))?,
            Some(b'f') => self.word("false", Node::Boolean(false))?,
            Some(b'n') if self.bytes[self.at..].starts_with(b"null") => {
                self.word("null", Node::Null)?
            }
            Some(_) => self.number(role)?,
            None => return Err(RejectReason::BrokenJson),
        };
        self.tape.nodes.push(node);
        Ok(())
    }

    fn object(&mut self, depth: usize) -> Scanned<()> {
        let place = self.open(depth)?;
        if !self.closes(b'}') {
            loop {
                self.skip_space();
                let text = self.string()?;
                let role = (self.role_of)(spelled(text, self.text, &self.tape.unescaped));
                self.tape.nodes.push(Node::Key { text, role });
                self.skip_space();
                self.expect(b':')?;
                self.value(role, depth)?;
                if self.closes(b'}') {
                    break;
                }
                self.expect(b',')?;
            }
        }
        let end = self.end();
        self.tape.nodes[place] = Node::Object { end };
        Ok(())
    }

    fn array(&mut self, depth: usize) -> Scanned<()> {
        let place = self.open(depth)?;
        let mut count = 0;
        if !self.closes(b']') {
            loop {
                self.value(Role::Other, depth)?;
                count += 1;
                if self.closes(b']') {
                    break;
                }
                self.expect(b',')?;
            }
        }
        let end = self.end();
        self.tape.nodes[place] = Node::Array { count, end };
        Ok(())
    }

    /// Steps into an object or array and keeps its place on the tape.
    fn open(&mut self, depth: usize) -> Scanned<usize> {
        if depth > DEPTH_MAX {
            return Err(RejectReason::TooDeep);
        }
        self.at += 1;
        self.tape.nodes.push(Node::Null);
        Ok(self.tape.nodes.len() - 1)
    }

    fn end(&self) -> u32 {
        place(self.tape.nodes.len())
    }

    fn text_node(&mut self, role: Role) -> Scanned<Node> {
        let span = self.string()?;
        let told = if role.may_be_time() {
            time::of_text(spelled(span, self.text, &self.tape.unescaped))
        } else {
            Told::Nothing
        };
        Ok(timed(role, told, Node::Text(span)))
    }

    /// A number in JSON's strict form, or one of the words that stand for none.
    fn number(&mut self, role: Role) -> Scanned<Node> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let whole = self.at;
        match self.digits() {
            0 => return self.not_finite(),
            1 => {}
            _ if self.bytes[whole] == b'0' => return Err(RejectReason::BrokenJson),
            _ => {}
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.some_digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.some_digits()?;
        }
        let told = if role.may_be_time() {
            time::of_number(&self.text[start..self.at])
        } else {
            Told::Nothing
        };
        let span = Span::Payload(place(start), place(self.at));
        Ok(timed(role, told, Node::Number(span)))
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }

    fn some_digits(&mut self) -> Scanned<()> {
        if self.digits() == 0 { Err(RejectReason::BrokenJson) } else { Ok(()) }
    }

    /// `NaN`, `Infinity`, `inf` in any case, which Python and C print into JSON.
    fn not_finite(&mut self) -> Scanned<Node> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(rest.len());
        let word = &rest[..length];
        let spelled = [b"nan".as_slice(), b"inf", b"infinity"];
        if !spelled.iter().any(|known| word.eq_ignore_ascii_case(known)) {
            return Err(RejectReason::BrokenJson);
        }
        self.at += length;
        Ok(Node::NotFinite)
    }

    fn word(&mut self, word: &str, node: Node) -> Scanned<Node> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(node)
        } else {
            Err(RejectReason::BrokenJson)
        }
    }

    fn string(&mut self) -> Scanned<Span> {
        self.expect(b'"')?;
        let start = self.at;
        self.plain_run()?;
        if self.peek() == Some(b'"') {
            let span = Span::Payload(place(start), place(self.at));
            self.at += 1;
            return Ok(span);
        }
        let begin = self.tape.unescaped.len();
        self.tape.unescaped.push_str(&self.text[start..self.at]);
        while self.peek() == Some(b'\\') {
            self.at += 1;
            let escaped = self.escape()?;
            self.tape.unescaped.push(escaped);
            let run = self.at;
            self.plain_run()?;
            self.tape.unescaped.push_str(&self.text[run..self.at]);
        }
        self.expect(b'"')?;
        let end = self.tape.unescaped.len();
        Ok(Span::Unescaped(place(begin), place(end)))
    }

    /// Steps over text up to a quote or a backslash.
    fn plain_run(&mut self) -> Scanned<()> {
        let rest = &self.bytes[self.at..];
        let length = rest
            .iter()
            .position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))
            .ok_or(RejectReason::BrokenJson)?;
        self.at += length;
        match rest[length] {
            b'"' | b'\\' => Ok(()),
            _ => Err(RejectReason::BrokenJson),
        }
    }

    fn escape(&mut self) -> Scanned<char> {
        let byte = self.peek().ok_or(RejectReason::BrokenJson)?;
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.hex()?;
                self.code_point(unit)?
            }
            _ => return Err(RejectReason::BrokenJson),
        })
    }

    /// The character of a UTF-16 unit and its partner; a lone surrogate is replaced.
    fn code_point(&mut self, unit: u32) -> Scanned<char> {
        let rest = &self.bytes[self.at..];
        if (0xd800..0xdc00).contains(&unit) && rest.starts_with(b"\\u") {
            let before = self.at;
            self.at += 2;
            let low = self.hex()?;
            if (0xdc00..0xe000).contains(&low) {
                let point = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                return Ok(char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = before;
        }
        Ok(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Scanned<u32> {
        let digits = self.bytes.get(self.at..self.at + 4).ok_or(RejectReason::BrokenJson)?;
        let mut unit = 0;
        for digit in digits {
            let digit = char::from(*digit).to_digit(16);
            unit = unit * 16 + digit.ok_or(RejectReason::BrokenJson)?;
        }
        self.at += 4;
        Ok(unit)
    }

    /// Steps over the bracket where the next thing is one.
    fn closes(&mut self, bracket: u8) -> bool {
        self.skip_space();
        let closes = self.peek() == Some(bracket);
        self.at += usize::from(closes);
        closes
    }

    fn expect(&mut self, byte: u8) -> Scanned<()> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(RejectReason::BrokenJson)
        }
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}

/// The text at a place.
pub(super) fn spelled<'t>(span: Span, payload: &'t str, unescaped: &'t str) -> &'t str {
    let (text, from, to) = match span {
        Span::Payload(from, to) => (payload, from, to),
        Span::Unescaped(from, to) => (unescaped, from, to),
    };
    &text[from as usize..to as usize]
}

/// The node of a value under a key that may tell a time.
fn timed(role: Role, told: Told, otherwise: Node) -> Node {
    match (role, told) {
        (_, Told::Nothing) => otherwise,
        (_, Told::Instant(time)) => Node::Instant(time),
        (Role::Time(_), Told::Unzoned) => Node::Unzoned,
        (Role::Time(_), Told::Impossible) => Node::BadTime,
        (_, Told::Unzoned | Told::Impossible) => otherwise,
    }
}

/// A place in the payload or on the tape.
fn place(at: usize) -> u32 {
    u32::try_from(at).expect("a payload is at most JSON_BYTES_MAX long")
}

#[cfg(test)]
mod tests;
