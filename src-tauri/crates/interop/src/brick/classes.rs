//! Brick's classes for points and equipment, and QUDT's names of units.
//!
//! Source: the Brick schema 1.4 and QUDT's unit vocabulary. What has no class of its own gets the general one.

use model::Kind;

/// Quantities of a role, as Brick spells them, the more particular first; and whether Brick has a setpoint of each.
const QUANTITIES: &[(&[&str], &str, bool)] = &[
    (&["discharge", "air", "temp"], "Discharge_Air_Temperature", true),
    (&["return", "air", "temp"], "Return_Air_Temperature", true),
    (&["outside", "air", "temp"], "Outside_Air_Temperature", false),
    (&["exhaust", "air", "temp"], "Exhaust_Air_Temperature", false),
    (&["mixed", "air", "temp"], "Mixed_Air_Temperature", true),
    (&["zone", "air", "temp"], "Zone_Air_Temperature", true),
    (&["chilled", "water", "temp"], "Chilled_Water_Temperature", true),
    (&["water", "temp"], "Water_Temperature", true),
    (&["air", "temp"], "Air_Temperature", true),
    (&["temp"], "Temperature", true),
    (&["humidity"], "Humidity", true),
    (&["co2"], "CO2", true),
    (&["static", "pressure"], "Static_Pressure", true),
    (&["pressure"], "Pressure", true),
    (&["air", "flow"], "Air_Flow", true),
    (&["water", "flow"], "Water_Flow", true),
    (&["flow"], "Flow", true),
    (&["speed"], "Speed", true),
    (&["elec", "power"], "Electric_Power", false),
    (&["power"], "Power", false),
    (&["elec", "energy"], "Electric_Energy", false),
    (&["energy"], "Energy", false),
    (&["volt"], "Voltage", false),
    (&["current"], "Current", false),
    (&["illuminance"], "Illuminance", false),
];

/// The class of a point.
pub(super) fn of_point(kind: Kind, role: Option<&str>) -> String {
    let words: Vec<&str> = role.unwrap_or_default().split('-').collect();
    let fits = |needed: &[&str]| needed.iter().all(|word| words.contains(word));
    let quantity = QUANTITIES.iter().find(|(needed, _, _)| fits(needed));
    match (kind, quantity) {
        (Kind::Sensor, Some((_, quantity, _))) => format!("brick:{quantity}_Sensor"),
        (Kind::Setpoint, Some((_, quantity, true))) => format!("brick:{quantity}_Setpoint"),
        (Kind::Sensor, None) => "brick:Sensor".to_owned(),
        (Kind::Setpoint, _) => "brick:Setpoint".to_owned(),
        (Kind::Status, _) => "brick:Status".to_owned(),
        (Kind::Command, _) => "brick:Command".to_owned(),
        (Kind::Parameter, _) => "brick:Parameter".to_owned(),
        (Kind::Alarm, _) => "brick:Alarm".to_owned(),
    }
}

/// The class of a piece of equipment.
pub(super) fn of_equipment(kind: &str) -> &'static str {
    match kind {
        "ahu" => "brick:Air_Handling_Unit",
        "vav" => "brick:Variable_Air_Volume_Box",
        "fcu" => "brick:Fan_Coil_Unit",
        "rtu" => "brick:Rooftop_Unit",
        "boiler" => "brick:Boiler",
        "chiller" => "brick:Chiller",
        "pump" => "brick:Pump",
        "fan" => "brick:Fan",
        "valve" => "brick:Valve",
        "damper" => "brick:Damper",
        "meter" => "brick:Meter",
        "thermostat" => "brick:Thermostat",
        "luminaire" | "light" => "brick:Luminaire",
        "elevator" => "brick:Elevator",
        "radiator" => "brick:Radiator",
        _ => "brick:Equipment",
    }
}

/// QUDT's name of a unit.
pub(super) fn of_unit(unit: &str) -> Option<&'static str> {
    Some(match unit {
        "°C" => "unit:DEG_C",
        "°F" => "unit:DEG_F",
        "K" => "unit:K",
        "%" => "unit:PERCENT",
        "ppm" => "unit:PPM",
        "ppb" => "unit:PPB",
        "Pa" => "unit:PA",
        "hPa" => "unit:HectoPA",
        "kPa" => "unit:KiloPA",
        "bar" => "unit:BAR",
        "W" => "unit:W",
        "kW" => "unit:KiloW",
        "MW" => "unit:MegaW",
        "Wh" => "unit:W-HR",
        "kWh" => "unit:KiloW-HR",
        "MWh" => "unit:MegaW-HR",
        "V" => "unit:V",
        "A" => "unit:A",
        "Hz" => "unit:HZ",
        "lx" => "unit:LUX",
        "m³" => "unit:M3",
        "m³/h" => "unit:M3-PER-HR",
        "L" => "unit:L",
        "m/s" => "unit:M-PER-SEC",
        "s" => "unit:SEC",
        "min" => "unit:MIN",
        "h" => "unit:HR",
        "rpm" => "unit:REV-PER-MIN",
        _ => return None,
    })
}
