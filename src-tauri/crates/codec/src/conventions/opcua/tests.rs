use crate::conventions::told::{after, told};

#[test]
fn a_field_has_its_own_time_and_status() {
    insta::assert_snapshot!(told("t", r#"{"MessageId":"1","MessageType":"ua-data","PublisherId":"p","Messages":[{"DataSetWriterId":7,"Timestamp":"2026-01-05T10:00:00Z","Payload":{"a":{"Value":21.5,"SourceTimestamp":"2026-01-05T09:59:59.5Z"},"b":{"Value":3,"StatusCode":2147483648},"c":{"Value":4,"StatusCode":{"Code":1083179008,"Symbol":"UncertainLastUsableValue"}},"d":{"StatusCode":{"Symbol":"BadNoCommunication"}},"e":{"Type":11,"Body":5.5},"f":{"Value":{"UaType":11,"Value":6.5}}}}]}"#), @r"
    opcua-pubsub
    p/7 /a = 21.5 @1767607199500
    p/7 /b = 3 @1767607200000 bad
    p/7 /c = 4 @1767607200000 uncertain
    p/7 /e = 5.5 @1767607200000
    p/7 /f = 6.5 @1767607200000
    ! /d unavailable
    ");
}

#[test]
fn headers_may_be_missing() {
    insta::assert_snapshot!(told("opcua/json/data/p1/g1/w1", r#"{"Speed":4,"On":true}"#), @r"
    opcua-pubsub
    p1/g1/w1 /Speed = 4
    p1/g1/w1 /On = true
    ");
    insta::assert_snapshot!(told("t/x", r#"[{"DataSetWriterId":7,"MessageType":"ua-keyframe","Payload":{"a":1}}]"#), @r"
    opcua-pubsub
    t/x /a = 1
    ");
    insta::assert_snapshot!(told("t/x", r#"{"NodeId":"nsu=x;s=Boiler","EndpointUrl":"opc.tcp://plc:4840","DisplayName":"Boiler","Value":{"Value":71.5,"SourceTimestamp":"2026-01-05T10:00:00Z"}}"#), @r"
    opcua-pubsub
    opc.tcp://plc:4840 /Boiler = 71.5 @1767607200000
    ");
}

#[test]
fn metadata_tells_the_units_of_the_data_after_it() {
    let metadata = r#"{"MessageType":"ua-metadata","PublisherId":"p","DataSetWriterId":7,"MetaData":{"Name":"Boiler","Fields":[{"Name":"flow","Properties":[{"Key":{"Name":"EngineeringUnits"},"Value":{"Type":22,"Body":{"TypeId":{"Id":887},"Body":{"UnitId":4666673,"DisplayName":{"Text":"l/s"}}}}}]}]}}"#;
    let data = r#"{"MessageType":"ua-data","PublisherId":"p","Messages":[{"DataSetWriterId":7,"DataSetWriterName":"Boiler","Payload":{"flow":4}}]}"#;
    insta::assert_snapshot!(after(&[("opcua/json/metadata/p/g/w", metadata)], "opcua/json/data/p/g/w", data.as_bytes()), @r"
    opcua-pubsub
    p/Boiler /flow = 4 L/s
    ");
    insta::assert_snapshot!(after(&[("opcua/json/metadata/p/g/w", metadata)], "opcua/json/data/p/g/w", br#"{"flow":4}"#), @r"
    opcua-pubsub
    p/g/w /flow = 4 L/s
    ");
}

#[test]
fn a_publisher_tells_whether_it_is_there() {
    insta::assert_snapshot!(told("opcua/json/status/p", r#"{"MessageType":"ua-status","PublisherId":"p","Status":3}"#), @r"
    opcua-pubsub
    p offline
    ");
    insta::assert_snapshot!(told("opcua/json/status/p", r#"{"MessageType":"ua-status","PublisherId":"p","Status":2}"#), @r"
    opcua-pubsub
    p online
    ");
    insta::assert_snapshot!(told("opcua/json/application/p", r#"{"MessageType":"ua-application","Description":{"ProductUri":"x"}}"#), @"opcua-pubsub");
    insta::assert_snapshot!(told("opcua/json/data/p/g/w", r#"{"MessageType":"ua-keepalive","DataSetWriterId":7,"SequenceNumber":3}"#), @"opcua-pubsub");
}
