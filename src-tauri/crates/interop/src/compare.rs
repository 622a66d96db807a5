//! What a list would change: compares it with the points that are there and makes a plan, all or nothing.
//!
//! Judges only what would change: a name that came from a device and breaks a rule is no problem as long as nobody
//! touches it.

use std::collections::{BTreeSet, HashMap, HashSet};

use model::PointCode;

use crate::check;
use crate::column::Column;
use crate::list::{PointList, PointRow, Relation, Sheet, SheetRow, Standing};
use crate::problem::{Problem, Problems, quoted};

mod index;
mod standing;
mod whole;

use index::Index;
use whole::Whole;

/// What a list is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Adds points; one that is there already is a problem.
    Create,
    /// Changes points; one that is not there is a problem.
    Update,
    /// Makes the points what the list says: adds, changes, and takes back to found points what it does not name.
    Replace,
}

/// What a list would change. Where there are problems it changes nothing, and there is nothing in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// Points to be added.
    pub create: Vec<Create>,
    /// Points to be changed.
    pub update: Vec<Update>,
    /// Points to be taken back to found points.
    pub remove: Vec<PointCode>,
    /// Places and equipment to be made, or of which something else is to be said.
    pub stand: Vec<Standing>,
    /// Relations to be added.
    pub relate: Vec<Relation>,
    /// Relations to be taken away.
    pub unrelate: Vec<Relation>,
    /// Points of the list that are what it says.
    pub unchanged: usize,
    /// Why the list cannot be applied.
    pub problems: Problems,
}

/// A point to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct Create {
    /// The row that asks for it.
    pub row: u64,
    /// The point; without an id it gets a new one.
    pub point: PointRow,
}

/// A point to be changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// The row that asks for it.
    pub row: u64,
    /// The point.
    pub id: PointCode,
    /// Cell by cell, in the order of the columns.
    pub changes: Vec<Change>,
    /// The point as it will be.
    pub point: PointRow,
}

/// A cell to be changed, as texts for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub column: Column,
    /// What stands there; empty where there is nothing.
    pub from: String,
    /// What will.
    pub to: String,
}

/// Cells that could not be read, by row and header: nothing more is told of them.
type Told<'a> = HashSet<(u64, &'a str)>;

/// Compares the points that are there with a list that is wanted.
#[must_use]
pub fn compare(current: &PointList, wanted: &Sheet, mode: Mode) -> Plan {
    let mut plan = Plan { problems: wanted.problems.clone(), ..Plan::default() };
    let mut columns = wanted.columns.clone();
    columns.sort_unstable();
    let index = Index::of(&current.points);
    let mut matched: Vec<Option<u64>> = vec![None; current.points.len()];
    let mut rows_by_id: HashMap<&str, u64> = HashMap::with_capacity(wanted.rows.len());
    for row in &wanted.rows {
        if let Some(id) = &row.point.id
            && let Some(earlier) = rows_by_id.insert(&id.0, row.line)
        {
            let words = format!("the id {} stands in row {earlier} too", quoted(&id.0));
            plan.problems.push(Problem::cell(row.line, Column::Id, words));
            continue;
        }
        let Some(at) = index.find(&row.point) else {
            plan.add(row, mode);
            continue;
        };
        if let Some(earlier) = matched[at].replace(row.line) {
            let words = format!("row {earlier} speaks of the same point: keep one of them");
            plan.problems.push(Problem::row(row.line, words));
            continue;
        }
        plan.change(&current.points[at], row, &columns, mode);
    }
    if mode == Mode::Replace {
        let gone = current.points.iter().zip(&matched).filter(|(_, row)| row.is_none());
        plan.remove = gone.filter_map(|(point, _)| point.id.clone()).collect();
    }
    if mode == Mode::Replace && wanted.rows.is_empty() {
        let words =
            "the list has no points, and would take every point away: choose a list with points";
        plan.problems.push(Problem::file(words));
    }
    let unread = wanted.problems.list.iter();
    let told = unread.filter_map(|one| Some((one.row?, one.column.as_deref()?))).collect();
    plan.relations(current, wanted, mode);
    plan.standings(current, wanted, mode);
    plan.judge(&current.points, columns.contains(&Column::Name), &told);
    if !plan.problems.is_empty() {
        plan.problems.list.sort_by_key(|problem| problem.row);
        plan = Plan { problems: plan.problems, ..Plan::default() };
    }
    plan
}

impl Plan {
    /// A row that speaks of no point that is there.
    fn add(&mut self, row: &SheetRow, mode: Mode) {
        if mode == Mode::Update {
            let words = match &row.point.id {
                Some(id) => format!(
                    "no point has the id {}: take the row out, or add it with “create”",
                    quoted(&id.0)
                ),
                None => "no point is meant: write its id, or its device and path".to_owned(),
            };
            self.problems.push(Problem::cell(row.line, Column::Id, words));
        } else {
            self.create.push(Create { row: row.line, point: row.point.clone() });
        }
    }

    /// A row that speaks of a point that is there.
    fn change(&mut self, current: &PointRow, row: &SheetRow, columns: &[Column], mode: Mode) {
        let Some(id) = &current.id else {
            return;
        };
        if mode == Mode::Create {
            let words = format!(
                "the point {} is there already: take the row out, or change it with “update”",
                quoted(&id.0)
            );
            self.problems.push(Problem::cell(row.line, Column::Id, words));
            return;
        }
        let mut point = current.clone();
        let mut changes = Vec::new();
        for column in columns.iter().copied().filter(|column| *column != Column::Id) {
            let (from, to) = (current.text(column), row.point.text(column));
            if from != to {
                changes.push(Change { column, from: from.into_owned(), to: to.into_owned() });
                point.copy(column, &row.point);
            }
        }
        if changes.is_empty() {
            self.unchanged += 1;
        } else {
            self.update.push(Update { row: row.line, id: id.clone(), changes, point });
        }
    }

    /// What becomes of relations. A list without any, as of a format that knows none, leaves them as they are.
    fn relations(&mut self, current: &PointList, wanted: &Sheet, mode: Mode) {
        let missing = |these: &[Relation], those: &[Relation]| {
            let mut known: HashSet<&Relation> = those.iter().collect();
            these.iter().filter(|one| known.insert(*one)).cloned().collect()
        };
        self.relate = missing(&wanted.relations, &current.relations);
        if mode == Mode::Replace && !wanted.relations.is_empty() {
            self.unrelate = missing(&current.relations, &wanted.relations);
        }
    }

    /// Judges each changed cell, each changed row, and what they make of the whole.
    fn judge(&mut self, current: &[PointRow], names_are_told: bool, told: &Told<'_>) {
        for create in &self.create {
            let is_told = |column: &Column| match column {
                Column::Name => names_are_told,
                _ => !create.point.text(*column).is_empty(),
            };
            let columns = Column::ALL.into_iter().filter(is_told);
            judge_row(create.row, &create.point, columns, told, &mut self.problems);
        }
        for update in &self.update {
            let columns = update.changes.iter().map(|change| change.column);
            judge_row(update.row, &update.point, columns, told, &mut self.problems);
        }
        let touched: BTreeSet<PointCode> =
            self.update.iter().map(|update| update.id.clone()).collect();
        let removed: BTreeSet<&PointCode> = self.remove.iter().collect();
        let mut whole = Whole::default();
        for point in current {
            let is_touched = point.id.as_ref().is_some_and(|id| touched.contains(id));
            let is_removed = point.id.as_ref().is_some_and(|id| removed.contains(id));
            if !is_touched {
                whole.stands(point, is_removed);
            }
        }
        for update in &mut self.update {
            whole.joins(update.row, &mut update.point, &mut self.problems);
            update.building_was_found();
        }
        let before = self.update.len();
        self.update.retain(|update| !update.changes.is_empty());
        self.unchanged += before - self.update.len();
        for create in &mut self.create {
            whole.joins(create.row, &mut create.point, &mut self.problems);
        }
    }
}

impl Update {
    /// Tells of the building that was found for a floor named without one.
    fn building_was_found(&mut self) {
        let told = self.changes.iter().position(|change| change.column == Column::Building);
        let to = self.point.text(Column::Building).into_owned();
        match told {
            Some(at) if self.changes[at].from == to => drop(self.changes.remove(at)),
            Some(at) => self.changes[at].to = to,
            None => {}
        }
    }
}

fn judge_row(
    row: u64,
    point: &PointRow,
    columns: impl Iterator<Item = Column>,
    told: &Told<'_>,
    problems: &mut Problems,
) {
    let columns = columns.filter(|column| !told.contains(&(row, column.word())));
    for (column, words) in check::wrong_with(point, columns) {
        problems.push(Problem::cell(row, column, words));
    }
}

#[cfg(test)]
mod tests;
