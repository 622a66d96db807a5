//! Reads templates into pieces and expressions, and says by name what is not supported.

use super::filter::Filter;
use super::term::whole;
use super::{Expression, Operator, Piece, Template};
use crate::limits::{TEMPLATE_BYTES_MAX, TEMPLATE_DEPTH_MAX, TEMPLATE_NODES_MAX};

type Parsed<T> = Result<T, String>;

pub(super) fn template(text: &str, names: &[&'static str]) -> Parsed<Template> {
    if text.len() > TEMPLATE_BYTES_MAX {
        return Err("a template of this length".to_owned());
    }
    let mut parser = Parser { text, at: 0, depth: 0, nodes: 0, names: names.to_vec() };
    let (pieces, end) = parser.pieces()?;
    match end {
        None => Ok(Template { pieces }),
        Some(word) => Err(format!("`{word}` where nothing was begun")),
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    nodes: usize,
    /// What can be named so far.
    names: Vec<&'a str>,
}

impl<'a> Parser<'a> {
    /// Pieces up to the end or up to a word that ends a block, which is handed back.
    fn pieces(&mut self) -> Parsed<(Vec<Piece>, Option<&'a str>)> {
        self.deeper(|parser| {
            let mut pieces = Vec::new();
            loop {
                let rest = parser.rest();
                let begin = ["{{", "{%", "{#"].iter().filter_map(|mark| rest.find(mark)).min();
                let (text, mark) = rest.split_at(begin.unwrap_or(rest.len()));
                parser.at += text.len();
                let text = if mark.get(2..3) == Some("-") { text.trim_end() } else { text };
                if !text.is_empty() {
                    pieces.push(Piece::Text(text.into()));
                }
                match mark.get(..2) {
                    None => return Ok((pieces, None)),
                    Some("{#") => parser.comment()?,
                    Some("{{") => {
                        parser.open();
                        let output = parser.expression()?;
                        parser.close("}}")?;
                        pieces.push(Piece::Output(output));
                    }
                    Some(_) => match parser.statement()? {
                        Statement::Piece(piece) => pieces.push(piece),
                        Statement::End(word) => return Ok((pieces, Some(word))),
                    },
                }
            }
        })
    }

    fn statement(&mut self) -> Parsed<Statement<'a>> {
        self.open();
        match self.word() {
            "set" => {
                let name = self.word();
                self.expect("=")?;
                let expression = self.expression()?;
                self.close("%}")?;
                self.names.push(name);
                Ok(Statement::Piece(Piece::Set(name.into(), expression)))
            }
            "if" => self.branches().map(Statement::Piece),
            word @ ("elif" | "else" | "endif") => Ok(Statement::End(word)),
            word => Err(format!("`{word}`")),
        }
    }

    /// The branches of an `if`, from its condition to its `endif`.
    fn branches(&mut self) -> Parsed<Piece> {
        let mut branches = Vec::new();
        loop {
            let condition = self.expression()?;
            self.close("%}")?;
            let (pieces, end) = self.pieces()?;
            branches.push((condition, pieces));
            match end {
                Some("elif") => {}
                Some("else") => {
                    self.close("%}")?;
                    let (otherwise, end) = self.pieces()?;
                    return match end {
                        Some("endif") => {
                            self.close("%}")?;
                            Ok(Piece::If(branches, otherwise))
                        }
                        _ => Err("an `if` without its `endif`".to_owned()),
                    };
                }
                Some("endif") => {
                    self.close("%}")?;
                    return Ok(Piece::If(branches, Vec::new()));
                }
                _ => return Err("an `if` without its `endif`".to_owned()),
            }
        }
    }

    fn comment(&mut self) -> Parsed<()> {
        let end = self.rest().find("#}").ok_or("a comment without its end")?;
        self.at += end + 2;
        Ok(())
    }

    fn open(&mut self) {
        self.at += 2;
        if self.rest().starts_with('-') {
            self.at += 1;
        }
    }

    fn close(&mut self, mark: &str) -> Parsed<()> {
        self.skip_space();
        let trims = self.is_closing("-");
        self.at += usize::from(trims);
        self.expect(mark)?;
        if trims {
            self.skip_space();
        }
        Ok(())
    }

    fn expression(&mut self) -> Parsed<Expression> {
        self.deeper(|parser| {
            let then = parser.operators(0)?;
            if !parser.eat_word("if") {
                return Ok(then);
            }
            let condition = parser.operators(0)?;
            let otherwise = if parser.eat_word("else") {
                parser.expression()?
            } else {
                Expression::Text("".into())
            };
            parser.node(Expression::Choice(
                Box::new(condition),
                Box::new(then),
                Box::new(otherwise),
            ))
        })
    }

    /// Operators of this rank and those that bind closer.
    fn operators(&mut self, rank: usize) -> Parsed<Expression> {
        match rank {
            2 if self.eat_word("not") => {
                let of = self.deeper(|parser| parser.operators(2))?;
                return self.node(Expression::Not(Box::new(of)));
            }
            RANK_OF_SIGNS => return self.signed(),
            _ => {}
        }
        let mut left = self.operators(rank + 1)?;
        while let Some(operator) = self.operator(rank) {
            let right = self.operators(rank + 1)?;
            left = self.node(Expression::Binary(operator, Box::new(left), Box::new(right)))?;
        }
        Ok(left)
    }

    fn operator(&mut self, rank: usize) -> Option<Operator> {
        if rank == 3 {
            let before = self.at;
            if self.eat_word("not") {
                if self.eat_word("in") {
                    return Some(Operator::NotIn);
                }
                self.at = before;
            }
        }
        for (sign, operator, at) in OPERATORS {
            let is_word = sign.starts_with(|c: char| c.is_alphabetic());
            if *at == rank && if is_word { self.eat_word(sign) } else { self.eat_sign(sign) } {
                return Some(*operator);
            }
        }
        None
    }

    fn signed(&mut self) -> Parsed<Expression> {
        if self.is_closing("-") {
            return Err("an expression that breaks off".to_owned());
        }
        if self.eat_sign("-") {
            let of = self.deeper(Self::signed)?;
            return self.node(Expression::Negative(Box::new(of)));
        }
        if self.eat_sign("+") {
            return self.deeper(Self::signed);
        }
        let first = self.first()?;
        self.followed(first)
    }

    /// What follows a first term: members, brackets, filters and tests.
    fn followed(&mut self, mut of: Expression) -> Parsed<Expression> {
        loop {
            of = if self.eat_sign(".") {
                let name = self.word();
                if name.is_empty() {
                    return Err("a dot without a name".to_owned());
                }
                if self.eat_sign("(") {
                    let method = Filter::of_method(name).ok_or(format!("method `{name}`"))?;
                    let arguments = self.arguments(")")?;
                    Expression::Filter(method, Box::new(of), arguments)
                } else {
                    Expression::Member(Box::new(of), Box::new(Expression::Text(name.into())))
                }
            } else if self.eat_sign("[") {
                self.bracketed(of)?
            } else if self.eat_sign("|") {
                let name = self.word();
                let filter = Filter::of_filter(name).ok_or(format!("filter `{name}`"))?;
                let arguments = if self.eat_sign("(") { self.arguments(")")? } else { Vec::new() };
                Expression::Filter(filter, Box::new(of), arguments)
            } else if self.eat_word("is") {
                self.test(of)?
            } else {
                return Ok(of);
            };
            of = self.node(of)?;
        }
    }

    fn test(&mut self, of: Expression) -> Parsed<Expression> {
        let is_not = self.eat_word("not");
        let name = self.word();
        let test = Filter::of_test(name).ok_or(format!("test `{name}`"))?;
        let arguments = if self.eat_sign("(") { self.arguments(")")? } else { Vec::new() };
        let test = Expression::Filter(test, Box::new(of), arguments);
        Ok(if is_not { Expression::Not(Box::new(test)) } else { test })
    }

    /// An index, a key or a slice.
    fn bracketed(&mut self, of: Expression) -> Parsed<Expression> {
        let mut from = None;
        if !self.eat_sign(":") {
            let key = self.expression()?;
            if self.eat_sign("]") {
                return Ok(Expression::Member(Box::new(of), Box::new(key)));
            }
            self.expect(":")?;
            from = Some(bound(&key)?);
        }
        let mut to = None;
        if !self.eat_sign("]") {
            to = Some(bound(&self.expression()?)?);
            self.expect("]")?;
        }
        Ok(Expression::Slice(Box::new(of), from, to))
    }

    fn first(&mut self) -> Parsed<Expression> {
        self.skip_space();
        let rest = self.rest();
        let expression = match rest.chars().next() {
            Some('(') => {
                self.at += 1;
                let inside = self.expression()?;
                self.expect(")")?;
                return Ok(inside);
            }
            Some('[') => {
                self.at += 1;
                Expression::List(self.arguments("]")?)
            }
            Some('{') => {
                self.at += 1;
                self.map()?
            }
            Some(quote @ ('\'' | '"')) => self.quoted(quote)?,
            Some(digit) if digit.is_ascii_digit() => self.figure()?,
            Some(letter) if letter.is_alphabetic() || letter == '_' => self.name()?,
            Some(other) => return Err(format!("`{other}`")),
            None => return Err("an expression that breaks off".to_owned()),
        };
        self.node(expression)
    }

    fn name(&mut self) -> Parsed<Expression> {
        let name = self.word();
        Ok(match name {
            "true" | "True" => Expression::Boolean(true),
            "false" | "False" => Expression::Boolean(false),
            "none" | "None" => Expression::Nothing,
            _ if self.eat_sign("(") => {
                let function = Filter::of_function(name).ok_or(format!("function `{name}`"))?;
                let mut arguments = self.arguments(")")?;
                if arguments.is_empty() {
                    return Err(format!("function `{name}` of nothing"));
                }
                let of = arguments.remove(0);
                Expression::Filter(function, Box::new(of), arguments)
            }
            _ if self.names.contains(&name) => Expression::Name(name.into()),
            _ => return Err(format!("`{name}`")),
        })
    }

    fn map(&mut self) -> Parsed<Expression> {
        let mut map = Vec::new();
        while !self.eat_sign("}") {
            let key = self.expression()?;
            self.expect(":")?;
            map.push((key, self.expression()?));
            if !self.eat_sign(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(Expression::Map(map))
    }

    /// Expressions up to a closing bracket; names of arguments are read over, their order being the filter's own.
    fn arguments(&mut self, close: &str) -> Parsed<Vec<Expression>> {
        let mut arguments = Vec::new();
        while !self.eat_sign(close) {
            let before = self.at;
            let is_named =
                !self.word().is_empty() && self.eat_sign("=") && !self.rest().starts_with('=');
            if !is_named {
                self.at = before;
            }
            arguments.push(self.expression()?);
            if !self.eat_sign(",") {
                self.expect(close)?;
                break;
            }
        }
        Ok(arguments)
    }

    fn quoted(&mut self, quote: char) -> Parsed<Expression> {
        self.at += 1;
        let mut text = String::new();
        let mut letters = self.rest().char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => match letters.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, other)) => text.push(other),
                    None => break,
                },
                letter if letter == quote => {
                    self.at += at + letter.len_utf8();
                    return Ok(Expression::Text(text.into()));
                }
                letter => text.push(letter),
            }
        }
        Err("a text without its end".to_owned())
    }

    fn figure(&mut self) -> Parsed<Expression> {
        let rest = self.rest();
        let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let mut length = digits(rest);
        if let Some(fraction) = rest[length..].strip_prefix('.')
            && fraction.starts_with(|c: char| c.is_ascii_digit())
        {
            length += 1 + digits(fraction);
        }
        self.at += length;
        rest[..length].parse().map(Expression::Number).map_err(|_| "a number".to_owned())
    }

    /// Counts an expression, so that what is kept of a template stays small.
    fn node(&mut self, expression: Expression) -> Parsed<Expression> {
        self.nodes += 1;
        if self.nodes > TEMPLATE_NODES_MAX {
            return Err("a template of this size".to_owned());
        }
        Ok(expression)
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.depth += 1;
        if self.depth > TEMPLATE_DEPTH_MAX {
            return Err("a template of this depth".to_owned());
        }
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// The word that begins here; empty where none does.
    fn word(&mut self) -> &'a str {
        self.skip_space();
        let rest = self.rest();
        let word = &rest[..word_end(rest)];
        self.at += word.len();
        word
    }

    fn eat_word(&mut self, word: &str) -> bool {
        self.skip_space();
        let rest = self.rest();
        let is_next = &rest[..word_end(rest)] == word;
        self.at += if is_next { word.len() } else { 0 };
        is_next
    }

    fn eat_sign(&mut self, sign: &str) -> bool {
        self.skip_space();
        let is_next = self.rest().starts_with(sign) && !self.is_closing(sign);
        self.at += if is_next { sign.len() } else { 0 };
        is_next
    }

    /// Whether the sign belongs to the mark that ends a block: `-%}`, `%}`, `-}}`.
    fn is_closing(&self, sign: &str) -> bool {
        let rest = self.rest();
        let behind = rest.get(1..3).unwrap_or("");
        (sign == "%" && rest.starts_with("%}"))
            || (sign == "-" && rest.starts_with('-') && matches!(behind, "%}" | "}}"))
    }

    fn expect(&mut self, sign: &str) -> Parsed<()> {
        self.skip_space();
        if self.rest().starts_with(sign) {
            self.at += sign.len();
            return Ok(());
        }
        match self.rest().chars().next() {
            Some(other) => Err(format!("`{other}` where `{sign}` was expected")),
            None => Err("an expression that breaks off".to_owned()),
        }
    }
}

enum Statement<'a> {
    Piece(Piece),
    End(&'a str),
}

/// A bound of a slice, where it is written as a number.
fn bound(expression: &Expression) -> Parsed<i64> {
    let number = match expression {
        Expression::Number(number) => Some(*number),
        Expression::Negative(of) => match of.as_ref() {
            Expression::Number(number) => Some(-number),
            _ => None,
        },
        _ => None,
    };
    number.and_then(whole).ok_or_else(|| "a slice of computed length".to_owned())
}

fn word_end(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())
}

/// The rank at which signs are read; what binds closest.
const RANK_OF_SIGNS: usize = 8;

/// Operators by rank; of two that begin alike the longer one first.
const OPERATORS: &[(&str, Operator, usize)] = &[
    ("or", Operator::Or, 0),
    ("and", Operator::And, 1),
    ("==", Operator::Equal, 3),
    ("!=", Operator::Unequal, 3),
    ("<=", Operator::LessOrEqual, 3),
    (">=", Operator::GreaterOrEqual, 3),
    ("<", Operator::Less, 3),
    (">", Operator::Greater, 3),
    ("in", Operator::In, 3),
    ("~", Operator::Joined, 4),
    ("+", Operator::Plus, 5),
    ("-", Operator::Minus, 5),
    ("**", Operator::Power, 7),
    ("*", Operator::Times, 6),
    ("//", Operator::WholeOver, 6),
    ("/", Operator::Over, 6),
    ("%", Operator::Modulo, 6),
];
