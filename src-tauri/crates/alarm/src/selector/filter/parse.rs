//! A filter from its words, one word ahead.

use super::{Literal, Node, Path, Sign, Term, Test};
use crate::limits::{FILTER_DEPTH_MAX, FILTER_TERMS_MAX, PATH_TAGS_MAX};
use crate::selector::problem::{Problem, SelectorError};
use crate::selector::token::{Token, Tokens};

/// The whole of a filter.
pub(super) fn parse(mut tokens: Tokens<'_>) -> Result<Node, SelectorError> {
    let (at, token) = tokens.next()?;
    let mut parser = Parser { tokens, at, token, terms: 0 };
    let filter = parser.any(0)?;
    match parser.token {
        Token::End => Ok(filter),
        _ => Err(parser.error(Problem::NoJoin(parser.found()))),
    }
}

struct Parser<'a> {
    tokens: Tokens<'a>,
    /// The byte at which the next word begins.
    at: usize,
    /// The next word.
    token: Token,
    /// Tests that were read.
    terms: usize,
}

impl Parser<'_> {
    fn any(&mut self, depth: usize) -> Result<Node, SelectorError> {
        let mut parts = vec![self.all(depth)?];
        while self.is_word("or") {
            self.step()?;
            parts.push(self.all(depth)?);
        }
        Ok(Node::any(parts))
    }

    fn all(&mut self, depth: usize) -> Result<Node, SelectorError> {
        let mut parts = vec![self.test(depth)?];
        while self.is_word("and") {
            self.step()?;
            parts.push(self.test(depth)?);
        }
        Ok(Node::all(parts))
    }

    fn test(&mut self, depth: usize) -> Result<Node, SelectorError> {
        if self.token == Token::Open {
            return self.parentheses(depth + 1);
        }
        if self.terms == FILTER_TERMS_MAX {
            return Err(self.error(Problem::TooManyTerms));
        }
        self.terms += 1;
        if self.is_word("not") {
            let not = self.at;
            self.step()?;
            if self.token == Token::Open || self.is_word("not") {
                return Err(self.tokens.error(not, Problem::NotBefore));
            }
            let path = self.path()?;
            return Ok(Node::Term(Term { path, test: Test::Missing }));
        }
        let path = self.path()?;
        let test = match self.token {
            Token::Sign(word) => self.comparison(word)?,
            _ => Test::Present,
        };
        Ok(Node::Term(Term { path, test }))
    }

    fn parentheses(&mut self, depth: usize) -> Result<Node, SelectorError> {
        if depth > FILTER_DEPTH_MAX {
            return Err(self.error(Problem::TooDeep));
        }
        self.step()?;
        let inside = self.any(depth)?;
        if self.token != Token::Close {
            return Err(self.error(Problem::NotClosed(self.found())));
        }
        self.step()?;
        Ok(inside)
    }

    fn path(&mut self) -> Result<Path, SelectorError> {
        let head = self.tag()?;
        let mut rest = Vec::new();
        while self.token == Token::Arrow {
            self.step()?;
            if rest.len() + 1 == PATH_TAGS_MAX {
                return Err(self.error(Problem::LongPath));
            }
            rest.push(self.tag()?);
        }
        Ok(Path { head, rest: rest.into() })
    }

    fn tag(&mut self) -> Result<Box<str>, SelectorError> {
        match &self.token {
            Token::Word(word) if !is_reserved(word) => {
                let tag = word.clone();
                self.step()?;
                Ok(tag)
            }
            _ => Err(self.error(Problem::NoTag(self.found()))),
        }
    }

    fn comparison(&mut self, word: &'static str) -> Result<Test, SelectorError> {
        let (at, sign) = (self.at, Sign::ALL.into_iter().find(|sign| sign.word() == word));
        self.step()?;
        let literal = match &self.token {
            Token::Number(number, unit) => Some(Literal::Number(*number, unit.clone())),
            Token::Text(text) => Some(Literal::Text(text.clone())),
            Token::Day(day) => Some(Literal::Day(day.clone())),
            Token::Reference(id) => Some(Literal::Reference(id.clone())),
            Token::Word(word) if &**word == "true" => Some(Literal::Boolean(true)),
            Token::Word(word) if &**word == "false" => Some(Literal::Boolean(false)),
            Token::Word(_)
            | Token::Sign(_)
            | Token::Arrow
            | Token::Open
            | Token::Close
            | Token::End => None,
        };
        let (Some(sign), Some(literal)) = (sign, literal) else {
            return Err(self.error(Problem::NoValue { sign: word, found: self.found() }));
        };
        if sign.is_of_order() && matches!(literal, Literal::Reference(_) | Literal::Boolean(_)) {
            return Err(self.tokens.error(at, Problem::NoOrder(word)));
        }
        self.step()?;
        Ok(Test::Compares(sign, literal))
    }

    fn step(&mut self) -> Result<(), SelectorError> {
        (self.at, self.token) = self.tokens.next()?;
        Ok(())
    }

    fn is_word(&self, wanted: &str) -> bool {
        matches!(&self.token, Token::Word(word) if &**word == wanted)
    }

    /// What stands where the next word begins.
    fn found(&self) -> String {
        self.tokens.found(self.at)
    }

    fn error(&self, problem: Problem) -> SelectorError {
        self.tokens.error(self.at, problem)
    }
}

/// Whether a word is no tag because it is the filter's own.
fn is_reserved(word: &str) -> bool {
    matches!(word, "and" | "or" | "not" | "true" | "false")
}
