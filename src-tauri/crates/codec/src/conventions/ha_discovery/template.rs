//! Home Assistant's templates, as far as discovery documents use them to pick a value out of a message.
//!
//! A part of Jinja: `value` and `value_json`, members, filters, tests, arithmetic, comparisons, `if`, `set`, dictionaries.
//! No loops, no clock, no other entity's state: a template that wants them is refused by name when it is read, never
//! guessed. Bounded by `TEMPLATE_BYTES_MAX`, `TEMPLATE_NODES_MAX` and `TEMPLATE_DEPTH_MAX`, its texts by `TEXT_BYTES_MAX`.
//!
//! Sources: Home Assistant, "Templating" and "MQTT: using templates"; Jinja, "Template Designer Documentation".

mod evaluate;
mod filter;
mod parse;
mod term;

use evaluate::Scope;
use term::Term;

use model::Value;

use crate::limits::TEXT_BYTES_MAX;
use crate::message::Message;

/// A template that can be evaluated.
#[derive(Debug)]
pub(super) struct Template {
    pieces: Vec<Piece>,
}

/// Why a template makes nothing of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// What it asks for is not in the message.
    Absent,
    /// It is there as `null`.
    Null,
    /// It cannot be computed.
    Broken,
}

/// One piece of a template.
#[derive(Debug)]
enum Piece {
    Text(Box<str>),
    Output(Expression),
    Set(Box<str>, Expression),
    If(Vec<(Expression, Vec<Self>)>, Vec<Self>),
}

/// What stands between double braces.
#[derive(Debug)]
enum Expression {
    Nothing,
    Boolean(bool),
    Number(f64),
    Text(Box<str>),
    Name(Box<str>),
    List(Vec<Self>),
    Map(Vec<(Self, Self)>),
    Member(Box<Self>, Box<Self>),
    Slice(Box<Self>, Option<i64>, Option<i64>),
    Not(Box<Self>),
    Negative(Box<Self>),
    Binary(Operator, Box<Self>, Box<Self>),
    /// Condition, then, otherwise.
    Choice(Box<Self>, Box<Self>, Box<Self>),
    /// A filter, a method, a function or a test, with what it is applied to.
    Filter(filter::Filter, Box<Self>, Vec<Self>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
    Joined,
    Plus,
    Minus,
    Times,
    Over,
    WholeOver,
    Modulo,
    Power,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// What it wants that is not supported, by name.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        parse::template(text, &["value", "value_json"])
    }

    /// What it makes of a message.
    pub(super) fn render(&self, message: &Message<'_>) -> Result<String, Failure> {
        let value = message.text().map_err(|_| Failure::Broken)?;
        let json = message.item().map_or_else(|| Term::of_scalar(value), Term::of_item);
        let mut scope = Scope::new(Term::Text(value.into()), json);
        self.render_in(&mut scope)
    }

    /// Reads a template that writes commands: it knows `value`, and the same by another name.
    ///
    /// # Errors
    /// What it wants that is not supported, by name.
    pub(super) fn parse_command(text: &str, variable: &'static str) -> Result<Self, String> {
        parse::template(text, &["value", variable])
    }

    /// What it makes of a wanted value, and of the same under another name, where that may differ.
    pub(super) fn write(
        &self,
        value: &Value,
        (variable, of): (&'static str, &Value),
    ) -> Result<String, Failure> {
        let mut scope = Scope::new(Term::of_value(value), Term::Absent);
        scope.set(variable, Term::of_value(of));
        self.render_in(&mut scope)
    }

    fn render_in<'a>(&'a self, scope: &mut Scope<'a>) -> Result<String, Failure> {
        if let [Piece::Output(only)] = self.pieces.as_slice() {
            return match scope.evaluate(only)? {
                Term::Nothing => Err(Failure::Null),
                term => Ok(term.text()?.trim().to_owned()),
            };
        }
        let mut text = String::new();
        render(&self.pieces, scope, &mut text)?;
        Ok(text.trim().to_owned())
    }
}

fn render<'a>(
    pieces: &'a [Piece],
    scope: &mut Scope<'a>,
    text: &mut String,
) -> Result<(), Failure> {
    for piece in pieces {
        match piece {
            Piece::Text(words) => text.push_str(words),
            Piece::Output(expression) => text.push_str(&scope.evaluate(expression)?.text()?),
            Piece::Set(name, expression) => {
                let term = scope.evaluate(expression)?;
                scope.set(name, term);
            }
            Piece::If(branches, otherwise) => {
                let mut chosen = otherwise;
                for (condition, branch) in branches {
                    if scope.evaluate(condition)?.is_true() {
                        chosen = branch;
                        break;
                    }
                }
                render(chosen, scope, text)?;
            }
        }
        if text.len() > TEXT_BYTES_MAX {
            return Err(Failure::Broken);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
