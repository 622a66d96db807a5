use crate::conventions::told::told;

#[test]
fn an_event_and_a_topic_tell_the_same_point() {
    assert_eq!(
        told(
            "rtl_433/pi/events",
            r#"{"time":"2024-01-01 12:00:00","model":"Prologue-TH","subtype":5,"id":9748,"channel":3,"battery_ok":1,"temperature_C":20.5,"humidity":44,"mic":"CRC"}"#
        ),
        "rtl_433\n\
         Prologue-TH/5/3/9748 /battery_ok = 1\n\
         Prologue-TH/5/3/9748 /temperature_C = 20.5 °C\n\
         Prologue-TH/5/3/9748 /humidity = 44 %"
    );
    assert_eq!(
        told("rtl_433/pi/devices/Prologue-TH/5/3/9748/temperature_C", "20.5"),
        "rtl_433\nPrologue-TH/5/3/9748 /temperature_C = 20.5 °C"
    );
}

#[test]
fn a_time_with_a_zone_is_when_it_was_heard() {
    assert_eq!(
        told(
            "rtl_433/pi/events",
            r#"{"time":"2024-01-01T12:00:00Z","model":"WS","wind_avg_km_h":3.5,"rain_mm":1.2,"rssi":-3.1}"#
        ),
        "rtl_433\n\
         WS /wind_avg_km_h = 3.5 km/h @1704110400000\n\
         WS /rain_mm = 1.2 mm @1704110400000\n\
         WS /rssi = -3.1 dB @1704110400000"
    );
}

#[test]
fn the_receivers_own_statistics_are_no_readings() {
    assert_eq!(told("rtl_433/pi/states", r#"{"enabled":10}"#), "rtl_433");
    assert_eq!(told("rtl_433/pi/devices/WS/1/time", "2024-01-01 12:00:00"), "rtl_433");
}
