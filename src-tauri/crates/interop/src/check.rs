//! What may stand in a cell and in a row, told in sentences. What points are to one another is judged in `compare`.

use model::Kind;

use crate::column::Column;
use crate::limits::{
    ADDRESS_BYTES_MAX, CELL_BYTES_MAX, DESCRIPTION_BYTES_MAX, INTERVAL_S_MAX, NAME_BYTES_MAX,
};
use crate::list::PointRow;
use crate::problem::quoted;

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
        Column::Tags => cell_size(&text),
        Column::States => states(point, &text),
        Column::ExpectedInterval => interval(point.expected_interval_s),
        Column::Step => match point.step {
            Some(step) if step <= 0.0 => Some("a step is greater than 0".to_owned()),
            _ => None,
        },
        Column::Unit
        | Column::Level
        | Column::LowLow
        | Column::Low
        | Column::High
        | Column::HighHigh
        | Column::Min
        | Column::Max => None,
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

/// What is written must be small enough to be read again.
fn cell_size(text: &str) -> Option<String> {
    (text.len() > CELL_BYTES_MAX)
        .then(|| format!("{} bytes are too long: at most {CELL_BYTES_MAX}", text.len()))
}

fn interval(seconds: Option<f64>) -> Option<String> {
    let seconds = seconds?;
    (seconds <= 0.0 || seconds > INTERVAL_S_MAX).then(|| {
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
