//! The filters, tests, methods and functions that templates of discovery documents use.

use super::Failure;
use super::evaluate::{digits, formatted};
use super::term::{Term, whole};

/// A filter, or what is the same by another name: a method, a function or a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filter {
    Float,
    Int,
    Bool,
    Round,
    Default,
    IsDefined,
    Abs,
    Multiply,
    Add,
    BitwiseAnd,
    BitwiseOr,
    Lower,
    Upper,
    Title,
    Trim,
    String,
    Replace,
    Length,
    First,
    Last,
    Min,
    Max,
    Sum,
    Average,
    IsNumber,
    IfTrue,
    FromJson,
    ToJson,
    Format,
    Get,
    Keys,
    Values,
    Split,
    StartsWith,
    EndsWith,
    Defined,
    Undefined,
    None,
    Number,
    Text,
    True,
    False,
    Odd,
    Even,
    Mapping,
    Sequence,
    Equal,
}

impl Filter {
    /// What stands behind a `|`.
    pub(super) fn of_filter(name: &str) -> Option<Self> {
        Some(match name {
            "float" => Self::Float,
            "int" => Self::Int,
            "bool" => Self::Bool,
            "round" => Self::Round,
            "default" | "d" => Self::Default,
            "is_defined" => Self::IsDefined,
            "abs" => Self::Abs,
            "multiply" => Self::Multiply,
            "add" => Self::Add,
            "bitwise_and" => Self::BitwiseAnd,
            "bitwise_or" => Self::BitwiseOr,
            "lower" => Self::Lower,
            "upper" => Self::Upper,
            "title" | "capitalize" => Self::Title,
            "trim" => Self::Trim,
            "string" => Self::String,
            "replace" => Self::Replace,
            "length" | "count" => Self::Length,
            "first" => Self::First,
            "last" => Self::Last,
            "min" => Self::Min,
            "max" => Self::Max,
            "sum" => Self::Sum,
            "average" => Self::Average,
            "is_number" => Self::IsNumber,
            "iif" => Self::IfTrue,
            "from_json" => Self::FromJson,
            "tojson" | "to_json" => Self::ToJson,
            "format" => Self::Format,
            _ => return None,
        })
    }

    /// What stands before brackets, alone.
    pub(super) fn of_function(name: &str) -> Option<Self> {
        let is_function = matches!(
            name,
            "float" | "int" | "bool" | "min" | "max" | "average" | "is_number" | "iif"
        );
        if is_function { Self::of_filter(name) } else { None }
    }

    /// What stands before brackets, behind a dot.
    pub(super) fn of_method(name: &str) -> Option<Self> {
        Some(match name {
            "get" => Self::Get,
            "keys" => Self::Keys,
            "values" => Self::Values,
            "split" => Self::Split,
            "startswith" => Self::StartsWith,
            "endswith" => Self::EndsWith,
            "lower" => Self::Lower,
            "upper" => Self::Upper,
            "strip" => Self::Trim,
            "replace" => Self::Replace,
            "title" | "capitalize" => Self::Title,
            _ => return None,
        })
    }

    /// What stands behind `is`.
    pub(super) fn of_test(name: &str) -> Option<Self> {
        Some(match name {
            "defined" => Self::Defined,
            "undefined" => Self::Undefined,
            "none" => Self::None,
            "number" | "float" | "integer" => Self::Number,
            "string" => Self::Text,
            "true" => Self::True,
            "false" => Self::False,
            "odd" => Self::Odd,
            "even" => Self::Even,
            "mapping" => Self::Mapping,
            "sequence" | "iterable" => Self::Sequence,
            "eq" | "equalto" | "sameas" => Self::Equal,
            _ => return None,
        })
    }

    /// What it makes of a term and its arguments.
    pub(super) fn apply<'a>(
        self,
        of: Result<Term<'a>, Failure>,
        arguments: &[Term<'a>],
    ) -> Result<Term<'a>, Failure> {
        let first = arguments.first();
        match self {
            Self::Default => return default(of, first, arguments.get(1)),
            Self::Defined => return defined(of).map(Term::Boolean),
            Self::Undefined => return defined(of).map(|is| Term::Boolean(!is)),
            Self::Float | Self::Int | Self::Bool | Self::Round => {
                return self.number(of, arguments);
            }
            _ => {}
        }
        let of = of?;
        Ok(match self {
            Self::IsDefined if matches!(of, Term::Absent) => return Err(Failure::Absent),
            Self::IsDefined => of,
            Self::Abs => Term::Number(of.figure()?.abs()),
            Self::Multiply => Term::Number(of.number()? * argument(first)?.number()?),
            Self::Add => Term::Number(of.number()? + argument(first)?.number()?),
            Self::BitwiseAnd => bits(&of, argument(first)?, |one, another| one & another)?,
            Self::BitwiseOr => bits(&of, argument(first)?, |one, another| one | another)?,
            Self::Replace => replaced(&of, argument(first)?, argument(arguments.get(1))?)?,
            Self::Lower | Self::Upper | Self::Title | Self::Trim | Self::String => {
                self.spelt(&of)?
            }
            Self::Length => Term::Number(f64::from(u32::try_from(of.count()?).unwrap_or(u32::MAX))),
            Self::First => of.member(&Term::Number(0.0))?,
            Self::Last => of.member(&Term::Number(-1.0))?,
            Self::Min | Self::Max | Self::Sum | Self::Average => self.of_all(&of, arguments)?,
            Self::IsNumber => Term::Boolean(of.number().is_ok()),
            Self::IfTrue => {
                let chosen = if of.is_true() { first } else { arguments.get(1) };
                chosen.cloned().unwrap_or_else(|| Term::Boolean(of.is_true()))
            }
            Self::FromJson => Term::of_json_text(&of.text()?)?,
            Self::ToJson => json_of(&of)?,
            Self::Format => formatted(&of, argument(first)?)?,
            Self::Get => match of.member(argument(first)?)? {
                Term::Absent => arguments.get(1).cloned().unwrap_or(Term::Nothing),
                found => found,
            },
            Self::Keys | Self::Values => self.halves(&of)?,
            Self::Split => split(&of, first)?,
            Self::StartsWith => {
                Term::Boolean(of.text()?.starts_with(argument(first)?.text()?.as_ref()))
            }
            Self::EndsWith => {
                Term::Boolean(of.text()?.ends_with(argument(first)?.text()?.as_ref()))
            }
            Self::Equal => Term::Boolean(of.is_same(argument(first)?)),
            _ => Term::Boolean(self.holds_of(&of)?),
        })
    }

    /// Filters that read a number, and take another where there is none.
    fn number<'a>(
        self,
        of: Result<Term<'a>, Failure>,
        arguments: &[Term<'a>],
    ) -> Result<Term<'a>, Failure> {
        let number = of.and_then(|of| if self == Self::Bool { truth(&of) } else { of.number() });
        let otherwise = arguments.get(if self == Self::Round { 2 } else { 0 });
        let number = match (number, otherwise) {
            (Ok(number), _) => number,
            (Err(_), Some(otherwise)) => return Ok(otherwise.clone()),
            (Err(failure), None) => return Err(failure),
        };
        Ok(match self {
            Self::Int => Term::Number(number.trunc()),
            Self::Bool => Term::Boolean(number != 0.0),
            Self::Round => Term::Number(rounded(number, arguments)?),
            _ => Term::Number(number),
        })
    }

    fn spelt<'a>(self, of: &Term<'a>) -> Result<Term<'a>, Failure> {
        if let Term::Absent = of {
            return Ok(Term::Absent);
        }
        let text = of.text()?;
        Term::of_text(match self {
            Self::Lower => text.to_lowercase(),
            Self::Upper => text.to_uppercase(),
            Self::Title => {
                let mut letters = text.chars();
                let first = letters.next().into_iter().flat_map(char::to_uppercase);
                first.chain(letters.flat_map(char::to_lowercase)).collect()
            }
            Self::Trim => text.trim().to_owned(),
            _ => text.into_owned(),
        })
    }

    /// Filters of all elements of a list, or of all arguments.
    fn of_all<'a>(self, of: &Term<'a>, others: &[Term<'a>]) -> Result<Term<'a>, Failure> {
        let mut all = if others.is_empty() { of.elements()? } else { vec![of.clone()] };
        all.extend(others.iter().cloned());
        let numbers: Vec<f64> = all.iter().map(Term::figure).collect::<Result<_, _>>()?;
        if numbers.is_empty() {
            return Err(Failure::Absent);
        }
        let count = f64::from(u32::try_from(numbers.len()).unwrap_or(u32::MAX));
        Ok(Term::Number(match self {
            Self::Min => numbers.into_iter().fold(f64::INFINITY, f64::min),
            Self::Max => numbers.into_iter().fold(f64::NEG_INFINITY, f64::max),
            Self::Average => numbers.into_iter().sum::<f64>() / count,
            _ => numbers.into_iter().sum(),
        }))
    }

    fn halves<'a>(self, of: &Term<'a>) -> Result<Term<'a>, Failure> {
        let keys = self == Self::Keys;
        let list: Vec<Term<'a>> = match of {
            Term::Item(item) if keys => {
                item.members().map(|(key, _)| Term::Text(key.into())).collect()
            }
            Term::Item(item) => item.members().map(|(_, value)| Term::of_item(value)).collect(),
            Term::Map(map) => {
                map.iter().map(|(key, value)| if keys { key } else { value }.clone()).collect()
            }
            Term::Absent => return Err(Failure::Absent),
            _ => return Err(Failure::Broken),
        };
        Ok(Term::List(list.into()))
    }

    fn holds_of(self, of: &Term<'_>) -> Result<bool, Failure> {
        Ok(match (self, of) {
            (Self::None, of) => matches!(of, Term::Nothing),
            (Self::Number, of) => matches!(of, Term::Number(_)),
            (Self::Text, of) => matches!(of, Term::Text(_)),
            (Self::True, of) => matches!(of, Term::Boolean(true)),
            (Self::False, of) => matches!(of, Term::Boolean(false)),
            (Self::Odd, of) => whole(of.figure()?).is_some_and(|number| number % 2 != 0),
            (Self::Even, of) => whole(of.figure()?).is_some_and(|number| number % 2 == 0),
            (Self::Mapping, Term::Item(item)) => item.is_object(),
            (Self::Mapping, of) => matches!(of, Term::Map(_)),
            (_, of) => matches!(of, Term::Item(_) | Term::List(_) | Term::Map(_) | Term::Text(_)),
        })
    }
}

fn argument<'t, 'a>(term: Option<&'t Term<'a>>) -> Result<&'t Term<'a>, Failure> {
    term.ok_or(Failure::Broken)
}

fn default<'a>(
    of: Result<Term<'a>, Failure>,
    otherwise: Option<&Term<'a>>,
    empty_too: Option<&Term<'a>>,
) -> Result<Term<'a>, Failure> {
    let is_replaced = |of: &Term<'a>| {
        matches!(of, Term::Absent) || (empty_too.is_some_and(Term::is_true) && !of.is_true())
    };
    match of {
        Ok(of) if !is_replaced(&of) => Ok(of),
        Ok(_) | Err(Failure::Absent) => Ok(otherwise.cloned().unwrap_or(Term::Absent)),
        Err(failure) => Err(failure),
    }
}

fn defined(of: Result<Term<'_>, Failure>) -> Result<bool, Failure> {
    match of {
        Ok(of) => Ok(!matches!(of, Term::Absent)),
        Err(Failure::Absent) => Ok(false),
        Err(failure) => Err(failure),
    }
}

/// One or zero, by the words that Home Assistant takes for true and false.
fn truth(of: &Term<'_>) -> Result<f64, Failure> {
    match of {
        Term::Text(text) => match text.to_lowercase().as_str() {
            "1" | "true" | "yes" | "on" | "enable" => Ok(1.0),
            "0" | "false" | "no" | "off" | "disable" => Ok(0.0),
            _ => Err(Failure::Broken),
        },
        of => of.number(),
    }
}

fn rounded(number: f64, arguments: &[Term<'_>]) -> Result<f64, Failure> {
    let digits = arguments.first().map_or(Ok(0), digits)?;
    let scale = 10_f64.powi(digits);
    let scaled = number * scale;
    let method = arguments.get(1).map(Term::text).transpose()?;
    let rounded = match method.as_deref() {
        Some("floor") => scaled.floor(),
        Some("ceil") => scaled.ceil(),
        Some("half") => return Ok((number * 2.0).round() / 2.0),
        Some("common") | None => scaled.round_ties_even(),
        Some(_) => return Err(Failure::Broken),
    };
    let number = rounded / scale;
    if number.is_finite() { Ok(number) } else { Err(Failure::Broken) }
}

fn bits<'a>(
    of: &Term<'a>,
    with: &Term<'a>,
    joined: fn(i64, i64) -> i64,
) -> Result<Term<'a>, Failure> {
    let (of, with) = (whole(of.number()?), whole(with.number()?));
    let joined = joined(of.ok_or(Failure::Broken)?, with.ok_or(Failure::Broken)?);
    #[expect(clippy::cast_precision_loss, reason = "both are below 2^53")]
    Ok(Term::Number(joined as f64))
}

fn replaced<'a>(of: &Term<'a>, old: &Term<'a>, new: &Term<'a>) -> Result<Term<'a>, Failure> {
    let (text, old, new) = (of.text()?, old.text()?, new.text()?);
    if old.is_empty() {
        return Err(Failure::Broken);
    }
    // A short text of many short parts could be made long beyond bounds.
    let grown = text.matches(old.as_ref()).count().saturating_mul(new.len());
    if grown > crate::limits::TEXT_BYTES_MAX {
        return Err(Failure::Broken);
    }
    Term::of_text(text.replace(old.as_ref(), &new))
}

fn split<'a>(of: &Term<'a>, separator: Option<&Term<'a>>) -> Result<Term<'a>, Failure> {
    let text = of.text()?;
    let part = |part: &str| Term::Text(part.to_owned().into());
    let parts: Vec<Term<'a>> = match separator {
        None => text.split_whitespace().map(part).collect(),
        Some(separator) => match separator.text()?.as_ref() {
            "" => return Err(Failure::Broken),
            separator => text.split(separator).map(part).collect(),
        },
    };
    Ok(Term::List(parts.into()))
}

/// A term as JSON.
fn json_of<'a>(of: &Term<'_>) -> Result<Term<'a>, Failure> {
    let mut json = String::new();
    of.write_json(&mut json)?;
    Term::of_text(json)
}
