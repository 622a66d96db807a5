use model::Timestamp;

use super::*;

fn kept(name: &str, place: u32, file: &str) -> Kept {
    Kept::new(MappingRow {
        name: name.to_owned(),
        place,
        is_on: true,
        connection: None,
        file: file.to_owned(),
        changed: Timestamp::from_ms(0),
    })
}

fn file(name: &str, topics: &str, values: usize) -> String {
    let value = |at| format!(r#"{{"name": "v{at}", "at": "/{at}"}}"#);
    let values: Vec<String> = (0..values).map(value).collect();
    let values = values.join(",");
    format!(r#"{{"version": 1, "name": "{name}", "topics": "{topics}", "values": [{values}]}}"#)
}

fn left_out(in_use: &InUse) -> Vec<&str> {
    let out = in_use.all.iter().filter(|kept| kept.mapping.is_err());
    out.map(|kept| kept.row.name.as_str()).collect()
}

#[test]
fn a_mapping_that_was_left_out_is_taken_in_with_the_next_change_where_it_can_be_read() {
    const OF_ONE: usize = 500;
    let all = (0..21_u32).map(|place| {
        let name = format!("m{place:02}");
        let file = file(&name, "t", OF_ONE);
        kept(&name, place, &file)
    });
    let strange = kept("strange", 3, r#"{"version": 9}"#);
    let in_use = InUse::new(all.chain([strange]).collect(), |_| true).unwrap();
    assert_eq!(left_out(&in_use), ["strange", "m20"], "the last one of too many");
    assert!(in_use.mapping("m20").is_some() && in_use.mapping("strange").is_none(), "by its file");
    let same = InUse::changed(in_use.all.clone()).unwrap();
    assert_eq!(left_out(&same), ["strange", "m20"], "there is room for no other");

    let mut all = in_use.all.clone();
    all.retain(|kept| kept.row.name != "m00");
    let next = InUse::changed(all.clone()).unwrap();
    assert_eq!(left_out(&next), ["strange"]);
    assert_eq!(next.reading.len(), 20);
    let new = kept("new", 0, &file("new", "t", OF_ONE));
    all.push(new);
    let next = InUse::changed(all).unwrap();
    assert_eq!(left_out(&next), ["strange", "m20"], "what is saved goes before what waits");

    let mut all = next.all;
    let beyond = kept("beyond", 99, &file("beyond", "t", OF_ONE));
    all.push(beyond);
    assert!(InUse::changed(all).is_err(), "and waits for nothing itself");
}

#[test]
fn a_list_that_begins_anew_joins_no_history_of_a_list_before() {
    let file = r#"{"version": 1, "name": "m", "topics": "t", "values": [{"name": "flow", "at": "$.f[*]", "list": true}]}"#;
    let mapping = Mapping::parse(file).unwrap();
    let taken = taken(["/flow/0", "/flow/1", "/flow 2/0", "/level"].into_iter());
    let anew = mapping.with_new_names(&["flow"], |path| !taken.contains(path)).unwrap().unwrap();
    assert!(anew.to_json().contains(r#""flow 3""#), "{}", anew.to_json());
}

#[test]
fn what_another_mapping_tells_too_is_said_with_who_comes_first() {
    let first = kept("First", 0, &file("First", "site/+", 5));
    let off = kept("Off", 1, &file("Off", "site/+", 5));
    let off = Kept { row: MappingRow { is_on: false, ..off.row }, ..off };
    let in_use = InUse::new(vec![first, off], |_| true).unwrap();
    let said = |topics: &str, before: Option<&str>, place: Option<u32>| {
        let mapping = Mapping::parse(&file("Mine", topics, 4)).unwrap();
        let before = before.map(str::to_owned);
        in_use.told_twice(&Considered { connection: None, mapping, before, place }).join("|")
    };
    let sentence = said("site/a", None, None);
    assert!(
        sentence.starts_with(r#""v0", "v1", "v2" and 1 more of the same devices: told by "First" and by "Mine". "First" comes first"#),
        "{sentence}"
    );
    assert!(said("#", Some("Off"), Some(0)).contains(r#""First" comes first"#));
    assert_eq!(said("site/a", Some("First"), None), "", "it takes its place");
    assert_eq!(said("plant/a", None, None), "", "no topic is of both");
}
