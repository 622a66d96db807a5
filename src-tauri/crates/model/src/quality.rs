//! How far a value can be trusted.

use serde::{Deserialize, Serialize};

/// A value's quality; every screen, file and report shows it beside the value when it is not good.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Quality {
    /// Measured and in time.
    #[default]
    Good,
    /// Its time, its exactness or its origin is in doubt.
    Uncertain,
    /// Older than it should be; the value is the last one known.
    Stale,
    /// The device itself says that it is wrong.
    Bad,
    /// Put in place of a missing one by a person or a rule.
    Substituted,
}

impl Quality {
    /// All of them, at the place of their code.
    pub const ALL: [Self; 5] =
        [Self::Good, Self::Uncertain, Self::Stale, Self::Bad, Self::Substituted];

    /// The number that stands for it on disk and in frames, 0 to 4.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::Uncertain => 1,
            Self::Stale => 2,
            Self::Bad => 3,
            Self::Substituted => 4,
        }
    }

    /// The quality of this number, where there is one.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }

    /// Its word on screens and in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Uncertain => "uncertain",
            Self::Stale => "stale",
            Self::Bad => "bad",
            Self::Substituted => "substituted",
        }
    }

    /// The quality of this word, where there is one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|quality| quality.word() == word)
    }

    /// Its place in the order of trust, 0 for the most trusted: a person's substitute is better than a doubt, a doubt
    /// better than an old value.
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::Substituted => 1,
            Self::Uncertain => 2,
            Self::Stale => 3,
            Self::Bad => 4,
        }
    }

    /// The quality at this place in the order of trust; places beyond it are bad.
    #[must_use]
    pub fn from_rank(rank: u8) -> Self {
        Self::ALL.into_iter().find(|quality| quality.rank() == rank).unwrap_or(Self::Bad)
    }

    /// The less trusted of both.
    #[must_use]
    pub const fn worse(self, other: Self) -> Self {
        if self.rank() >= other.rank() { self } else { other }
    }

    /// Whether means and sums may count the value: bad and stale ones do not enter a mean.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Self::Good | Self::Uncertain | Self::Substituted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_words_lead_back() {
        for quality in Quality::ALL {
            assert_eq!(Quality::from_code(quality.code()), Some(quality));
            assert_eq!(Quality::from_word(quality.word()), Some(quality));
            assert_eq!(Quality::from_rank(quality.rank()), quality);
        }
        assert_eq!(Quality::from_code(5), None);
    }
}
