use crate::conventions::told::{after, told};

#[test]
fn bases_hold_for_the_records_after_them() {
    insta::assert_snapshot!(told("s", r#"[{"bn":"urn:dev:mac:0024befffe804ff1/","bt":1767607200,"bu":"W","bv":100,"n":"a","v":20},{"n":"b","t":-60.5,"v":1},{"bn":"urn:dev:x:","bv":0,"n":"rh","u":"%RH","v":41}]"#), @r"
    senml
    urn:dev:mac:0024befffe804ff1 /a = 120 W @1767607200000
    urn:dev:mac:0024befffe804ff1 /b = 101 W @1767607139500
    urn:dev:x /rh = 41 % @1767607200000
    ");
}

#[test]
fn a_time_relative_to_now_is_counted_from_when_the_message_came() {
    insta::assert_snapshot!(told("room/1", r#"[{"n":"temperature","u":"Cel","t":-10,"v":21.5},{"n":"humidity","u":"%RH","v":40}]"#), @r"
    senml
    room/1 /temperature = 21.5 °C @1789999990000
    room/1 /humidity = 40 %
    ");
}

#[test]
fn every_kind_of_value_is_read_and_units_are_the_registrys() {
    insta::assert_snapshot!(told("s", r#"[{"bn":"urn:dev:x:","n":"label","vs":"12"},{"n":"open","vb":true},{"n":"battery","u":"%EL","v":80},{"n":"position","u":"/","v":0.5},{"n":"charge","u":"C","v":4},{"n":"nfc","vd":"aGkgCg"},{"n":"power","u":"W","v":5,"s":3600}]"#), @r#"
    senml
    urn:dev:x /label = "12"
    urn:dev:x /open = true
    urn:dev:x /battery = 80 %
    urn:dev:x /position = 0.5
    urn:dev:x /charge = 4 A·s
    urn:dev:x /power = 5 W
    urn:dev:x /power/sum = 3600 J
    ! /nfc not_supported
    "#);
}

#[test]
fn a_bad_record_takes_none_of_its_neighbours_along() {
    insta::assert_snapshot!(told("s", r#"[{"bn":"d:","n":"a","v":"x"},{"n":"b","v":1},7,{"n":"c"}]"#), @r"
    senml
    d /b = 1
    ! /a malformed
    ");
}

#[test]
fn one_name_may_tell_a_place_and_a_measurement() {
    insta::assert_snapshot!(told("s", r#"[{"bn":"urn:dev:ow:10e2073a01080063","bt":1.320067464e+09,"bu":"%RH","v":20},{"u":"lon","v":24.5},{"u":"lat","v":60.5},{"t":60,"v":20.3}]"#), @r"
    senml
    urn:dev:ow:10e2073a01080063  = 20 % @1320067464000
    urn:dev:ow:10e2073a01080063  = 20.3 % @1320067524000
    urn:dev:ow:10e2073a01080063 /lon = 24.5 ° @1320067464000
    urn:dev:ow:10e2073a01080063 /lat = 60.5 ° @1320067464000
    ");
}

#[test]
fn other_arrays_are_not_senml() {
    insta::assert_snapshot!(told("a/b", r#"[{"n":"a","v":1,"quality":"good"}]"#), @r"
    json
    a/b /a/v = 1
    ");
}

#[test]
fn packs_in_cbor_are_read_and_never_trusted() {
    let pack = b"\x81\xa4\x21\x62d:\x00\x61t\x01\x63Cel\x02\xf9\x4d\x40";
    insta::assert_snapshot!(after(&[], "s", pack), @r"
    senml
    d /t = 21 °C
    ");
    insta::assert_snapshot!(after(&[], "s", &pack[..12]), @r"
    senml
    refused malformed
    ");
    insta::assert_snapshot!(after(&[], "s", b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff\xa1\x00\x61t"), @r"
    senml
    refused malformed
    ");
    insta::assert_snapshot!(after(&[], "s", &[0x81, 0xbf, 0x00, 0x61, b't', 0x02, 0x18, 0x2a, 0xff]), @r"
    senml
    s /t = 42
    ");
    let nested = [&[0x81, 0xa1, 0x02][..], &[0x81; 100], &[0]].concat();
    insta::assert_snapshot!(after(&[], "s", &nested), @r"
    senml
    refused malformed
    ");
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..60)) {
        after(&[], "s", &[&[0x9f, 0xa1, 0x00][..], &bytes].concat());
        after(&[], "s", &[&[0x82, 0xbf, 0x02][..], &bytes].concat());
    }
}
