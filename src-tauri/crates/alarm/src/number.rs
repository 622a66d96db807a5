//! How a number is written in rules: as short as it can be and still be read back as the same.

/// From here on a number is written with an exponent.
const HUGE: f64 = 1e16;

/// Below this one too.
const TINY: f64 = 1e-5;

/// A finite number's figures; at most 24 of them.
pub(crate) fn written(number: f64) -> String {
    let size = number.abs();
    // Minus zero is zero.
    let number = number + 0.0;
    if size >= HUGE || (size > 0.0 && size < TINY) {
        format!("{number:e}")
    } else {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_short_and_reads_back_as_the_same() {
        for (number, text) in [
            (26.0, "26"),
            (-0.0, "0"),
            (21.7, "21.7"),
            (-1e300, "-1e300"),
            (1e15, "1000000000000000"),
            (5e-324, "5e-324"),
            (0.1 + 0.2, "0.30000000000000004"),
        ] {
            assert_eq!(written(number), text);
            assert_eq!(
                text.parse::<f64>().unwrap().total_cmp(&(number + 0.0)),
                std::cmp::Ordering::Equal
            );
        }
        assert!(written(-f64::MAX).len() <= 24 && written(-f64::MIN_POSITIVE).len() <= 24);
    }
}
