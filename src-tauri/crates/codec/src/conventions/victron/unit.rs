//! What the numbers of a D-Bus path are measured in.
//!
//! Source: the register list of victronenergy/dbus_modbustcp (`attributes.csv`), which names the unit of every path it
//! knows, and the paths of the Venus wiki. Paths are told by their last level, which means the same everywhere but where
//! the service is asked as well.

/// The unit of a path.
pub(super) fn of(device: &str, path: &str) -> Option<&'static str> {
    let service = device.split('/').nth(1).unwrap_or("");
    let mut levels = path.rsplit('/');
    let (last, above) = (levels.next()?, levels.next().unwrap_or(""));
    if path.starts_with("Alarms/") || last.ends_with("Alarms") || path.starts_with("Settings/Alarm")
    {
        return None;
    }
    of_service(service, last).or_else(|| of_level(above, last)).or_else(|| of_ending(last))
}

/// Whether a path says which hardware a device is, and nothing that is measured.
pub(super) fn is_identity(path: &str) -> bool {
    path.starts_with("Mgmt/")
        || matches!(
            path,
            "CustomName" | "ProductName" | "ProductId" | "FirmwareVersion" | "HardwareVersion"
        )
        || matches!(path, "Serial" | "DeviceInstance" | "Connected" | "")
}

fn of_service(service: &str, last: &str) -> Option<&'static str> {
    Some(match (service, last) {
        ("tank", "Capacity" | "Remaining") => "m³",
        ("tank", "Level") => "%",
        ("gps", "Speed") | ("meteo", "WindSpeed") => "m/s",
        ("gps", "Course") => "°",
        ("gps", "Altitude") => "m",
        ("meteo", "Irradiance") => "W/m²",
        ("genset" | "motordrive", "Speed") => "rpm",
        ("genset" | "dcgenset", "Load") => "%",
        ("temperature", "Pressure") => "hPa",
        _ => return None,
    })
}

fn of_level(above: &str, last: &str) -> Option<&'static str> {
    Some(match last {
        "V" => "V",
        "I" | "CurrentLimit" => "A",
        "F" => "Hz",
        "P" => "W",
        "S" => "VA",
        "Q" => "var",
        "Soc" | "Soh" | "MinimumSocLimit" | "SocLimit" | "ActiveSocLimit" | "Humidity" => "%",
        "MidVoltageDeviation" | "MaxChargePercentage" | "MaxDischargePercentage" => "%",
        "Forward" | "Reverse" => "kWh",
        "User" | "System" if above == "Yield" => "kWh",
        "Yield" => "kWh",
        "ConsumedAmphours" | "Capacity" | "InstalledCapacity" => "Ah",
        "DeepestDischarge" | "LastDischarge" | "AverageDischarge" | "TotalAhDrawn" => "Ah",
        "TimeToGo" | "TimeSinceLastFullCharge" | "TimeRemaining" | "OperatingHours" => "s",
        "Runtime" | "TodayRuntime" | "AccumulatedTotal" | "ChargingTime" => "s",
        "TimeInBulk" | "TimeInAbsorption" | "TimeInFloat" => "min",
        "RPM" => "rpm",
        "CO2" => "ppm",
        "Luminosity" => "lx",
        "Latitude" | "Longitude" => "°",
        _ if above == "Energy" => "kWh",
        _ if above == "Voltages" => "V",
        _ => return None,
    })
}

fn of_ending(last: &str) -> Option<&'static str> {
    let last = last.trim_end_matches(|c: char| c.is_ascii_digit());
    let ends = |ending: &str| last.ends_with(ending);
    if ends("Voltage") {
        Some("V")
    } else if ends("Current") {
        Some("A")
    } else if ends("Power") || ends("PowerSetpoint") || ends("PowerSetPoint") {
        Some("W")
    } else if ends("Temperature") {
        Some("°C")
    } else if ends("Energy") {
        Some("kWh")
    } else if ends("Frequency") {
        Some("Hz")
    } else {
        None
    }
}
