//! The units of Zigbee2MQTT's properties where no `bridge/devices` was heard.
//!
//! Source: Zigbee2MQTT, the "Exposes" of its device pages: a property of one name has one unit on nearly all of them.
//! `voltage` is in mV on what runs on a battery and in V on what hangs on the mains.

/// Below this a `voltage` is taken for volts: batteries begin at 1,500 mV, mains end at 690 V.
const VOLTS_MAX: f64 = 1_000.0;

/// The unit that a property implies.
pub(super) fn of_property(name: &str, value: f64) -> Option<&'static str> {
    of_exact(name, value).or_else(|| {
        let (name, endpoint) = name.rsplit_once('_')?;
        let name = if is_endpoint(endpoint) { name } else { return None };
        of_exact(name.strip_suffix("_phase").unwrap_or(name), value)
    })
}

/// What stands behind the name where a device has several of its kind: `power_l1`, `current_phase_b`.
fn is_endpoint(word: &str) -> bool {
    let is_counted = word.strip_prefix('l').unwrap_or(word).parse::<u8>().is_ok();
    is_counted
        || matches!(word, "left" | "right" | "center" | "top" | "bottom" | "a" | "b" | "c")
        || matches!(word, "average" | "external" | "internal" | "water" | "indoor" | "outdoor")
}

fn of_exact(name: &str, value: f64) -> Option<&'static str> {
    Some(match name {
        "linkquality" => "lqi",
        "battery"
        | "humidity"
        | "soil_moisture"
        | "moisture"
        | "position"
        | "tilt"
        | "pi_heating_demand"
        | "valve_position"
        | "valve_opening_degree"
        | "brightness_percent"
        | "cpu_usage"
        | "filter_age_percent"
        | "light_level"
        | "lift_percentage" => "%",
        "voltage" | "battery_voltage" if value.abs() >= VOLTS_MAX => "mV",
        "voltage" | "battery_voltage" => "V",
        "current" | "current_neutral" => "A",
        "power" | "active_power" | "produced_power" | "consumed_power" => "W",
        "power_reactive" | "reactive_power" => "var",
        "power_apparent" | "apparent_power" => "VA",
        "energy" | "produced_energy" | "consumed_energy" | "energy_today" | "energy_month"
        | "energy_yesterday" => "kWh",
        "ac_frequency" | "frequency" => "Hz",
        "pressure" => "hPa",
        "illuminance" | "illuminance_lux" => "lx",
        "co2" | "eco2" | "co" | "gas_value" => "ppm",
        "pm1" | "pm10" | "pm25" | "pm40" => "µg/m³",
        "formaldehyd" | "hcho" => "mg/m³",
        "smoke_density_dbm" => "dB/m",
        "noise" => "dBA",
        "flow" => "m³/h",
        "water_consumed" | "volume" => "m³",
        "color_temp" | "color_temp_startup" => "mired",
        "wind_speed" => "m/s",
        "voc" => "µg/m³",
        "angle" | "angle_x" | "angle_y" | "angle_z" => "°",
        "local_temperature_calibration" | "temperature_calibration" => "°C",
        "humidity_calibration" => "%",
        "occupancy_timeout" | "duration" | "countdown" => "s",
        _ if name.ends_with("temperature") || name.ends_with("_setpoint") => "°C",
        _ => return None,
    })
}
