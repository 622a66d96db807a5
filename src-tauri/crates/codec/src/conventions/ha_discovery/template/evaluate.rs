//! Evaluates expressions of templates against one message.

use std::rc::Rc;

use super::term::{Term, whole};
use super::{Expression, Failure, Operator};

/// What an expression can name.
pub(super) struct Scope<'a> {
    value: Term<'a>,
    json: Term<'a>,
    /// What was set by the template itself; the last of a name holds.
    set: Vec<(&'a str, Term<'a>)>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(value: Term<'a>, json: Term<'a>) -> Self {
        Self { value, json, set: Vec::new() }
    }

    pub(super) fn set(&mut self, name: &'a str, term: Term<'a>) {
        self.set.push((name, term));
    }

    /// What an expression is worth.
    pub(super) fn evaluate(&self, expression: &'a Expression) -> Result<Term<'a>, Failure> {
        Ok(match expression {
            Expression::Nothing => Term::Nothing,
            Expression::Boolean(boolean) => Term::Boolean(*boolean),
            Expression::Number(number) => Term::Number(*number),
            Expression::Text(text) => Term::Text(text.as_ref().into()),
            Expression::Name(name) => self.named(name),
            Expression::List(list) => Term::List(self.all(list)?.into()),
            Expression::Map(map) => {
                let pair = |(key, value)| Ok((self.evaluate(key)?, self.evaluate(value)?));
                let pairs: Result<Vec<_>, Failure> =
                    map.iter().map(|(k, v)| pair((k, v))).collect();
                Term::Map(Rc::from(pairs?))
            }
            Expression::Member(of, key) => self.evaluate(of)?.member(&self.evaluate(key)?)?,
            Expression::Slice(of, from, to) => slice(&self.evaluate(of)?, *from, *to)?,
            Expression::Not(of) => Term::Boolean(!self.evaluate(of)?.is_true()),
            Expression::Negative(of) => Term::Number(-self.evaluate(of)?.figure()?),
            Expression::Binary(operator, left, right) => self.binary(*operator, left, right)?,
            Expression::Choice(condition, then, otherwise) => {
                let is_true = self.evaluate(condition)?.is_true();
                self.evaluate(if is_true { then } else { otherwise })?
            }
            Expression::Filter(filter, of, arguments) => {
                let of = self.evaluate(of);
                filter.apply(of, &self.all(arguments)?)?
            }
        })
    }

    fn named(&self, name: &str) -> Term<'a> {
        match self.set.iter().rev().find(|(held, _)| *held == name) {
            Some((_, term)) => term.clone(),
            None if name == "value" => self.value.clone(),
            None if name == "value_json" => self.json.clone(),
            None => Term::Absent,
        }
    }

    fn all(&self, expressions: &'a [Expression]) -> Result<Vec<Term<'a>>, Failure> {
        expressions.iter().map(|expression| self.evaluate(expression)).collect()
    }

    fn binary(
        &self,
        operator: Operator,
        left: &'a Expression,
        right: &'a Expression,
    ) -> Result<Term<'a>, Failure> {
        let left = self.evaluate(left)?;
        match operator {
            Operator::Or if left.is_true() => return Ok(left),
            Operator::And if !left.is_true() => return Ok(left),
            Operator::Or | Operator::And => return self.evaluate(right),
            _ => {}
        }
        let right = self.evaluate(right)?;
        Ok(match operator {
            Operator::Equal => Term::Boolean(left.is_same(&right)),
            Operator::Unequal => Term::Boolean(!left.is_same(&right)),
            Operator::In => Term::Boolean(right.holds(&left)?),
            Operator::NotIn => Term::Boolean(!right.holds(&left)?),
            Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual => Term::Boolean(ordered(operator, &left, &right)?),
            Operator::Joined => Term::of_text(format!("{}{}", left.text()?, right.text()?))?,
            Operator::Plus => match (&left, &right) {
                (Term::Text(one), Term::Text(another)) => Term::of_text(format!("{one}{another}"))?,
                _ => Term::Number(left.figure()? + right.figure()?),
            },
            Operator::Modulo if matches!(left, Term::Text(_)) => formatted(&left, &right)?,
            _ => Term::Number(computed(operator, left.figure()?, right.figure()?)?),
        })
    }
}

fn ordered(operator: Operator, left: &Term<'_>, right: &Term<'_>) -> Result<bool, Failure> {
    let order = match (left, right) {
        (Term::Text(one), Term::Text(another)) => one.as_ref().partial_cmp(another.as_ref()),
        _ => left.figure()?.partial_cmp(&right.figure()?),
    };
    let order = order.ok_or(Failure::Broken)?;
    Ok(match operator {
        Operator::Less => order.is_lt(),
        Operator::LessOrEqual => order.is_le(),
        Operator::Greater => order.is_gt(),
        _ => order.is_ge(),
    })
}

fn computed(operator: Operator, left: f64, right: f64) -> Result<f64, Failure> {
    let number = match operator {
        Operator::Minus => left - right,
        Operator::Times => left * right,
        Operator::Over => left / right,
        Operator::WholeOver => (left / right).floor(),
        // As in Python, the remainder has the divisor's sign.
        Operator::Modulo => left - right * (left / right).floor(),
        Operator::Power => left.powf(right),
        _ => return Err(Failure::Broken),
    };
    if number.is_finite() { Ok(number) } else { Err(Failure::Broken) }
}

/// Python's `'%.1f' % number`, with one place for a number or a text.
pub(super) fn formatted<'a>(form: &Term<'a>, of: &Term<'a>) -> Result<Term<'a>, Failure> {
    let form = form.text()?;
    let (before, rest) = form.split_once('%').ok_or(Failure::Broken)?;
    let kind = rest.find(|c: char| c.is_ascii_alphabetic()).ok_or(Failure::Broken)?;
    let (width, rest) = rest.split_at(kind);
    let (kind, after) = rest.split_at(1);
    let places = match width.split_once('.') {
        Some((_, places)) => places.parse().ok().filter(|places| *places <= 15),
        None => Some(6),
    };
    let spelled = match kind {
        "f" => format!("{:.*}", places.ok_or(Failure::Broken)?, of.figure()?),
        "d" | "i" => of.figure()?.trunc().to_string(),
        "s" => of.text()?.into_owned(),
        _ => return Err(Failure::Broken),
    };
    Term::of_text(format!("{before}{spelled}{after}"))
}

fn slice<'a>(of: &Term<'a>, from: Option<i64>, to: Option<i64>) -> Result<Term<'a>, Failure> {
    let count = of.count()?;
    let place = |index: i64| {
        let counted = i64::try_from(count).unwrap_or(i64::MAX);
        let index = if index < 0 { index.saturating_add(counted) } else { index };
        usize::try_from(index).unwrap_or(0).min(count)
    };
    let (from, to) = (from.map_or(0, place), to.map_or(count, place));
    let length = to.saturating_sub(from);
    Ok(match of {
        Term::Text(text) => {
            Term::Text(text.chars().skip(from).take(length).collect::<String>().into())
        }
        _ => Term::List(of.elements()?.into_iter().skip(from).take(length).collect()),
    })
}

/// A number of digits as an argument tells it.
pub(super) fn digits(term: &Term<'_>) -> Result<i32, Failure> {
    let digits = whole(term.number()?).and_then(|digits| i32::try_from(digits).ok());
    digits.filter(|digits| digits.abs() <= 15).ok_or(Failure::Broken)
}
