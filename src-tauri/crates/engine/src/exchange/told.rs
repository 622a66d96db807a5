//! What a list changes, for people: the first of the changes, and counts of all.

use interop::{Change, Column, Plan, PointRow, Problem, Problems};
use model::PointCode;
use wire::{CellChange, ChangeKind, ListFormat, ListProblem, PointChange, PointsImported};

use super::known::Known;
use crate::limits::{CELL_CHARACTERS_SHOWN, CHANGES_LISTED};

pub(super) fn told(plan: &Plan, known: &Known, notes: &Problems) -> PointsImported {
    let created = plan.create.iter().map(|one| PointChange {
        change: ChangeKind::Create,
        row: Some(count(one.row)),
        point: one.point.id.clone().unwrap_or_else(|| PointCode("".into())),
        name: one.point.name.clone().unwrap_or_default(),
        cells: filled(&one.point),
    });
    let updated = plan.update.iter().map(|one| PointChange {
        change: ChangeKind::Update,
        row: Some(count(one.row)),
        point: one.id.clone(),
        name: one.point.name.clone().unwrap_or_default(),
        cells: one.changes.iter().map(cell).collect(),
    });
    let removed = plan.remove.iter().map(|code| PointChange {
        change: ChangeKind::Remove,
        row: None,
        point: code.clone(),
        name: known.by_code(&code.0).map(|point| point.name.clone()).unwrap_or_default(),
        cells: Vec::new(),
    });
    // Each kind of change is seen, however many there are of another.
    let share = CHANGES_LISTED / 3;
    let mut changes: Vec<PointChange> = removed.take(share).collect();
    changes.extend(updated.take(share * 2 - changes.len()));
    let room = CHANGES_LISTED - changes.len();
    changes.extend(created.take(room));
    PointsImported {
        format: ListFormat::Csv,
        create: count(plan.create.len()),
        update: count(plan.update.len()),
        remove: count(plan.remove.len()),
        unchanged: count(plan.unchanged),
        stand: count(plan.stand.len()),
        relate: count(plan.relate.len()),
        unrelate: count(plan.unrelate.len()),
        changes,
        problems: plan.problems.list.iter().map(problem).collect(),
        problems_more: count(plan.problems.more),
        notes: notes.list.iter().map(problem).collect(),
        applied: false,
    }
}

/// The same for a list of which the store made nothing, and why.
pub(super) fn refused(told: PointsImported, words: String) -> PointsImported {
    PointsImported {
        create: 0,
        update: 0,
        remove: 0,
        unchanged: 0,
        stand: 0,
        relate: 0,
        unrelate: 0,
        changes: Vec::new(),
        problems: vec![ListProblem { row: None, column: None, words }],
        ..told
    }
}

/// What stands in the row of a new point.
fn filled(point: &PointRow) -> Vec<CellChange> {
    let columns = Column::ALL.into_iter().filter(|column| *column != Column::Id);
    columns
        .map(|column| (column, point.text(column)))
        .filter(|(_, text)| !text.is_empty())
        .map(|(column, text)| CellChange {
            column: column.word().to_owned(),
            from: String::new(),
            to: short(&text),
        })
        .collect()
}

fn cell(change: &Change) -> CellChange {
    CellChange {
        column: change.column.word().to_owned(),
        from: short(&change.from),
        to: short(&change.to),
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(CELL_CHARACTERS_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn problem(problem: &Problem) -> ListProblem {
    ListProblem {
        row: problem.row.map(count),
        column: problem.column.clone(),
        words: problem.words.clone(),
    }
}

fn count(count: impl TryInto<u32>) -> u32 {
    count.try_into().unwrap_or(u32::MAX)
}
