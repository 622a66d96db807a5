//! A plan in the store's terms: sources by number, found points that are taken in, and no two points from one source.

use std::sync::Arc;

use interop::{Column, Plan, PointRow, Problem};
use model::{Kind, PointCode, PointKey};
use store::{ListChanges, ListedEquipment, ListedPoint};

use super::known::{self, Known};
use super::{row, settle};

/// What the store is to change. Where a source is a found point's, the plan has a problem more and changes nothing.
pub(super) fn of(plan: &mut Plan, known: &Known, columns: &[Column]) -> ListChanges {
    let mut points = Vec::with_capacity(plan.create.len() + plan.update.len());
    let mut problems = std::mem::take(&mut plan.problems);
    let rows = plan.create.iter().map(|one| (one.row, &one.point));
    let rows = rows.chain(plan.update.iter().map(|one| (one.row, &one.point)));
    for (line, wanted) in rows {
        let there = wanted.id.as_ref().and_then(|id| known.by_code(&id.0));
        let point = listed(wanted, there, known, columns);
        if let Some(other) = known.by_key(&point.key)
            && !other.accepted
            && other.code != point.code
        {
            let words = format!(
                "this device and path are the found point {:?}: write that id, or leave the id empty",
                &*other.code.0
            );
            let column = Some(Column::Device.word().to_owned());
            settle::tell(&mut problems, Problem { row: Some(line), column, words });
        }
        points.push(point);
    }
    if !problems.is_empty() {
        *plan = Plan { problems, ..Plan::default() };
        return ListChanges::default();
    }
    let number = |code: &PointCode| known.by_code(&code.0).and_then(|point| point.id);
    ListChanges {
        points,
        returned: plan.remove.iter().filter_map(number).collect(),
        stand: plan.stand.iter().map(row::listed_standing).collect(),
        relate: plan.relate.iter().map(known::kept).collect(),
        unrelate: plan.unrelate.iter().map(known::kept).collect(),
    }
}

/// The point as the row says it. What a found point is known by stays where the list does not speak of it.
fn listed(
    wanted: &PointRow,
    there: Option<&ListedPoint>,
    known: &Known,
    columns: &[Column],
) -> ListedPoint {
    let found = there.filter(|point| !point.accepted);
    let tells = |column: Column| columns.contains(&column);
    let code = wanted.id.clone().unwrap_or_else(|| PointCode(Arc::from("")));
    let unit = match found {
        Some(found) if !tells(Column::Unit) => found.unit.clone(),
        _ => wanted.unit.clone(),
    };
    let kind = wanted.kind.or_else(|| found.map(|found| found.kind)).unwrap_or(Kind::Sensor);
    let key = key(wanted, found, known, columns, &code);
    let topic = wanted.topic.as_deref().map(Arc::from);
    let topic = topic.or_else(|| found.map(|found| Arc::clone(&found.topic)));
    let name = wanted.name.clone().or_else(|| found.map(|found| found.name.clone()));
    ListedPoint {
        id: there.and_then(|there| there.id),
        name: name.unwrap_or_else(|| format!("{} {}", key.device, key.path).trim_end().to_owned()),
        code,
        key,
        topic: topic.unwrap_or_default(),
        kind,
        unit,
        accepted: true,
        words: row::words(wanted),
        place: row::place(wanted),
        equipment: equipment(wanted, there),
    }
}

/// Where the values of the point come from.
fn key(
    wanted: &PointRow,
    found: Option<&ListedPoint>,
    known: &Known,
    columns: &[Column],
    code: &PointCode,
) -> PointKey {
    let connection = wanted.connection.as_deref().and_then(|name| known.connection(name));
    let connection = match found {
        Some(found) if !columns.contains(&Column::Connection) => found.key.connection,
        _ => connection,
    };
    match (&wanted.device, found) {
        (Some(device), _) => PointKey {
            connection,
            device: Arc::from(device.as_str()),
            path: Arc::from(wanted.path.as_deref().unwrap_or_default()),
        },
        (None, Some(found)) => found.key.clone(),
        (None, None) => PointKey { connection, device: Arc::clone(&code.0), path: Arc::from("") },
    }
}

/// The equipment; the very one it belongs to already, where the row names no other: a name may stand for two.
fn equipment(wanted: &PointRow, there: Option<&ListedPoint>) -> Option<ListedEquipment> {
    let name = wanted.equipment.clone()?;
    let now = there.and_then(|there| there.equipment.as_ref());
    let is_same = there.is_some_and(|there| there.place.building == wanted.building);
    let same = now.filter(|now| is_same && now.name == name);
    let kind = wanted.equipment_kind.clone();
    Some(ListedEquipment { id: same.and_then(|same| same.id), name, kind })
}
