//! Walks a scanned payload and finds its values: where each stands, when it was true, in which unit.
//!
//! A time, and a device's word on quality, holds for its own object and for what is nested in it without
//! one of its own that can be used. An array whose elements each tell a moment, or whose elements are `[time, value]`, is
//! a history: its path has no index. An element that names its point has that name in its path. All
//! else is an ordinary member or an element by its index.

use model::{Quality, Timestamp, Value};

use super::about::{About, ToldUnit, When, Word};
use super::item::{Item, after};
use super::role::Role;
use super::scan::spelled;
use super::tape::{Node, Span};
use super::time::{self, Told};
use crate::gather::{Found, Gathered};
use crate::limits::PATH_BYTES_MAX;
use crate::said::Facts;
use crate::text::{self, Said};
use crate::{RejectReason, Sample, number, units};

/// Finds the values at and below an item; their paths begin with what `path` holds, and each may stand once in the scope.
pub(crate) fn walk<'a>(
    item: Item<'a>,
    facts: Facts<'a>,
    scope: u32,
    path: &mut String,
    gathered: &mut Gathered<'_>,
) {
    let above = path.len();
    let mut walker = Walker {
        nodes: &item.tape.nodes,
        payload: item.payload,
        unescaped: &item.tape.unescaped,
        skip: facts.skip,
        above,
        path,
        gathered,
    };
    walker.value(item.at, Context::of_message(facts, scope));
    path.truncate(above);
}

struct Walker<'a, 'g, 'k> {
    nodes: &'a [Node],
    payload: &'a str,
    unescaped: &'a str,
    skip: fn(&str) -> bool,
    /// Length of the path above the item.
    above: usize,
    path: &'g mut String,
    gathered: &'g mut Gathered<'k>,
}

/// What is known about a value from what it stands in.
#[derive(Clone, Copy)]
struct Context<'a> {
    time: Option<Timestamp>,
    /// Uncertain where a time was told that cannot be used.
    doubt: Quality,
    /// The device's own word.
    quality: Quality,
    unit: ToldUnit<'a>,
    /// The nearest key that names a quantity.
    name: &'a str,
    scope: u32,
    expected: usize,
}

/// How the elements of an array belong together.
enum Shape {
    /// Objects with a moment each: one history.
    Moments,
    /// `[time, value]` each: one history.
    Pairs,
    /// Elements of their own.
    List,
}

impl<'a> Walker<'a, '_, '_> {
    fn value(&mut self, at: usize, context: Context<'a>) {
        match self.nodes[at] {
            Node::Object { .. } => {
                let about = self.about(at);
                self.object(at, &about, context);
            }
            Node::Array { count, .. } => self.array(at, count, context),
            node => self.leaf(node, context),
        }
    }

    fn object(&mut self, at: usize, about: &About<'a>, outer: Context<'a>) {
        let context = outer.within(about);
        for (key, text, role) in self.members(at) {
            let node = self.nodes[key + 1];
            if about.is_described_by(key, node) {
                continue;
            }
            let key_text = self.text(text);
            let name =
                if role == Role::Value { outer.name } else { quantity_name(about, key_text) };
            let inner =
                Context { name, unit: about.unit_of_member(role, node, outer.unit), ..context };
            let length = self.push(key_text);
            if !(self.skip)(&self.path[self.above..]) {
                self.value(key + 1, inner);
            }
            self.path.truncate(length);
        }
    }

    fn array(&mut self, at: usize, count: u32, context: Context<'a>) {
        match self.shape(at, count) {
            Shape::Moments => self.moments(at, count, context),
            Shape::Pairs => self.pairs(at, count, context),
            Shape::List => self.list(at, context),
        }
    }

    fn shape(&self, at: usize, count: u32) -> Shape {
        if count > 0 && self.elements(at).all(|element| self.is_moment(element)) {
            Shape::Moments
        } else if count > 0 && self.elements(at).all(|element| self.is_pair(element)) {
            Shape::Pairs
        } else {
            Shape::List
        }
    }

    fn is_moment(&self, at: usize) -> bool {
        matches!(self.nodes[at], Node::Object { .. })
            && self.members(at).any(|(key, _, role)| {
                matches!(role, Role::Time(0 | 1) | Role::MaybeTime(0 | 1))
                    && matches!(
                        self.nodes[key + 1],
                        Node::Instant(_) | Node::Unzoned | Node::BadTime
                    )
            })
    }

    fn is_pair(&self, at: usize) -> bool {
        matches!(self.nodes[at], Node::Array { count: 2, .. })
            && matches!(self.time_at(at + 1), Told::Instant(_))
            && !matches!(self.nodes[at + 2], Node::Object { .. } | Node::Array { .. })
    }

    fn time_at(&self, at: usize) -> Told {
        match self.nodes[at] {
            Node::Number(span) => time::of_number(self.text(span)),
            Node::Text(span) => time::of_text(self.text(span)),
            _ => Told::Nothing,
        }
    }

    /// A history of objects. One whose time cannot be used keeps its values, which are then uncertain.
    fn moments(&mut self, at: usize, count: u32, context: Context<'a>) {
        for element in self.elements(at) {
            let about = self.about(element);
            let context = Context {
                time: None,
                doubt: Quality::Uncertain,
                scope: self.gathered.next_scope(),
                expected: count as usize,
                ..context
            };
            match about.name {
                Some(name) => self.named(element, about, name, context),
                None => self.object(element, &about, context),
            }
        }
    }

    /// A history of `[time, value]`.
    fn pairs(&mut self, at: usize, count: u32, context: Context<'a>) {
        for element in self.elements(at) {
            let Told::Instant(time) = self.time_at(element + 1) else {
                continue;
            };
            let context = Context {
                time: Some(time),
                doubt: Quality::Good,
                scope: self.gathered.next_scope(),
                expected: count as usize,
                ..context
            };
            self.leaf(self.nodes[element + 2], context);
        }
    }

    fn list(&mut self, at: usize, context: Context<'a>) {
        for (index, element) in self.elements(at).enumerate() {
            if let Node::Object { .. } = self.nodes[element] {
                let about = self.about(element);
                if let Some(name) = about.name
                    && about.has_value
                {
                    self.named(element, about, name, context);
                    continue;
                }
            }
            let length = self.push(&index.to_string());
            self.value(element, context);
            self.path.truncate(length);
        }
    }

    /// An element that names its point.
    fn named(
        &mut self,
        at: usize,
        mut about: About<'a>,
        Word { key, says }: Word<(u8, &'a str)>,
        context: Context<'a>,
    ) {
        let (_, name) = says;
        about.name_key = Some(key);
        let context = Context { name, expected: 1, ..context };
        let length = self.push(name);
        self.object(at, &about, context);
        self.path.truncate(length);
    }

    fn leaf(&mut self, node: Node, context: Context<'a>) {
        if !self.gathered.admit() {
            return;
        }
        if self.path.len() > PATH_BYTES_MAX {
            return self.gathered.refuse(RejectReason::PathTooLong, None);
        }
        let said = match self.said(node) {
            Ok(said) => said,
            Err(reason) => return self.gathered.refuse(reason, Some(self.path)),
        };
        let unit = match said.value {
            Value::Number(number) => said.unit.or_else(|| context.unit_of(number)),
            Value::Boolean(_) | Value::Text(_) => None,
        };
        let found = Found {
            sample: Sample {
                time: context.time,
                value: said.value,
                quality: context.quality_of(said.quality),
            },
            unit,
            name: context.name,
            scope: context.scope,
            expected: context.expected,
        };
        self.gathered.keep(self.path, found);
    }

    fn said(&self, node: Node) -> Result<Said, RejectReason> {
        let (value, quality) = match node {
            Node::Text(span) => return text::read(self.text(span)),
            Node::Number(span) => match number::of_json(self.text(span)) {
                Some(number::Parsed::Finite { number, quality }) => {
                    (Value::Number(number), quality)
                }
                Some(number::Parsed::BeyondDouble) | None => return Err(RejectReason::NotFinite),
            },
            Node::Boolean(boolean) => (Value::Boolean(boolean), Quality::Good),
            Node::NotFinite => return Err(RejectReason::NotFinite),
            Node::BadTime => return Err(RejectReason::BadTime),
            Node::Instant(_)
            | Node::Unzoned
            | Node::Null
            | Node::Key { .. }
            | Node::Object { .. }
            | Node::Array { .. } => return Err(RejectReason::Null),
        };
        let unit = None;
        Ok(Said { value, quality, unit })
    }

    fn about(&self, object: usize) -> About<'a> {
        let mut about = About::nothing();
        for (key, _, role) in self.members(object) {
            about.hear(key, role, self.nodes[key + 1], |span| self.text(span));
        }
        about.settled()
    }

    /// The members of an object: each key's place, text and role.
    fn members(&self, object: usize) -> impl Iterator<Item = (usize, Span, Role)> + use<'a> {
        let nodes = self.nodes;
        let mut at = object + 1;
        let end = after(nodes, object);
        std::iter::from_fn(move || {
            let Some(Node::Key { text, role }) = nodes[..end].get(at) else {
                return None;
            };
            let key = at;
            at = after(nodes, key + 1);
            Some((key, *text, *role))
        })
    }

    /// The places of an array's elements.
    fn elements(&self, array: usize) -> impl Iterator<Item = usize> + use<'a> {
        let nodes = self.nodes;
        let mut at = array + 1;
        let end = after(nodes, array);
        std::iter::from_fn(move || {
            let element = at;
            (element < end).then(|| {
                at = after(nodes, element);
                element
            })
        })
    }

    fn text(&self, span: Span) -> &'a str {
        spelled(span, self.payload, self.unescaped)
    }

    /// Lengthens the path by one step, escaped as JSON Pointer wants it, and says how long it was.
    fn push(&mut self, step: &str) -> usize {
        let length = self.path.len();
        push(self.path, step);
        length
    }
}

/// Lengthens a path by one step, escaped as JSON Pointer wants it.
pub(crate) fn push(path: &mut String, step: &str) {
    path.push('/');
    let mut rest = step;
    while let Some(at) = rest.find(['~', '/']) {
        let (plain, special) = rest.split_at(at);
        path.push_str(plain);
        path.push_str(if special.starts_with('~') { "~0" } else { "~1" });
        rest = &special[1..];
    }
    path.push_str(rest);
}

/// A key as the name of a quantity. `current` alone is amperes only beside a voltage or a power: a
/// thermostat's `current` is a temperature.
fn quantity_name<'a>(about: &About<'a>, key: &'a str) -> &'a str {
    if key.eq_ignore_ascii_case("current") && !about.is_electrical { "" } else { key }
}

impl<'a> Context<'a> {
    /// What is known before anything is read.
    fn of_message(facts: Facts<'a>, scope: u32) -> Self {
        Self {
            time: facts.time,
            doubt: Quality::Good,
            quality: facts.quality,
            unit: facts.unit.map_or(ToldUnit::Nothing, ToldUnit::Certain),
            name: facts.name,
            scope,
            expected: 1,
        }
    }

    /// What is known inside an object that says this.
    fn within(self, about: &About<'a>) -> Self {
        let (time, doubt) = match about.when {
            When::Silent => (self.time, self.doubt),
            When::At(_, time) => (Some(time), Quality::Good),
            When::Impossible if self.time.is_none() => (None, Quality::Uncertain),
            When::Unzoned | When::Impossible => (self.time, self.doubt),
        };
        Self { time, doubt, quality: about.quality.map_or(self.quality, |word| word.says), ..self }
    }

    fn unit_of(&self, number: f64) -> Option<&'a str> {
        match self.unit {
            ToldUnit::Nothing => None,
            ToldUnit::Certain(unit) => Some(unit),
            ToldUnit::IfItFits(unit) => {
                let quantity = |unit| units::known(unit).map(|known| known.quantity);
                let implied = units::of_name(self.name, number);
                let fits = implied.is_none_or(|implied| quantity(implied) == quantity(unit));
                fits.then_some(unit)
            }
        }
    }

    /// The device's word where it is not simply "good", else the doubt about time and exactness.
    fn quality_of(&self, exactness: Quality) -> Quality {
        if self.quality == Quality::Good { self.doubt.max(exactness) } else { self.quality }
    }
}
