//! Where a device's topics begin.

use model::ConnectionId;

use crate::known::Known;

/// A topic, taken apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Address<'a> {
    /// The device's base topic, such as `homie/5/super-car`.
    pub(super) base: &'a str,
    pub(super) device: &'a str,
    /// What follows the base topic.
    pub(super) rest: &'a str,
}

impl<'a> Address<'a> {
    pub(super) fn of(
        elsewhere: &Known<()>,
        connection: ConnectionId,
        topic: &'a str,
    ) -> Option<Self> {
        let base = match topic.strip_prefix("homie/") {
            Some(rest) => {
                let rest = rest.strip_prefix("5/").unwrap_or(rest);
                let begin = topic.len() - rest.len();
                &topic[..rest.find('/').map_or(topic.len(), |end| begin + end)]
            }
            None => known(elsewhere, connection, topic).or_else(|| told(topic))?,
        };
        let device = base.rsplit('/').next().unwrap_or(base);
        let rest = topic[base.len()..].trim_start_matches('/');
        Some(Self { base, device, rest })
    }
}

/// The base topic of a device that was heard outside of `homie/` before; nothing where what follows it is not Homie's.
pub(super) fn known<'a>(
    elsewhere: &Known<()>,
    connection: ConnectionId,
    topic: &'a str,
) -> Option<&'a str> {
    elsewhere.of(connection).next()?;
    let mut bases = topic.match_indices('/').map(|(end, _)| &topic[..end]);
    bases.find(|base| {
        elsewhere.get(connection, base).is_some() && is_below_device(&topic[base.len() + 1..])
    })
}

/// Whether this may follow a device's base topic. What lies deeper is another's, whoever claimed to be a device above it.
fn is_below_device(rest: &str) -> bool {
    let mut levels = rest.split('/');
    match (levels.next(), levels.next(), levels.next(), levels.next()) {
        (Some(first), ..) if first.starts_with('$') => true,
        (Some(_), Some(_), None, _) => true,
        (Some(_), Some(_), Some(third), None) => third == "set" || third.starts_with('$'),
        _ => false,
    }
}

/// The base topic that an attribute tells which is Homie's alone.
pub(super) fn told(topic: &str) -> Option<&str> {
    // Most topics are told by one look for the sign.
    let (above, attribute) = topic.contains('$').then(|| topic.split_once("/$"))??;
    let above_by = |levels: usize| {
        let mut ends = above.rmatch_indices('/').map(|(end, _)| &above[..end]);
        ends.nth(levels - 1)
    };
    let base = match attribute {
        "homie" | "state" | "nodes" | "localip" | "mac" | "implementation" | "extensions"
        | "fw/name" | "fw/version" => above,
        "description" if above.rsplit('/').nth(1) == Some("5") => above,
        "properties" => above_by(1)?,
        "datatype" | "settable" | "unit" | "format" => above_by(2)?,
        _ => return None,
    };
    base.contains('/').then_some(base)
}
