//! How long something takes, as it is written in rules: `90s`, `15min`, `1h30min`, `1d`.

use std::time::Duration;

/// The units and their seconds, the largest first.
pub(crate) const UNITS: [(&str, u64); 4] = [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)];

/// A time in its units, without those of which there are none; whole seconds.
pub(crate) fn written(time: Duration) -> String {
    let mut left = time.as_secs();
    let mut text = String::new();
    for (unit, seconds) in UNITS {
        if left >= seconds {
            text.push_str(&format!("{}{unit}", left / seconds));
            left %= seconds;
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_in_its_units_the_largest_first() {
        let told = |seconds| written(Duration::from_secs(seconds));
        assert_eq!(told(0), "0s");
        assert_eq!(told(90), "1min30s");
        assert_eq!(told(900), "15min");
        assert_eq!(told(5_400), "1h30min");
        assert_eq!(told(86_400), "1d");
        assert_eq!(told(31 * 86_400 + 1), "31d1s");
    }
}
