//! Selectors of every sort, made for properties.

use model::PointCode;
use proptest::prelude::*;

use super::Selector;
use super::filter::{Literal, Node, Path, Sign, Term, Test};
use crate::limits::SELECTOR_BYTES_MAX;

fn literal() -> impl Strategy<Value = Literal> {
    let unit = prop_oneof![Just(None), "[a-df-zA-Z%°$/_][a-zA-Z²³/%°_]{0,6}".prop_map(Some)];
    let number = any::<f64>().prop_filter("finite", |number| number.is_finite());
    prop_oneof![
        (number, unit).prop_map(|(number, unit)| Literal::Number(number, unit.map(Box::from))),
        "\\PC{0,12}".prop_map(|text| Literal::Text(text.into())),
        "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
            .prop_map(|day| Literal::Day(day.into())),
        "[a-zA-Z0-9_:.~-]{1,12}".prop_map(|id| Literal::Reference(id.into())),
        any::<bool>().prop_map(Literal::Boolean),
    ]
}

fn tag() -> impl Strategy<Value = Box<str>> {
    let is_own = |word: &str| ["and", "or", "not", "true", "false"].contains(&word);
    let word = prop_oneof!["[a-z][a-zA-Z0-9_]{0,6}", "(air|temp|equipRef|dis)"];
    word.prop_filter("a word of the filter", move |word| !is_own(word)).prop_map(Box::from)
}

fn term() -> impl Strategy<Value = Node> {
    let compares = (0..Sign::ALL.len(), literal()).prop_map(|(sign, literal)| match literal {
        Literal::Reference(_) | Literal::Boolean(_) => Test::Compares(Sign::ALL[sign % 2], literal),
        _ => Test::Compares(Sign::ALL[sign], literal),
    });
    let test = prop_oneof![Just(Test::Present), Just(Test::Missing), compares];
    (tag(), proptest::collection::vec(tag(), 0..3), test)
        .prop_map(|(head, rest, test)| (Path { head, rest: rest.into() }, test))
        .prop_map(|(path, test)| Node::Term(Term { path, test }))
}

fn filter() -> impl Strategy<Value = Node> {
    term().prop_recursive(4, 20, 4, |part| {
        let parts = proptest::collection::vec(part, 1..4);
        prop_oneof![parts.clone().prop_map(Node::any), parts.prop_map(Node::all)]
    })
}

/// A selector whose text keeps to its limit.
pub(crate) fn selectors() -> impl Strategy<Value = Selector> {
    let name = prop_oneof!["[a-zA-Z0-9:./~_-]{1,20}", "\\PC{1,40}", "(role|point):[a-z\" ]{0,8}"];
    prop_oneof![
        name.clone().prop_map(|id| Selector::Point(PointCode(id.into()))),
        name.prop_map(|role| Selector::Role(role.into())),
        filter().prop_map(|node| Selector::Filter(node.into())),
    ]
    .prop_filter("too long", |selector| selector.to_string().len() <= SELECTOR_BYTES_MAX)
}
