//! Decimal scaling: numbers with few decimals are kept as integers, exactly.
//!
//! `21.4` becomes 214 with one decimal. A scale is used only where every value comes back bit for bit; integers this
//! small compress better than floats.

/// Integers beyond this are not all distinct as f64.
const SCALED_MAX: f64 = 9_007_199_254_740_992.0;

const POWERS: [f64; 7] = [1.0, 10.0, 100.0, 1_000.0, 10_000.0, 100_000.0, 1_000_000.0];

/// Code of values kept as they are.
const NONE_CODE: u8 = 255;

/// How many decimals the values of a chunk have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// 0 to 6 decimals: kept as integers.
    Decimals(u8),
    /// No scale gives every value back: kept as f64.
    None,
}

impl Scale {
    /// The least number of decimals that gives every value back exactly.
    pub(crate) fn of(values: &[f64]) -> Self {
        let mut decimals = 0;
        for value in values {
            while !exact(*value, decimals) {
                decimals += 1;
                if decimals == POWERS.len() {
                    return Self::None;
                }
            }
        }
        // More decimals than a value needs may lose it again: each is asked once more at the final scale.
        if values.iter().all(|value| exact(*value, decimals)) {
            Self::Decimals(u8::try_from(decimals).unwrap_or(NONE_CODE))
        } else {
            Self::None
        }
    }

    #[cfg(test)]
    pub(crate) fn decimals(decimals: u8) -> Self {
        Self::Decimals(decimals)
    }

    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Decimals(decimals) => decimals,
            Self::None => NONE_CODE,
        }
    }

    pub(crate) fn from_code(code: u8) -> Option<Self> {
        match code {
            NONE_CODE => Some(Self::None),
            decimals if usize::from(decimals) < POWERS.len() => Some(Self::Decimals(decimals)),
            _ => None,
        }
    }

    fn power(self) -> f64 {
        match self {
            Self::Decimals(decimals) => POWERS[usize::from(decimals)],
            Self::None => 1.0,
        }
    }
}

/// The integer that stands for a value of this scale.
#[expect(clippy::cast_possible_truncation, reason = "a scale is chosen so that values fit 2^53")]
pub(crate) fn to_scaled(value: f64, scale: Scale) -> i64 {
    (value * scale.power()).round() as i64
}

/// The value an integer of this scale stands for: the nearest f64 to the decimal.
#[expect(clippy::cast_precision_loss, reason = "scaled integers are below 2^53; sums are rounded")]
pub(crate) fn to_f64(scaled: i64, scale: Scale) -> f64 {
    scaled as f64 / scale.power()
}

fn exact(value: f64, decimals: usize) -> bool {
    let power = POWERS[decimals];
    // Adding zero: an integer has no minus zero, so a value that is one cannot be kept as an integer.
    let scaled = (value * power).round() + 0.0;
    scaled.abs() <= SCALED_MAX && (scaled / power).to_bits() == value.to_bits()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_least_scale_is_found() {
        assert_eq!(Scale::of(&[1.0, 2.0]), Scale::Decimals(0));
        assert_eq!(Scale::of(&[21.4, 2.0, 0.1]), Scale::Decimals(1));
        assert_eq!(Scale::of(&[0.123_456]), Scale::Decimals(6));
        assert_eq!(Scale::of(&[1.0 / 3.0]), Scale::None);
        assert_eq!(Scale::of(&[1e300]), Scale::None);
        assert_eq!(Scale::of(&[-0.0]), Scale::None);
    }

    proptest! {
        #[test]
        fn scaling_is_exact_or_not_used(values in prop::collection::vec(any::<f64>(), 0..20)) {
            let scale = Scale::of(&values);
            if scale != Scale::None {
                for value in values {
                    prop_assert_eq!(to_f64(to_scaled(value, scale), scale).to_bits(), value.to_bits());
                }
            }
        }
    }
}
