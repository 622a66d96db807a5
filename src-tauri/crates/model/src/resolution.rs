//! How finely history is told.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The width of the buckets history is told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Resolution {
    /// Every reading.
    #[serde(rename = "raw")]
    Raw,
    /// Quarter-hours of UTC, which every zone's offset is a multiple of.
    #[serde(rename = "15m")]
    QuarterHour,
    /// Hours of the site.
    #[serde(rename = "1h")]
    Hour,
    /// Days of the site, of 23, 24 or 25 hours.
    #[serde(rename = "1d")]
    Day,
    /// Months of the site.
    #[serde(rename = "1mo")]
    Month,
}

impl Resolution {
    /// All of them, finest first.
    pub const ALL: [Self; 5] = [Self::Raw, Self::QuarterHour, Self::Hour, Self::Day, Self::Month];

    /// Its name on the command line and on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::QuarterHour => "15m",
            Self::Hour => "1h",
            Self::Day => "1d",
            Self::Month => "1mo",
        }
    }
}

impl fmt::Display for Resolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A resolution nobody offers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown resolution {0:?}; use raw, 15m, 1h, 1d or 1mo")]
pub struct ParseResolutionError(String);

impl FromStr for Resolution {
    type Err = ParseResolutionError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|resolution| resolution.name() == name)
            .ok_or_else(|| ParseResolutionError(name.to_owned()))
    }
}
