use crate::conventions::told::told;

#[test]
fn a_line_tells_typed_fields_with_their_time() {
    insta::assert_snapshot!(told("t", r#"air,room=A\ 1,sensor=s7 co2=612i,ok=t,label="north, \"old\" wing=1",raw=18u,temperature=21.5 1767607200000000000"#), @r#"
    telegraf
    air/A 1/s7 /co2 = 612 ppm @1767607200000
    air/A 1/s7 /ok = true @1767607200000
    air/A 1/s7 /label = "north, \"old\" wing=1" @1767607200000
    air/A 1/s7 /raw = 18 @1767607200000
    air/A 1/s7 /temperature = 21.5 °C @1767607200000
    "#);
    insta::assert_snapshot!(told("t", "weather,location=us-midwest temperature=22 1767607200\n# a comment\n\nbroken line\nweather,location=us-east temperature=23 1767607200"), @r"
    telegraf
    weather/us-midwest /temperature = 22 °C @1767607200000
    weather/us-east /temperature = 23 °C @1767607200000
    ! - malformed
    ");
}

#[test]
fn a_tag_that_only_describes_does_not_make_another_device() {
    insta::assert_snapshot!(told("t", "modbus,host=pi,source=m1,status=ok power_w=5 1767607200000000000"), @r"
    telegraf
    modbus/m1 /power_w = 5 W @1767607200000
    ");
    insta::assert_snapshot!(told("t", "cpu,host=pi,cpu=cpu0 usage=5 1767607200000000000"), @r"
    telegraf
    cpu/cpu0/pi /usage = 5 @1767607200000
    ");
}

#[test]
fn a_device_that_is_told_of_again_keeps_one_series_a_point() {
    let lines = ["a,s=1 x=1 1767607200", "a,s=2 x=2 1767607200", "a,s=1 x=3 1767607260"];
    insta::assert_snapshot!(told("t", &lines.join("\n")), @r"
    telegraf
    a/1 /x = 1 @1767607200000
    a/1 /x = 3 @1767607260000
    a/2 /x = 2 @1767607200000
    ");
}

#[test]
fn metrics_in_json_come_alone_or_in_a_batch() {
    insta::assert_snapshot!(told("t", r#"{"fields":{"co2":612},"name":"air","tags":{"room":"A"},"timestamp":1767607200}"#), @r"
    telegraf
    air/A /co2 = 612 ppm @1767607200000
    ");
    insta::assert_snapshot!(told("t", r#"{"metrics":[{"fields":{"co2":612},"name":"air","tags":{"room":"A"},"timestamp":1767607200},{"fields":{"co2":613},"name":"air","tags":{"room":"B"},"timestamp":1767607200}]}"#), @r"
    telegraf
    air/A /co2 = 612 ppm @1767607200000
    air/B /co2 = 613 ppm @1767607200000
    ");
}

#[test]
fn words_with_an_equals_sign_are_no_metric() {
    insta::assert_snapshot!(told("t/x", "Heating mode=3"), @r#"
    plain
    t/x  = "Heating mode=3"
    "#);
    insta::assert_snapshot!(told("telegraf/air", "air co2=612i"), @r"
    telegraf
    air /co2 = 612 ppm
    ");
    insta::assert_snapshot!(told("t/x", "a=b, c=d e"), @r#"
    plain
    t/x  = "a=b, c=d e"
    "#);
    insta::assert_snapshot!(told("t/x", "cmd,arg=1 --flag=yes"), @r#"
    plain
    t/x  = "cmd,arg=1 --flag=yes"
    "#);
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[a-c=,\"\\\\ \n0-9.iut-]{0,60}") {
        told("t", &text);
        told("t", &format!("m,a=b c=1 1767607200\n{text}"));
    }
}
