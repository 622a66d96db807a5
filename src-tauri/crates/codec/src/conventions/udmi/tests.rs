use crate::conventions::told::{after, told};

const POINTSET: &str = r#"{"version":"1.5.7","timestamp":"2026-01-05T10:00:00Z","points":{"supply":{"present_value":17.5},"fan":{"present_value":null},"mode":{"present_value":"auto"}}}"#;

#[test]
fn a_point_without_a_value_takes_none_of_its_neighbours_along() {
    insta::assert_snapshot!(told("/devices/AHU-1/events/pointset", POINTSET), @r#"
    udmi
    AHU-1 /supply = 17.5 @1767607200000
    AHU-1 /mode = "auto" @1767607200000
    ! /fan null
    "#);
    insta::assert_snapshot!(told("/r/ZZ/d/AHU-1/events/pointset", POINTSET), @r#"
    udmi
    AHU-1 /supply = 17.5 @1767607200000
    AHU-1 /mode = "auto" @1767607200000
    ! /fan null
    "#);
}

#[test]
fn units_come_from_metadata() {
    let metadata = r#"{"version":"1.5.7","timestamp":"2026-01-05T09:00:00Z","system":{"name":"AHU"},"pointset":{"points":{"supply":{"units":"Degrees-Celsius","writable":true}}}}"#;
    let read = after(
        &[("/devices/AHU-1/metadata", metadata)],
        "/devices/AHU-1/events/pointset",
        POINTSET.as_bytes(),
    );
    insta::assert_snapshot!(read, @r#"
    udmi
    AHU-1 /supply = 17.5 °C @1767607200000
    AHU-1 /mode = "auto" @1767607200000
    ! /fan null
    "#);
    insta::assert_snapshot!(told("/devices/AHU-1/metadata", metadata), @r#"
    udmi
    + AHU-1 "AHU"; /supply in °C writable
    "#);
}

#[test]
fn the_section_of_a_site_is_where_a_device_is() {
    let metadata = r#"{"timestamp":"2026-01-05T09:00:00Z","system":{"location":{"site":"GB-LON-1","section":"NW-2F","position":{"x":1,"y":2}}}}"#;
    insta::assert_snapshot!(told("/devices/AHU-1/metadata", metadata), @r#"
    udmi
    + AHU-1 in "NW-2F"
    "#);
}

#[test]
fn a_state_tells_operation_and_what_became_of_wanted_values() {
    insta::assert_snapshot!(told("/devices/AHU-1/state", r#"{"version":"1.5.7","timestamp":"2026-01-05T10:00:00Z","system":{"hardware":{"make":"ACME","model":"Bird Trap"},"last_config":"2026-01-05T09:00:00Z","operation":{"operational":true,"last_start":"2026-01-01T00:00:00Z","restart_count":3}},"pointset":{"points":{"supply":{"value_state":"applied"},"lock":{"value_state":"failure","status":{"message":"failed to confirm","level":600}}}}}"#), @r#"
    udmi
    AHU-1 /system/operation/operational = true @1767607200000
    AHU-1 /system/operation/restart_count = 3 @1767607200000
    AHU-1 /supply/value_state = "applied" @1767607200000
    AHU-1 /lock/value_state = "failure" @1767607200000
    + AHU-1 "ACME" "Bird Trap"
    * AHU-1 log 600 failed to confirm
    "#);
}

#[test]
fn system_events_are_logs_and_metrics() {
    insta::assert_snapshot!(told("/devices/AHU-1/events/system", r#"{"version":"1.5.7","timestamp":"2026-01-05T10:00:00Z","logentries":[{"message":"hot","category":"system.base","level":500}],"metrics":{"mem_free_mb":16104.3,"system_load":0.8}}"#), @r"
    udmi
    AHU-1 /metrics/mem_free_mb = 16104.3 MB @1767607200000
    AHU-1 /metrics/system_load = 0.8 @1767607200000
    * AHU-1 log 500 hot
    ");
}

#[test]
fn what_is_wanted_of_a_device_is_no_reading() {
    insta::assert_snapshot!(told("/devices/AHU-1/config", r#"{"version":"1.5.7","timestamp":"2026-01-05T10:00:00Z","pointset":{"points":{"supply":{"set_value":18}}}}"#), @"udmi");
    insta::assert_snapshot!(told("/devices/AHU-1/events/pointset", r#"{"points":"#), @r"
    udmi
    refused broken_json
    ");
}
