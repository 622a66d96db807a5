//! Expressions in a sandbox: rhai without modules, captured variables, a clock, `eval`, `print` or anything outside.
//!
//! An expression sees `payload` and `topic`, and `value` where it makes one value; all are constants. What it costs is counted in
//! operations, and copying what a variable holds counts with its size, because rhai counts it as one. Every text, array and
//! object has a bound too, so that the dearest operation takes some ten times an ordinary one: well below 5 ms for a message,
//! by measurement (docs/budgets.md, "Single parts").

mod pieces;

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::LazyLock;

use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicFnPackage, BasicIteratorPackage, BasicMapPackage,
    BasicMathPackage, BasicStringPackage, BitFieldPackage, LogicPackage, MoreStringPackage,
    Package,
};
use rhai::{AST, Array, Dynamic, Engine, EvalAltResult, Map, OptimizationLevel, Scope};

use super::spoken::Raw;
use crate::RejectReason;
use crate::json::{Item, Written};
use crate::limits::{
    EXPRESSION_BYTES_MAX, EXPRESSION_CALLS_MAX, EXPRESSION_COPY_COST, EXPRESSION_DEPTH_MAX,
    EXPRESSION_OPERATIONS_MAX, EXPRESSION_SIZE_MAX, EXPRESSION_TEXT_BYTES_MAX,
    EXPRESSION_VARIABLES_MAX,
};
use crate::number::{self, Parsed};

/// Bytes of text that cost as much to copy or to look through as one element.
const BYTES_OF_ELEMENT: usize = 8;

/// Bytes of text that cost as much as an operation where they are taken apart.
const BYTES_OF_PIECE: usize = 2;

thread_local! {
    /// The operations that the expression running on this thread has left: rhai's callbacks are told of no run.
    static LEFT: Cell<u32> = const { Cell::new(0) };
}

static ENGINE: LazyLock<Engine> = LazyLock::new(sandbox);

/// An expression that was compiled.
#[derive(Debug)]
pub(super) struct Expression(AST);

/// What the expressions of one message may still cost.
#[derive(Debug)]
pub(super) struct Operations(u32);

/// Why an expression has no value.
#[derive(Debug)]
pub(super) struct Failed {
    pub(super) reason: RejectReason,
    /// In words, with the line.
    pub(super) words: String,
}

/// What an expression is told.
pub(super) struct Given {
    scope: Scope<'static>,
}

/// The names of what an expression is told, in their order.
pub(super) const OF_RECORD: &[&str] = &["topic", "payload"];

/// As [`OF_RECORD`], where it makes one value.
pub(super) const OF_VALUE: &[&str] = &["topic", "payload", "value"];

impl Default for Operations {
    fn default() -> Self {
        Self(EXPRESSION_OPERATIONS_MAX)
    }
}

impl Expression {
    /// Compiles an expression; `names` are those it may use.
    ///
    /// # Errors
    /// What is wrong with it, in words, with its line.
    pub(super) fn compile(text: &str, names: &[&str]) -> Result<Self, String> {
        if text.len() > EXPRESSION_BYTES_MAX {
            return Err(format!("is longer than {EXPRESSION_BYTES_MAX} bytes"));
        }
        let mut scope = Scope::new();
        for name in names {
            scope.push_constant(*name, ());
        }
        let compiled = ENGINE.compile_with_scope(&scope, text);
        compiled.map(Self).map_err(|error| {
            let line = error.position().line().unwrap_or(1);
            format!("cannot be understood in its line {line}: {}", error.err_type())
        })
    }
}

impl Given {
    /// Tells the topic and the payload.
    pub(super) fn new(topic: &str, payload: Dynamic) -> Self {
        let mut scope = Scope::new();
        scope.push_constant("topic", topic.to_owned());
        scope.push_constant_dynamic("payload", payload);
        Self { scope }
    }

    /// What an expression comes to that is told of a record alone.
    ///
    /// # Errors
    /// Where it cannot be computed, or costs more than is left.
    pub(super) fn run(
        &mut self,
        expression: &Expression,
        operations: &mut Operations,
    ) -> Result<Dynamic, Failed> {
        let length = self.scope.len();
        LEFT.set(operations.0);
        let result = ENGINE.eval_ast_with_scope::<Dynamic>(&mut self.scope, &expression.0);
        operations.0 = LEFT.get();
        self.scope.rewind(length);
        result.map_err(|error| failed(&error))
    }

    /// What an expression comes to that is told a value too.
    ///
    /// # Errors
    /// As [`Given::run`].
    pub(super) fn run_on(
        &mut self,
        value: Dynamic,
        expression: &Expression,
        operations: &mut Operations,
    ) -> Result<Dynamic, Failed> {
        let length = self.scope.len();
        self.scope.push_constant_dynamic("value", value);
        let result = self.run(expression, operations);
        self.scope.rewind(length);
        result
    }
}

/// What stands in a message as expressions see it.
///
/// # Errors
/// Where it is larger than expressions may handle.
pub(super) fn of_raw(raw: &Raw<'_>) -> Result<Dynamic, Failed> {
    match raw {
        Raw::Item(item) => of_item(*item),
        Raw::Text(text) => of_text(text),
        Raw::Computed(value) => Ok(value.clone()),
    }
}

fn of_item(item: Item<'_>) -> Result<Dynamic, Failed> {
    let mut room = EXPRESSION_SIZE_MAX;
    converted(item, &mut room).ok_or_else(|| Failed {
        reason: RejectReason::TooCostly,
        words: format!(
            "the payload holds more than {EXPRESSION_SIZE_MAX} values or a text of more than \
             {EXPRESSION_TEXT_BYTES_MAX} bytes; choose the part that matters by \"at\" or \"each\""
        ),
    })
}

fn of_text(text: &str) -> Result<Dynamic, Failed> {
    if text.len() > EXPRESSION_TEXT_BYTES_MAX {
        let words = format!("the text has more than {EXPRESSION_TEXT_BYTES_MAX} bytes");
        return Err(Failed { reason: RejectReason::TooCostly, words });
    }
    Ok(Dynamic::from(text.to_owned()))
}

fn converted(item: Item<'_>, room: &mut usize) -> Option<Dynamic> {
    *room = room.checked_sub(1)?;
    Some(match item.written() {
        Written::Text(text) => of_text(text).ok()?,
        Written::Number(figures) => of_figures(figures),
        Written::Boolean(boolean) => boolean.into(),
        Written::Null => Dynamic::UNIT,
        Written::NotFinite => f64::NAN.into(),
        Written::Array => {
            let elements: Option<Array> =
                item.elements().map(|element| converted(element, room)).collect();
            elements?.into()
        }
        Written::Object => {
            let members: Option<Map> = item
                .members()
                .map(|(key, member)| {
                    let fits = key.len() <= EXPRESSION_TEXT_BYTES_MAX;
                    fits.then(|| converted(member, room).map(|member| (key.into(), member)))?
                })
                .collect();
            members?.into()
        }
    })
}

/// An integer where it is written as one and fits, else a floating-point number.
fn of_figures(figures: &str) -> Dynamic {
    if let Ok(integer) = figures.parse::<i64>() {
        return integer.into();
    }
    match number::of_json(figures) {
        Some(Parsed::Finite { number, .. }) => number.into(),
        Some(Parsed::BeyondDouble) | None => f64::NAN.into(),
    }
}

fn failed(error: &EvalAltResult) -> Failed {
    let line = error.position().line().unwrap_or(1);
    let (reason, words) = match error.unwrap_inner() {
        EvalAltResult::ErrorTerminated(..) | EvalAltResult::ErrorTooManyOperations(..) => (
            RejectReason::TooCostly,
            Cow::Borrowed("it takes more operations than a message may cost"),
        ),
        EvalAltResult::ErrorDataTooLarge(what, _) => {
            (RejectReason::TooCostly, Cow::Owned(format!("{what} is beyond its limit")))
        }
        EvalAltResult::ErrorStackOverflow(_) => {
            (RejectReason::TooCostly, Cow::Borrowed("its functions call one another too deeply"))
        }
        EvalAltResult::ErrorTooManyVariables(_) => {
            (RejectReason::TooCostly, Cow::Borrowed("it has too many variables"))
        }
        other => {
            let words = other.to_string();
            let words = words.split(" (line ").next().unwrap_or_default().to_owned();
            (RejectReason::BadExpression, Cow::Owned(words))
        }
    };
    Failed { reason, words: format!("line {line}: {words}") }
}

#[expect(deprecated, reason = "rhai marks `on_var` as volatile, not as deprecated")]
fn sandbox() -> Engine {
    let mut engine = Engine::new_raw();
    // Without the language package, which can make a thread sleep.
    ArithmeticPackage::new().register_into_engine(&mut engine);
    BasicStringPackage::new().register_into_engine(&mut engine);
    BasicIteratorPackage::new().register_into_engine(&mut engine);
    BasicFnPackage::new().register_into_engine(&mut engine);
    LogicPackage::new().register_into_engine(&mut engine);
    BasicMathPackage::new().register_into_engine(&mut engine);
    BitFieldPackage::new().register_into_engine(&mut engine);
    BasicArrayPackage::new().register_into_engine(&mut engine);
    BasicMapPackage::new().register_into_engine(&mut engine);
    MoreStringPackage::new().register_into_engine(&mut engine);
    for word in ["eval", "print", "debug", "this", "import", "export"] {
        engine.disable_symbol(word);
    }
    engine
        .set_optimization_level(OptimizationLevel::None)
        .set_strict_variables(true)
        .set_max_operations(u64::from(EXPRESSION_OPERATIONS_MAX))
        .set_max_expr_depths(EXPRESSION_DEPTH_MAX, EXPRESSION_DEPTH_MAX)
        .set_max_call_levels(EXPRESSION_CALLS_MAX)
        .set_max_variables(EXPRESSION_VARIABLES_MAX)
        .set_max_string_size(EXPRESSION_TEXT_BYTES_MAX)
        .set_max_array_size(EXPRESSION_SIZE_MAX)
        .set_max_map_size(EXPRESSION_SIZE_MAX)
        .on_progress(|_| if pay(1) { None } else { Some(Dynamic::UNIT) })
        .on_var(|name, index, context| {
            let scope = context.scope();
            // The newest variable has the index 1 and stands first.
            let variable = match index.checked_sub(1) {
                Some(place) => scope.iter_raw().nth(place).map(|(_, _, value)| value),
                None => scope.get(name),
            };
            let cost = variable.map_or(0, size) * EXPRESSION_COPY_COST;
            if pay(cost) {
                return Ok(None);
            }
            Err(spent())
        });
    pieces::register(&mut engine);
    engine
}

/// What ends an expression whose operations are spent.
fn spent() -> Box<EvalAltResult> {
    EvalAltResult::ErrorTerminated(Dynamic::UNIT, rhai::Position::NONE).into()
}

/// Takes operations from those that are left; says no where there are too few.
fn pay(cost: u32) -> bool {
    let left = LEFT.get().checked_sub(cost);
    LEFT.set(left.unwrap_or(0));
    left.is_some()
}

/// What copying a value costs: its elements and members, and its texts.
fn size(value: &Dynamic) -> u32 {
    if let Ok(elements) = value.as_array_ref() {
        return elements.iter().map(|element| 1 + size(element)).sum();
    }
    if let Ok(members) = value.as_map_ref() {
        return members.values().map(|member| 1 + size(member)).sum();
    }
    value
        .as_immutable_string_ref()
        .map_or(0, |text| u32::try_from(text.len() / BYTES_OF_ELEMENT).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests;
