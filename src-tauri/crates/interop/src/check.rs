//! What may be said of a point, in a list or by hand, told in sentences. What points are to one another is judged in
//! `compare`.

use model::Kind;

use crate::column::Column;
use crate::limits::{
    ADDRESS_BYTES_MAX, CELL_BYTES_MAX, DESCRIPTION_BYTES_MAX, INTERVAL_S_MAX, LEVEL_MAX,
    NAME_BYTES_MAX, TAG_VALUE_BYTES_MAX,
};
use crate::list::PointRow;
use crate::problem::quoted;

/// What is wrong with what somebody wants to say of a point: each of these columns, and how they fit one another.
#[must_use]
pub fn wrong_with(
    point: &PointRow,
    columns: impl IntoIterator<Item = Column>,
) -> Vec<(Column, String)> {
    let cells = columns.into_iter().filter_map(|column| Some((column, cell(point, column)?)));
    let mut wrong: Vec<(Column, String)> = cells.collect();
    wrong.extend(row(point));
    wrong
}

/// What is wrong with a cell that somebody wants changed; nothing where it is well.
pub(crate) fn cell(point: &PointRow, column: Column) -> Option<String> {
    let text = point.text(column);
    match column {
        Column::Name if text.is_empty() => Some("a point needs a name".to_owned()),
        Column::Kind if text.is_empty() => {
            let kinds = Kind::ALL.map(Kind::word).join(", ");
            Some(format!("a point needs a kind: write one of {kinds}"))
        }
        Column::Topic | Column::Device | Column::Path => address(&text, column),
        Column::Description => description(&text),
        Column::Tags => cell_size(&text).or_else(|| tag_values(point)),
        Column::States => states(point, &text),
        Column::ExpectedInterval => interval(point.expected_interval_s),
        Column::Step => match point.step {
            Some(step) if step <= 0.0 => Some("a step is greater than 0".to_owned()),
            step => finite(step),
        },
        Column::Level => level(point.level?),
        Column::LowLow => finite(point.low_low),
        Column::Low => finite(point.low),
        Column::High => finite(point.high),
        Column::HighHigh => finite(point.high_high),
        Column::Min => finite(point.min),
        Column::Max => finite(point.max),
        Column::Unit => None,
        Column::Id
        | Column::Name
        | Column::Kind
        | Column::Role
        | Column::Site
        | Column::Building
        | Column::Floor
        | Column::Space
        | Column::Zone
        | Column::Equipment
        | Column::EquipmentKind
        | Column::Connection => name(&text),
    }
}

/// What is wrong between the cells of a row, each with the column it is told at.
pub(crate) fn row(point: &PointRow) -> Vec<(Column, String)> {
    let mut wrong = Vec::new();
    let ladder = [
        (Column::LowLow, point.low_low),
        (Column::Low, point.low),
        (Column::High, point.high),
        (Column::HighHigh, point.high_high),
    ];
    rising(&ladder, &mut wrong);
    rising(&[(Column::Min, point.min), (Column::Max, point.max)], &mut wrong);
    if let (Some(step), Some(min), Some(max)) = (point.step, point.min, point.max)
        && step > max - min
    {
        wrong
            .push((Column::Step, format!("a step of {step} does not fit between {min} and {max}")));
    }
    let missing = [
        (Column::Level, point.level.is_some(), Column::Floor, point.floor.is_some()),
        (Column::Space, point.space.is_some(), Column::Floor, point.floor.is_some()),
        (Column::Zone, point.zone.is_some(), Column::Floor, point.floor.is_some()),
        (
            Column::EquipmentKind,
            point.equipment_kind.is_some(),
            Column::Equipment,
            point.equipment.is_some(),
        ),
        (Column::Path, point.path.is_some(), Column::Device, point.device.is_some()),
    ];
    for (column, is_there, needed, has_needed) in missing {
        if is_there && !has_needed {
            let words =
                format!("stands here without the {needed} it belongs to: name the {needed} too");
            wrong.push((column, words));
        }
    }
    wrong
}

/// Each number is greater than the one before it.
fn rising(ladder: &[(Column, Option<f64>)], wrong: &mut Vec<(Column, String)>) {
    let mut below: Option<(Column, f64)> = None;
    for (column, number) in ladder {
        let Some(number) = number else {
            continue;
        };
        if let Some((lower, least)) = below
            && *number <= least
        {
            let words = format!("{number} is not above {lower}, which is {least}");
            wrong.push((*column, words));
        }
        below = Some((*column, *number));
    }
}

fn name(text: &str) -> Option<String> {
    if text.len() > NAME_BYTES_MAX {
        return Some(format!(
            "{} is too long: {} bytes of at most {NAME_BYTES_MAX}",
            quoted(text),
            text.len()
        ));
    }
    control(text, &[]).or_else(|| {
        let padded = text.trim().len() != text.len();
        padded.then(|| {
            format!(
                "{} begins or ends with a space, which nobody can see: take it out",
                quoted(text)
            )
        })
    })
}

fn address(text: &str, column: Column) -> Option<String> {
    if text.len() > ADDRESS_BYTES_MAX {
        return Some(format!(
            "{} is too long: {} bytes of at most {ADDRESS_BYTES_MAX}",
            quoted(text),
            text.len()
        ));
    }
    if column == Column::Topic && text.contains(['+', '#']) {
        return Some(format!(
            "{} is a filter for many topics: write the one topic of the point",
            quoted(text)
        ));
    }
    control(text, &[])
}

fn description(text: &str) -> Option<String> {
    if text.len() > DESCRIPTION_BYTES_MAX {
        return Some(format!(
            "a description of {} bytes is too long: at most {DESCRIPTION_BYTES_MAX}",
            text.len()
        ));
    }
    control(text, &['\n', '\r', '\t'])
}

fn states(point: &PointRow, text: &str) -> Option<String> {
    cell_size(text).or_else(|| point.states.iter().find_map(|(_, state)| control(state, &[])))
}

fn tag_values(point: &PointRow) -> Option<String> {
    point.tags.iter().find_map(|(name, value)| {
        let value = value?;
        let words = if value.len() > TAG_VALUE_BYTES_MAX {
            format!("{} bytes are too long: at most {TAG_VALUE_BYTES_MAX}", value.len())
        } else {
            control(value, &[])?
        };
        Some(format!("the value of the tag {name}: {words}"))
    })
}

fn level(level: i32) -> Option<String> {
    let fits = (-LEVEL_MAX..=LEVEL_MAX).contains(&level);
    (!fits).then(|| {
        format!(
            "{level} is no level of a floor: at most {LEVEL_MAX}; 0 is the ground floor, -1 the one below it"
        )
    })
}

fn finite(number: Option<f64>) -> Option<String> {
    let number = number.filter(|number| !number.is_finite())?;
    Some(format!("{number} is no number: write it as 21.5, without a unit"))
}

/// What is written must be small enough to be read again.
fn cell_size(text: &str) -> Option<String> {
    (text.len() > CELL_BYTES_MAX)
        .then(|| format!("{} bytes are too long: at most {CELL_BYTES_MAX}", text.len()))
}

fn interval(seconds: Option<f64>) -> Option<String> {
    let seconds = seconds?;
    let fits = seconds > 0.0 && seconds <= INTERVAL_S_MAX;
    (!fits).then(|| {
        format!("{seconds} is no time between two readings: write seconds, at most a year")
    })
}

fn control(text: &str, allowed: &[char]) -> Option<String> {
    let stray = text.chars().find(|letter| letter.is_control() && !allowed.contains(letter))?;
    Some(format!(
        "{} has a character that cannot be seen (U+{:04X}): take it out",
        quoted(text),
        u32::from(stray)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tags::{TagName, Tags};

    fn wrong(point: &PointRow, column: Column) -> bool {
        !wrong_with(point, [column]).is_empty()
    }

    #[test]
    fn values_of_tags_are_short_and_can_be_seen() {
        let tagged = |value: String| {
            let mut tags = Tags::default();
            tags.put(TagName::new("ref").unwrap(), Some(value));
            PointRow { tags, ..PointRow::default() }
        };
        assert!(!wrong(&tagged("x".repeat(TAG_VALUE_BYTES_MAX)), Column::Tags));
        assert!(wrong(&tagged("x".repeat(TAG_VALUE_BYTES_MAX + 1)), Column::Tags));
        assert!(wrong(&tagged("a\u{7}b".to_owned()), Column::Tags));
    }

    #[test]
    fn a_level_a_limit_and_a_time_are_numbers_within_their_bounds() {
        let floor = |level| {
            let (floor, level) = (Some("1".to_owned()), Some(level));
            PointRow { floor, level, ..PointRow::default() }
        };
        assert!(!wrong(&floor(-LEVEL_MAX), Column::Level));
        assert!(wrong(&floor(LEVEL_MAX + 1), Column::Level));
        for number in [f64::NAN, f64::INFINITY] {
            let limited = PointRow { high: Some(number), ..PointRow::default() };
            assert!(wrong(&limited, Column::High), "{number}");
            let said = PointRow { expected_interval_s: Some(number), ..PointRow::default() };
            assert!(wrong(&said, Column::ExpectedInterval), "{number}");
        }
    }
}
