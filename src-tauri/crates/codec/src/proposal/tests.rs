use std::sync::Arc;

use insta::assert_snapshot;

use super::*;

/// A point of plain topics or JSON: topic, path and value as text.
fn plain(topic: &str, path: &str, value: &str) -> String {
    let value = value_of(value);
    let clues = Clues {
        convention: "plain",
        topic,
        device: topic,
        path,
        value: Some(&value),
        ..Clues::default()
    };
    told(&clues.proposal(None))
}

/// A point that its device described: its class, its unit and whether it takes commands.
fn described(
    path: &str,
    name: &str,
    class: &str,
    unit: &str,
    writable: bool,
    value: &str,
) -> String {
    let text = |text: &str| Some(text).filter(|text| !text.is_empty()).map(Box::from);
    let described = Described {
        path: Arc::from(path),
        name: text(name),
        unit: Unit::new(unit),
        device_class: text(class),
        writable,
        ..Described::default()
    };
    let value = value_of(value);
    let clues = Clues {
        convention: "ha-discovery",
        topic: "ha/x/state",
        device: "0x00158d0001",
        path,
        unit: described.unit.as_ref(),
        value: Some(&value),
        described: Some(&described),
        device_name: Some("AHU 2"),
        area: Some("Plant room"),
        ..Clues::default()
    };
    told(&clues.proposal(None))
}

fn value_of(text: &str) -> Value {
    match (text.parse::<f64>(), text) {
        (Ok(number), _) => Value::Number(number),
        (Err(_), "true" | "false") => Value::Boolean(text == "true"),
        (Err(_), text) => Value::Text(Arc::from(text)),
    }
}

fn told(proposal: &Proposal) -> String {
    let equipment = proposal.equipment.as_ref();
    let equipment = equipment
        .map(|equipment| format!("{} ({})", equipment.name, equipment.kind.unwrap_or("-")));
    let dash = |text: Option<&str>| text.unwrap_or("-").to_owned();
    [
        proposal.name.clone(),
        proposal.kind.word().to_owned(),
        dash(proposal.role.as_deref()),
        dash(proposal.unit.as_ref().map(Unit::as_str)),
        dash(equipment.as_deref()),
        dash(proposal.floor.as_deref()),
        dash(proposal.space.as_deref()),
        format!("{} %", proposal.confidence),
    ]
    .join(" | ")
}

#[test]
fn names_kinds_and_roles_follow_from_the_fields_short_words() {
    assert_snapshot!(plain("quay/floor-2/vav-2-04/zone-air-temp", "", "21.4"), @"VAV 2-04 zone air temperature | sensor | zone-air-temp | °C | VAV 2-04 (vav) | Floor 2 | - | 75 %");
    assert_snapshot!(plain("quay/floor-2/vav-2-04/zone-air-temp-sp", "", "21"), @"VAV 2-04 zone air temperature setpoint | setpoint | zone-air-temp-sp | °C | VAV 2-04 (vav) | Floor 2 | - | 75 %");
    assert_snapshot!(plain("quay/AHU1_SAT", "/value", "18.1"), @"AHU 1 supply air temperature | sensor | discharge-air-temp | °C | AHU 1 (ahu) | - | - | 75 %");
    assert_snapshot!(plain("quay/ahu-1", "/SF_SPD", "63"), @"AHU 1 supply fan speed | sensor | supply-fan-speed | % | AHU 1 (ahu) | - | - | 75 %");
    assert_snapshot!(plain("quay/ahu-1/sf_sts", "", "1"), @"AHU 1 supply fan status | status | supply-fan-status | - | AHU 1 (ahu) | - | - | 60 %");
    assert_snapshot!(plain("quay/ahu-1/SF_CMD", "", "on"), @"AHU 1 supply fan command | command | supply-fan-cmd | - | AHU 1 (ahu) | - | - | 75 %");
    assert_snapshot!(plain("quay/ahu-1/filter/alarm", "", "false"), @"AHU 1 filter alarm | alarm | filter-alarm | - | AHU 1 (ahu) | - | - | 95 %");
    assert_snapshot!(plain("quay/ahu-1/X_17", "", "1.204"), @"AHU 1 X 17 | sensor | - | - | AHU 1 (ahu) | - | - | 10 %");
    assert_snapshot!(plain("boilerhouse/b2/boiler-2/flow_temp", "", "71.5"), @"Boiler 2 flow temperature | sensor | hot-water-flow-temp | °C | Boiler 2 (boiler) | - | - | 75 %");
    assert_snapshot!(plain("quay/2F/electricity-meter", "/a_act_power", "4812"), @"Electricity meter A act power | sensor | elec-power-a | W | Electricity meter (elec-meter) | Floor 2 | - | 75 %");
    assert_snapshot!(plain("quay/2F/electricity-meter", "/total_kwh", "88214.6"), @"Electricity meter total kWh | sensor | elec-energy | kWh | Electricity meter (elec-meter) | Floor 2 | - | 75 %");
    assert_snapshot!(plain("plant/chilled-water-pump-1/running", "", "true"), @"Chilled water pump 1 running | status | pump-status | - | Chilled water pump 1 (pump) | - | - | 60 %");
    assert_snapshot!(plain("quay/floor-3/meeting-room-7/co2", "", "612"), @"Meeting room 7 CO₂ | sensor | zone-co2 | ppm | Meeting room 7 (room-sensor) | Floor 3 | Meeting room 7 | 75 %");
    assert_snapshot!(plain("meter", "", "3"), @"Meter | sensor | - | - | Meter (elec-meter) | - | - | 10 %");
    assert_snapshot!(plain("", "", "3"), @" | sensor | - | - | - | - | - | 10 %");
}

#[test]
fn german_dutch_and_french_words_are_understood() {
    assert_snapshot!(plain("haus/kessel-1/Vorlauftemperatur", "", "68.2"), @"Kessel 1 vorlauftemperatur | sensor | hot-water-flow-temp | °C | Kessel 1 (boiler) | - | - | 75 %");
    assert_snapshot!(plain("haus/kessel-1/Rücklauftemperatur", "", "52.0"), @"Kessel 1 rücklauftemperatur | sensor | hot-water-return-temp | °C | Kessel 1 (boiler) | - | - | 75 %");
    assert_snapshot!(plain("haus/RLT 3/Zulufttemperatur_Soll", "", "19"), @"RLT 3 zulufttemperatur soll | setpoint | discharge-air-temp-sp | °C | RLT 3 (ahu) | - | - | 75 %");
    assert_snapshot!(plain("haus/RLT 3/Abluft Feuchte", "", "44"), @"RLT 3 abluft feuchte | sensor | return-air-rh | % | RLT 3 (ahu) | - | - | 75 %");
    assert_snapshot!(plain("haus/EG/Büro 12/Raumtemperatur", "", "21.3"), @"Büro 12 raumtemperatur | sensor | zone-air-temp | °C | Büro 12 (room-sensor) | Ground floor | Büro 12 | 75 %");
    assert_snapshot!(plain("haus/pumpe-2/Störmeldung", "", "0"), @"Pumpe 2 störmeldung | alarm | pump-alarm | - | Pumpe 2 (pump) | - | - | 40 %");
    assert_snapshot!(plain("gebouw/verdieping-2/ruimte-14/temperatuur", "", "20.5"), @"Ruimte 14 temperatuur | sensor | zone-air-temp | °C | Ruimte 14 (room-sensor) | Floor 2 | Ruimte 14 | 75 %");
    assert_snapshot!(plain("gebouw/ketel-1/aanvoertemperatuur", "", "61"), @"Ketel 1 aanvoertemperatuur | sensor | hot-water-flow-temp | °C | Ketel 1 (boiler) | - | - | 75 %");
    assert_snapshot!(plain("site/salle-4/consigne", "", "20.5"), @"Salle 4 consigne | setpoint | zone-air-temp-sp | °C | - | - | Salle 4 | 60 %");
    assert_snapshot!(plain("haus/wärmezähler-1/leistung", "/kW", "41.2"), @"Wärmezähler 1 leistung kW | sensor | thermal-power | kW | Wärmezähler 1 (heat-meter) | - | - | 75 %");
}

#[test]
fn what_devices_told_of_themselves_counts_most() {
    assert_snapshot!(described("/sat", "Supply air temperature", "temperature", "°C", false, "18.1"), @"AHU 2 supply air temperature | sensor | discharge-air-temp | °C | AHU 2 (ahu) | - | Plant room | 95 %");
    assert_snapshot!(described("/x1", "Supply temperature target", "", "°C", true, "18"), @"AHU 2 supply temperature target | setpoint | discharge-air-temp-sp | °C | AHU 2 (ahu) | - | Plant room | 95 %");
    assert_snapshot!(described("/uid/temperature", "Thermostat", "", "°C", true, "21"), @"AHU 2 thermostat | setpoint | temp-sp | °C | AHU 2 (ahu) | - | Plant room | 95 %");
    assert_snapshot!(described("/fan", "Supply fan", "", "", true, "ON"), @"AHU 2 supply fan | command | supply-fan-cmd | - | AHU 2 (ahu) | - | Plant room | 75 %");
    assert_snapshot!(described("/f", "Filter", "problem", "", false, "OFF"), @"AHU 2 filter | alarm | filter-alarm | - | AHU 2 (ahu) | - | Plant room | 95 %");
    assert_snapshot!(described("/e", "Energy", "energy", "kWh", false, "1234.5"), @"AHU 2 energy | sensor | elec-energy | kWh | AHU 2 (ahu) | - | Plant room | 95 %");
    assert_snapshot!(described("/m", "Mode", "", "", true, "auto"), @"AHU 2 mode | command | ahu-mode-cmd | - | AHU 2 (ahu) | - | Plant room | 60 %");
    assert_snapshot!(described("/b", "Battery", "battery", "%", false, "87"), @"AHU 2 battery | sensor | battery-level | % | AHU 2 (ahu) | - | Plant room | 95 %");
    assert_snapshot!(described("/p", "Pressure", "", "kWh", false, "12"), @"AHU 2 pressure | sensor | elec-energy | kWh | AHU 2 (ahu) | - | Plant room | 50 %");
}

#[test]
fn every_reason_is_told_the_strongest_first() {
    let value = Value::Number(18.1);
    let clues = Clues {
        topic: "quay/floor-2/ahu-1/sat",
        device: "quay/floor-2/ahu-1/sat",
        value: Some(&value),
        ..Clues::default()
    };
    let because = |proposal: Proposal| {
        proposal.because.into_iter().map(|reason| reason.words).collect::<Vec<_>>().join("; ")
    };
    assert_snapshot!(because(clues.proposal(None)), @"name has “sat”; a number with a unit; °C follows from the name; “ahu 1” is equipment of the kind ahu; level 2 of the topic is “floor-2”");
    let pattern = crate::Pattern::parse("{building}/{floor}/{equip}/{point}").unwrap();
    let proposal = clues.proposal(pattern.named(clues.topic).as_ref());
    assert_snapshot!(told(&proposal), @"AHU 1 supply air temperature | sensor | discharge-air-temp | °C | AHU 1 (ahu) | Floor 2 | - | 75 %");
    assert_eq!(proposal.building.as_deref(), Some("Quay"));
    assert_snapshot!(because(proposal), @"pattern {building}/{floor}/{equip}/{point}; name has “sat”; a number with a unit; °C follows from the name");
}

#[test]
fn points_of_one_topic_keep_names_of_their_own_under_a_pattern() {
    let pattern = crate::Pattern::parse("{building}/{equip}").unwrap();
    let name = |path| {
        let topic = "quay/ahu-1";
        let clues = Clues { topic, device: topic, path, ..Clues::default() };
        clues.proposal(pattern.named(topic).as_ref()).name
    };
    assert_eq!(name("/sat"), "AHU 1 supply air temperature");
    assert_ne!(name("/sat"), name("/rat"));
}

#[test]
fn a_proposal_is_bounded_whatever_the_names_hold() {
    let topic = "ab_cd/".repeat(5_000);
    let path = format!("/{}", "é_".repeat(5_000));
    let clues = Clues { topic: &topic, device: &topic, path: &path, ..Clues::default() };
    let proposal = clues.proposal(None);
    assert!(proposal.name.len() <= crate::limits::PROPOSED_NAME_BYTES_MAX);
    assert!(proposal.because.len() <= REASONS_MAX && proposal.confidence <= 30);
}

#[test]
fn every_role_and_every_kind_of_equipment_is_documented() {
    let page = include_str!("../../../../../docs/found-points.md");
    for word in role_words().chain(EQUIPMENT_KINDS) {
        assert!(page.contains(&format!("`{word}`")), "docs/found-points.md lacks {word}");
    }
}
