//! KNX telegrams over MQTT, in the two forms that gateways send them.
//!
//! A group address carries no type of its own: without the gateway's word a telegram's bytes are not read as a number
//! that nobody vouches for.

mod bridge;
mod telegram;

pub(crate) use bridge::KnxMqtt;
pub(crate) use telegram::WbMqttKnx;

/// Whether a text is a group address: `main/middle/sub` or `main/sub`.
fn is_group_address(text: &str) -> bool {
    let mut parts = text.split('/').map(str::parse::<u16>);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Ok(main)), Some(Ok(middle)), Some(Ok(sub)), None) => {
            main <= 31 && middle <= 7 && sub <= 255
        }
        (Some(Ok(main)), Some(Ok(sub)), None, None) => main <= 31 && sub <= 2_047,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
