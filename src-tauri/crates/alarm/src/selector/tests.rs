use std::fmt::Write as _;

use insta::assert_snapshot;
use model::{Kind, PointId, Tags, Unit};
use proptest::prelude::*;

use super::made::selectors;
use super::*;

/// What a text is read as, written back.
fn read(text: &str) -> String {
    match text.parse::<Selector>() {
        Ok(Selector::Point(code)) => format!("point {code}"),
        Ok(Selector::Role(role)) => format!("role {role}"),
        Ok(filter @ Selector::Filter(_)) => format!("filter {filter}"),
        Err(error) => error.to_string(),
    }
}

fn table(texts: &[&str]) -> String {
    let mut table = String::new();
    for text in texts {
        writeln!(table, "{text:?}\n    {}", read(text)).unwrap();
    }
    table
}

fn tags(tags: &[(&str, Option<&str>)]) -> Tags {
    tags.iter().map(|(name, value)| ((*name).to_owned(), value.map(str::to_owned))).collect()
}

/// Zone temperature in room 2.07 on the second floor of a building, measured at an air handler's box.
pub(super) fn zone_temperature() -> Facts {
    let building = Thing {
        reference: "s:.HQ".into(),
        name: "HQ".into(),
        sort: Sort::Building,
        tags: tags(&[("geoCity", Some("Chur"))]),
        within: None,
    };
    let floor = Thing {
        reference: "f:.HQ.2".into(),
        name: "Level 2".into(),
        sort: Sort::Floor(2),
        tags: Tags::new(),
        within: Some(Arc::new(building)),
    };
    let floor = Arc::new(floor);
    let place = |reference: &str, name: &str, sort| {
        let tags = tags(&[("area", Some("12.5m²"))]);
        let within = Some(Arc::clone(&floor));
        Arc::new(Thing { reference: reference.into(), name: name.into(), sort, tags, within })
    };
    let room = place("r:.HQ.2.2~2e07", "2.07", Sort::Space);
    let equipment = Thing {
        reference: "e:.HQ.VAV~2012".into(),
        name: "VAV 12".into(),
        sort: Sort::Equipment("vav".into()),
        tags: tags(&[("hotWaterReheat", None), ("maker", Some("Acme \"A\""))]),
        within: Some(Arc::clone(&room)),
    };
    Facts {
        id: PointId(7),
        code: PointCode("p-7k2m4qx".into()),
        name: "Room 2.07 temperature".into(),
        kind: Kind::Sensor,
        unit: Unit::new("°C"),
        role: Some("zone-air-temp".into()),
        tags: tags(&[
            ("critical", None),
            ("range", Some("40K")),
            ("gain", Some("1.5")),
            ("installed", Some("2019-11-02")),
            ("ahuRef", Some("@e:.HQ.AHU~201 \"AHU 1\"")),
            ("calibrated", Some("T")),
            ("dis", Some("hidden by the name")),
        ]),
        equipment: Some(Arc::new(equipment)),
        zone: Some(place("z:.HQ.2.South", "South", Sort::Zone)),
        place: Some(room),
    }
}

#[track_caller]
fn holds(filter: &str) -> bool {
    filter.parse::<Selector>().unwrap().matches(&zone_temperature())
}

#[test]
fn an_id_a_role_and_a_filter_are_told_apart() {
    let texts = [
        "p-7k2m4qx",
        "  p-7k2m4qx ",
        "AHU-1/sat",
        "Ahu1",
        "2.07",
        "Zulufttemperatur-Süd",
        "temp",
        "point:temp",
        "point:p-7k2m4qx",
        "point:role:x",
        r#"point:"AHU 1 \"old\" \\ roof""#,
        r#"point:"plain""#,
        "role:zone-air-temp",
        r#"role:"zone air temp" "#,
        "temp and air",
        "equipRef->ahu",
        "(temp)",
    ];
    assert_snapshot!(table(&texts), @r#"
    "p-7k2m4qx"
        point p-7k2m4qx
    "  p-7k2m4qx "
        point p-7k2m4qx
    "AHU-1/sat"
        point AHU-1/sat
    "Ahu1"
        point Ahu1
    "2.07"
        point 2.07
    "Zulufttemperatur-Süd"
        point Zulufttemperatur-Süd
    "temp"
        filter temp
    "point:temp"
        point temp
    "point:p-7k2m4qx"
        point p-7k2m4qx
    "point:role:x"
        point role:x
    "point:\"AHU 1 \\\"old\\\" \\\\ roof\""
        point AHU 1 "old" \ roof
    "point:\"plain\""
        point plain
    "role:zone-air-temp"
        role zone-air-temp
    "role:\"zone air temp\" "
        role zone air temp
    "temp and air"
        filter temp and air
    "equipRef->ahu"
        filter equipRef->ahu
    "(temp)"
        filter temp
    "#);
}

#[test]
fn a_filter_is_written_back_with_the_parentheses_that_it_needs() {
    let texts = [
        "a and b or c",
        "a and (b or c)",
        "((a) and (b and c))",
        "a or (b or (c and d))",
        "not  equipRef -> siteRef->ahu",
        "area>=20m² and area<1e3",
        "power == 10kWh/m²",
        "power == -0.5%",
        "x == 5e3 or x == 5eV or x == 1e300 or x == 1e-9kW or x == 0 or x == 150000000",
        r#"dis == "Level \"2\" \\ \u00b0 \$5""#,
        "installed < 2020-02-01",
        r#"siteRef==@s:.HQ "Headquarters" and calibrated==true"#,
    ];
    assert_snapshot!(table(&texts), @r#"
    "a and b or c"
        filter a and b or c
    "a and (b or c)"
        filter a and (b or c)
    "((a) and (b and c))"
        filter a and b and c
    "a or (b or (c and d))"
        filter a or b or c and d
    "not  equipRef -> siteRef->ahu"
        filter not equipRef->siteRef->ahu
    "area>=20m² and area<1e3"
        filter area >= 20m² and area < 1000
    "power == 10kWh/m²"
        filter power == 10kWh/m²
    "power == -0.5%"
        filter power == -0.5%
    "x == 5e3 or x == 5eV or x == 1e300 or x == 1e-9kW or x == 0 or x == 150000000"
        filter x == 5000 or x == 5eV or x == 1e300 or x == 1e-9kW or x == 0 or x == 150000000
    "dis == \"Level \\\"2\\\" \\\\ \\u00b0 \\$5\""
        filter dis == "Level \"2\" \\ ° $5"
    "installed < 2020-02-01"
        filter installed < 2020-02-01
    "siteRef==@s:.HQ \"Headquarters\" and calibrated==true"
        filter siteRef == @s:.HQ and calibrated == true
    "#);
}

#[test]
fn what_is_wrong_with_an_id_or_a_role_is_told_with_its_place() {
    let texts = [
        "",
        "  ",
        "point:",
        "role: zone-air-temp",
        "role:zone air temp",
        "point:\"AHU 1",
        "point:\"AHU 1\" and temp",
        r#"point:"a\n""#,
        "AHU 1",
        "\u{202e}fdp",
        "#7",
        "p-7k2m and temp",
    ];
    assert_snapshot!(table(&texts), @r##"
    ""
        at character 1: nothing is selected: write a point's id, a role as role:zone-air-temp, or a filter as zone and air and temp
    "  "
        at character 1: nothing is selected: write a point's id, a role as role:zone-air-temp, or a filter as zone and air and temp
    "point:"
        at character 7: the point's id is missing here: write it right behind the colon, in quotation marks where it has blanks
    "role: zone-air-temp"
        at character 6: the role is missing here: write it right behind the colon, in quotation marks where it has blanks
    "role:zone air temp"
        at character 11: “air” stands behind the role, which is a selector by itself: put a name with such signs in quotation marks; a filter has no such word
    "point:\"AHU 1"
        at character 7: a text in quotation marks does not end: put " behind it
    "point:\"AHU 1\" and temp"
        at character 15: “and” stands behind the point's id, which is a selector by itself: put a name with such signs in quotation marks; a filter has no such word
    "point:\"a\\n\""
        at character 7: in a text \ stands only before another sign: write \" and \\ for the signs themselves, or a letter by its number as \u00b0
    "AHU 1"
        at character 1: “AHU” begins no filter, for a tag begins with a small letter; and an id or a role with blanks or such signs stands in quotation marks: point:"AHU 1", role:"zone temp"
    "\u{202e}fdp"
        at character 1: “�fdp” begins no filter, for a tag begins with a small letter; and an id or a role with blanks or such signs stands in quotation marks: point:"AHU 1", role:"zone temp"
    "#7"
        at character 1: “#7” begins no filter, for a tag begins with a small letter; and an id or a role with blanks or such signs stands in quotation marks: point:"AHU 1", role:"zone temp"
    "p-7k2m and temp"
        at character 2: “-7k2m” stands where the filter ends or goes on with and, or
    "##);
}

#[test]
fn what_is_wrong_with_a_filter_is_told_with_its_place() {
    let texts = [
        "temp and",
        "and temp",
        "temp or or air",
        "temp air",
        "(temp and air",
        "temp) and air",
        "not (temp or air)",
        "not not temp",
        "temp && air",
        "!temp",
        "equipRef->",
        "equipRef->Ahu",
        "a->b->c->d->e->f->g",
        "^air",
        "inputs?",
        "siteRef *== @x",
        "temp; drop",
        "temp and \u{202e}fdp",
        "süd",
        "temp and süd",
    ];
    assert_snapshot!(table(&texts), @r#"
    "temp and"
        at character 9: the end stands where a tag is wanted: a tag as temp begins with a small letter and goes on with letters, digits and _
    "and temp"
        at character 1: “and” begins no filter, for a tag begins with a small letter; and an id or a role with blanks or such signs stands in quotation marks: point:"AHU 1", role:"zone temp"
    "temp or or air"
        at character 9: “or” stands where a tag is wanted: a tag as temp begins with a small letter and goes on with letters, digits and _
    "temp air"
        at character 6: “air” stands where the filter ends or goes on with and, or
    "(temp and air"
        at character 14: the end stands where the parenthesis closes: write ) or go on with and, or
    "temp) and air"
        at character 5: “)” stands where the filter ends or goes on with and, or
    "not (temp or air)"
        at character 1: not stands before a tag only, as in not ahu: instead of not (a or b) write not a and not b
    "not not temp"
        at character 1: not stands before a tag only, as in not ahu: instead of not (a or b) write not a and not b
    "temp && air"
        at character 6: “&&” is no word of a filter: write and, or, not in letters, and != for another value
    "!temp"
        at character 1: “!temp” is no word of a filter: write and, or, not in letters, and != for another value
    "equipRef->"
        at character 11: the end stands where a tag is wanted: a tag as temp begins with a small letter and goes on with letters, digits and _
    "equipRef->Ahu"
        at character 11: “Ahu” stands where a tag is wanted: a tag as temp begins with a small letter and goes on with letters, digits and _
    "a->b->c->d->e->f->g"
        at character 19: the path is too long: it may have 6 tags joined by ->
    "^air"
        at character 1: “^air” is not understood: definitions, relations and addresses cannot be asked for here, only tags and values
    "inputs?"
        at character 7: “?” is not understood: definitions, relations and addresses cannot be asked for here, only tags and values
    "siteRef *== @x"
        at character 9: “*==” is not understood: definitions, relations and addresses cannot be asked for here, only tags and values
    "temp; drop"
        at character 5: “;” means nothing here: a filter has tags, values in quotation marks, and signs as == and ->
    "temp and \u{202e}fdp"
        at character 10: “�fdp” means nothing here: a filter has tags, values in quotation marks, and signs as == and ->
    "süd"
        point süd
    "temp and süd"
        at character 10: “süd” stands where a tag is wanted: a tag as temp begins with a small letter and goes on with letters, digits and _
    "#);
}

#[test]
fn what_is_wrong_with_a_value_is_told_with_its_place() {
    let texts = [
        "temp = 5",
        "temp == ",
        "temp == air",
        "area > @x",
        "critical >= true",
        "area > 5..5",
        "area > 1e999",
        "area > 5 m²",
        "dis == \"Level 2",
        r#"dis == "\ud800""#,
        r#"dis == "\u00"#,
        "dis == \"a\tb\"",
        "siteRef == @",
        "dis == `http://x`",
    ];
    assert_snapshot!(table(&texts), @r#"
    "temp = 5"
        at character 6: a single = compares nothing: write == for the same, != for another
    "temp == "
        at character 9: the end stands where a value is wanted: behind == write a number as 21.5°C, a text as "Level 2", a day as 2026-03-31, a reference as @ahu-1, true or false
    "temp == air"
        at character 9: “air” stands where a value is wanted: behind == write a number as 21.5°C, a text as "Level 2", a day as 2026-03-31, a reference as @ahu-1, true or false
    "area > @x"
        at character 6: > wants a number, a text or a day behind it: references, true and false are only the same (==) or not (!=)
    "critical >= true"
        at character 10: >= wants a number, a text or a day behind it: references, true and false are only the same (==) or not (!=)
    "area > 5..5"
        at character 8: “5..5” is no number: write it as 21.5 or 21.5°C, and a day as 2026-03-31
    "area > 1e999"
        at character 8: “1e999” is no number: write it as 21.5 or 21.5°C, and a day as 2026-03-31
    "area > 5 m²"
        at character 8: “m²” stands apart from its number: write a unit right behind it as in 21.5°C, and join tests with and, or
    "dis == \"Level 2"
        at character 8: a text in quotation marks does not end: put " behind it
    "dis == \"\\ud800\""
        at character 8: in a text \ stands only before another sign: write \" and \\ for the signs themselves, or a letter by its number as \u00b0
    "dis == \"\\u00"
        at character 8: in a text \ stands only before another sign: write \" and \\ for the signs themselves, or a letter by its number as \u00b0
    "dis == \"a\tb\""
        at character 8: there is a character that cannot be shown, such as a tab or a line's end: take it out
    "siteRef == @"
        at character 12: a reference is missing behind @: write it as @ahu-1
    "dis == `http://x`"
        at character 8: “`http://x`” is not understood: definitions, relations and addresses cannot be asked for here, only tags and values
    "#);
}

#[test]
fn selectors_have_bounds() {
    let long = "x".repeat(REFERENCE_BYTES_MAX);
    let read = |text: &str| text.parse::<Selector>().map_err(|error| error.problem);
    assert!(read(&format!("point:{long}")).is_ok() && read(&format!("X{}", &long[1..])).is_ok());
    assert_eq!(read(&format!("point:{long}x")), Err(Problem::LongName("the point's id")));
    assert_eq!(read(&format!("role:\"{long}x\"")), Err(Problem::LongName("the role")));
    assert_eq!(read(&format!("X{long}")), Err(Problem::LongName("the point's id")));
    assert!(matches!(read(&format!("a and {}", &long[..65])), Err(Problem::LongTag(_))));
    assert!(read(&format!("{}a{}", "(".repeat(16), ")".repeat(16))).is_ok());
    assert_eq!(read(&"(".repeat(SELECTOR_BYTES_MAX)), Err(Problem::TooDeep));
    assert!(read(&vec!["a"; 64].join(" and ")).is_ok());
    assert_eq!(read(&vec!["a"; 65].join(" and ")), Err(Problem::TooManyTerms));
    assert_eq!(read(&"a".repeat(SELECTOR_BYTES_MAX + 1)), Err(Problem::TooLong));
    let near = format!("dis==\"{}\"", "x".repeat(SELECTOR_BYTES_MAX - 7));
    assert_eq!(near.len(), SELECTOR_BYTES_MAX);
    assert_eq!(read(&near), Err(Problem::TooLong), "two blanks longer when it is written back");
}

#[test]
fn a_filter_finds_what_is_known_of_a_point() {
    for filter in [
        "point and his and cur and sensor",
        "zone and air and temp",
        "critical",
        "unit == \"°C\"",
        "plantroomKind == \"sensor\" and plantroomRole == \"zone-air-temp\"",
        "id == @p-7k2m4qx and plantroomId == \"p-7k2m4qx\"",
        "dis == \"Room 2.07 temperature\"",
        "equipRef->equip and equipRef->vav and equipRef->hotWaterReheat",
        "equipRef->plantroomEquipmentKind == \"vav\" and equipRef->dis == \"VAV 12\"",
        "equipRef == @e:.HQ.VAV~2012",
        r#"equipRef->maker == "Acme \"A\"""#,
        "equipRef->spaceRef->dis == \"2.07\" and equipRef->siteRef->site",
        "spaceRef->room and spaceRef->floorRef->floor",
        "spaceRef->spaceRef->dis == \"Level 2\"",
        "floorRef->floorNum > 1.5 and floorRef->floorNum <= 2",
        "siteRef->geoCity == \"Chur\" and siteRef->dis >= \"HP\"",
        "plantroomZoneRef->zone and plantroomZoneRef->dis == \"South\"",
        "not ahu and not equipRef->ahu and not equipRef->siteRef->ahu",
        "ahu or temp",
    ] {
        assert!(holds(filter), "{filter}");
    }
    for filter in [
        "cmd or sp or writable or alarm",
        "ahu",
        "not temp",
        "temp->ahu",
        "dis->dis",
        "spaceRef->floor",
        "dis == \"hidden by the name\"",
        "equipRef->equipRef",
        "id->dis",
    ] {
        assert!(!holds(filter), "{filter}");
    }
}

#[test]
fn a_value_is_compared_as_what_it_is_compared_with() {
    for (filter, is) in [
        ("spaceRef->area == 12.5m²", true),
        ("spaceRef->area == \"12.5m²\"", true),
        ("spaceRef->area > 12", true),
        ("spaceRef->area > 12ft²", false),
        ("spaceRef->area == 12.5ft²", false),
        ("spaceRef->area != 12.5ft²", true),
        ("gain > 1.4K", true),
        ("gain < 1.5", false),
        ("gain <= 1.5", true),
        ("range >= 40K", true),
        ("range == \"40\"", false),
        ("critical == true", false),
        ("critical != true", true),
        ("absent == 5", false),
        ("absent != 5", false),
        ("not absent", true),
        ("dis != 5", true),
        ("dis < 5", false),
        ("installed < 2019-11-03", true),
        ("installed < 2019-11-02", false),
        ("gain < 2019-11-02", false),
        ("calibrated == true", true),
        ("calibrated != false", true),
        ("ahuRef == @e:.HQ.AHU~201", true),
        ("ahuRef == @e:.HQ.AHU", false),
        ("ahuRef->dis", false),
    ] {
        assert_eq!(holds(filter), is, "{filter}");
    }
}

#[test]
fn markers_follow_from_the_kind_and_the_words_of_the_role() {
    let markers = |kind: Kind, role: &str| {
        let facts = Facts { kind, role: Some(role.into()), ..zone_temperature() };
        let marks =
            |(name, fact): (&str, _)| (fact == facts::Fact::Marker).then(|| name.to_owned());
        facts.all().filter_map(marks).collect::<Vec<_>>().join(" ")
    };
    let mut table = String::new();
    for (kind, role) in [
        (Kind::Sensor, "zone-air-temp"),
        (Kind::Status, "supply-fan-status"),
        (Kind::Setpoint, "zone-air-temp-sp"),
        (Kind::Command, "heating-valve-cmd"),
        (Kind::Parameter, "Own name"),
        (Kind::Alarm, "filter--1st-dp"),
    ] {
        writeln!(table, "{}: {}", kind.word(), markers(kind, role)).unwrap();
    }
    assert_snapshot!(table, @r#"
    sensor: point his cur sensor zone air temp critical
    status: point his cur sensor supply fan status critical
    setpoint: point his cur sp writable zone air temp sp critical
    command: point his cur cmd writable heating valve cmd critical
    parameter: point his cur sp writable critical
    alarm: point his cur sensor alarm filter dp critical
    "#);
}

proptest! {
    #[test]
    fn what_is_written_reads_as_the_same(selector in selectors()) {
        let text = selector.to_string();
        let read = text.parse::<Selector>();
        prop_assert_eq!(read.as_ref().ok(), Some(&selector), "{}", text);
    }

    #[test]
    fn no_text_panics_and_what_is_read_reads_again(text in "\\PC{0,60}") {
        if let Ok(selector) = text.parse::<Selector>() {
            prop_assert_eq!(selector.to_string().parse::<Selector>().ok(), Some(selector));
        }
    }

    #[test]
    fn no_row_of_words_panics(words in proptest::collection::vec(
        "(and|or|not|\\(|\\)|->|==|!=|<=?|>|=|-|temp|equipRef|\"|\"a\"|\\\\u00|@|@x|5|5°C|1e|2026-01-01|true|role:|point:|\u{202e}| |\n)",
        0..24,
    )) {
        let text = words.concat();
        if let Ok(selector) = text.parse::<Selector>() {
            prop_assert_eq!(selector.to_string().parse::<Selector>().ok(), Some(selector));
        } else if let Err(error) = text.parse::<Selector>() {
            prop_assert!(error.at <= text.chars().count() + 1, "{}", error);
            prop_assert!(!error.to_string().contains(char::is_control));
        }
    }
}
