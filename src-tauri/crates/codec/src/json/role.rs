//! What a key says about the value under it: a time, a unit, a quality, a name, or the value itself.
//!
//! Knows the spellings of the field, in any case and with or without separators. Decides nothing: whether
//! `t` is a time is told by its value.

/// Longer keys have no role.
const KEY_BYTES_MAX: usize = 24;

/// What stands under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A value with a name of its own.
    Other,
    /// The value that its object is about.
    Value,
    /// A value that makes a `current` beside it an electrical one.
    Electrical,
    /// The time of the values beside it; of several, the lowest rank holds.
    Time(u8),
    /// A time where it looks like one, else a value.
    MaybeTime(u8),
    /// The unit of the values beside it.
    Unit,
    /// The quality of the values beside it.
    Quality,
    /// An OPC UA status code.
    StatusCode,
    /// What an array's element calls its point; of several, the lowest rank holds.
    Name(u8),
}

impl Role {
    /// Whether a time may stand under the key.
    pub(super) fn may_be_time(self) -> bool {
        matches!(self, Self::Time(_) | Self::MaybeTime(_))
    }
}

/// The role of a key.
pub(super) fn of(key: &str) -> Role {
    let mut letters = [0; KEY_BYTES_MAX];
    let mut length = 0;
    for byte in key.bytes() {
        if matches!(byte, b'_' | b'-' | b' ' | b'@' | b'$' | b'.') {
            continue;
        }
        let Some(place) = letters.get_mut(length) else {
            return Role::Other;
        };
        *place = byte.to_ascii_lowercase();
        length += 1;
    }
    match &letters[..length] {
        b"value" | b"val" | b"v" | b"presentvalue" => Role::Value,
        b"voltage" | b"power" => Role::Electrical,
        b"measuredat" | b"measurementtime" | b"sampledat" | b"sampletime" | b"acquiredat"
        | b"observedat" | b"sourcetimestamp" | b"sourcetime" | b"eventtime" => Role::Time(0),
        b"ts" | b"time" | b"timestamp" | b"datetime" | b"timestampms" | b"timems" | b"tsms"
        | b"timestamputc" | b"timeutc" | b"utctime" | b"unixtime" | b"epoch" | b"epochms"
        | b"isotime" | b"timeinseconds" | b"devicetime" | b"gatewaytime" => Role::Time(1),
        b"createdat" | b"recordedat" | b"updatedat" | b"lastupdate" | b"lastupdated"
        | b"lastupdatetime" | b"lastchanged" | b"sentat" | b"servertimestamp" => Role::Time(2),
        b"lastseen" | b"receivedat" | b"publishedat" | b"receivetime" => Role::Time(3),
        b"t" | b"utc" | b"date" | b"clock" => Role::MaybeTime(1),
        b"updated" | b"modified" | b"seen" => Role::MaybeTime(3),
        b"unit" | b"units" | b"uom" | b"unitofmeasurement" | b"unitofmeasure"
        | b"engineeringunits" => Role::Unit,
        b"quality" | b"sourcestatus" => Role::Quality,
        b"statuscode" => Role::StatusCode,
        b"name" => Role::Name(0),
        b"point" => Role::Name(1),
        b"tag" => Role::Name(2),
        b"metric" => Role::Name(3),
        b"sensor" => Role::Name(4),
        b"channel" => Role::Name(5),
        b"n" => Role::Name(6),
        b"key" => Role::Name(7),
        b"id" => Role::Name(8),
        _ => Role::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_separators_make_no_difference() {
        assert_eq!(of("LastUpdate"), Role::Time(2));
        assert_eq!(of("last_update"), Role::Time(2));
        assert_eq!(of("unit_of_measurement"), Role::Unit);
        assert_eq!(of("temperature"), Role::Other);
        assert_eq!(of(&"v".repeat(100)), Role::Other);
    }
}
