//! Finds the point that a value belonged to before its convention was recognised.
//!
//! A device may speak before its description is heard: its values are then found as plain values or JSON under their topic.
//! Once the description is there, the same message is read both ways; a value that both tell alike is the same point. One
//! that the description scales, or measures in another unit, is another point: its history would jump.

use codec::Series;
use model::Value;

use crate::limits::RENAMED_VALUES_MAX;

/// A series under its new key, and the one it was known as: places in `now` and `before`.
pub(crate) type Pair = (usize, usize);

/// Which series of `now` tell the same as which of `before`; each is taken at most once, and what is doubtful not at all.
/// Where `now` may be scaled or computed a zero is no evidence: it stays one whatever is done to it.
pub(crate) fn pairs(now: &[&Series], before: &[&Series], scaled: bool) -> Vec<Pair> {
    if now.len().max(before.len()) > RENAMED_VALUES_MAX {
        return Vec::new();
    }
    let leaves: Vec<String> = before.iter().map(|series| leaf(series)).collect();
    let mut free: Vec<usize> = (0..before.len()).collect();
    let mut pairs: Vec<Pair> = Vec::new();
    for (place, series) in now.iter().enumerate() {
        if scaled && is_zero(series) {
            continue;
        }
        let alike = free.iter().copied().filter(|at| tells_the_same(series, before[*at]));
        let alike: Vec<usize> = alike.collect();
        let leaf = leaf(series);
        let named = alike.iter().copied().find(|at| leaves[*at] == leaf);
        let only = alike.first().copied().filter(|_| alike.len() == 1);
        if let Some(found) = named.or(only) {
            free.retain(|at| *at != found);
            pairs.push((place, found));
        }
    }
    pairs
}

fn tells_the_same(a: &Series, b: &Series) -> bool {
    if let (Some(one), Some(other)) = (&a.unit, &b.unit)
        && one != other
    {
        return false;
    }
    let newest = |series: &'_ Series| series.samples.last().map(|sample| sample.value.clone());
    match (&newest(a), &newest(b)) {
        (Some(Value::Boolean(state)), Some(Value::Text(word)))
        | (Some(Value::Text(word)), Some(Value::Boolean(state))) => state_of(word) == Some(*state),
        (Some(a), Some(b)) => a == b,
        (None, _) | (_, None) => false,
    }
}

fn is_zero(series: &Series) -> bool {
    series.samples.last().is_some_and(|sample| sample.value == Value::Number(0.0))
}

/// What a text says where a description makes it one of two.
fn state_of(text: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["on", "true", "open", "online", "yes"]) {
        Some(true)
    } else if is(&["off", "false", "closed", "offline", "no"]) {
        Some(false)
    } else {
        None
    }
}

fn leaf(series: &Series) -> String {
    series.path.rsplit('/').next().unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use codec::Sample;
    use model::Quality;

    use super::*;

    fn series(path: &str, value: Value) -> Series {
        let samples = vec![Sample { time: None, value, quality: Quality::Good }];
        Series { device: Arc::from("d"), path: Arc::from(path), unit: None, samples }
    }

    fn paired(now: &[Series], before: &[Series]) -> Vec<Pair> {
        pairs(&now.iter().collect::<Vec<_>>(), &before.iter().collect::<Vec<_>>(), false)
    }

    #[test]
    fn a_zero_proves_nothing_of_what_may_be_scaled() {
        let (now, before) =
            (series("/power", Value::Number(0.0)), series("/p", Value::Number(0.0)));
        assert_eq!(pairs(&[&now], &[&before], true), []);
        assert_eq!(pairs(&[&now], &[&before], false), [(0, 0)]);
    }

    #[test]
    fn a_value_that_is_scaled_is_another_point() {
        let now = [series("/temperature", Value::Number(21.5))];
        assert_eq!(paired(&now, &[series("", Value::Number(215.0))]), []);
        assert_eq!(paired(&now, &[series("", Value::Number(21.5))]), [(0, 0)]);
    }

    #[test]
    fn a_value_in_another_unit_is_another_point() {
        let measured = |path, unit: &str| Series {
            unit: model::Unit::new(unit),
            ..series(path, Value::Number(294.5))
        };
        let now = [measured("/supply", "K")];
        assert_eq!(paired(&now, &[measured("/t", "°C")]), []);
        assert_eq!(paired(&now, &[measured("/t", "K")]), [(0, 0)]);
        assert_eq!(paired(&now, &[series("/t", Value::Number(294.5))]), [(0, 0)]);
    }

    #[test]
    fn of_several_the_one_that_tells_the_same_is_it() {
        let now = [series("/t", Value::Number(21.5)), series("/on", Value::Boolean(true))];
        let before =
            [series("/POWER", Value::Text("ON".into())), series("/a", Value::Number(21.5))];
        assert_eq!(paired(&now, &before), [(0, 1), (1, 0)]);
    }

    #[test]
    fn of_equal_values_the_name_decides_and_without_one_nothing_is_guessed() {
        let before =
            [series("/battery", Value::Number(100.0)), series("/lqi", Value::Number(100.0))];
        let named = [series("/x/Battery", Value::Number(100.0)), series("/y", Value::Number(7.0))];
        assert_eq!(paired(&named, &before), [(0, 0)]);
        let nameless = [series("/x", Value::Number(100.0)), series("/y", Value::Number(7.0))];
        assert_eq!(paired(&nameless, &before), []);
    }
}
