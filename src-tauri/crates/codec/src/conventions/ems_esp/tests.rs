use crate::conventions::told::told;

#[test]
fn a_circuit_in_the_topic_is_the_circuit_in_the_object() {
    let nested = told("ems-esp/thermostat_data", r#"{"hc2":{"seltemp":20.5,"mode":"auto"}}"#);
    let flat = told("ems-esp/thermostat_data_hc2", r#"{"seltemp":20.5,"mode":"auto"}"#);
    assert_eq!(nested, flat);
    assert_eq!(flat, "ems-esp\nthermostat /hc2/seltemp = 20.5 °C\nthermostat /hc2/mode = \"auto\"");
}

#[test]
fn short_names_tell_units() {
    assert_eq!(
        told(
            "ems-esp/boiler_data",
            r#"{"reset":"","heatingpumpmod":55,"burnworkmin":1234,"nrgtotal":1.5,"hptc0":30.1,"hppower":2.5,"burnstarts":7}"#
        ),
        "ems-esp\n\
         boiler /heatingpumpmod = 55 %\n\
         boiler /burnworkmin = 1234 min\n\
         boiler /nrgtotal = 1.5 kWh\n\
         boiler /hptc0 = 30.1 °C\n\
         boiler /hppower = 2.5 kW\n\
         boiler /burnstarts = 7\n\
         ! /reset unavailable"
    );
}

#[test]
fn sensors_of_its_own_and_an_older_base_are_read() {
    assert_eq!(
        told("home/ems-esp/dallassensor_data", r#"{"sensor1":{"id":"28-233D","temp":23.5}}"#),
        "ems-esp\ndallassensor /sensor1/temp = 23.5 °C"
    );
}

#[test]
fn commands_are_no_readings() {
    assert_eq!(told("ems-esp/boiler/seltemp", "50"), "ems-esp");
    assert_eq!(told("ems-esp/thermostat/hc1/mode", "night"), "ems-esp");
}

#[test]
fn the_gateway_tells_of_itself() {
    assert_eq!(told("ems-esp/status", "offline"), "ems-esp\nems-esp offline");
    assert_eq!(
        told("ems-esp/heartbeat", r#"{"uptime":"000+00:05:21.100","uptime_sec":321,"rssi":-60}"#),
        "ems-esp\nems-esp /heartbeat/uptime_sec = 321 s\nems-esp /heartbeat/rssi = -60 dBm"
    );
}
