use crate::conventions::told::told;

#[test]
fn a_beacon_is_its_own_address_whichever_gateway_heard_it() {
    assert_eq!(
        told(
            "home/cellar/BTtoMQTT/C47C8D6A1111",
            r#"{"id":"C4:7C:8D:6A:11:11","name":"Flower","rssi":-80,"model_id":"HHCCJCY01HHCC","tempc":20.1,"moi":32,"fer":210}"#
        ),
        "openmqttgateway\n\
         C4:7C:8D:6A:11:11 /rssi = -80 dBm\n\
         C4:7C:8D:6A:11:11 /tempc = 20.1 °C\n\
         C4:7C:8D:6A:11:11 /moi = 32 %\n\
         C4:7C:8D:6A:11:11 /fer = 210 µS/cm"
    );
}

#[test]
fn units_may_stand_beside_their_values() {
    assert_eq!(
        told(
            "home/OpenMQTTGateway/BTtoMQTT/AA",
            r#"{"id":"AA","weight":70.5,"unit":"kg","sum":2.5,"sumu":"kWh"}"#
        ),
        "openmqttgateway\nAA /weight = 70.5 kg\nAA /sum = 2.5 kWh"
    );
}

#[test]
fn a_wired_probe_tells_its_unit() {
    assert_eq!(
        told(
            "home/OpenMQTTGateway/CLIMAtoMQTT/ds1820/0x28",
            r#"{"temp":81.5,"unit":"F","type":"DS18B20","res":"12bit\n","addr":"0x28"}"#
        ),
        "openmqttgateway\nOpenMQTTGateway /CLIMAtoMQTT/ds1820/0x28/temp = 81.5 °F"
    );
}

#[test]
fn a_tag_without_a_sensor_has_no_values() {
    assert_eq!(
        told(
            "home/OpenMQTTGateway/BTtoMQTT/AA",
            r#"{"id":"AA","model_id":"RuuviTag_RAWv2","hum":163.835,"tempc":21.5}"#
        ),
        "openmqttgateway\nAA /tempc = 21.5 °C\n! /hum unavailable"
    );
}

#[test]
fn the_gateway_tells_of_itself_and_of_its_radios() {
    assert_eq!(
        told(
            "home/OpenMQTTGateway/SYStoMQTT",
            r#"{"uptime":1234,"version":"1.7","rssi":-61,"modules":["BT"]}"#
        ),
        "openmqttgateway\n\
         OpenMQTTGateway /SYStoMQTT/uptime = 1234 s\n\
         OpenMQTTGateway /SYStoMQTT/rssi = -61 dBm"
    );
    assert_eq!(
        told(
            "home/OpenMQTTGateway/RTL_433toMQTT/WS/1",
            r#"{"model":"WS","id":1,"temperature_C":5.5,"protocol":"x"}"#
        ),
        "openmqttgateway\nWS/1 /temperature_C = 5.5 °C"
    );
    assert_eq!(told("home/cellar/LWT", "online"), "openmqttgateway\ncellar online");
    assert_eq!(
        told("home/OpenMQTTGateway/commands/MQTTtoBT/config", r#"{"interval":100}"#),
        "openmqttgateway"
    );
}
