//! Brick: the statements of a list, and hostile names that stay names.

use oxrdf::{Term, Triple};
use oxttl::TurtleParser;
use proptest::prelude::*;

use super::*;
use crate::csv::read_csv;
use crate::hostile;
use crate::list::Relation;

fn triples(turtle: &str) -> Vec<Triple> {
    TurtleParser::new().for_slice(turtle.as_bytes()).map(Result::unwrap).collect()
}

#[test]
fn a_list_becomes_a_graph_of_places_equipment_and_points() {
    let csv = "id,name,kind,unit,role,site,building,floor,space,zone,equipment,equipment_kind\n\
        p1,\"Supply \"\"air\"\"\",sensor,°C,discharge-air-temp,Campus,HQ,Level 2,201,North,AHU-1,ahu\n\
        p2,Fan,command,,fan-cmd,Campus,HQ,Level 2,,,AHU-1,ahu\n";
    let points = read_csv(csv.as_bytes()).rows.into_iter().map(|row| row.point).collect();
    let ahu = EquipmentName {
        site: Some("Campus".into()),
        building: Some("HQ".into()),
        name: "AHU-1".into(),
    };
    let vav = EquipmentName { name: "VAV 7".into(), ..ahu.clone() };
    let object = End::Equipment(vav);
    let relations = vec![Relation { subject: ahu, verb: Verb::Feeds, object }];
    let turtle = write_brick(&PointList { points, relations, standings: Vec::new() });
    triples(&turtle);
    insta::assert_snapshot!(turtle, @r#"
    @prefix brick: <https://brickschema.org/schema/Brick#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix unit: <http://qudt.org/vocab/unit/> .

    <urn:plantroom:building:Campus:HQ> a brick:Building ;
        rdfs:label "HQ" ;
        brick:isPartOf <urn:plantroom:site:Campus> .

    <urn:plantroom:equipment:Campus:HQ:AHU-1> a brick:Equipment ;
        rdfs:label "AHU-1" ;
        a brick:Air_Handling_Unit ;
        brick:feeds <urn:plantroom:equipment:Campus:HQ:VAV%207> ;
        brick:hasPoint <urn:plantroom:point:p1> ;
        brick:hasPoint <urn:plantroom:point:p2> .

    <urn:plantroom:equipment:Campus:HQ:VAV%207> a brick:Equipment ;
        rdfs:label "VAV 7" .

    <urn:plantroom:floor:Campus:HQ:Level%202> a brick:Floor ;
        rdfs:label "Level 2" ;
        brick:isPartOf <urn:plantroom:building:Campus:HQ> .

    <urn:plantroom:point:p1> a brick:Discharge_Air_Temperature_Sensor ;
        rdfs:label "Supply \"air\"" ;
        brick:hasUnit unit:DEG_C ;
        brick:hasLocation <urn:plantroom:space:Campus:HQ:Level%202:201> .

    <urn:plantroom:point:p2> a brick:Command ;
        rdfs:label "Fan" ;
        brick:hasLocation <urn:plantroom:floor:Campus:HQ:Level%202> .

    <urn:plantroom:site:Campus> a brick:Site ;
        rdfs:label "Campus" .

    <urn:plantroom:space:Campus:HQ:Level%202:201> a brick:Room ;
        rdfs:label "201" ;
        brick:isPartOf <urn:plantroom:floor:Campus:HQ:Level%202> .

    <urn:plantroom:zone:Campus:HQ:Level%202:North> a brick:HVAC_Zone ;
        rdfs:label "North" ;
        brick:isPartOf <urn:plantroom:floor:Campus:HQ:Level%202> ;
        brick:hasPart <urn:plantroom:space:Campus:HQ:Level%202:201> .
    "#);
}

#[test]
fn a_literal_means_the_text_it_was_made_of() {
    let text = "a\"b\\c\nd\re\tf\u{1}g\u{7f}h\u{85}i 🏢 \u{202e}";
    let read = triples(&format!("<urn:a> <urn:b> {} .", literal(text)));
    assert!(matches!(&read[0].object, Term::Literal(literal) if literal.value() == text));
}

proptest! {
    #[test]
    fn hostile_names_stay_names(list in hostile::list()) {
        let triples = triples(&write_brick(&list));
        for point in &list.points {
            let id = iri("point", &[point.id.as_ref().map(|id| &*id.0)]);
            let labels: Vec<&str> = triples
                .iter()
                .filter(|triple| triple.subject.to_string() == id && triple.predicate.as_str().ends_with("#label"))
                .filter_map(|triple| match &triple.object {
                    Term::Literal(literal) => Some(literal.value()),
                    _ => None,
                })
                .collect();
            prop_assert_eq!(labels, point.name.as_deref().into_iter().collect::<Vec<_>>());
        }
        for triple in &triples {
            prop_assert!(triple.subject.to_string().starts_with("<urn:plantroom:"), "{triple}");
            let known = ["brickschema.org/schema/Brick#", "rdf-schema#", "22-rdf-syntax-ns#type"];
            prop_assert!(known.iter().any(|one| triple.predicate.as_str().contains(one)), "{triple}");
        }
        let is_point = |triple: &&Triple| triple.subject.to_string().starts_with("<urn:plantroom:point:");
        let types = triples.iter().filter(is_point).filter(|triple| triple.predicate.as_str().ends_with("#type"));
        prop_assert_eq!(types.count(), list.points.len());
    }
}
