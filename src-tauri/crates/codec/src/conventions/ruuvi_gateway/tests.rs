use crate::conventions::told::told;

/// Advertisements as the documentation's test vectors have them.
fn advertised(data: &str) -> String {
    let payload = format!(
        r#"{{"gw_mac":"AA","rssi":-50,"aoa":[],"gwts":"1653668027","data":"{data}","coords":""}}"#
    );
    told("ruuvi/AA:BB:CC:DD:EE:00/AA:BB:CC:DD:EE:FF", &payload)
        .replace(" @1653668027000", "")
        .replace("AA:BB:CC:DD:EE:FF", "BB")
}

#[test]
fn format_3_tells_sign_and_size_of_a_temperature() {
    assert_eq!(
        advertised("11FF990403291A1ECE1EFC18F94202CA0B53"),
        "ruuvi-gateway\n\
         BB /rssi = -50 dBm\n\
         BB /humidity = 20.5 %\n\
         BB /temperature = 26.3 °C\n\
         BB /pressure = 1027.66 hPa\n\
         BB /acceleration_x = -1\n\
         BB /acceleration_y = -1.726\n\
         BB /acceleration_z = 0.714\n\
         BB /battery_voltage = 2.899 V"
    );
}

#[test]
fn format_e1_holds_the_air_quality() {
    let told = advertised(
        "2BFF9904E1170C5668C79E0065007004BD11CA00C90A0213E0ACFFFFFFDECDEE11FFFFFFFFFFCBB8334C884F",
    );
    for line in ["temperature = 29.5 °C", "pm_10 = 455.4 µg/m³", "co2 = 201 ppm", "voc = 20"] {
        assert!(told.contains(line), "{line} in {told}");
    }
    assert!(told.contains("illuminance = 13027 lx"));
}

#[test]
fn what_was_not_measured_is_refused() {
    let told = advertised("1BFF9904058000FFFFFFFF800080008000FFFFFFFFFFFFFFFFFFFFFF");
    assert_eq!(told.matches("unavailable").count(), 10, "{told}");
    assert_eq!(told.matches(" = ").count(), 1, "{told}");
}

#[test]
fn an_advertisement_that_is_torn_or_anothers_says_nothing() {
    let alone = "ruuvi-gateway\nBB /rssi = -50 dBm";
    assert_eq!(advertised("05FF4C000215"), alone);
    assert_eq!(advertised("1BFF99"), format!("{alone}\n! /data unavailable"));
    assert_eq!(advertised("xyz!"), format!("{alone}\n! /data unavailable"));
}

#[test]
fn a_gateway_tells_whether_it_is_there() {
    assert_eq!(told("ruuvi/AA/gw_status", r#"{"state":"offline"}"#), "ruuvi-gateway\nAA offline");
}
