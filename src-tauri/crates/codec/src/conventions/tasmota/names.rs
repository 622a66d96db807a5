//! What Tasmota's names mean: units and which members are no values.

use super::super::leaves::Leaf;
use super::uncounted;
use crate::Limits;
use crate::json::Item;
use crate::units::{self, Quantity};

/// The units a device is set to; Tasmota's own defaults where it told none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Units {
    temperature: &'static str,
    pressure: &'static str,
    speed: &'static str,
}

impl Default for Units {
    fn default() -> Self {
        Self { temperature: "°C", pressure: "hPa", speed: "km/h" }
    }
}

impl Units {
    /// With what an object tells of units.
    pub(super) fn told_by(self, told: Item<'_>) -> Self {
        let told = |key, quantity| {
            let known = units::known(told.get(key)?.text()?)?;
            (known.quantity == quantity).then_some(known.unit)
        };
        Self {
            temperature: told("TempUnit", Quantity::Temperature).unwrap_or(self.temperature),
            pressure: told("PressureUnit", Quantity::Pressure).unwrap_or(self.pressure),
            speed: told("SpeedUnit", Quantity::Speed).unwrap_or(self.speed),
        }
    }

    /// What is known of a member of `SENSOR`.
    pub(super) fn of_sensor(&self, path: &[&str]) -> Leaf {
        let [sensor, ..] = path else { return Leaf::Named };
        let name = path.last().copied().unwrap_or(sensor);
        if is_about(name) {
            return Leaf::Skip;
        }
        match uncounted(sensor) {
            "ENERGY" => of_energy(name),
            "ANALOG" if path.iter().any(|step| step.starts_with("CTEnergy")) => of_energy(name),
            "ANALOG" if name.starts_with("Range") || uncounted(name) == "A" => Leaf::Bare,
            "COUNTER" => Leaf::Bare,
            "OPENTHERM" => of_opentherm(path),
            "TIC" => of_teleinfo(name),
            "TX" => self.of_wind(path),
            "RG" => of_rain(name),
            sensor => self.of_quantity(sensor, name, path.len() == 1),
        }
    }

    fn of_quantity(&self, sensor: &str, name: &str, is_flat: bool) -> Leaf {
        match uncounted(name) {
            "DewPoint" | "HeatIndex" | "OBJTMP" | "AMBTMP" => Leaf::In(self.temperature),
            name if name.ends_with("Temperature") => Leaf::In(self.temperature),
            "Pressure" | "SeaPressure" | "SeaLevel" | "QNH" => Leaf::In(self.pressure),
            "Speed" => Leaf::In(self.speed),
            "aHumidity" => Leaf::In("g/m³"),
            "Humidity" | "Moisture" => Leaf::In("%"),
            "Light" | "Noise" | "AirQuality" if is_flat => Leaf::In("%"),
            "CarbonDioxide" | "CO" | "eCO" | "ECO" => Leaf::In("ppm"),
            "TVOC" => Leaf::In("ppb"),
            "Illuminance" | "Ambient" | "Lux" => Leaf::In("lx"),
            "Gas" if sensor.starts_with("BME") => Leaf::In("kΩ"),
            "UvPower" => Leaf::In("W/m²"),
            "CCT" => Leaf::In("K"),
            "Weight" => Leaf::In("kg"),
            "Distance" if sensor.starts_with("VL") => Leaf::In("mm"),
            "Distance" if sensor.starts_with("AS") => Leaf::In("km"),
            "Distance" if sensor.starts_with("SR") || sensor.starts_with("LD") => Leaf::In("cm"),
            "PB" | "UvIndex" | "UvLevel" | "Switch" => Leaf::Bare,
            _ if is_particles(name) => Leaf::In("µg/m³"),
            _ if name.starts_with("PB") => Leaf::Bare,
            "ApparentPower" | "ReactivePower" | "Power" | "Voltage" | "Current" | "Frequency"
            | "Factor" => of_energy(name),
            "CurrentHumidity" => Leaf::In("%"),
            _ => Leaf::Named,
        }
    }

    /// An anemometer: `TX23/Speed/Act`, `TX23/Dir/Deg`.
    fn of_wind(&self, path: &[&str]) -> Leaf {
        match path {
            [_, "Speed", ..] => Leaf::In(self.speed),
            [_, "Dir", "Deg" | "Avg" | "Range"] => Leaf::In("°"),
            _ => Leaf::Bare,
        }
    }
}

/// Members that say something of the message or of the sensor.
fn is_about(name: &str) -> bool {
    matches!(
        name,
        "Time" | "Epoch" | "TempUnit" | "PressureUnit" | "SpeedUnit" | "TotalStartTime" | "Id"
    ) || matches!(name, "mac" | "MAC" | "Serial" | "ADCO" | "ADSC")
}

/// `PM2.5`, `PM10`, `CF1`, `NCPM…` counts particles and has no such unit.
fn is_particles(name: &str) -> bool {
    ["PM", "CF"].iter().any(|kind| {
        name.strip_prefix(kind).is_some_and(|size| size.starts_with(|c: char| c.is_ascii_digit()))
    })
}

fn of_energy(name: &str) -> Leaf {
    match name {
        "Total" | "Yesterday" | "Today" | "Energy" | "TotalTariff" | "ExportTariff" => {
            Leaf::In("kWh")
        }
        "ImportActive" | "ExportActive" | "TodaySumImport" | "TodaySumExport" => Leaf::In("kWh"),
        "YesterdaySumImport" | "YesterdaySumExport" => Leaf::In("kWh"),
        "ImportReactive" | "ExportReactive" => Leaf::In("kvarh"),
        "Period" => Leaf::In("Wh"),
        "Power" | "ActivePower" | "MaxPower" | "HistoryPower" => Leaf::In("W"),
        "ApparentPower" => Leaf::In("VA"),
        "ReactivePower" => Leaf::In("var"),
        "Voltage" => Leaf::In("V"),
        "Current" => Leaf::In("A"),
        "Frequency" => Leaf::In("Hz"),
        "PhaseAngle" => Leaf::In("°"),
        "Factor" => Leaf::Bare,
        _ => Leaf::Named,
    }
}

/// Page "OpenTherm": temperatures wanted (`REQ`) and measured (`ACT`), flame modulation, flags.
fn of_opentherm(path: &[&str]) -> Leaf {
    match path {
        [_, "BTMP" | "HWTMP", "REQ" | "ACT"] => Leaf::In("°C"),
        [_, "TB" | "TDHW" | "DHWS" | "TMAX" | "TR" | "TRET" | "TOUT"] => Leaf::In("°C"),
        [_, "FLM"] => Leaf::In("%"),
        _ => Leaf::Bare,
    }
}

/// Page "Teleinfo": the French meters' own labels, historic and standard mode.
fn of_teleinfo(name: &str) -> Leaf {
    match name {
        "PAPP" | "SINSTS" | "SINSTI" | "SMAXSN" => Leaf::In("VA"),
        "BASE" | "HCHC" | "HCHP" | "EAST" | "EAIT" | "EJPHN" | "EJPHPM" => Leaf::In("Wh"),
        "IINST" | "IINST1" | "IINST2" | "IINST3" | "IMAX" | "ISOUSC" | "ADPS" => Leaf::In("A"),
        "IRMS1" | "IRMS2" | "IRMS3" => Leaf::In("A"),
        "URMS1" | "URMS2" | "URMS3" => Leaf::In("V"),
        _ if name.starts_with("BBRH") || name.starts_with("EASF") => Leaf::In("Wh"),
        _ => Leaf::Bare,
    }
}

fn of_rain(name: &str) -> Leaf {
    match name {
        "Active" | "Event" | "Total" => Leaf::In("mm"),
        "FlowRate" => Leaf::In("mm/h"),
        _ => Leaf::Bare,
    }
}

/// Whether a member of an answer is a state of the device rather than a setting.
pub(super) fn is_state(name: &str) -> bool {
    matches!(
        name,
        "POWER" | "Dimmer" | "Color" | "HSBColor" | "White" | "CT" | "Channel" | "Shutter"
    ) || matches!(name, "Switch" | "FanSpeed" | "Counter" | "TempTargetSet" | "TempTargetRead")
        || matches!(name, "ThermostatModeSet" | "ThermostatStateSet" | "CtrDutyCycleRead")
}

/// How a state is set.
pub(super) struct Setting {
    /// The command.
    pub(super) command: String,
    pub(super) limits: Limits,
    pub(super) words: &'static [&'static str],
}

/// The command of a state; nothing where it only tells.
pub(super) fn setting(path: &[&str]) -> Option<Setting> {
    let name = path.first()?;
    let number = &name[uncounted(name).len()..];
    let none = Limits::default();
    let (command, limits) = match (uncounted(name), &path[1..]) {
        ("POWER", []) => {
            let command = format!("Power{number}");
            return Some(Setting { command, limits: none, words: &["ON", "OFF", "TOGGLE"] });
        }
        ("Shutter", ["Position"]) => (format!("ShutterPosition{number}"), Limits::PERCENT),
        ("Shutter", ["Tilt"]) => (format!("ShutterTilt{number}"), none),
        ("Dimmer" | "White", []) => ((*name).to_owned(), Limits::PERCENT),
        ("Channel", [index]) => {
            let channel: u16 = index.parse().ok()?;
            (format!("Channel{}", channel.checked_add(1)?), Limits::PERCENT)
        }
        ("CT", []) => ((*name).to_owned(), Limits::within(153.0, 500.0)),
        ("FanSpeed", []) => ((*name).to_owned(), Limits::within(0.0, 3.0)),
        ("Color" | "HSBColor" | "TempTargetSet", []) => ((*name).to_owned(), none),
        _ => return None,
    };
    Some(Setting { command, limits, words: &[] })
}

/// What is known of a member of `STATE`.
pub(super) fn of_state(path: &[&str]) -> Leaf {
    match path {
        ["Wifi", "RSSI"] => Leaf::In("%"),
        ["Wifi", "Signal"] => Leaf::In("dBm"),
        ["Wifi", "LinkCount"] => Leaf::Bare,
        ["Wifi" | "Eth", ..] => Leaf::Skip,
        [shutter, position] if uncounted(shutter) == "Shutter" => match *position {
            "Position" | "Target" => Leaf::In("%"),
            "Tilt" => Leaf::In("°"),
            _ => Leaf::Bare,
        },
        [name, ..] => match uncounted(name) {
            "Time" | "Epoch" | "Uptime" => Leaf::Skip,
            "UptimeSec" => Leaf::In("s"),
            "Vcc" => Leaf::In("V"),
            "Heap" => Leaf::In("kB"),
            "Dimmer" | "White" | "Channel" | "CtrDutyCycleRead" => Leaf::In("%"),
            "TempTargetSet" | "TempTargetRead" => Leaf::In("°C"),
            _ => Leaf::Bare,
        },
        [] => Leaf::Bare,
    }
}

/// What is known of an attribute of a Zigbee device. `Power` is whether it is on.
pub(super) fn of_zigbee(path: &[&str]) -> Leaf {
    match path.last().copied().unwrap_or("") {
        "Device" | "Name" | "Endpoint" | "IEEEAddr" | "Group" | "ModelId" | "Manufacturer"
        | "Address" => Leaf::Skip,
        "LastSeen" | "LastSeenEpoch" | "BatteryLastSeenEpoch" | "BatteryLastSeen" => Leaf::Skip,
        "LinkQuality" => Leaf::In("lqi"),
        "Temperature" | "LocalTemperature" => Leaf::In("°C"),
        "OccupiedHeatingSetpoint" | "OccupiedCoolingSetpoint" | "TempTarget" => Leaf::In("°C"),
        "Humidity" | "BatteryPercentage" | "ThSetpoint" | "PIHeatingDemand" => Leaf::In("%"),
        "Pressure" | "SeaPressure" => Leaf::In("hPa"),
        "Illuminance" => Leaf::In("lx"),
        "BatteryVoltage" | "RMSVoltage" => Leaf::In("V"),
        "RMSCurrent" => Leaf::In("A"),
        "ActivePower" => Leaf::In("W"),
        _ => Leaf::Bare,
    }
}

/// What is known of a value of a LoRa node, as the decoders name it.
pub(super) fn of_lora(path: &[&str]) -> Leaf {
    let name = path.last().copied().unwrap_or("");
    match uncounted(name) {
        "Device" | "Name" | "Node" | "Gateway" => Leaf::Skip,
        "RSSI" => Leaf::In("dBm"),
        "SNR" => Leaf::In("dB"),
        "Battery" | "BattV" => Leaf::In("V"),
        "BattPercent" | "BattLevel" | "HumRH" => Leaf::In("%"),
        "TempC" => Leaf::In("°C"),
        _ => Leaf::Named,
    }
}
