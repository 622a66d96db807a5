//! What is wrong with the building's devices on purpose: a gateway that drops out, a sensor that died, one that is doubtful.

use model::Timestamp;

use crate::noise::{mix, share};

const MINUTE_MS: i64 = 60_000;
/// The gateway drops out once in so long.
const ROUND_MIN: f64 = 50.0;
/// For so long at least, and at most.
const AWAY_MIN: std::ops::Range<f64> = 6.0..14.0;

/// What is wrong with a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    None,
    /// It speaks through the gateway that drops out.
    Gateway,
    /// It has not been heard for days.
    Dead,
    /// Its values jump about, and it says that they are uncertain.
    Doubtful,
}

/// What is wrong with the sensor in the room of this number.
pub(super) fn of_sensor(number: &str) -> Fault {
    match number {
        "2.03" => Fault::Dead,
        "0.03" => Fault::Doubtful,
        _ if number.starts_with("1.") => Fault::Gateway,
        _ => Fault::None,
    }
}

/// Whether the gateway is away.
pub(super) fn is_gateway_away(seed: u64, now: Timestamp) -> bool {
    let minutes = now.ms() as f64 / MINUTE_MS as f64;
    let round = minutes.div_euclid(ROUND_MIN);
    #[expect(clippy::cast_possible_truncation, reason = "rounds of any year fit 64 bits")]
    let key = mix(seed ^ 0x91, (round as i64).cast_unsigned());
    let lasts = AWAY_MIN.start + (AWAY_MIN.end - AWAY_MIN.start) * share(key, 1);
    let begins = (ROUND_MIN - AWAY_MIN.end) * share(key, 2);
    (begins..begins + lasts).contains(&minutes.rem_euclid(ROUND_MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gateway_drops_out_about_once_in_fifty_minutes_for_six_to_fourteen() {
        let mut lengths = Vec::new();
        let mut away = 0;
        for second in 0..20 * 24 * 3_600 {
            let now = Timestamp::from_ms(1_763_026_200_000 + second * 1_000);
            if is_gateway_away(9, now) {
                away += 1;
            } else if away > 0 {
                lengths.push(away);
                away = 0;
            }
        }
        assert!((550..=580).contains(&lengths.len()), "{}", lengths.len());
        assert!(lengths.iter().all(|length| (360..=841).contains(length)));
    }
}
