use crate::conventions::told::told;

#[test]
fn yields_of_a_day_and_of_all_time_have_different_units() {
    assert_eq!(
        told("solar/116180000001/0/yieldtotal", "123.4"),
        "opendtu\n116180000001 /0/yieldtotal = 123.4 kWh"
    );
    assert_eq!(told("solar/ac/yieldday", "1870"), "opendtu\nac /yieldday = 1870 Wh");
}

#[test]
fn an_inverter_is_known_by_its_serial_below_any_base() {
    assert_eq!(
        told("house/pv/114180000001/1/voltage", "33.1"),
        "opendtu\n114180000001 /1/voltage = 33.1 V"
    );
    assert!(told("house/pv/114180000001/roof/voltage", "33.1").starts_with("plain"));
    assert!(told("solar/panel/power", "5").starts_with("plain"));
}

#[test]
fn names_versions_and_commands_are_no_readings() {
    assert_eq!(told("solar/116180000001/name", "Roof"), "opendtu\n+ 116180000001 \"Roof\"");
    assert_eq!(told("solar/116180000001/1/name", "East"), "opendtu");
    assert_eq!(told("solar/116180000001/device/hwversion", "01.20"), "opendtu");
    assert_eq!(told("solar/116180000001/cmd/power", "1"), "opendtu");
    assert_eq!(told("solar/dtu/hostname", "OpenDTU-1"), "opendtu");
}

#[test]
fn an_inverter_is_there_while_it_can_be_reached() {
    assert_eq!(told("solar/116180000001/status/reachable", "1"), "opendtu\n116180000001 online");
    assert_eq!(told("solar/dtu/status", "online"), "opendtu\ndtu online");
}
