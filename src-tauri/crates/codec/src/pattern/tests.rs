use proptest::prelude::*;

use super::*;

fn told(pattern: &str, topic: &str) -> String {
    let Some(named) = Pattern::parse(pattern).unwrap().named(topic) else {
        return "-".to_owned();
    };
    let parts = [
        ("site", named.site),
        ("building", named.building),
        ("floor", named.floor),
        ("space", named.space),
        ("zone", named.zone),
        ("equip", named.equipment),
        ("point", named.point),
        ("unit", named.unit),
    ];
    let parts = parts.into_iter().filter_map(|(word, text)| Some(format!("{word}={}", text?)));
    parts.collect::<Vec<_>>().join(" | ")
}

fn refused(pattern: &str) -> String {
    Pattern::parse(pattern).unwrap_err().to_string()
}

#[test]
fn levels_and_pieces_of_levels_are_named_and_cleaned() {
    let four = "{building}/{floor}/{equip}/{point}";
    insta::assert_snapshot!(told(four, "quay_house/2/ahu-1/supply_air_temp"), @"building=Quay house | floor=Floor 2 | equip=AHU 1 | point=Supply air temperature");
    insta::assert_snapshot!(told(four, "quay/floor-2/ahu-1"), @"-");
    insta::assert_snapshot!(told("q/floor-{floor}/+/{equip}_{point}", "q/floor-3/x/VAV3-14_zoneTemp"), @"floor=Floor 3 | equip=VAV 3-14 | point=Zone temperature");
    insta::assert_snapshot!(told("{site}/{space}/#", "quay/room-2-04/a/b/c"), @"site=Quay | space=Room 2-04");
    insta::assert_snapshot!(told("{site}/{space}/#", "quay/room-2-04"), @"site=Quay | space=Room 2-04");
    insta::assert_snapshot!(told("{zone}/{point}[{unit}]", "east/flow[m3/h]"), @"-");
    insta::assert_snapshot!(told("{zone}/{point}[{unit}]", "east/flow[kW]"), @"zone=East | point=Flow | unit=kW");
    insta::assert_snapshot!(told("a{equip}b", "ab"), @"-");
    insta::assert_snapshot!(told("{equip}", "a/b"), @"-");
}

#[test]
fn what_is_no_pattern_is_told_with_its_place() {
    insta::assert_snapshot!(refused(""), @"At character 1: there is nothing; a pattern looks like {floor}/{equip}/{point}");
    insta::assert_snapshot!(refused("{floor}/{flor}"), @"At character 9: “flor” is no part; the parts are site, building, floor, space, zone, equip, point, unit");
    insta::assert_snapshot!(refused("é/{equip"), @"At character 3: this { is not closed in its level");
    insta::assert_snapshot!(refused("a}/{equip}"), @"At character 2: this } has no { before it");
    insta::assert_snapshot!(refused("{equip}{point}"), @"At character 8: two parts touch; put the character between them that divides them");
    insta::assert_snapshot!(refused("{equip}/{equip}"), @"At character 9: {equip} stands twice; use + for what is not needed");
    insta::assert_snapshot!(refused("{equip}/#/{point}"), @"At character 9: # stands only at the end");
    insta::assert_snapshot!(refused("{equip}/a+"), @"At character 10: + and # stand alone in a level");
    insta::assert_snapshot!(refused("a/+/b"), @"At character 1: it names nothing; put a part such as {equip} or {point} into it");
    insta::assert_snapshot!(refused(&"{equip}/".repeat(100)), @"At character 801: the pattern is longer than 512 bytes; make it shorter");
}

#[test]
fn a_pattern_says_in_words_what_it_takes() {
    let pattern = Pattern::parse("quay/floor-{floor}/+/{equip}_{point}/#").unwrap();
    insta::assert_snapshot!(pattern.described(), @"Level 1 is “quay”, level 2 is “floor-”, then the floor, level 3 is anything, level 4 is the equipment, then “_”, then the point, whatever follows is left to the rules.");
}

#[test]
fn the_first_pattern_counts_and_a_preview_tells_both_sides() {
    let mut patterns = Patterns::default();
    for text in ["a/{equip}/{point}", "{building}/{equip}/{point}"] {
        patterns.add(Pattern::parse(text).unwrap()).unwrap();
    }
    let twice = patterns.add(Pattern::parse("a/{equip}/{point}").unwrap());
    assert!(twice.unwrap_err().to_string().contains("already"));
    let preview = patterns.preview(["a/ahu/sat", "b/ahu/sat", "c"]);
    assert_eq!((preview.matched, preview.unmatched), (2, 1));
    assert_eq!(preview.named[0].1.building, None);
    assert_eq!(preview.named[1].1.building.as_deref(), Some("B"));
    assert_eq!(preview.left, ["c"]);
}

#[test]
fn no_more_patterns_are_kept_than_the_bound() {
    let mut patterns = Patterns::default();
    let add = |number| patterns.add(Pattern::parse(&format!("{number}/{{point}}")).unwrap());
    let added = (0..PATTERNS_MAX + 5).map(add).filter(Result::is_ok).count();
    assert_eq!(added, PATTERNS_MAX);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn whatever_is_parsed_matches_without_panic(pattern in "[{}a-c/+#_-]{0,24}|(\\{(equip|point|floor)\\}[/_-]?){0,4}", topic in "\\PC{0,40}") {
        if let Ok(pattern) = Pattern::parse(&pattern) {
            let _named = pattern.named(&topic);
            prop_assert!(!pattern.described().is_empty());
        }
    }

    #[test]
    fn what_a_pattern_was_made_from_it_finds_again(floor in 0_u8..99, equip in "[a-z]{3,8}", point in "[a-z]{3,8}") {
        let pattern = Pattern::parse("x/f-{floor}/{equip}.{point}").unwrap();
        let named = pattern.named(&format!("x/f-{floor}/{equip}.{point}")).unwrap();
        prop_assert_eq!(named.floor, Some(format!("Floor {floor}")));
        prop_assert!(named.equipment.is_some() && named.point.is_some());
    }
}
