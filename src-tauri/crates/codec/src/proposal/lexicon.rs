//! The field's words, and what they mean: English, German, Dutch and French, with the short forms of control systems.
//!
//! A word stands here only where it is unambiguous in names of building points. Words are in lower case without accents
//! (`ü` is `ue`). Sources: the naming habits of Brick, Project Haystack and VDI 3814 in general, and Home Assistant's
//! device classes.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::concept::Concept::{self, *};
use super::concept::Concepts;

/// What a word means; none for a word nobody knows.
pub(super) fn meaning(word: &str) -> Concepts {
    static MEANINGS: LazyLock<HashMap<&'static str, Concepts>> = LazyLock::new(|| {
        let rows = WORDS.iter().flat_map(|(words, meaning)| {
            words.split(' ').map(|word| (word, Concepts::of(meaning)))
        });
        rows.collect()
    });
    MEANINGS.get(word).copied().unwrap_or_default()
}

/// What a device class of Home Assistant means.
pub(super) fn class(class: &str) -> Concepts {
    let row = CLASSES.iter().find(|(classes, _)| classes.split(' ').any(|known| known == class));
    row.map_or(Concepts::NONE, |(_, meaning)| Concepts::of(meaning))
}

/// Words of one meaning, and that meaning.
const WORDS: &[(&str, &[Concept])] = &[
    // Quantities.
    ("temp temperature temperatur temperatuur tmp temperatures tmpr", &[Temperature]),
    (
        "humidity hum rh humid feuchte luftfeuchte luftfeuchtigkeit feuchtigkeit vochtigheid luchtvochtigheid humidite hygrometrie relhum",
        &[Humidity],
    ),
    ("dewpoint taupunkt dauwpunt dewpt", &[DewPoint, Temperature]),
    ("co2 eco2 carbondioxide kohlendioxid koolstofdioxide", &[Co2]),
    ("voc tvoc iaq airquality luftqualitaet luchtkwaliteit", &[Voc]),
    ("pm1 pm25 pm10 pm4 pm", &[Particles]),
    ("pressure press pres druck druk pression", &[Pressure]),
    ("flow flowrate durchfluss volumenstrom debiet debit flw airflow luftmenge flo", &[Flow]),
    ("level lvl fuellstand niveau", &[Level]),
    ("speed spd drehzahl toerental vitesse vfd rpm", &[Speed]),
    ("position pos stellung positie stand opening", &[Position]),
    ("power pwr leistung vermogen puissance apower", &[Power]),
    ("kw watt watts wattage", &[Power]),
    ("reactive blindleistung reactivepower kvar var", &[Reactive]),
    ("apparent scheinleistung apparentpower kva aprt", &[Apparent]),
    ("powerfactor pf cosphi leistungsfaktor", &[PowerFactor]),
    ("energy energie kwh mwh wh register aenergy", &[Energy]),
    ("voltage volt volts spannung spanning tension", &[Voltage]),
    ("current strom stroom amps ampere courant", &[Current]),
    ("frequency freq frequenz frequentie hz", &[Frequency]),
    ("volume volumen vol", &[Volume]),
    (
        "illuminance lux illumination helligkeit beleuchtungsstaerke luminosity lichtsterkte luminosite",
        &[Illuminance],
    ),
    ("noise sound spl laerm geluid", &[Noise]),
    ("irradiance radiation globalstrahlung zonnestraling", &[Irradiance]),
    ("runtime runhours betriebsstunden hours draaiuren operatinghours", &[Runtime]),
    ("starts count counter counts pulses pulse cycles", &[Count]),
    ("brightness bri dim dimmer dimlevel", &[Brightness, Light]),
    // Media and places.
    ("air luft lucht airside", &[Air]),
    ("water wasser h2o eau", &[Water]),
    ("gas erdgas aardgas gaz", &[Gas]),
    ("electric electrical elec electricity strombezug elektro", &[Electric]),
    ("thermal waerme warmte heatmeter wmz waermemenge", &[Thermal]),
    ("supply sup discharge disch sply", &[Supply]),
    ("return ret rtn", &[Return]),
    ("exhaust exh extract eah", &[Exhaust]),
    ("outdoor outside oa outdoors ambient wetter weather", &[Outdoor]),
    ("aussen aussentemp buiten exterieur outdoorair", &[Outdoor]),
    ("mixed mix", &[Mixed]),
    ("zone room space raum ruimte kamer salle rm zn znt wohnraum indoor", &[Zone]),
    ("hot heating htg heat heizung heiz heizkreis hk verwarming chauffage hw lphw hhw", &[Hot]),
    (
        "chilled cooling clg cool kuehlung kuehl kaelte koeling refroidissement chw kaltwasser",
        &[Chilled],
    ),
    (
        "domestic dhw warmwasser brauchwasser tapwater ecs boilerwater trinkwarmwasser tww",
        &[Domestic, Water],
    ),
    ("condenser cond cw kuehlwasser", &[Condenser, Water]),
    ("vorlauf vl aanvoer depart", &[Supply, Water]),
    ("ruecklauf rl retour ruecklaufwasser", &[Return, Water]),
    ("zuluft sa toevoer toevoerlucht soufflage supplyair zul", &[Supply, Air]),
    ("abluft ra retourlucht reprise returnair abl", &[Return, Air]),
    ("fortluft ea afvoerlucht rejet fol", &[Exhaust, Air]),
    ("aussenluft buitenlucht aul freshair", &[Outdoor, Air]),
    ("mischluft mengluft ma", &[Mixed, Air]),
    ("da", &[Supply, Air]),
    ("differential diff delta difference", &[Differential]),
    ("dp dp1 dp2 differenzdruck deltap drukverschil", &[Differential, Pressure]),
    ("static duct kanal kanaal gaine", &[Static]),
    ("entering ent inlet eintritt", &[Entering]),
    ("leaving lvg outlet austritt", &[Leaving]),
    ("cpu chip board internal esp32 heatsink mcu", &[Device]),
    ("wind", &[Wind]),
    ("rain regen precipitation regenmenge", &[Rain]),
    ("l1 phasea ph1 phase1", &[PhaseA]),
    ("l2 phaseb ph2 phase2", &[PhaseB]),
    ("l3 phasec ph3 phase3", &[PhaseC]),
    (
        "export exported exporting injection teruglevering einspeisung produced generated yield",
        &[Export],
    ),
    // Whole short forms.
    ("sat dat", &[Supply, Air, Temperature]),
    ("rat", &[Return, Air, Temperature]),
    ("oat", &[Outdoor, Air, Temperature]),
    ("mat", &[Mixed, Air, Temperature]),
    ("eat", &[Exhaust, Air, Temperature]),
    ("zat zt rt roomtemp raumtemp", &[Zone, Air, Temperature]),
    ("lwt swt hwst", &[Supply, Water, Temperature]),
    ("ewt rwt hwrt", &[Return, Water, Temperature]),
    ("hws lphws", &[Hot, Water, Supply]),
    ("hwr lphwr", &[Hot, Water, Return]),
    ("chws", &[Chilled, Water, Supply]),
    ("chwr", &[Chilled, Water, Return]),
    ("chwst", &[Chilled, Water, Supply, Temperature]),
    ("chwrt", &[Chilled, Water, Return, Temperature]),
    ("cws", &[Condenser, Water, Supply]),
    ("cwr", &[Condenser, Water, Return]),
    ("sf", &[Supply, Fan]),
    ("rf", &[Return, Fan]),
    ("ef", &[Exhaust, Fan]),
    ("oad", &[Outdoor, Damper]),
    ("rad", &[Return, Damper]),
    ("ead", &[Exhaust, Damper]),
    ("hcv hwv htgvlv", &[Hot, Valve]),
    ("ccv chwv clgvlv", &[Chilled, Valve]),
    ("dsp dap sap", &[Supply, Static, Pressure]),
    ("cfm", &[Air, Flow]),
    ("oaf", &[Outdoor, Air, Flow]),
    // Parts.
    ("fan ventilator lueter luefter ventilatie ventilateur fans zuluftventilator", &[Fan]),
    ("pump pumpe pomp pompe pmp pumps umwaelzpumpe", &[Pump]),
    ("valve vlv ventil klep vanne afsluiter stellventil", &[Valve]),
    ("damper dmpr dmp klappe luchtklep registre dpr", &[Damper]),
    ("filter filtre", &[Filter]),
    ("compressor comp verdichter kompressor compresseur", &[Compressor]),
    ("burner brenner brander bruleur flame flamme", &[Burner]),
    ("hrw wrg heatrecovery heatwheel wtw warmteterugwinning rotor", &[HeatRecovery]),
    ("humidifier befeuchter bevochtiger", &[Humidifier]),
    (
        "light lights lamp leuchte licht lighting beleuchtung verlichting eclairage luminaire",
        &[Light],
    ),
    ("door tuer deur porte", &[Door]),
    ("window fenster raam fenetre", &[Window]),
    (
        "motion presence occupancy occupied occ pir bewegung praesenz aanwezigheid belegt belegung bezet",
        &[Motion],
    ),
    ("contact kontakt opened", &[Door]),
    ("lock schloss", &[Lock]),
    ("blind blinds shutter shade cover jalousie rolladen raffstore zonwering", &[Blind]),
    ("switch relay relais schalter socket plug output", &[Switch]),
    ("leak leckage lekkage waterleak fuite leakage", &[Leak]),
    ("smoke rauch rook fumee", &[Smoke]),
    // What it is for.
    (
        "setpoint sp stpt spt setpt stp sollwert soll solltemperatur consigne setpunt instelwaarde wunsch desired target setp sollw gewenst",
        &[Setpoint],
    ),
    (
        "cmd command befehl stellbefehl stellsignal commande sturing ansteuerung cmnd ctrl control startstop",
        &[Command],
    ),
    ("override manual hand", &[Command]),
    (
        "status sts state stat zustand running run betrieb statut online active etat laufmeldung bedrijf meldung",
        &[Status],
    ),
    ("feedback fb fbk rueckmeldung actual ist istwert terugmelding measured", &[Feedback]),
    (
        "alarm alm fault flt error err stoerung stoermeldung fehler trip tripped storing defaut problem dirty verschmutzt tamper sammelstoerung frost frostschutz",
        &[Alarm],
    ),
    ("limit lim threshold deadband hysteresis hyst grenzwert schwelle totband", &[Limit]),
    ("min minimum", &[Min]),
    ("max maximum", &[Max]),
    (
        "offset calibration delay timeout interval config gain kp ki kd cooldown sensitivity behavior startup duration schedule kalibrierung countdown",
        &[Config],
    ),
    ("enable enabled enbl ena freigabe vrijgave", &[Enable]),
    ("mode betriebsart modus bedrijfsmodus regime", &[Mode]),
    ("demand anforderung request vraag firingrate modulation", &[Demand]),
    ("childlock windowdetection", &[Config]),
    ("colortemp colourtemp", &[Brightness, Light]),
    // About the device.
    ("battery batt bat batterie batterij akku", &[Battery]),
    ("rssi snr lqi linkquality wifi signalstrength margin lorasnr linkq", &[Signal]),
    ("batterylow lowbattery", &[Battery, Alarm]),
    (
        "uptime firmware heap version ip mac freeheap loadavg restart reboot sleep mqttcount wificount updatestate linkcount downtime bssid channel ssid uptimesec",
        &[Diagnostic],
    ),
];

/// Home Assistant's device classes of sensors, binary sensors, numbers, switches and covers.
const CLASSES: &[(&str, &[Concept])] = &[
    ("temperature", &[Temperature]),
    ("temperature_delta", &[Temperature, Differential]),
    ("humidity absolute_humidity", &[Humidity]),
    ("carbon_dioxide", &[Co2]),
    ("volatile_organic_compounds volatile_organic_compounds_parts aqi", &[Voc]),
    ("pm1 pm25 pm10 pm4", &[Particles]),
    ("pressure atmospheric_pressure", &[Pressure]),
    ("volume_flow_rate", &[Flow]),
    ("speed", &[Speed]),
    ("wind_speed", &[Wind, Speed]),
    ("power", &[Power]),
    ("reactive_power", &[Reactive]),
    ("apparent_power", &[Apparent]),
    ("power_factor", &[PowerFactor]),
    ("energy", &[Energy]),
    ("energy_storage", &[Energy, Battery]),
    ("voltage", &[Voltage]),
    ("current", &[Current]),
    ("frequency", &[Frequency]),
    ("volume volume_storage", &[Volume]),
    ("water", &[Water, Volume]),
    ("gas", &[Gas]),
    ("illuminance", &[Illuminance]),
    ("sound_pressure", &[Noise]),
    ("irradiance", &[Irradiance]),
    ("duration", &[Runtime]),
    ("precipitation precipitation_intensity", &[Rain]),
    ("battery", &[Battery]),
    ("battery_charging connectivity update", &[Diagnostic]),
    ("signal_strength", &[Signal]),
    ("motion occupancy presence moving", &[Motion]),
    ("door garage_door garage opening", &[Door]),
    ("window", &[Window]),
    ("lock", &[Lock]),
    ("light", &[Light]),
    ("running", &[Status]),
    ("heat", &[Hot]),
    ("cold", &[Chilled]),
    ("outlet switch", &[Switch]),
    ("problem safety tamper vibration", &[Alarm]),
    ("moisture", &[Leak]),
    ("smoke carbon_monoxide", &[Smoke]),
    ("blind shade shutter curtain awning", &[Blind]),
    ("damper", &[Damper]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_listed_twice_and_all_are_written_as_they_are_looked_up() {
        let mut seen = std::collections::HashSet::new();
        for word in WORDS.iter().flat_map(|(words, _)| words.split(' ')) {
            assert!(seen.insert(word), "{word} is listed twice");
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
            assert!(!word.is_empty() && word.chars().all(is_plain), "{word:?}");
        }
    }
}
