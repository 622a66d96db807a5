//! What stands at a value's place, read as its mapping says: enumeration, decimal comma, scale and offset.

use std::borrow::Cow;
use std::collections::HashMap;

use model::{Quality, Value};
use rhai::Dynamic;

use super::form::Decimal;
use super::plan::ValuePlan;
use crate::RejectReason;
use crate::json::{Item, Written};
use crate::number::{self, Parsed};
use crate::text::{self, Said};
use crate::units;

/// A difference that rounding makes; a factor this close to a fraction of one is meant as that.
const ROUNDING: f64 = 1e-12;

/// What stands at a place, or what an expression made of it.
#[derive(Clone)]
pub(super) enum Raw<'a> {
    Item(Item<'a>),
    Text(&'a str),
    Computed(Dynamic),
}

/// Reads a value; nothing where an expression says that there is none.
pub(super) fn read(raw: &Raw<'_>, plan: &ValuePlan) -> Result<Option<Said>, RejectReason> {
    if !plan.map.is_empty() {
        return mapped(raw, plan).map(Some);
    }
    let said = match raw {
        Raw::Item(item) => of_written(item.written(), plan.decimal)?,
        Raw::Text(text) => of_text(text, plan.decimal)?,
        Raw::Computed(value) => match of_computed(value, plan.decimal)? {
            Some(said) => said,
            None => return Ok(None),
        },
    };
    scaled(said, plan).map(Some)
}

/// The text or the figures that stand at a place; nothing of an object or an array.
pub(super) fn spelled<'r>(raw: &'r Raw<'_>) -> Option<Cow<'r, str>> {
    match raw {
        Raw::Text(text) => Some(Cow::Borrowed(text.trim())),
        Raw::Item(item) => match item.written() {
            Written::Text(text) => Some(Cow::Borrowed(text.trim())),
            Written::Number(figures) => Some(Cow::Borrowed(figures)),
            Written::Boolean(true) => Some(Cow::Borrowed("true")),
            Written::Boolean(false) => Some(Cow::Borrowed("false")),
            Written::Null => Some(Cow::Borrowed("null")),
            Written::NotFinite | Written::Object | Written::Array => None,
        },
        Raw::Computed(value) if value.is_unit() => Some(Cow::Borrowed("null")),
        Raw::Computed(value) if value.is_array() || value.is_map() => None,
        Raw::Computed(value) => Some(Cow::Owned(value.to_string())),
    }
}

/// What a word means: as it is written, else as the number it is.
pub(super) fn meaning<'m, T>(map: &'m HashMap<Box<str>, T>, word: &str) -> Option<&'m T> {
    map.get(word).or_else(|| {
        let number: f64 = word.parse().ok()?;
        let same = |key: &str| key.parse::<f64>().is_ok_and(|key| key.total_cmp(&number).is_eq());
        let key = map.keys().find(|key| same(key))?;
        map.get(key)
    })
}

fn mapped(raw: &Raw<'_>, plan: &ValuePlan) -> Result<Said, RejectReason> {
    let word = spelled(raw).ok_or(RejectReason::NotOfType)?;
    let value = meaning(&plan.map, &word).ok_or(match &*word {
        "null" => RejectReason::Null,
        _ => RejectReason::NotInMap,
    })?;
    Ok(Said { value: value.clone(), quality: Quality::Good, unit: None })
}

fn of_written(written: Written<'_>, decimal: Decimal) -> Result<Said, RejectReason> {
    match written {
        Written::Text(text) => of_text(text, decimal),
        Written::Number(figures) => match number::of_json(figures) {
            Some(Parsed::Finite { number, quality }) => {
                Ok(Said { value: Value::Number(number), quality, unit: None })
            }
            Some(Parsed::BeyondDouble) | None => Err(RejectReason::NotFinite),
        },
        Written::Boolean(boolean) => Ok(plain(Value::Boolean(boolean))),
        Written::Null => Err(RejectReason::Null),
        Written::NotFinite => Err(RejectReason::NotFinite),
        Written::Object | Written::Array => Err(RejectReason::NotOfType),
    }
}

fn of_computed(value: &Dynamic, decimal: Decimal) -> Result<Option<Said>, RejectReason> {
    if value.is_unit() {
        return Ok(None);
    }
    if let Ok(boolean) = value.as_bool() {
        return Ok(Some(plain(Value::Boolean(boolean))));
    }
    if let Ok(number) = value.as_float() {
        let value = Value::number(number + 0.0).ok_or(RejectReason::NotFinite)?;
        return Ok(Some(plain(value)));
    }
    if value.is_int() {
        return of_written(Written::Number(&value.to_string()), decimal).map(Some);
    }
    if value.is_string() || value.is_char() {
        return of_text(&value.to_string(), decimal).map(Some);
    }
    Err(RejectReason::NotOfType)
}

fn of_text(text: &str, decimal: Decimal) -> Result<Said, RejectReason> {
    match decimal {
        Decimal::Point => text::read(text),
        Decimal::Comma => match with_comma(text.trim()) {
            Some(said) => Ok(said),
            None => match text::read(text)? {
                // A point separates thousands, and these are none.
                Said { value: Value::Number(_), .. } if text.contains('.') => {
                    Err(RejectReason::NotOfType)
                }
                said => Ok(said),
            },
        },
    }
}

/// A number with a decimal comma and points or spaces between thousands, alone or with a known unit behind it.
fn with_comma(text: &str) -> Option<Said> {
    let is_of_number = |c: char| {
        c.is_ascii_digit()
            || matches!(c, '+' | '-' | ',' | '.' | '\'' | ' ' | '\u{a0}' | '\u{202f}')
    };
    let end = text.find(|c| !is_of_number(c)).unwrap_or(text.len());
    let (figures, rest) = text.split_at(end);
    let unit = match rest.trim() {
        "" => None,
        rest => Some(units::known(rest)?.unit),
    };
    let figures = figures.trim();
    let (whole, fraction) = figures.split_once(',').unwrap_or((figures, ""));
    let mut groups = whole.split(|c: char| !c.is_ascii_digit() && !matches!(c, '+' | '-'));
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let is_grouped = rest.iter().all(|group| group.len() == 3);
    if !is_grouped || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let plain = format!("{first}{}.{fraction}", rest.concat());
    let number: f64 = plain.trim_end_matches('.').parse().ok()?;
    let value = Value::number(number + 0.0)?;
    Some(Said { value, quality: Quality::Good, unit })
}

fn scaled(said: Said, plan: &ValuePlan) -> Result<Said, RejectReason> {
    let is_scaled = !is_same(plan.scale, 1.0) || !is_same(plan.offset, 0.0);
    let Value::Number(number) = said.value else {
        return Ok(said);
    };
    if !is_scaled {
        let is_other =
            said.unit.zip(plan.unit.as_ref()).is_some_and(|(told, unit)| told != unit.as_str());
        return if is_other { Err(RejectReason::OtherUnit) } else { Ok(said) };
    }
    let value = Value::number(times(number, plan.scale) + plan.offset + 0.0);
    Ok(Said { value: value.ok_or(RejectReason::NotFinite)?, quality: said.quality, unit: None })
}

/// A product; a tenth is taken by dividing by ten, so that 217 tenths are 21.7 and not 21.700000000000003.
fn times(number: f64, scale: f64) -> f64 {
    let divisor = (1.0 / scale).round();
    if scale.abs() < 1.0 && (divisor * scale - 1.0).abs() < ROUNDING {
        number / divisor
    } else {
        number * scale
    }
}

fn is_same(left: f64, right: f64) -> bool {
    left.total_cmp(&right).is_eq()
}

fn plain(value: Value) -> Said {
    Said { value, quality: Quality::Good, unit: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> ValuePlan {
        ValuePlan::of_name("x")
    }

    fn read_by(plan: &ValuePlan, text: &str) -> String {
        match read(&Raw::Text(text), plan) {
            Ok(Some(said)) => format!("{:?} {}", said.value, said.unit.unwrap_or("-")),
            Ok(None) => "nothing".to_owned(),
            Err(reason) => reason.code().to_owned(),
        }
    }

    #[test]
    fn a_decimal_comma_is_read_where_the_mapping_says_so() {
        let plan = ValuePlan { decimal: Decimal::Comma, ..plan() };
        for (text, told) in [
            ("21,5", "Number(21.5) -"),
            ("-21,5", "Number(-21.5) -"),
            ("1.234,56", "Number(1234.56) -"),
            ("1.234.567", "Number(1234567.0) -"),
            ("1 234,5 kWh", "Number(1234.5) kWh"),
            ("21,5 °C", "Number(21.5) °C"),
            ("215", "Number(215.0) -"),
            ("21.5", "not_of_type"),
            ("on", "Text(\"on\") -"),
            ("", "unavailable"),
        ] {
            assert_eq!(read_by(&plan, text), told, "{text}");
        }
    }

    #[test]
    fn a_tenth_is_exact() {
        let plan = ValuePlan { scale: 0.1, ..plan() };
        assert_eq!(read_by(&plan, "217"), "Number(21.7) -");
        let fahrenheit = ValuePlan { scale: 5.0 / 9.0, offset: -160.0 / 9.0, ..self::plan() };
        assert_eq!(read_by(&fahrenheit, "212"), "Number(100.0) -");
        let huge = ValuePlan { scale: 1e300, ..self::plan() };
        assert_eq!(read_by(&huge, "1e300"), "not_finite");
    }

    #[test]
    fn a_unit_that_contradicts_the_mapping_is_refused() {
        let celsius = ValuePlan { unit: model::Unit::new("°C"), ..plan() };
        assert_eq!(read_by(&celsius, "70 °F"), "other_unit");
        assert_eq!(read_by(&celsius, "21 °C"), "Number(21.0) °C");
        let scaled = ValuePlan { scale: 0.001, ..celsius };
        assert_eq!(read_by(&scaled, "1500 W"), "Number(1.5) -");
    }

    #[test]
    fn an_enumeration_knows_words_and_numbers() {
        let words = [
            ("0", Value::Boolean(false)),
            ("open", Value::Number(2.0)),
            ("null", Value::Text("off".into())),
        ];
        let map = words.into_iter().map(|(word, value)| (Box::from(word), value)).collect();
        let plan = ValuePlan { map, ..plan() };
        assert_eq!(read_by(&plan, "0"), "Boolean(false) -");
        assert_eq!(read_by(&plan, "0.0"), "Boolean(false) -");
        assert_eq!(read_by(&plan, " open "), "Number(2.0) -");
        assert_eq!(read_by(&plan, "null"), "Text(\"off\") -");
        assert_eq!(read_by(&plan, "closed"), "not_in_map");
    }
}
