//! What may be said in the model: names, levels, tags, limits. Whether it fits what is there is the store's to say.

use interop::TagName;
use interop::limits::{
    DESCRIPTION_BYTES_MAX, INTERVAL_S_MAX, LEVEL_MAX, NAME_BYTES_MAX, TAG_NAME_BYTES_MAX, TAGS_MAX,
};
use model::{EquipmentWords, LIMIT_NAMES, Limits, ModelChange, PointEdit, Tags};
use wire::{Failure, FailureCode};

use crate::limits::{
    EDITED_POINTS_MAX, MODEL_CHANGES_MAX, POINT_NAME_BYTES_MAX, TAG_VALUE_BYTES_MAX,
};
use crate::places::check_name_of;

/// Refuses the first change that says something that may not be said.
pub(super) fn all(changes: &[ModelChange]) -> Result<(), Failure> {
    if changes.is_empty() || changes.len() > MODEL_CHANGES_MAX {
        let message = format!(
            "One to {MODEL_CHANGES_MAX} changes are made at once, and these are {}.",
            changes.len()
        );
        return Err(refused(message, "Make them in several steps."));
    }
    let points: usize = changes.iter().map(points_of).sum();
    if points > EDITED_POINTS_MAX {
        let message =
            format!("{points} points are too many for one change: at most {EDITED_POINTS_MAX}.");
        return Err(refused(message, "Select fewer points and change them in several steps."));
    }
    changes.iter().try_for_each(one)
}

fn points_of(change: &ModelChange) -> usize {
    match change {
        ModelChange::EditPoints { points, .. } | ModelChange::ReturnPoints { points } => {
            points.len()
        }
        ModelChange::AddBuilding { .. }
        | ModelChange::RenameBuilding { .. }
        | ModelChange::RemoveBuilding { .. }
        | ModelChange::AddFloor { .. }
        | ModelChange::ChangeFloor { .. }
        | ModelChange::RemoveFloor { .. }
        | ModelChange::AddSpace { .. }
        | ModelChange::ChangeSpace { .. }
        | ModelChange::RemoveSpace { .. }
        | ModelChange::AddZone { .. }
        | ModelChange::ChangeZone { .. }
        | ModelChange::RemoveZone { .. }
        | ModelChange::AddEquipment { .. }
        | ModelChange::ChangeEquipment { .. }
        | ModelChange::RemoveEquipment { .. }
        | ModelChange::Relate { .. }
        | ModelChange::Unrelate { .. } => 0,
    }
}

fn one(change: &ModelChange) -> Result<(), Failure> {
    match change {
        ModelChange::AddBuilding { name, .. }
        | ModelChange::RenameBuilding { name, .. }
        | ModelChange::AddSpace { name, .. }
        | ModelChange::ChangeSpace { name, .. }
        | ModelChange::AddZone { name, .. }
        | ModelChange::ChangeZone { name, .. } => check_name_of(name, NAME_BYTES_MAX),
        ModelChange::AddFloor { name, level: to, .. }
        | ModelChange::ChangeFloor { name, level: to, .. } => {
            check_name_of(name, NAME_BYTES_MAX).and_then(|()| level(*to))
        }
        ModelChange::AddEquipment { words, .. } | ModelChange::ChangeEquipment { words, .. } => {
            equipment(words)
        }
        ModelChange::EditPoints { edits, .. } => edits.iter().try_for_each(edit),
        ModelChange::RemoveBuilding { .. }
        | ModelChange::RemoveFloor { .. }
        | ModelChange::RemoveSpace { .. }
        | ModelChange::RemoveZone { .. }
        | ModelChange::RemoveEquipment { .. }
        | ModelChange::Relate { .. }
        | ModelChange::Unrelate { .. }
        | ModelChange::ReturnPoints { .. } => Ok(()),
    }
}

fn edit(edit: &PointEdit) -> Result<(), Failure> {
    match edit {
        PointEdit::Name { name } => check_name_of(name, POINT_NAME_BYTES_MAX),
        PointEdit::Role { role: Some(role) } => check_name_of(role, NAME_BYTES_MAX),
        PointEdit::Tags { tags: told } | PointEdit::AddTags { tags: told } => tags(told),
        PointEdit::Limits { limits: told } => limits(told),
        PointEdit::Expected { seconds: Some(seconds) } => expected(*seconds),
        PointEdit::Description { words: Some(words) } => description(words),
        PointEdit::Accepted { .. }
        | PointEdit::Kind { .. }
        | PointEdit::Unit { .. }
        | PointEdit::Role { role: None }
        | PointEdit::RemoveTags { .. }
        | PointEdit::Expected { seconds: None }
        | PointEdit::Description { words: None }
        | PointEdit::Place { .. }
        | PointEdit::Zone { .. }
        | PointEdit::Equipment { .. } => Ok(()),
    }
}

fn equipment(words: &EquipmentWords) -> Result<(), Failure> {
    check_name_of(&words.name, NAME_BYTES_MAX)?;
    check_name_of(&words.kind, NAME_BYTES_MAX)?;
    tags(&words.tags)
}

fn level(level: i32) -> Result<(), Failure> {
    if (-LEVEL_MAX..=LEVEL_MAX).contains(&level) {
        return Ok(());
    }
    let message = format!("{level} is no level of a floor: at most {LEVEL_MAX}.");
    Err(refused(message, "0 is the ground floor, -1 the one below it."))
}

fn tags(tags: &Tags) -> Result<(), Failure> {
    if tags.len() > TAGS_MAX {
        let message = format!("{} tags are too many: at most {TAGS_MAX}.", tags.len());
        return Err(refused(message, "Leave some out."));
    }
    for (name, value) in tags {
        if TagName::new(name).is_none() {
            let message = format!("{name:?} is no tag.");
            let hint = format!(
                "A tag begins with a small letter and goes on with letters, digits and _; it has at most {TAG_NAME_BYTES_MAX} of them."
            );
            return Err(refused(message, hint));
        }
        let value = value.as_deref().unwrap_or_default();
        if value.len() > TAG_VALUE_BYTES_MAX || value.chars().any(char::is_control) {
            let message = format!(
                "The value of the tag {name} is too long or has characters that cannot be seen."
            );
            return Err(refused(
                message,
                format!("A value has at most {TAG_VALUE_BYTES_MAX} bytes."),
            ));
        }
    }
    Ok(())
}

/// LL, L, H and HH rise; so do the least and the greatest value that may be written.
fn limits(limits: &Limits) -> Result<(), Failure> {
    if let Some(name) = limits.keys().find(|name| !LIMIT_NAMES.contains(&name.as_str())) {
        let message = format!("{name:?} is no limit.");
        return Err(refused(message, format!("Limits are {}.", LIMIT_NAMES.join(", "))));
    }
    if limits.values().any(|limit| !limit.is_finite()) {
        return Err(refused("A limit is a number.", "Write it as 21.5, without a unit."));
    }
    for ladder in [&LIMIT_NAMES[..4], &LIMIT_NAMES[4..6]] {
        let set: Vec<(&str, f64)> =
            ladder.iter().filter_map(|name| Some((*name, *limits.get(*name)?))).collect();
        for pair in set.windows(2) {
            if let [(lower, least), (upper, greatest)] = pair
                && greatest <= least
            {
                let message =
                    format!("{upper} is {greatest}, which is not above {lower}, which is {least}.");
                return Err(refused(
                    message,
                    "Limits rise: low_low, low, high, high_high; min, max.",
                ));
            }
        }
    }
    if limits.get("step").is_some_and(|step| *step <= 0.0) {
        return Err(refused(
            "A step is greater than 0.",
            "Leave it empty where any value may be written.",
        ));
    }
    Ok(())
}

fn expected(seconds: f64) -> Result<(), Failure> {
    if seconds.is_finite() && seconds > 0.0 && seconds <= INTERVAL_S_MAX {
        return Ok(());
    }
    let message = format!("{seconds} s is no time between two readings.");
    Err(refused(message, "Write seconds, at most a year, or leave it empty."))
}

fn description(words: &str) -> Result<(), Failure> {
    let stray = |letter: char| letter.is_control() && !"\n\r\t".contains(letter);
    if words.len() <= DESCRIPTION_BYTES_MAX && !words.chars().any(stray) {
        return Ok(());
    }
    let message = format!(
        "A description has at most {DESCRIPTION_BYTES_MAX} bytes and no characters that cannot be seen."
    );
    Err(refused(message, "Make it shorter."))
}

fn refused(message: impl Into<String>, hint: impl Into<String>) -> Failure {
    Failure::new(FailureCode::BadRequest, format!("{} Nothing was changed.", message.into()), hint)
}

#[cfg(test)]
mod tests {
    use model::{BuildingId, PointCode};

    use super::*;

    fn edits(edit: PointEdit) -> bool {
        let points = vec![PointCode("a".into())];
        all(&[ModelChange::EditPoints { points, edits: vec![edit] }]).is_ok()
    }

    fn limited(told: &[(&str, f64)]) -> bool {
        let limits = told.iter().map(|(name, limit)| ((*name).to_owned(), *limit)).collect();
        edits(PointEdit::Limits { limits })
    }

    #[test]
    fn limits_rise_and_have_known_names() {
        assert!(limited(&[("low", 10.0), ("high_high", 30.0), ("min", 0.0), ("max", 5.0)]));
        for wrong in [
            &[("low", 30.0), ("high", 10.0)][..],
            &[("low_low", 10.0), ("high_high", 10.0)],
            &[("min", 5.0), ("max", 0.0)],
            &[("step", 0.0)],
            &[("high", f64::NAN)],
            &[("tall", 1.0)],
        ] {
            assert!(!limited(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn what_is_no_name_no_tag_and_no_level_is_refused() {
        let tag = |name: &str, value: Option<&str>| {
            let tags = Tags::from([(name.to_owned(), value.map(str::to_owned))]);
            edits(PointEdit::AddTags { tags })
        };
        assert!(tag("air", None) && tag("ref", Some("AHU \"1\" <b>")));
        assert!(!tag("Air", None) && !tag("a b", None) && !tag("a", Some("\u{7}")));
        assert!(!edits(PointEdit::Name { name: " ".to_owned() }));
        assert!(!edits(PointEdit::Expected { seconds: Some(0.0) }));
        assert!(!edits(PointEdit::Description { words: Some("x".repeat(4_001)) }));
        let floor = |level| {
            let building = BuildingId(1);
            all(&[ModelChange::AddFloor { id: None, building, name: "1".to_owned(), level }])
                .is_ok()
        };
        assert!(floor(-3) && !floor(1_001) && all(&[]).is_err());
    }

    #[test]
    fn changes_and_points_are_bounded() {
        let go = |building| ModelChange::RemoveBuilding { building: BuildingId(building) };
        let many: Vec<ModelChange> = (0..=50_000).map(go).collect();
        assert!(all(&many).is_err() && all(&many[1..]).is_ok());
        let points = vec![PointCode("a".into()); EDITED_POINTS_MAX + 1];
        assert!(all(&[ModelChange::ReturnPoints { points }]).is_err());
    }
}
