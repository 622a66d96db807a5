use crate::conventions::told::told;

#[test]
fn an_object_tells_its_value_and_when() {
    assert_eq!(
        told(
            "knx/status/Hall/Temp",
            r#"{"val":17.9,"ts":1421792677000,"lc":1,"knx_src_addr":"1.1.1"}"#
        ),
        "mqtt-smarthome\nknx /Hall/Temp = 17.9 °C @1421792677000"
    );
}

#[test]
fn only_full_operation_is_online() {
    assert_eq!(told("hm/connected", "2"), "mqtt-smarthome\nhm online");
    assert_eq!(told("hm/connected", "0"), "mqtt-smarthome\nhm offline");
    assert!(told("plant/hm/connected", "1").starts_with("plain"));
}

#[test]
fn plain_statuses_stay_plain_topic_values() {
    assert!(told("ahu/status/fan", "1").starts_with("plain"));
    assert!(told("ahu/status/fan", r#"{"speed":1}"#).starts_with("json"));
}
