//! Haystack 3's JSON: every value a text that begins with its type, as `m:` for a marker and `n:21.5 °C` for a number.

use libhaystack::val::{Dict, Grid, Number, Value};
use serde_json::{Map, Value as Json, json};

/// Writes a grid.
pub(super) fn write(grid: &Grid) -> String {
    let columns: Vec<Json> =
        grid.columns.iter().map(|column| json!({ "name": column.name })).collect();
    let rows: Vec<Json> = grid.rows.iter().map(dict).collect();
    json!({ "meta": { "ver": "3.0" }, "cols": columns, "rows": rows }).to_string()
}

fn dict(dict: &Dict) -> Json {
    Json::Object(dict.iter().map(|(name, one)| (name.clone(), value(one))).collect())
}

/// The values that a point list is written with; any other becomes a text.
fn value(one: &Value) -> Json {
    match one {
        Value::Null => Json::Null,
        Value::Bool(flag) => Json::Bool(flag.value),
        Value::Marker => "m:".into(),
        Value::Number(number) => format!("n:{}", number.value).into(),
        Value::Ref(reference) => format!("r:{}", reference.value()).into(),
        Value::List(list) => Json::Array(list.iter().map(value).collect()),
        Value::Dict(inner) => dict(inner),
        Value::Str(text) if text.contains(':') => format!("s:{}", text.as_str()).into(),
        Value::Str(text) => text.as_str().into(),
        other => format!("s:{other}").into(),
    }
}

/// Reads a row; the error is a sentence.
pub(super) fn read(row: Json) -> Result<Dict, String> {
    let Json::Object(row) = row else {
        return Err("this row is no object".to_owned());
    };
    read_dict(row)
}

fn read_dict(row: Map<String, Json>) -> Result<Dict, String> {
    let mut dict = Dict::new();
    for (name, json) in row {
        let value = read_value(json).map_err(|fault| format!("the tag {name}: {fault}"))?;
        if !value.is_null() {
            dict.insert(name, value);
        }
    }
    Ok(dict)
}

fn read_value(json: Json) -> Result<Value, String> {
    Ok(match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::make_bool(flag),
        Json::Number(number) => Value::make_number(number.as_f64().unwrap_or_default()),
        Json::Array(list) => {
            Value::make_list(list.into_iter().map(read_value).collect::<Result<_, _>>()?)
        }
        Json::Object(inner) => Value::make_dict(read_dict(inner)?),
        Json::String(text) => typed(&text)?,
    })
}

fn typed(text: &str) -> Result<Value, String> {
    let mut letters = text.chars();
    let (Some(letter), Some(':')) = (letters.next(), letters.next()) else {
        return Ok(Value::make_str(text));
    };
    let rest = letters.as_str();
    let word = rest.split(' ').next().unwrap_or_default();
    Ok(match letter {
        'm' => Value::make_marker(),
        'n' => number(word)?,
        'r' => Value::make_ref(word),
        'y' => Value::make_symbol(rest),
        'u' => Value::make_uri(rest),
        'z' => Value::Na,
        '-' => Value::Remove,
        // Texts, and what is of no use in a point list: dates, times, coordinates.
        _ => Value::make_str(rest),
    })
}

/// A number without its unit: those of a point list are in the point's unit.
fn number(word: &str) -> Result<Value, String> {
    let number = match word {
        "INF" => f64::INFINITY,
        "-INF" => f64::NEG_INFINITY,
        "NaN" => f64::NAN,
        other => {
            other.parse().map_err(|_| format!("{} is no number", crate::problem::quoted(other)))?
        }
    };
    Ok(Value::Number(Number::make(number)))
}
