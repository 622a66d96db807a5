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

#[test]
fn a_point_that_two_mappings_tell_counts_once_and_the_first_one_counts() {
    let first = mapping(&json!({"values": [{"name": "x", "at": "/x", "unit": "°C"}]}));
    let second = mapping(&json!({
        "topics": "site/#",
        "values": [{"name": "x", "at": "/x", "scale": 0.1}, {"name": "y", "at": "/y"}]
    }));
    let mut decoder = crate::Decoder::new();
    decoder.set_mappings(Rules::new([(None, first), (None, second)]).unwrap());
    let decoded = decoder.decode(&crate::incoming::incoming("site/a", br#"{"x":5,"y":6}"#));
    let told: Vec<(&str, Option<&str>, usize)> = decoded
        .series
        .iter()
        .map(|one| (&*one.path, one.unit.as_ref().map(model::Unit::as_str), one.samples.len()))
        .collect();
    assert_eq!(told, [("/x", Some("°C"), 1), ("/y", None, 1)]);
    assert_eq!(decoded.series[0].samples[0].value, model::Value::Number(5.0));
    let refused: Vec<(RejectReason, Option<&str>)> =
        decoded.rejects.iter().map(|one| (one.reason, one.field.as_deref())).collect();
    assert_eq!(refused, [(RejectReason::DuplicateKey, Some("/x"))]);
    let described: Vec<&str> =
        decoded.discoveries.iter().flat_map(|one| &one.points).map(|one| &*one.path).collect();
    assert_eq!(described, ["/x", "/y"], "and nobody describes it otherwise");
}

#[test]
fn a_point_is_as_the_first_mapping_describes_it_also_where_another_message_is_the_second_ones() {
    let of = |topics: &str, unit: &str| {
        let value = json!({"name": "x", "at": "/x", "unit": unit});
        mapping(&json!({"topics": topics, "device": "pump", "values": [value]}))
    };
    let rules = Rules::new([(None, of("site/a", "°C")), (None, of("site/b", "K"))]).unwrap();
    let described = |topics: [&str; 2]| {
        let mut decoder = crate::Decoder::new();
        decoder.set_mappings(rules.clone());
        let units = topics.iter().flat_map(|topic| {
            let decoded = decoder.decode(&crate::incoming::incoming(topic, br#"{"x":5}"#));
            let points = decoded.discoveries.into_iter().flat_map(|one| one.points);
            points.map(|point| point.unit.unwrap().to_string()).collect::<Vec<_>>()
        });
        units.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(described(["site/a", "site/b"]), "°C");
    assert_eq!(described(["site/b", "site/a"]), "K °C", "what is told last counts");
}
