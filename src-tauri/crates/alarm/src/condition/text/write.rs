//! How a condition is written.

use std::fmt::{self, Display};

use model::Value;

use crate::condition::{Check, Condition, Limit, Reference, Scheduled};
use crate::cursor::is_bare;
use crate::number;
use crate::time;

impl Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(check) => check.fmt(f),
            Self::All(of) => join(of, " and ", |one| matches!(one, Self::Any(_)), f),
            Self::Any(of) => join(of, " or ", |_| false, f),
            Self::Not(of) => {
                f.write_str("not ")?;
                bracketed(of, matches!(**of, Self::All(_) | Self::Any(_)), f)
            }
        }
    }
}

fn join(
    of: &[Condition],
    word: &str,
    needs_brackets: fn(&Condition) -> bool,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    for (number, one) in of.iter().enumerate() {
        f.write_str(if number == 0 { "" } else { word })?;
        bracketed(one, needs_brackets(one), f)?;
    }
    Ok(())
}

fn bracketed(one: &Condition, in_brackets: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if in_brackets { write!(f, "({one})") } else { one.fmt(f) }
}

impl Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Beyond { level, limit } => write!(f, "{} {limit}", level.word()),
            Self::Deviation { by, from } => {
                write!(f, "{} {} from {from}", super::DEVIATION, number::written(*by))
            }
            Self::Rate { by, within } => {
                let (by, within) = (number::written(*by), time::written(*within));
                write!(f, "{} {by}/{within}", super::RATE)
            }
            Self::State(value) => {
                write!(f, "{} ", super::STATE)?;
                match value {
                    Value::Boolean(true) => f.write_str("on"),
                    Value::Boolean(false) => f.write_str("off"),
                    Value::Number(number) => f.write_str(&number::written(*number)),
                    Value::Text(text) => in_quotes(text, f),
                }
            }
            Self::NoData(time) => write!(f, "{} {}", super::NO_DATA, time::written(*time)),
            Self::Flatline(time) => write!(f, "{} {}", super::FLATLINE, time::written(*time)),
            Self::CommandMismatch(time) => {
                write!(f, "{} {}", super::COMMAND_MISMATCH, time::written(*time))
            }
        }
    }
}

impl Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(limit) => f.write_str(&number::written(*limit)),
            Self::Of(reference) => reference.fmt(f),
            Self::Own => f.write_str("own"),
            Self::Scheduled(Scheduled { hours, within, outside }) => {
                let (within, outside) = (number::written(*within), number::written(*outside));
                write!(f, "{within} {hours} else {outside}")
            }
        }
    }
}

impl Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, name) = match self {
            Self::Setpoint => return f.write_str("setpoint"),
            Self::Role(name) => ("role:", name),
            Self::Point(name) => ("point:", name),
        };
        f.write_str(kind)?;
        if name.chars().all(is_bare) { f.write_str(name) } else { in_quotes(name, f) }
    }
}

fn in_quotes(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
