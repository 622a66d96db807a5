//! `split`, `split_rev`, `to_chars` and `pad` as rhai has them, paid for by what they take apart or make.
//!
//! A text that stands in the expression itself is no variable, and rhai counts taking it apart as one operation however many
//! pieces it has; so it does with a text or an array that is filled.

use rhai::{Array, Dynamic, Engine, EvalAltResult, ImmutableString, Position};

use super::{BYTES_OF_PIECE, pay, size, spent};
use crate::limits::{EXPRESSION_SIZE_MAX, EXPRESSION_TEXT_BYTES_MAX};

type Pieces = Result<Array, Box<EvalAltResult>>;

/// Puts these functions in the place of rhai's own.
pub(super) fn register(engine: &mut Engine) {
    let all = i64::MAX;
    engine
        .register_fn("pad", pad)
        .register_fn("pad", pad_text)
        .register_fn("pad", |text: &mut ImmutableString, length: i64, with: char| {
            pad_text(text, length, &with.to_string())
        })
        .register_fn("to_chars", characters)
        .register_fn("split", words)
        .register_fn("split", move |text: &str, by: &str| forward(text, by, all))
        .register_fn("split", move |text: &str, by: char| forward(text, &by.to_string(), all))
        .register_fn("split", forward)
        .register_fn("split", |text: &str, by: char, most: i64| {
            forward(text, &by.to_string(), most)
        })
        .register_fn("split_rev", move |text: &str, by: &str| backward(text, by, all))
        .register_fn("split_rev", move |text: &str, by: char| backward(text, &by.to_string(), all))
        .register_fn("split_rev", backward)
        .register_fn("split_rev", |text: &str, by: char, most: i64| {
            backward(text, &by.to_string(), most)
        });
}

fn pad(array: &mut Array, length: i64, element: Dynamic) -> Result<(), Box<EvalAltResult>> {
    let length = usize::try_from(length).unwrap_or(0);
    if length > EXPRESSION_SIZE_MAX {
        let what = "Size of array".to_owned();
        return Err(EvalAltResult::ErrorDataTooLarge(what, Position::NONE).into());
    }
    let more = u32::try_from(length.saturating_sub(array.len())).unwrap_or(u32::MAX);
    if !pay(more.saturating_mul(1 + size(&element))) {
        return Err(spent());
    }
    if more > 0 {
        array.resize(length, element);
    }
    Ok(())
}

/// Lengthens a text to so many characters; what it is filled with is cut off where it would be longer.
fn pad_text(text: &mut ImmutableString, length: i64, with: &str) -> Result<(), Box<EvalAltResult>> {
    let length = usize::try_from(length).unwrap_or(0);
    let more = length.saturating_sub(text.chars().count());
    if length > EXPRESSION_TEXT_BYTES_MAX {
        let what = "Length of string".to_owned();
        return Err(EvalAltResult::ErrorDataTooLarge(what, Position::NONE).into());
    }
    if !pay(u32::try_from(length / BYTES_OF_PIECE).unwrap_or(u32::MAX)) {
        return Err(spent());
    }
    if more > 0 && !with.is_empty() {
        let filling = with.chars().cycle().take(more);
        *text = text.chars().chain(filling).collect::<String>().into();
    }
    Ok(())
}

fn characters(text: &str) -> Pieces {
    paid(text)?;
    Ok(text.chars().take(EXPRESSION_SIZE_MAX + 1).map(Dynamic::from).collect())
}

fn words(text: &str) -> Pieces {
    paid(text)?;
    Ok(text.split_whitespace().take(EXPRESSION_SIZE_MAX + 1).map(of_text).collect())
}

fn forward(text: &str, by: &str, most: i64) -> Pieces {
    paid(text)?;
    Ok(text.splitn(bounded(most), by).map(of_text).collect())
}

fn backward(text: &str, by: &str, most: i64) -> Pieces {
    paid(text)?;
    Ok(text.rsplitn(bounded(most), by).map(of_text).collect())
}

fn of_text(piece: &str) -> Dynamic {
    Dynamic::from(piece.to_owned())
}

/// One piece more than an array may have tells that there are too many.
fn bounded(most: i64) -> usize {
    usize::try_from(most).unwrap_or(0).clamp(1, EXPRESSION_SIZE_MAX + 1)
}

fn paid(text: &str) -> Result<(), Box<EvalAltResult>> {
    let cost = u32::try_from(text.len() / BYTES_OF_PIECE).unwrap_or(u32::MAX);
    if pay(cost) { Ok(()) } else { Err(spent()) }
}
