//! A unit of measurement in Home Assistant's spelling.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A unit such as `°C`, `kWh` or `ppm`; at most [`Unit::BYTES_MAX`] bytes, never empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Unit(#[cfg_attr(feature = "ts", ts(type = "string"))] Arc<str>);

impl Unit {
    /// Longer than any unit of the field; what is longer is text that strayed into a unit's place.
    pub const BYTES_MAX: usize = 32;

    /// The unit of this spelling, or nothing where it is empty, too long or holds control characters.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = !text.is_empty() && text.len() <= Self::BYTES_MAX;
        (fits && !text.chars().any(char::is_control)).then(|| Self(Arc::from(text)))
    }

    /// Its spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Unit {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text).ok_or("a unit is 1 to 32 bytes without control characters")
    }
}

impl From<Unit> for String {
    fn from(unit: Unit) -> Self {
        unit.0.as_ref().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_short_and_plain() {
        assert_eq!(Unit::new(" °C ").unwrap().as_str(), "°C");
        assert!(Unit::new("").is_none());
        assert!(Unit::new("k\u{7}Wh").is_none());
        assert!(Unit::new(&"x".repeat(33)).is_none());
    }
}
