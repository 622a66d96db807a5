use crate::conventions::told::told;

#[test]
fn values_have_the_units_of_the_documentation() {
    assert_eq!(told("evcc/site/pv/2/power", "3210"), "evcc\nevcc/site /pv/2/power = 3210 W");
    assert_eq!(
        told("evcc/loadpoints/2/chargeCurrents/3", "6.1"),
        "evcc\nevcc/loadpoints/2 /chargeCurrents/3 = 6.1 A"
    );
    assert_eq!(
        told("evcc/loadpoints/2/chargedEnergy", "4321"),
        "evcc\nevcc/loadpoints/2 /chargedEnergy = 4321 Wh"
    );
    assert_eq!(
        told("evcc/vehicles/golf/limitSoc", "80"),
        "evcc\nevcc/vehicles/golf /limitSoc = 80 %"
    );
    assert_eq!(
        told("evcc/loadpoints/2/chargeDuration", "60"),
        "evcc\nevcc/loadpoints/2 /chargeDuration = 60"
    );
}

#[test]
fn an_empty_word_is_a_state_and_an_empty_number_is_none() {
    assert_eq!(
        told("evcc/loadpoints/1/vehicleTitle", ""),
        "evcc\nevcc/loadpoints/1 /vehicleTitle = \"\""
    );
    assert_eq!(told("evcc/loadpoints/1/vehicleSoc", ""), "evcc\n! /vehicleSoc unavailable");
}

#[test]
fn wishes_plans_and_times_are_no_readings() {
    assert_eq!(told("evcc/loadpoints/1/mode/set", "now"), "evcc");
    assert_eq!(told("evcc/site/forecast/solar", r#"{"today":{"energy":5}}"#), "evcc");
    assert_eq!(told("evcc/updated", "1700000000"), "evcc");
    assert_eq!(told("evcc/status", "offline"), "evcc\nevcc offline");
}
