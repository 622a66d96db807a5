//! A mapping as it stands in its file: texts and numbers, nothing compiled.
//!
//! The keys and their meaning are told in docs/formats/mapping.md.

use std::collections::BTreeMap;

use model::{Kind, Quality, Unit, Value};
use serde::{Deserialize, Serialize};

/// The version of the format that is written; no other is read.
pub(super) const VERSION: u64 = 1;

/// The file.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(super) struct Form {
    pub(super) name: String,
    pub(super) topics: String,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) payload: Payload,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) each: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) device: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) time: Option<TimeForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) quality: Option<QualityForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expression: Option<String>,
    pub(super) values: Vec<ValueForm>,
}

/// What a payload is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Payload {
    /// An object or an array.
    #[default]
    Json,
    /// One text.
    Text,
}

/// One value of a message.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(super) struct ValueForm {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<Kind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unit: Option<Unit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scale: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) offset: Option<f64>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) map: BTreeMap<String, Value>,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) decimal: Decimal,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) required: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) list: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) time: Option<TimeForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) quality: Option<QualityForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expression: Option<String>,
}

/// How a text writes the decimal point.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Decimal {
    /// `21.5`.
    #[default]
    Point,
    /// `21,5`, and `1.234,5` with thousands.
    Comma,
}

/// Where a time stands and how it is written.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(super) struct TimeForm {
    pub(super) at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) form: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) zone: Option<String>,
}

/// Where a quality stands and what its words mean.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(super) struct QualityForm {
    pub(super) at: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) map: BTreeMap<String, Quality>,
}

/// The file's text.
pub(super) fn to_json(form: &Form) -> String {
    #[derive(Serialize)]
    struct File<'a> {
        version: u64,
        #[serde(flatten)]
        form: &'a Form,
    }
    serde_json::to_string_pretty(&File { version: VERSION, form })
        .expect("texts, finite numbers and maps of text keys are JSON")
}

fn is_default<T: Default + PartialEq>(thing: &T) -> bool {
    *thing == T::default()
}
