//! Which conventions a connection is read by, as people write and read it on a command line.

use model::Conventions;

/// Stands before the conventions that are excluded.
const ALL_BUT: &str = "all-but:";

/// Reads `all`, `homie,ha-discovery` or `all-but:json,plain`. Whether the names are conventions the engine says.
pub(crate) fn parsed(text: &str) -> Result<Conventions, String> {
    if text.trim() == "all" {
        return Ok(Conventions::All);
    }
    let (names, is_exclusion) = match text.strip_prefix(ALL_BUT) {
        Some(names) => (names, true),
        None => (text, false),
    };
    let names: Vec<String> = names.split(',').map(|name| name.trim().to_owned()).collect();
    if names.iter().any(String::is_empty) {
        return Err("write all, homie,ha-discovery or all-but:json,plain".to_owned());
    }
    Ok(if is_exclusion { Conventions::AllBut(names) } else { Conventions::Only(names) })
}

/// `all`, `homie, json` or `all but json`.
pub(crate) fn words(conventions: &Conventions) -> String {
    match conventions {
        Conventions::All => "all".to_owned(),
        Conventions::Only(names) => names.join(", "),
        Conventions::AllBut(names) => format!("all but {}", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conventions_are_written_as_all_as_a_list_or_as_all_but_a_list() {
        let told = |text: &str| parsed(text).map(|conventions| words(&conventions));
        assert_eq!(told("all").unwrap(), "all");
        assert_eq!(told("homie, json").unwrap(), "homie, json");
        assert_eq!(told("all-but:json,plain").unwrap(), "all but json, plain");
        for text in ["", "homie,", "all-but:"] {
            assert!(told(text).unwrap_err().starts_with("write all"), "{text:?}");
        }
    }
}
