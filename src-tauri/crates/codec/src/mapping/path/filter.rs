//! What a filter of a path says of one node: comparisons, tests for being there, and the functions of RFC 9535.

use jsonpath_rust::parser::model::{
    Comparable, Comparison, Filter, FilterAtom, FnArg, Literal, SingularQuery,
    SingularQuerySegment, Test, TestFunction,
};

use super::{Search, Searched, children, place};
use crate::json::{Item, Written};
use crate::mapping::place::member;
use crate::number::{self, Parsed};

/// Bytes of text that are compared or matched in one step.
const BYTES_OF_STEP: usize = 16;

/// Steps that beginning to match a pattern takes.
const STEPS_OF_MATCH: usize = 32;

/// What stands on one side of a comparison.
#[derive(Clone, Copy)]
enum Operand<'v> {
    Nothing,
    Null,
    Boolean(bool),
    Number(f64),
    Text(&'v str),
    /// An object or an array.
    Nested(Item<'v>),
}

impl<'a> Search<'a, '_> {
    /// Whether a filter holds for a node.
    pub(super) fn holds(&mut self, filter: &Filter, node: Item<'a>) -> Searched<bool> {
        self.steps.take(1)?;
        match filter {
            Filter::Or(filters) => {
                for filter in filters {
                    if self.holds(filter, node)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Filter::And(filters) => {
                for filter in filters {
                    if !self.holds(filter, node)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Filter::Atom(FilterAtom::Filter { expr, not }) => Ok(self.holds(expr, node)? != *not),
            Filter::Atom(FilterAtom::Test { expr, not }) => Ok(self.passes(expr, node)? != *not),
            Filter::Atom(FilterAtom::Comparison(comparison)) => self.compares(comparison, node),
        }
    }

    fn passes(&mut self, test: &Test, node: Item<'a>) -> Searched<bool> {
        match test {
            Test::RelQuery(segments) => Ok(!self.nodes(segments, node)?.is_empty()),
            Test::AbsQuery(query) => Ok(!self.nodes(&query.segments, self.root)?.is_empty()),
            Test::Function(function) => {
                Ok(matches!(self.function(function, node)?, Operand::Boolean(true)))
            }
        }
    }

    fn compares(&mut self, comparison: &Comparison, node: Item<'a>) -> Searched<bool> {
        let (left, right) = comparison.vals();
        let left = self.operand(left, node)?;
        let right = self.operand(right, node)?;
        Ok(match comparison {
            Comparison::Eq(..) => self.same(left, right)?,
            Comparison::Ne(..) => !self.same(left, right)?,
            Comparison::Lt(..) => self.less(left, right)?,
            Comparison::Gt(..) => self.less(right, left)?,
            Comparison::Lte(..) => self.less(left, right)? || self.same(left, right)?,
            Comparison::Gte(..) => self.less(right, left)? || self.same(left, right)?,
        })
    }

    fn operand<'v>(&mut self, comparable: &'v Comparable, node: Item<'a>) -> Searched<Operand<'v>>
    where
        'a: 'v,
    {
        match comparable {
            Comparable::Literal(literal) => Ok(of_literal(literal)),
            Comparable::Function(function) => self.function(function, node),
            Comparable::SingularQuery(SingularQuery::Current(steps)) => self.singular(steps, node),
            Comparable::SingularQuery(SingularQuery::Root(steps)) => {
                self.singular(steps, self.root)
            }
        }
    }

    fn singular(
        &mut self,
        segments: &[SingularQuerySegment],
        from: Item<'a>,
    ) -> Searched<Operand<'a>> {
        let mut at = from;
        for segment in segments {
            self.steps.take(1)?;
            let inner = match segment {
                SingularQuerySegment::Name(name) => member(at, name, self.steps)?,
                SingularQuerySegment::Index(index) if at.is_array() => {
                    self.steps.take(at.count())?;
                    place(*index, at.count()).and_then(|index| at.elements().nth(index))
                }
                SingularQuerySegment::Index(_) => None,
            };
            let Some(inner) = inner else { return Ok(Operand::Nothing) };
            at = inner;
        }
        Ok(of_item(at))
    }

    fn function<'v>(&mut self, function: &'v TestFunction, node: Item<'a>) -> Searched<Operand<'v>>
    where
        'a: 'v,
    {
        match function {
            TestFunction::Length(argument) => {
                let argument = self.argument(argument, node)?;
                self.length(argument)
            }
            TestFunction::Count(FnArg::Test(test)) => Ok(match self.tested(test, node)? {
                Some(nodes) => count(nodes.len()),
                None => Operand::Nothing,
            }),
            TestFunction::Value(argument) => self.argument(argument, node),
            TestFunction::Match(text, pattern) => self.matches(text, pattern, node, true),
            TestFunction::Search(text, pattern) => self.matches(text, pattern, node, false),
            TestFunction::Count(_) | TestFunction::Custom(..) => Ok(Operand::Nothing),
        }
    }

    /// The one value that an argument is.
    fn argument<'v>(&mut self, argument: &'v FnArg, node: Item<'a>) -> Searched<Operand<'v>>
    where
        'a: 'v,
    {
        match argument {
            FnArg::Literal(literal) => Ok(of_literal(literal)),
            FnArg::Test(test) => match (&**test, self.tested(test, node)?) {
                (Test::Function(function), _) => self.function(function, node),
                (_, Some(nodes)) => Ok(match nodes[..] {
                    [only] => of_item(only),
                    _ => Operand::Nothing,
                }),
                (_, None) => Ok(Operand::Nothing),
            },
            FnArg::Filter(_) => Ok(Operand::Nothing),
        }
    }

    /// The nodes that a query leads to; nothing of a function.
    fn tested(&mut self, test: &Test, node: Item<'a>) -> Searched<Option<Vec<Item<'a>>>> {
        match test {
            Test::RelQuery(segments) => self.nodes(segments, node).map(Some),
            Test::AbsQuery(query) => self.nodes(&query.segments, self.root).map(Some),
            Test::Function(_) => Ok(None),
        }
    }

    fn length<'v>(&mut self, operand: Operand<'_>) -> Searched<Operand<'v>> {
        Ok(match operand {
            Operand::Text(text) => {
                self.steps.take(text.len() / BYTES_OF_STEP)?;
                count(text.chars().count())
            }
            Operand::Nested(item) => {
                let children = children(item).count();
                self.steps.take(children)?;
                count(children)
            }
            Operand::Nothing | Operand::Null | Operand::Boolean(_) | Operand::Number(_) => {
                Operand::Nothing
            }
        })
    }

    fn matches<'v>(
        &mut self,
        text: &FnArg,
        pattern: &FnArg,
        node: Item<'a>,
        is_whole: bool,
    ) -> Searched<Operand<'v>> {
        let FnArg::Literal(Literal::String(pattern)) = pattern else {
            return Ok(Operand::Boolean(false));
        };
        let Operand::Text(text) = self.argument(text, node)? else {
            return Ok(Operand::Boolean(false));
        };
        // Matching may look at each byte of the text for each of the pattern.
        let bytes = text.len().saturating_mul(pattern.len() + 1);
        self.steps.take(STEPS_OF_MATCH + bytes / BYTES_OF_STEP)?;
        let regex = self.patterns.get(pattern, is_whole);
        Ok(Operand::Boolean(regex.is_some_and(|regex| regex.is_match(text))))
    }

    fn same(&mut self, left: Operand<'_>, right: Operand<'_>) -> Searched<bool> {
        self.steps.take(1)?;
        Ok(match (left, right) {
            (Operand::Nothing, Operand::Nothing) | (Operand::Null, Operand::Null) => true,
            (Operand::Boolean(left), Operand::Boolean(right)) => left == right,
            (Operand::Number(left), Operand::Number(right)) => left.total_cmp(&right).is_eq(),
            (Operand::Text(left), Operand::Text(right)) => {
                self.steps.take(left.len().min(right.len()) / BYTES_OF_STEP)?;
                left == right
            }
            (Operand::Nested(left), Operand::Nested(right)) => self.same_nested(left, right)?,
            _ => false,
        })
    }

    fn same_nested(&mut self, left: Item<'_>, right: Item<'_>) -> Searched<bool> {
        if left.is_array() != right.is_array() {
            return Ok(false);
        }
        let mut count = 0;
        for (key, child) in left.members() {
            count += 1;
            let Some(other) = member(right, key, self.steps)? else { return Ok(false) };
            if !self.same(of_item(child), of_item(other))? {
                return Ok(false);
            }
        }
        let mut others = right.elements();
        for child in left.elements() {
            let Some(other) = others.next() else { return Ok(false) };
            if !self.same(of_item(child), of_item(other))? {
                return Ok(false);
            }
        }
        Ok(others.next().is_none() && right.members().count() == count)
    }

    fn less(&mut self, left: Operand<'_>, right: Operand<'_>) -> Searched<bool> {
        self.steps.take(1)?;
        Ok(match (left, right) {
            (Operand::Number(left), Operand::Number(right)) => left < right,
            (Operand::Text(left), Operand::Text(right)) => {
                self.steps.take(left.len().min(right.len()) / BYTES_OF_STEP)?;
                left < right
            }
            _ => false,
        })
    }
}

fn of_literal(literal: &Literal) -> Operand<'_> {
    match literal {
        #[expect(clippy::cast_precision_loss, reason = "RFC 9535 keeps integers within 2^53")]
        Literal::Int(number) => Operand::Number(*number as f64),
        // Minus zero is zero.
        Literal::Float(number) => Operand::Number(number + 0.0),
        Literal::String(text) => Operand::Text(text),
        Literal::Bool(boolean) => Operand::Boolean(*boolean),
        Literal::Null => Operand::Null,
    }
}

fn of_item(item: Item<'_>) -> Operand<'_> {
    match item.written() {
        Written::Text(text) => Operand::Text(text),
        Written::Number(figures) => match number::of_json(figures) {
            Some(Parsed::Finite { number, .. }) => Operand::Number(number),
            Some(Parsed::BeyondDouble) | None => Operand::Nothing,
        },
        Written::Boolean(boolean) => Operand::Boolean(boolean),
        Written::Null => Operand::Null,
        Written::NotFinite => Operand::Nothing,
        Written::Object | Written::Array => Operand::Nested(item),
    }
}

fn count<'v>(count: usize) -> Operand<'v> {
    Operand::Number(u32::try_from(count).map_or(f64::INFINITY, f64::from))
}
