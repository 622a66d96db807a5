//! What may be said in the model: names, levels, tags, limits, by the rules that lists go by. Whether it fits what is
//! there is the store's to say.

use interop::limits::{NAME_BYTES_MAX, TAG_NAME_BYTES_MAX, TAGS_MAX};
use interop::{Column, PointRow, TagName};
use model::{EquipmentWords, LIMIT_NAMES, Limits, ModelChange, PointEdit, Tags};
use wire::{Failure, FailureCode, FailureField};

use crate::limits::{EDITED_POINTS_MAX, MODEL_CHANGES_MAX, POINT_NAME_BYTES_MAX};
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

/// The ways back without what nobody may write of points that come back: words that a device chose are no reason to
/// leave a point out, and stand there still unless somebody wrote over them.
pub(super) fn askable(mut undo: Vec<ModelChange>) -> Vec<ModelChange> {
    for change in &mut undo {
        if let ModelChange::EditPoints { edits, .. } = change
            && edits.iter().any(|edit| matches!(edit, PointEdit::Accepted { .. }))
        {
            edits.retain(|one| edit(one).is_ok());
        }
    }
    undo
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
        PointEdit::Role { role: Some(role) } => {
            let said = PointRow { role: Some(role.clone()), ..PointRow::default() };
            worded(role, FailureField::Role).and_then(|()| judged(&said, [Column::Role]))
        }
        PointEdit::Tags { tags: told } | PointEdit::AddTags { tags: told } => {
            let said = PointRow { tags: tags(told)?, ..PointRow::default() };
            judged(&said, [Column::Tags])
        }
        PointEdit::Limits { limits: told } => limits(told),
        PointEdit::Expected { seconds } => {
            let said = PointRow { expected_interval_s: *seconds, ..PointRow::default() };
            judged(&said, [Column::ExpectedInterval])
        }
        PointEdit::Description { words } => {
            let said = PointRow { description: words.clone(), ..PointRow::default() };
            judged(&said, [Column::Description])
        }
        PointEdit::Accepted { .. }
        | PointEdit::Kind { .. }
        | PointEdit::Unit { .. }
        | PointEdit::Role { role: None }
        | PointEdit::RemoveTags { .. }
        | PointEdit::Place { .. }
        | PointEdit::Zone { .. }
        | PointEdit::Equipment { .. } => Ok(()),
    }
}

fn equipment(words: &EquipmentWords) -> Result<(), Failure> {
    check_name_of(&words.name, NAME_BYTES_MAX)?;
    worded(&words.kind, FailureField::Kind)?;
    let said = PointRow {
        equipment: Some(words.name.clone()),
        equipment_kind: Some(words.kind.clone()),
        tags: tags(&words.tags)?,
        ..PointRow::default()
    };
    judged(&said, [Column::EquipmentKind, Column::Tags])
}

fn level(level: i32) -> Result<(), Failure> {
    let floor = Some(String::new());
    let said = PointRow { floor, level: Some(level), ..PointRow::default() };
    judged(&said, [Column::Level])
}

/// The tags as lists have them.
fn tags(told: &Tags) -> Result<interop::Tags, Failure> {
    let mut tags = interop::Tags::default();
    for (name, value) in told {
        let Some(known) = TagName::new(name) else {
            let message = format!("{name:?} is no tag.");
            let hint = format!(
                "A tag begins with a small letter and goes on with letters, digits and _; it has at most {TAG_NAME_BYTES_MAX} of them."
            );
            return Err(refused(message, hint).of(FailureField::Tags));
        };
        if !tags.put(known, value.clone()) {
            let message = format!("{} tags are too many: at most {TAGS_MAX}.", told.len());
            return Err(refused(message, "Leave some out.").of(FailureField::Tags));
        }
    }
    Ok(tags)
}

fn limits(limits: &Limits) -> Result<(), Failure> {
    if let Some(name) = limits.keys().find(|name| !LIMIT_NAMES.contains(&name.as_str())) {
        let message = format!("{name:?} is no limit.");
        return Err(refused(message, format!("Limits are {}.", LIMIT_NAMES.join(", "))));
    }
    judged(&PointRow::of_limits(limits), Column::LIMITS)
}

/// A role and a type are words, not none.
fn worded(word: &str, field: FailureField) -> Result<(), Failure> {
    if word.trim().is_empty() {
        let failure = refused("A word is needed.", "Leave it out instead of writing nothing.");
        return Err(failure.of(field));
    }
    Ok(())
}

/// What a list may not say, nobody may say by hand.
fn judged(said: &PointRow, columns: impl IntoIterator<Item = Column>) -> Result<(), Failure> {
    let Some((column, words)) = interop::wrong_with(said, columns).into_iter().next() else {
        return Ok(());
    };
    Err(match field_of(column) {
        Some((field, word)) => refused(format!("{word}: {words}."), "").of(field),
        None => refused(format!("{column}: {words}."), ""),
    })
}

/// The field of a form in which a column's words are written, and what it is called there.
const fn field_of(column: Column) -> Option<(FailureField, &'static str)> {
    Some(match column {
        Column::Name | Column::Equipment => (FailureField::Name, "Name"),
        Column::Level => (FailureField::Level, "Level"),
        Column::EquipmentKind => (FailureField::Kind, "Kind"),
        Column::Role => (FailureField::Role, "Role"),
        Column::Tags => (FailureField::Tags, "Tags"),
        Column::LowLow => (FailureField::LowLow, "LL"),
        Column::Low => (FailureField::Low, "L"),
        Column::High => (FailureField::High, "H"),
        Column::HighHigh => (FailureField::HighHigh, "HH"),
        Column::Min => (FailureField::Min, "Least value"),
        Column::Max => (FailureField::Max, "Greatest value"),
        Column::Step => (FailureField::Step, "Step"),
        Column::ExpectedInterval => (FailureField::Expected, "Expected every"),
        Column::Description => (FailureField::Description, "Words about it"),
        Column::Id
        | Column::Kind
        | Column::Unit
        | Column::States
        | Column::Site
        | Column::Building
        | Column::Floor
        | Column::Space
        | Column::Zone
        | Column::Connection
        | Column::Topic
        | Column::Device
        | Column::Path => return None,
    })
}

fn refused(message: impl Into<String>, hint: impl Into<String>) -> Failure {
    Failure::new(FailureCode::BadRequest, format!("{} Nothing was changed.", message.into()), hint)
}

#[cfg(test)]
mod tests {
    use model::{BuildingId, PointCode, Timestamp};

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
            &[("min", 0.0), ("max", 5.0), ("step", 6.0)],
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
    fn a_refusal_names_the_field_that_it_is_about() {
        let field = |edit| {
            let points = vec![PointCode("a".into())];
            all(&[ModelChange::EditPoints { points, edits: vec![edit] }]).unwrap_err().field
        };
        let limits = Limits::from([("low".to_owned(), 30.0), ("high".to_owned(), 10.0)]);
        let tags = Tags::from([("ref".to_owned(), Some("x".repeat(1_001)))]);
        for (edit, expected) in [
            (PointEdit::Name { name: String::new() }, FailureField::Name),
            (PointEdit::Role { role: Some(" ".to_owned()) }, FailureField::Role),
            (PointEdit::Tags { tags }, FailureField::Tags),
            (PointEdit::Limits { limits }, FailureField::High),
            (PointEdit::Expected { seconds: Some(-1.0) }, FailureField::Expected),
            (PointEdit::Description { words: Some("\u{7}".to_owned()) }, FailureField::Description),
        ] {
            assert_eq!(field(edit.clone()), Some(expected), "{edit:?}");
        }
        let building = BuildingId(1);
        let floor = ModelChange::AddFloor { id: None, building, name: "1".into(), level: 5_000 };
        assert_eq!(all(&[floor]).unwrap_err().field, Some(FailureField::Level));
    }

    #[test]
    fn a_point_comes_back_without_the_words_that_nobody_may_write() {
        let since = Timestamp::from_ms(1);
        let role = PointEdit::Role { role: Some("zone-air-temp".to_owned()) };
        let device = PointEdit::Name { name: "from\u{7}a device".to_owned() };
        let edits = vec![PointEdit::Accepted { since }, device.clone(), role.clone()];
        let points = vec![PointCode("a".into())];
        let way_back = askable(vec![ModelChange::EditPoints { points: points.clone(), edits }]);
        let edits = vec![PointEdit::Accepted { since }, role];
        assert_eq!(way_back, [ModelChange::EditPoints { points: points.clone(), edits }]);
        assert!(all(&way_back).is_ok());
        // Of a point that stays, what cannot be brought back is told.
        let renamed = vec![ModelChange::EditPoints { points, edits: vec![device] }];
        assert_eq!(askable(renamed.clone()), renamed);
        assert!(all(&renamed).is_err());
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
