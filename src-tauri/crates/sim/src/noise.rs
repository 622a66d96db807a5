//! Chance that is a function: of a key alone, or of a key and the time.
//!
//! Never remembers anything, so that any instant can be asked for in any order. Written here because the sequences must stay
//! the same from release to release.

/// A number that looks random, of two others.
pub(crate) fn mix(key: u64, salt: u64) -> u64 {
    // The finaliser of SplitMix64.
    let mut z = key ^ salt.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A number from 0 to below 1.
pub(crate) fn share(key: u64, salt: u64) -> f64 {
    const STEPS: f64 = (1_u64 << 53) as f64;
    (mix(key, salt) >> 11) as f64 / STEPS
}

/// A number from `low` to below `high`.
pub(crate) fn between(key: u64, salt: u64, low: f64, high: f64) -> f64 {
    low + (high - low) * share(key, salt)
}

/// Wanders smoothly between -1 and 1, to somewhere else each period.
pub(crate) fn wander(key: u64, ms: i64, period_ms: i64) -> f64 {
    let key = mix(key, period_ms.cast_unsigned());
    let cell = ms.div_euclid(period_ms);
    let at = ms.rem_euclid(period_ms) as f64 / period_ms as f64;
    let from = share(key, cell.cast_unsigned());
    let to = share(key, cell.wrapping_add(1).cast_unsigned());
    let eased = at * at * (3.0 - 2.0 * at);
    2.0 * (from + (to - from) * eased) - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_wanders_has_no_steps_and_no_end() {
        let mut last = wander(7, -60_000, 10_000);
        for ms in -60_000..60_000 {
            let now = wander(7, ms, 10_000);
            assert!((-1.0..=1.0).contains(&now));
            assert!((now - last).abs() < 0.001, "at {ms}");
            last = now;
        }
        assert!(wander(7, i64::MAX, 10_000).is_finite());
        assert!(wander(7, i64::MIN, 10_000).is_finite());
    }
}
