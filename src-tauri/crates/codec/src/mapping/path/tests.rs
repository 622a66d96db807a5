//! Paths against RFC 9535, against the library's own evaluator, and against their bound.

use insta::assert_snapshot;
use jsonpath_rust::JsonPath;
use proptest::prelude::*;
use serde_json::Value as Json;

use super::*;
use crate::json::{self, Tape, Written};
use crate::limits::PATH_STEPS_MAX;

const BOOKS: &str = r#"{"store":{"book":[
    {"category":"reference","author":"Nigel Rees","title":"Sayings of the Century","price":8.95},
    {"category":"fiction","author":"Evelyn Waugh","title":"Sword of Honour","price":12.99},
    {"category":"fiction","author":"Herman Melville","title":"Moby Dick","isbn":"0-553-21311-3","price":8.99},
    {"category":"fiction","author":"J. R. R. Tolkien","title":"The Lord of the Rings","isbn":"0-395-19395-8","price":22.99}],
    "bicycle":{"color":"red","price":399}},"null":null,"max":10}"#;

/// What a path finds, spelled shortly.
fn find(path: &str, json: &str) -> String {
    let path = match Path::parse(path) {
        Ok(path) => path,
        Err(wrong) => return wrong,
    };
    let mut tape = Tape::default();
    let root = json::scan_as_written(json.as_bytes(), &mut tape).unwrap().unwrap();
    match path.find(root, &mut Steps::default()) {
        Ok(found) => found.into_iter().map(spelt).collect::<Vec<_>>().join(" "),
        Err(TooCostly) => "too costly".to_owned(),
    }
}

fn spelt(item: Item<'_>) -> String {
    match item.written() {
        Written::Text(text) => format!("'{text}'"),
        Written::Number(figures) => figures.to_owned(),
        Written::Boolean(boolean) => boolean.to_string(),
        Written::Null => "null".to_owned(),
        Written::NotFinite => "nan".to_owned(),
        Written::Object => format!("{{{}}}", item.members().count()),
        Written::Array => format!("[{}]", item.elements().count()),
    }
}

#[test]
fn paths_lead_where_the_rfc_says() {
    assert_snapshot!(find("$.store.book[*].price", BOOKS), @"8.95 12.99 8.99 22.99");
    assert_snapshot!(find("$..price", BOOKS), @"8.95 12.99 8.99 22.99 399");
    assert_snapshot!(find("$.store.*", BOOKS), @"[4] {2}");
    assert_snapshot!(find("$..book[2].title", BOOKS), @"'Moby Dick'");
    assert_snapshot!(find("$..book[-1]['title']", BOOKS), @"'The Lord of the Rings'");
    assert_snapshot!(find("$..book[0,1].price", BOOKS), @"8.95 12.99");
    assert_snapshot!(find("$..book[:2].price", BOOKS), @"8.95 12.99");
    assert_snapshot!(find("$..book[::-2].price", BOOKS), @"22.99 12.99");
    assert_snapshot!(find("$..book[1:99:2].price", BOOKS), @"12.99 22.99");
    assert_snapshot!(find("$..book[::0].price", BOOKS), @"");
    assert_snapshot!(find("$..book[?@.isbn].price", BOOKS), @"8.99 22.99");
    assert_snapshot!(find("$..book[?@.price < $.max].price", BOOKS), @"8.95 8.99");
    assert_snapshot!(find("$..book[?@.category=='fiction' && !(@.price>=10)].price", BOOKS), @"8.99");
    assert_snapshot!(find("$..book[?match(@.author, 'J.*|N.*')].price", BOOKS), @"8.95 22.99");
    assert_snapshot!(find("$..book[?search(@.title, 'of')].price", BOOKS), @"8.95 12.99 22.99");
    assert_snapshot!(find("$..book[?length(@.title) == 9].title", BOOKS), @"'Moby Dick'");
    assert_snapshot!(find("$..book[?count(@.*) == 5].price", BOOKS), @"8.99 22.99");
    assert_snapshot!(find("$[?@ == null]", BOOKS), @"null");
    assert_snapshot!(find("$[?value(@..color) == 'red'].bicycle.price", BOOKS), @"399");
    assert_snapshot!(find("$", "[1]"), @"[1]");
    assert_snapshot!(find("$[?@ == $[0]]", r#"[{"a":[1,{"b":2}]},{"a":[1.0,{"b":2}]},{"a":[1]}]"#), @"{1} {1}");
    assert_snapshot!(find("$['a.b'][\"c'd\"]", r#"{"a.b":{"c'd":1}}"#), @"1");
}

#[test]
fn what_is_no_path_is_told() {
    assert_snapshot!(find("$.a[", "{}"), @"is no JSONPath: at its character 5 expected selector");
    assert_snapshot!(find("$[?match(@.a, @.b)]", "{}"), @"takes a pattern out of the message; patterns stand in the path");
    assert_snapshot!(find("$[?match(@.a, '(')]", "{}"), @r#"has "(", which is no pattern"#);
    assert_snapshot!(find("$[?match(@.a, '((a{99}){99}){99}')]", "{}"), @r#"has the pattern "((a{99}){99}){99}", which is too large"#);
    assert_snapshot!(find("$[?in(@.a, $.b)]", "{}"), @r#"uses "in", which is no function of RFC 9535"#);
    let nested = format!("$[?{}@.a{}]", "(".repeat(100), ")".repeat(100));
    assert_snapshot!(find(&nested, "{}"), @"has more than 6 brackets inside one another");
    let functions = format!("$[?{}{}]", "length(".repeat(5), ")".repeat(5));
    assert!(find(&functions, "{}").starts_with("is no JSONPath"));
}

#[test]
fn a_path_that_would_take_too_long_is_ended() {
    let elements: Vec<String> =
        (0..20_000).map(|n| format!(r#"{{"id":{n},"name":"{}","t":1}}"#, "a".repeat(60))).collect();
    let payload = format!(r#"{{"records":[{}]}}"#, elements.join(","));
    assert!(payload.len() > 1_700_000);
    for path in [
        "$..*..*..*",
        "$..[?@..[?@..t]]",
        "$..[?count($..*) > 1]",
        "$.records[?search(@.name, '.*.*.*.*.*.*.*.*.*.*.*.*=.*.*.*.*.*.*.*.*.*.*.*.*')]",
        "$.records[?value($..t) == 1]",
    ] {
        assert_eq!(find(path, &payload), "too costly", "{path}");
    }
    assert_eq!(find("$.records[19999].id", &payload), "19999");
    assert_eq!(find("$.records[?@.id==19999].t", &payload), "1");
}

#[test]
fn steps_are_spent_once_and_for_all() {
    let mut steps = Steps::default();
    assert!(steps.take(PATH_STEPS_MAX as usize).is_ok());
    assert!(steps.take(0).is_ok() && steps.take(1).is_err());
    let mut steps = Steps::default();
    assert!(steps.take(PATH_STEPS_MAX as usize + 1).is_err() && steps.take(1).is_err());
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (-3_i64..4).prop_map(Json::from),
        "[ab]{0,2}".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            prop::collection::btree_map("[ab]", inner, 0..3)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// Paths on which the library keeps to the RFC, order included.
fn path() -> impl Strategy<Value = String> {
    let segment = prop_oneof![
        Just(".a".to_owned()),
        Just("['b']".to_owned()),
        Just("[*]".to_owned()),
        (-2_i8..3).prop_map(|index| format!("[{index}]")),
        (0_i8..3, 0_i8..4, 1_i8..3).prop_map(|(from, to, by)| format!("[{from}:{to}:{by}]")),
        Just("[?@.a]".to_owned()),
        (-1_i8..2).prop_map(|number| format!("[?@.a >= {number}]")),
        Just("[?@.b == 'a']".to_owned()),
        Just("[?@ > 0 || @ == 'b']".to_owned()),
        Just("[?length(@) == 1]".to_owned()),
    ];
    prop::collection::vec(segment, 0..4).prop_map(|segments| format!("${}", segments.concat()))
}

fn spelt_json(json: &Json) -> String {
    match json {
        Json::Null => "null".to_owned(),
        Json::Bool(boolean) => boolean.to_string(),
        Json::Number(number) => number.to_string(),
        Json::String(text) => format!("'{text}'"),
        Json::Array(elements) => format!("[{}]", elements.len()),
        Json::Object(members) => format!("{{{}}}", members.len()),
    }
}

proptest! {
    #[test]
    fn it_finds_what_the_library_finds(json in json(), path in path()) {
        let json = Json::Array(vec![json]);
        let theirs: Vec<String> = json.query(&path).unwrap().into_iter().map(spelt_json).collect();
        prop_assert_eq!(find(&path, &json.to_string()), theirs.join(" "), "{} in {}", path, json);
    }

    #[test]
    fn no_text_is_a_path_that_panics(text in r#"\$([.\[\]()?@*$!=<>&|'",:0-9a-b]|\.\.|length|match|search|count|value|==|&&){0,20}"#) {
        find(&text, r#"{"a":[1,"b",{"a":null}],"b":{"b":true}}"#);
    }
}
