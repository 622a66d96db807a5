//! What both generations of Shelly have in common: the names of components.

/// The components of the second and later generations that carry a number: `switch:0`.
const NUMBERED: &[&str] = &[
    "switch",
    "input",
    "cover",
    "light",
    "rgb",
    "rgbw",
    "rgbcct",
    "cct",
    "em",
    "em1",
    "emdata",
    "em1data",
    "pm1",
    "temperature",
    "humidity",
    "illuminance",
    "devicepower",
    "voltmeter",
    "smoke",
    "flood",
    "presence",
    "presencezone",
    "thermostat",
    "boolean",
    "number",
    "text",
    "enum",
    "button",
    "group",
    "object",
    "service",
    "bthomedevice",
    "bthomesensor",
    "blutrv",
    "camera",
    "media",
    "script",
];

/// Whether a level is a component with its number.
pub(super) fn is_numbered(level: &str) -> bool {
    let Some((name, number)) = level.split_once(':') else { return false };
    !number.is_empty() && number.bytes().all(|c| c.is_ascii_digit()) && NUMBERED.contains(&name)
}

/// Whether a topic below `shellies/` is of a later generation, whose prefix somebody chose so.
pub(super) fn is_later(topic: &str) -> bool {
    topic.ends_with("/rpc")
        || topic.rsplit_once('/').is_some_and(|(above, last)| {
            is_numbered(last) || (above.ends_with("/status") && super::shelly_gen2::is_plain(last))
        })
}
