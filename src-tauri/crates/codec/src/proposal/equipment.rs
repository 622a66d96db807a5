//! The equipment that a name tells.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::concept::Concept::*;
use super::concept::Concepts;
use super::words::{Word, counted};

/// The kinds of equipment that are proposed.
pub const EQUIPMENT_KINDS: [&str; 23] = [
    "ahu",
    "vav",
    "fcu",
    "boiler",
    "chiller",
    "cooling-tower",
    "heat-pump",
    "chp",
    "pump",
    "elec-meter",
    "gas-meter",
    "water-meter",
    "heat-meter",
    "light",
    "blind",
    "room-sensor",
    "thermostat",
    "radiator-valve",
    "weather-station",
    "switch",
    "inverter",
    "ev-charger",
    "contact",
];

/// A meter whose medium is still to be told.
const METER: &str = "meter";

/// Words, the kind of equipment they name, and whether others are its parts.
const NAMES: &[(&str, &str, bool)] = &[
    (
        "ahu rtu rlt lbk cta mau doas airhandler airhandling lueftungsanlage luchtbehandeling rooftopunit zuluftanlage",
        "ahu",
        true,
    ),
    ("vav vavbox vvs cav", "vav", true),
    ("fcu fancoil ventilo ventiloconvecteur geblaesekonvektor fanc", "fcu", true),
    ("boiler kessel ketel chaudiere blr heizkessel cvketel", "boiler", true),
    ("chiller chlr kaeltemaschine koelmachine kkm groupefroid", "chiller", true),
    ("coolingtower kuehlturm koeltoren rueckkuehler drycooler", "cooling-tower", true),
    ("heatpump waermepumpe warmtepomp wp ashp gshp", "heat-pump", true),
    ("chp bhkw wkk cogen", "chp", true),
    ("pump pumpe pomp pompe pmp", "pump", false),
    (
        "heatmeter wmz waermemengenzaehler waermezaehler warmtemeter thermalmeter calorimeter",
        "heat-meter",
        true,
    ),
    ("watermeter wasserzaehler", "water-meter", true),
    ("gasmeter gaszaehler", "gas-meter", true),
    (
        "emeter stromzaehler electricitymeter powermeter energymeter elecmeter elmeter pm3em em3 submeter",
        "elec-meter",
        true,
    ),
    ("meter zaehler compteur mtr", METER, true),
    (
        "light lights lamp leuchte licht lighting luminaire dimmer verlichting beleuchtung downlight pendant",
        "light",
        false,
    ),
    ("blind blinds shutter jalousie rolladen zonwering", "blind", false),
    (
        "roomsensor raumsensor raumfuehler ruimtesensor roomunit multisensor airsensor zonesensor",
        "room-sensor",
        false,
    ),
    ("thermostat raumthermostat thermostaat", "thermostat", false),
    ("trv radiator radiatorvalve heizkoerper radiateur", "radiator-valve", false),
    ("weather weatherstation wetterstation wetter meteo weerstation", "weather-station", true),
    ("plug smartplug steckdose stekker", "switch", false),
    ("inverter wechselrichter omvormer pv solar", "inverter", true),
    ("wallbox evse charger laadpaal ladestation loadpoint", "ev-charger", true),
    ("doorcontact windowcontact", "contact", false),
];

/// Equipment found in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) kind: &'static str,
    /// Whether others are its parts.
    pub(super) is_main: bool,
    /// Its first word, and the one behind its last.
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The equipment that a name's words tell, the main one before its parts.
pub(super) fn named(words: &[Word]) -> Option<Named> {
    let mut part = None;
    for from in 0..words.len() {
        let plain = &words[from].plain;
        let joined = words.get(from + 1).map(|next| format!("{plain}{}", next.plain));
        let pair = joined.and_then(|joined| Some((row(&joined)?, 2)));
        let Some(((kind, is_main), length)) = pair.or_else(|| Some((row(plain)?, 1))) else {
            continue;
        };
        // A boiler room is a place.
        let is_place =
            length == 1 && is_main && words.get(from + 1).is_some_and(|next| next.means.has(Zone));
        if is_place {
            continue;
        }
        let named = Named { kind, is_main, from, to: numbered(words, from + length) };
        if is_main {
            return Some(named);
        }
        part.get_or_insert(named);
    }
    part
}

fn row(word: &str) -> Option<(&'static str, bool)> {
    static ROWS: LazyLock<HashMap<&'static str, (&'static str, bool)>> = LazyLock::new(|| {
        let rows = NAMES.iter().flat_map(|(words, kind, is_main)| {
            words.split(' ').map(|word| (word, (*kind, *is_main)))
        });
        rows.collect()
    });
    ROWS.get(word).or_else(|| ROWS.get(counted(word).0)).copied()
}

/// The word behind the numbers that count a piece of equipment: `vav 2-04` and `ahu 1`.
fn numbered(words: &[Word], mut to: usize) -> usize {
    let is_number = |word: &Word| {
        word.text.chars().all(|c| c.is_ascii_digit() || c == '-' || c == '.')
            || (word.text.len() == 1 && word.text.chars().all(|c| c.is_ascii_lowercase()))
    };
    while words.get(to).is_some_and(is_number) {
        to += 1;
    }
    to
}

/// The kind of a meter, from what it and its points measure.
pub(super) fn settled(kind: &'static str, concepts: Concepts) -> &'static str {
    let is = |of: &[super::concept::Concept]| concepts.has_any(Concepts::of(of));
    match kind {
        METER if is(&[Thermal, Hot, Chilled]) => "heat-meter",
        METER if is(&[Gas]) => "gas-meter",
        METER if is(&[Water]) => "water-meter",
        METER => "elec-meter",
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::words_of;
    use super::*;

    #[test]
    fn every_kind_that_words_name_is_on_the_list() {
        for (_, kind, _) in NAMES.iter().filter(|(_, kind, _)| *kind != METER) {
            assert!(EQUIPMENT_KINDS.contains(kind), "{kind}");
        }
    }

    #[test]
    fn equipment_is_found_in_names_with_its_number() {
        let found = |name: &str| {
            named(&words_of(name)).map_or("-".to_owned(), |named| {
                format!("{} {}..{}", named.kind, named.from, named.to)
            })
        };
        insta::assert_snapshot!(found("Quay_AHU-1_SAT"), @"ahu 1..3");
        insta::assert_snapshot!(found("AHU2"), @"ahu 0..1");
        insta::assert_snapshot!(found("VAV 2-04"), @"vav 0..2");
        insta::assert_snapshot!(found("boiler room pump 3"), @"pump 2..4");
        insta::assert_snapshot!(found("Heat pump B compressor"), @"heat-pump 0..3");
        insta::assert_snapshot!(found("Wärmemengenzähler Nord"), @"heat-meter 0..1");
        insta::assert_snapshot!(found("office temperature"), @"-");
    }
}
