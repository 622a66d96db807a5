//! Which conventions may read: what a person fixed or excluded, as places in the list of all.
//!
//! What brokers say of themselves is counted whatever is wanted, and cannot be named.

use model::Conventions;

use crate::convention::Convention;
use crate::conventions;
use crate::counted::BROKERS_NAME;
use crate::offers::Offered;

/// Why conventions cannot be fixed or excluded as wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConventionsError {
    /// A name is none of a convention's.
    #[error("there is no convention {name:?}; there are {}", convention_names().join(", "))]
    Unknown {
        /// The name, cut short.
        name: String,
    },
    /// Nothing would be read.
    #[error("no convention is left, and no message would be read")]
    NoneLeft,
}

/// Characters of an unknown name that are repeated to whoever gave it.
const NAME_CHARACTERS_SHOWN: usize = 64;

/// The names of the conventions that can be fixed or excluded, in the order of the alphabet.
#[must_use]
pub fn convention_names() -> Vec<&'static str> {
    let mut names: Vec<_> = named(&conventions::all()).map(|(_, name)| name).collect();
    names.sort_unstable();
    names
}

/// Whether messages can be read by these conventions.
///
/// # Errors
/// Where a name is none of a convention's, or none is left.
pub fn check_conventions(wanted: &Conventions) -> Result<(), ConventionsError> {
    Allowed::of(&conventions::all(), wanted).map(drop)
}

/// The conventions that may read.
pub(crate) struct Allowed {
    places: Offered,
    /// The only one; it reads whatever comes.
    single: Option<usize>,
}

impl Allowed {
    /// All of them.
    pub(crate) fn all(conventions: &[Box<dyn Convention>]) -> Self {
        Self { places: Offered::at(0..conventions.len()), single: None }
    }

    /// Those that are wanted.
    ///
    /// # Errors
    /// Where a name is none of a convention's, or none is left.
    pub(crate) fn of(
        conventions: &[Box<dyn Convention>],
        wanted: &Conventions,
    ) -> Result<Self, ConventionsError> {
        if let Some(name) = wanted.names().iter().find(|name| !is_known(conventions, name)) {
            let name = name.chars().take(NAME_CHARACTERS_SHOWN).collect();
            return Err(ConventionsError::Unknown { name });
        }
        let holds = |names: &[String], name: &str| names.iter().any(|one| one == name);
        let may_read = |name: &str| match wanted {
            Conventions::All => true,
            Conventions::Only(names) => holds(names, name),
            Conventions::AllBut(names) => !holds(names, name),
        };
        let wanted_places = named(conventions).filter(|(_, name)| may_read(name));
        let places: Vec<usize> = wanted_places.map(|(place, _)| place).collect();
        let single = match places.as_slice() {
            [] => return Err(ConventionsError::NoneLeft),
            [single] => Some(*single),
            _ => None,
        };
        let unnamed = (0..conventions.len()).filter(|at| conventions[*at].name() == BROKERS_NAME);
        Ok(Self { places: Offered::at(places.into_iter().chain(unnamed)), single })
    }

    /// Their places in the list.
    pub(crate) fn places(&self) -> Offered {
        self.places
    }

    /// The place of the only one, where a person left no other.
    pub(crate) fn single(&self) -> Option<usize> {
        self.single
    }
}

fn is_known(conventions: &[Box<dyn Convention>], name: &str) -> bool {
    named(conventions).any(|(_, known)| known == name)
}

/// The conventions that have a name to choose them by, with their places.
fn named(conventions: &[Box<dyn Convention>]) -> impl Iterator<Item = (usize, &'static str)> {
    let all = conventions.iter().map(|one| one.name()).enumerate();
    all.filter(|(_, name)| *name != BROKERS_NAME)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::incoming::incoming;
    use crate::{Decoder, Verdict};

    fn only(names: &[&str]) -> Conventions {
        Conventions::Only(names.iter().map(|name| (*name).to_owned()).collect())
    }

    fn all_but(names: &[&str]) -> Conventions {
        Conventions::AllBut(names.iter().map(|name| (*name).to_owned()).collect())
    }

    fn decoder(wanted: &Conventions) -> Decoder {
        let mut decoder = Decoder::new();
        decoder.set_conventions(wanted).unwrap();
        decoder
    }

    /// Who reads a message, and why it is refused where it is.
    fn read(wanted: &Conventions, topic: &str, payload: &str) -> String {
        let decoded = decoder(wanted).decode(&incoming(topic, payload.as_bytes()));
        match decoded.verdict {
            Verdict::Refused(reason) => format!("{} !{}", decoded.convention, reason.code()),
            Verdict::Understood => decoded.convention.to_owned(),
        }
    }

    const SENSOR: &str = r#"{"Time":"2026-01-01T00:00:00","AM2301":{"Temperature":21.5}}"#;

    #[test]
    fn a_fixed_convention_reads_what_recognition_would_have_left_to_another() {
        assert_snapshot!(read(&Conventions::All, "tele/hall/SENSOR", SENSOR), @"tasmota");
        assert_snapshot!(read(&only(&["json"]), "tele/hall/SENSOR", SENSOR), @"json");
        assert_snapshot!(read(&only(&["json", "plain"]), "tele/hall/SENSOR", SENSOR), @"json");
        assert_snapshot!(read(&only(&["homie"]), "homie/pump/main/on", "true"), @"homie");
        assert_snapshot!(read(&all_but(&["homie"]), "homie/pump/main/on", "true"), @"plain");
        assert_snapshot!(read(&all_but(&["json"]), "site/x", r#"{"t":1}"#), @"plain");
    }

    #[test]
    fn the_only_convention_reads_whatever_comes() {
        assert_snapshot!(read(&only(&["plain"]), "tele/hall/SENSOR", SENSOR), @"plain");
        assert_snapshot!(read(&only(&["sparkplug-b"]), "site/x", "21.5"), @"sparkplug-b !not_supported");
    }

    #[test]
    fn what_no_allowed_convention_knows_is_refused_with_that_reason() {
        assert_snapshot!(read(&only(&["homie", "ha-discovery"]), "site/x", "21.5"), @"mqtt !no_convention");
        assert_snapshot!(read(&all_but(&["json", "plain"]), "site/x", "21.5"), @"mqtt !no_convention");
    }

    #[test]
    fn what_brokers_say_of_themselves_is_counted_whatever_is_fixed() {
        assert_snapshot!(read(&only(&["homie"]), "$SYS/broker/uptime", "7 seconds"), @"sys");
    }

    #[test]
    fn unknown_names_and_an_empty_choice_are_refused() {
        let refused = |wanted: &Conventions| check_conventions(wanted).unwrap_err().to_string();
        assert!(
            refused(&only(&["homey"])).starts_with("there is no convention \"homey\"; there are ")
        );
        assert!(refused(&all_but(&["sys"])).contains("aws-sitewise, azure-iot"));
        assert_eq!(refused(&only(&[])), ConventionsError::NoneLeft.to_string());
        assert_eq!(refused(&all_but(&convention_names())), ConventionsError::NoneLeft.to_string());
        assert!(check_conventions(&all_but(&[])).is_ok());
    }

    #[test]
    fn every_convention_has_a_name_of_its_own() {
        let names = convention_names();
        assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "{names:?}");
        assert!(names.contains(&"plain") && names.contains(&"ha-discovery"));
    }

    #[test]
    fn what_was_learned_of_devices_outlives_their_convention_being_excluded() {
        let mut decoder = Decoder::new();
        let document = br#"{"state_topic":"hall/t","unique_id":"t","unit_of_measurement":"K","device":{"identifiers":"hall"}}"#;
        decoder.decode(&incoming("homeassistant/sensor/t/config", document));
        let value = incoming("hall/t", b"293");
        decoder.set_conventions(&all_but(&["ha-discovery"])).unwrap();
        assert_eq!(decoder.decode(&value).convention, "plain");
        decoder.set_conventions(&Conventions::All).unwrap();
        assert_eq!(decoder.decode(&value).convention, "ha-discovery");
    }
}
