//! Which mappings are for a topic, by the rules of MQTT 3.1.1 in 4.7, and the bound on all of them.

use model::ConnectionId;
use serde_json::json;

use super::*;
use crate::mapping::tests::mapping;

fn with_filters(filters: &[&str]) -> Rules {
    let mappings = filters
        .iter()
        .map(|topics| (None, mapping(&json!({"topics": topics, "values": [{"name": "a"}]}))));
    Rules::new(mappings).unwrap()
}

fn matched(filters: &[&str], topic: &str) -> Vec<usize> {
    let mut numbers = Vec::new();
    with_filters(filters).any(ConnectionId(1), topic, |number| {
        numbers.push(number);
        false
    });
    numbers.sort_unstable();
    numbers
}

#[test]
fn filters_match_as_mqtt_says() {
    let filters = ["a/b", "a/+", "a/#", "#", "+/+", "+", "a/b/#", "/+", "$SYS/#", "+/b"];
    assert_eq!(matched(&filters, "a/b"), [0, 1, 2, 3, 4, 6, 9]);
    assert_eq!(matched(&filters, "a"), [2, 3, 5]);
    assert_eq!(matched(&filters, "/x"), [3, 4, 7]);
    assert_eq!(matched(&filters, "a/b/c"), [2, 3, 6]);
    assert_eq!(matched(&filters, "$SYS/x"), [8]);
    assert_eq!(matched(&filters, ""), [3, 5]);
    assert_eq!(matched(&filters, "A/b"), [3, 4, 9]);
    assert!(matched(&[], "a").is_empty());
}

#[test]
fn a_mapping_may_be_for_one_connection_only() {
    let mapping = mapping(&json!({"values": [{"name": "a"}]}));
    let rules = Rules::new([(Some(ConnectionId(2)), mapping)]).unwrap();
    assert!(rules.is_for(ConnectionId(2), "site/x") && !rules.is_for(ConnectionId(1), "site/x"));
}

#[test]
fn no_more_values_are_mapped_than_the_bound() {
    let values: Vec<_> = (0..500).map(|n| json!({"name": format!("v{n}")})).collect();
    let large = mapping(&json!({"values": values}));
    assert!(Rules::new(vec![(None, large.clone()); 20]).is_ok());
    let error = Rules::new(vec![(None, large); 21]).unwrap_err();
    insta::assert_snapshot!(error, @"the mappings list 10500 values and at most 10000 are read by mappings; switch some of them off");
}

#[test]
fn every_mapping_of_a_topic_reads_and_one_that_fails_leaves_the_others() {
    let text = mapping(&json!({"payload": "text", "values": [{"name": "whole"}]}));
    let object = mapping(&json!({"topics": "+/a", "values": [{"name": "x", "at": "/x"}]}));
    let mut decoder = crate::Decoder::new();
    decoder.set_mappings(Rules::new([(None, text), (None, object)]).unwrap());
    let decoded = decoder.decode(&crate::incoming::incoming("site/a", b"21.5"));
    assert_eq!(decoded.verdict, crate::Verdict::Understood);
    assert_eq!((decoded.series.len(), decoded.rejects.len()), (1, 1));
    let decoded = decoder.decode(&crate::incoming::incoming("site/a", br#"{"x":1}"#));
    assert_eq!((decoded.series.len(), decoded.rejects.len()), (2, 0));
}
