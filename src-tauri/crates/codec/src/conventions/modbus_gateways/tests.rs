use crate::conventions::told::told;

#[test]
fn registers_are_read_from_topics_and_objects() {
    assert_eq!(
        told("modbus4mqtt/inverter/temp_c", "31.5"),
        "modbus-gateways\nmodbus4mqtt /inverter/temp_c = 31.5 °C"
    );
    assert_eq!(
        told("modpoll/meter/data", r#"{"voltage":230.1,"relay":true}"#),
        "modbus-gateways\nmeter /voltage = 230.1 V\nmeter /relay = true"
    );
}

#[test]
fn writes_are_no_readings() {
    assert_eq!(told("modbus4mqtt/forced_charge/mode/set", "enabled"), "modbus-gateways");
    assert_eq!(told("modpoll/meter/set", r#"{"address":40001,"value":12}"#), "modbus-gateways");
}
