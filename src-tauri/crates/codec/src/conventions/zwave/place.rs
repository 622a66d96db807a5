//! Where in a topic the node stands: a location may come before it, and a node may be a number as classes are.

/// Command classes begin here; endpoints stay below.
const CLASSES: std::ops::RangeInclusive<u16> = 0x20..=0x9f;

/// The place of the node's level, told by the class and the endpoint behind it.
pub(super) fn of_node(levels: &[&str]) -> Option<usize> {
    let endpoint = levels.iter().position(|level| is_named_endpoint(level));
    if let Some(at) = endpoint.filter(|at| *at >= 2) {
        return Some(at - 2);
    }
    let numbered = levels.windows(3).skip(1).position(|window| {
        let [class, endpoint, _] = window else { return false };
        let class: Option<u16> = class.parse().ok();
        let endpoint: Option<u16> = endpoint.parse().ok();
        class.is_some_and(|class| CLASSES.contains(&class))
            && endpoint.is_some_and(|endpoint| endpoint < *CLASSES.start())
    });
    let named = || {
        let mut pairs = levels.windows(2).skip(1);
        pairs.position(|pair| NAMES.contains(&pair[0]))
    };
    numbered.or_else(named)
}

/// Whether a class only tells: sensors, meters, batteries, alarms.
pub(super) fn only_tells(class: &str) -> bool {
    let is_sensor = class.starts_with("sensor_") || matches!(class, "48" | "49" | "50");
    is_sensor || matches!(class, "meter" | "battery" | "alarm" | "notification" | "113" | "128")
}

fn is_named_endpoint(level: &str) -> bool {
    level.strip_prefix("endpoint_").is_some_and(|number| number.parse::<u16>().is_ok())
}

/// Names of classes that measure or switch; behind them the endpoint may be missing.
const NAMES: &[&str] = &[
    "sensor_multilevel",
    "sensor_binary",
    "sensor_alarm",
    "meter",
    "battery",
    "alarm",
    "notification",
    "switch_binary",
    "switch_multilevel",
    "switch_color",
    "thermostat_mode",
    "thermostat_setpoint",
    "thermostat_operating_state",
    "thermostat_fan_mode",
    "thermostat_fan_state",
    "door_lock",
    "configuration",
    "central_scene",
    "basic",
];

#[cfg(test)]
mod tests {
    use super::of_node;

    fn node(topic: &str) -> &str {
        let levels: Vec<&str> = topic.split('/').collect();
        of_node(&levels).map_or("-", |at| levels[at])
    }

    #[test]
    fn the_node_stands_before_its_class() {
        assert_eq!(node("8/38/0/currentValue"), "8");
        assert_eq!(node("40/112/0/200"), "40");
        assert_eq!(node("office/40/38/0/targetValue"), "40");
        assert_eq!(node("office/lamp/50/1/value/66049"), "lamp");
        assert_eq!(node("lamp/switch_multilevel/endpoint_0/targetValue"), "lamp");
        assert_eq!(node("office/lamp/sensor_multilevel/Air_temperature"), "lamp");
        assert_eq!(node("office/lamp/status"), "-");
    }
}
