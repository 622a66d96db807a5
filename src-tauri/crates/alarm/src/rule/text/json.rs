//! A file of rules as it is in JSON, with nothing kept of it that no rule can need.
//!
//! A member that stands twice is kept twice, to be told of. What is beyond the limits is counted and let go while it is read.

use std::fmt;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::limits::{FIELD_LIST_MAX, FIELDS_MAX, RULES_MAX};

/// What is kept of a piece of JSON.
#[derive(Debug)]
pub(super) enum Json {
    Null,
    Boolean(bool),
    Number(f64),
    Text(String),
    List(Kept<Self>),
    Object(Kept<(String, Self)>),
}

impl Json {
    /// What it is, in a sentence.
    pub(super) fn what(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Boolean(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

/// The first of several things.
#[derive(Debug)]
pub(super) struct Kept<T> {
    pub(super) kept: Vec<T>,
    /// How many more there are.
    pub(super) more: usize,
}

/// Reads a file.
///
/// # Errors
/// Where it is no JSON, with the line and the column.
pub(super) fn read(text: &str) -> serde_json::Result<Json> {
    let mut file = serde_json::Deserializer::from_str(text);
    let json = Depth(0).deserialize(&mut file)?;
    file.end()?;
    Ok(json)
}

/// How many lists and objects are around a piece.
#[derive(Clone, Copy)]
struct Depth(usize);

impl Depth {
    const RULE: usize = 1;
    const FIELD: usize = 2;

    /// A file is a list of rules or one rule, so that a list is kept a level deeper than an object.
    fn list_max(self) -> usize {
        match self.0 {
            0 => RULES_MAX,
            Self::RULE | Self::FIELD => FIELD_LIST_MAX,
            _ => 0,
        }
    }

    fn members_max(self) -> usize {
        if self.0 <= Self::RULE { FIELDS_MAX } else { 0 }
    }
}

impl<'de> DeserializeSeed<'de> for Depth {
    type Value = Json;

    fn deserialize<D: serde::Deserializer<'de>>(self, piece: D) -> Result<Json, D::Error> {
        piece.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Depth {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, boolean: bool) -> Result<Json, E> {
        Ok(Json::Boolean(boolean))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        // Minus zero is zero.
        Ok(Json::Number(number + 0.0))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let mut kept = Vec::new();
        let mut more = 0;
        while kept.len() < self.list_max() {
            let Some(element) = list.next_element_seed(Self(self.0 + 1))? else {
                return Ok(Json::List(Kept { kept, more }));
            };
            kept.push(element);
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            more += 1;
        }
        Ok(Json::List(Kept { kept, more }))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut kept = Vec::new();
        let mut more = 0;
        while kept.len() < self.members_max() {
            let Some(key) = members.next_key()? else {
                return Ok(Json::Object(Kept { kept, more }));
            };
            kept.push((key, members.next_value_seed(Self(self.0 + 1))?));
        }
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            more += 1;
        }
        Ok(Json::Object(Kept { kept, more }))
    }
}
