//! What is said of points: looked up, changed word by word, and written where something is different.

use std::collections::HashMap;

use model::{
    BuildingId, EquipmentId, FloorId, Kind, Limits, ModelChange, PlaceId, PointCode, PointEdit,
    PointId, SpaceId, Tags, Timestamp, Unit, ZoneId,
};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::super::words;
use super::{Edit, EditError, Refusal};

const POINT: &str = "SELECT id, name, kind, unit, role, tags, limits, expected_s, description,
    building, floor, space, zone, equipment, accepted_ms FROM point WHERE code = ?1";
const SET: &str = "UPDATE point SET name = ?2, kind = ?3, unit = ?4, role = ?5, tags = ?6,
    limits = ?7, expected_s = ?8, description = ?9, building = ?10, floor = ?11, space = ?12,
    zone = ?13, equipment = ?14, accepted_ms = ?15,
    ignored_ms = iif(?15 IS NULL, ignored_ms, NULL) WHERE id = ?1";

/// All that a person says of a point.
#[derive(Debug, Clone, PartialEq)]
struct Said {
    accepted: Option<Timestamp>,
    name: String,
    kind: Kind,
    unit: Option<Unit>,
    role: Option<String>,
    tags: Tags,
    limits: Limits,
    expected_s: Option<f64>,
    description: Option<String>,
    place: Option<PlaceId>,
    zone: Option<ZoneId>,
    equipment: Option<EquipmentId>,
}

impl Edit<'_> {
    pub(super) async fn edit_points(
        &mut self,
        points: &[PointCode],
        edits: &[PointEdit],
    ) -> Result<(), EditError> {
        let enters = edits.iter().any(|edit| matches!(edit, PointEdit::Accepted { .. }));
        let (mut ways_back, mut entered) = (WaysBack::default(), Vec::new());
        for code in points {
            let (id, before) = self.said(code).await?;
            if before.accepted.is_none() && !enters {
                return Err(Refusal::Found { name: before.name }.into());
            }
            let mut after = before.clone();
            for edit in edits {
                after.take(edit);
            }
            self.settle_zone(&mut after, edits).await?;
            self.write(id, &after).await?;
            if before.accepted.is_none() {
                entered.push(code.clone());
            } else {
                ways_back.note(code, before.differing_from(&after));
            }
        }
        if !entered.is_empty() {
            self.can_go_back(ModelChange::ReturnPoints { points: entered });
        }
        self.back.extend(ways_back.into_changes());
        Ok(())
    }

    pub(super) async fn return_points(&mut self, points: &[PointCode]) -> Result<(), EditError> {
        let mut ways_back = WaysBack::default();
        for code in points {
            let (id, before) = self.said(code).await?;
            if before.accepted.is_none() {
                continue;
            }
            let mut after = before.clone();
            (after.accepted, after.place) = (None, None);
            (after.zone, after.equipment) = (None, None);
            self.write(id, &after).await?;
            // A found point's words go on changing, as its device tells them or as it is accepted anew.
            ways_back.note(code, before.into_edits());
        }
        self.back.extend(ways_back.into_changes());
        Ok(())
    }

    async fn said(&mut self, code: &PointCode) -> Result<(PointId, Said), EditError> {
        let query = sqlx::query(POINT).bind(&*code.0);
        let row = query.fetch_optional(&mut *self.connection).await?;
        let row = row.ok_or(Refusal::Gone { what: "point" })?;
        Ok((PointId(row.try_get(0)?), Said::of(&row)?))
    }

    async fn write(&mut self, id: PointId, said: &Said) -> Result<(), EditError> {
        let place = said.place;
        let query = sqlx::query(SET)
            .bind(id.0)
            .bind(&said.name)
            .bind(said.kind.word())
            .bind(said.unit.as_ref().map(Unit::as_str))
            .bind(&said.role)
            .bind(words::of_tags(&said.tags))
            .bind(words::of_limits(&said.limits))
            .bind(said.expected_s)
            .bind(&said.description)
            .bind(place.and_then(PlaceId::building).map(|id| id.0))
            .bind(place.and_then(PlaceId::floor).map(|id| id.0))
            .bind(place.and_then(PlaceId::space).map(|id| id.0))
            .bind(said.zone.map(|id| id.0))
            .bind(said.equipment.map(|id| id.0))
            .bind(said.accepted.map(Timestamp::ms));
        let done = query.execute(&mut *self.connection).await;
        let Err(source) = done else {
            return Ok(());
        };
        if EditError::is_of_reference(&source) {
            self.stands(&source, said.place).await?;
            if let Some(zone) = said.zone {
                self.zone(zone).await?;
            }
            if let Some(equipment) = said.equipment {
                self.equipment(equipment).await?;
            }
        }
        Err(source.into())
    }

    /// A zone is one of the point's floor: the point leaves another one, unless it was just put there.
    async fn settle_zone(
        &mut self,
        after: &mut Said,
        edits: &[PointEdit],
    ) -> Result<(), EditError> {
        let Some(zone) = after.zone else {
            return Ok(());
        };
        let on = match after.place {
            Some(PlaceId::Floor(floor)) => Some(floor),
            Some(PlaceId::Space(space)) => Some(self.floor_of_space(space).await?),
            Some(PlaceId::Building(_)) | None => None,
        };
        if on == Some(self.floor_of_zone(zone).await?) {
            return Ok(());
        }
        let was_put = edits.iter().any(|edit| matches!(edit, PointEdit::Zone { zone: Some(_) }));
        if was_put {
            let zone = self.zone(zone).await?.1;
            return Err(Refusal::OtherFloor { name: after.name.clone(), zone }.into());
        }
        after.zone = None;
        Ok(())
    }

    async fn floor_of_space(&mut self, space: SpaceId) -> Result<FloorId, EditError> {
        if let Some(floor) = self.space_floors.get(&space) {
            return Ok(*floor);
        }
        let floor = self.space(space).await?.0;
        self.space_floors.insert(space, floor);
        Ok(floor)
    }

    async fn floor_of_zone(&mut self, zone: ZoneId) -> Result<FloorId, EditError> {
        if let Some(floor) = self.zone_floors.get(&zone) {
            return Ok(*floor);
        }
        let floor = self.zone(zone).await?.0;
        self.zone_floors.insert(zone, floor);
        Ok(floor)
    }
}

impl Said {
    fn of(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        let number = |at: usize| row.try_get::<Option<u32>, _>(at);
        let building = number(9)?.map(BuildingId);
        Ok(Self {
            name: row.try_get(1)?,
            kind: Kind::from_word(row.try_get(2)?).unwrap_or(Kind::Sensor),
            unit: row.try_get::<Option<&str>, _>(3)?.and_then(Unit::new),
            role: row.try_get(4)?,
            tags: words::tags(row.try_get(5)?),
            limits: words::limits(row.try_get(6)?),
            expected_s: row.try_get(7)?,
            description: row.try_get(8)?,
            place: PlaceId::of(building, number(10)?.map(FloorId), number(11)?.map(SpaceId)),
            zone: number(12)?.map(ZoneId),
            equipment: number(13)?.map(EquipmentId),
            accepted: row.try_get::<Option<i64>, _>(14)?.map(Timestamp::from_ms),
        })
    }

    fn take(&mut self, edit: &PointEdit) {
        match edit {
            PointEdit::Accepted { since } => self.accepted = Some(*since),
            PointEdit::Name { name } => self.name.clone_from(name),
            PointEdit::Kind { kind } => self.kind = *kind,
            PointEdit::Unit { unit } => self.unit.clone_from(unit),
            PointEdit::Role { role } => self.role.clone_from(role),
            PointEdit::Tags { tags } => self.tags.clone_from(tags),
            PointEdit::AddTags { tags } => self.tags.extend(tags.clone()),
            PointEdit::RemoveTags { names } => self.tags.retain(|name, _| !names.contains(name)),
            PointEdit::Limits { limits } => self.limits.clone_from(limits),
            PointEdit::Expected { seconds } => self.expected_s = *seconds,
            PointEdit::Description { words } => self.description.clone_from(words),
            PointEdit::Place { place } => self.place = *place,
            PointEdit::Zone { zone } => self.zone = *zone,
            PointEdit::Equipment { equipment } => self.equipment = *equipment,
        }
    }

    /// The edits that say all of this.
    fn into_edits(self) -> Vec<PointEdit> {
        let accepted = self.accepted.map(|since| PointEdit::Accepted { since });
        let said = [
            PointEdit::Name { name: self.name },
            PointEdit::Kind { kind: self.kind },
            PointEdit::Unit { unit: self.unit },
            PointEdit::Role { role: self.role },
            PointEdit::Tags { tags: self.tags },
            PointEdit::Limits { limits: self.limits },
            PointEdit::Expected { seconds: self.expected_s },
            PointEdit::Description { words: self.description },
            PointEdit::Place { place: self.place },
            PointEdit::Zone { zone: self.zone },
            PointEdit::Equipment { equipment: self.equipment },
        ];
        accepted.into_iter().chain(said).collect()
    }

    /// The edits that make this of what is otherwise.
    fn differing_from(self, other: &Self) -> Vec<PointEdit> {
        let is_other = self != *other;
        let accepted = self.accepted.filter(|_| self.accepted != other.accepted);
        let edits = [
            accepted.map(|since| PointEdit::Accepted { since }),
            (self.name != other.name).then_some(PointEdit::Name { name: self.name }),
            (self.kind != other.kind).then_some(PointEdit::Kind { kind: self.kind }),
            (self.unit != other.unit).then_some(PointEdit::Unit { unit: self.unit }),
            (self.role != other.role).then_some(PointEdit::Role { role: self.role }),
            (self.tags != other.tags).then_some(PointEdit::Tags { tags: self.tags }),
            (self.limits != other.limits).then_some(PointEdit::Limits { limits: self.limits }),
            (self.expected_s != other.expected_s)
                .then_some(PointEdit::Expected { seconds: self.expected_s }),
            (self.description != other.description)
                .then_some(PointEdit::Description { words: self.description }),
            (self.place != other.place).then_some(PointEdit::Place { place: self.place }),
            (self.zone != other.zone).then_some(PointEdit::Zone { zone: self.zone }),
            (self.equipment != other.equipment)
                .then_some(PointEdit::Equipment { equipment: self.equipment }),
        ];
        if is_other { edits.into_iter().flatten().collect() } else { Vec::new() }
    }
}

/// What brings points back, told once for all that were alike: a change of thousands has a short way back.
#[derive(Default)]
struct WaysBack {
    ways: Vec<(Vec<PointCode>, Vec<PointEdit>)>,
    /// Where each way stands, by its words.
    known: HashMap<String, usize>,
}

impl WaysBack {
    fn note(&mut self, code: &PointCode, edits: Vec<PointEdit>) {
        if edits.is_empty() {
            return;
        }
        let words = serde_json::to_string(&edits).expect("texts and numbers always serialise");
        let at = *self.known.entry(words).or_insert_with(|| {
            self.ways.push((Vec::new(), edits));
            self.ways.len() - 1
        });
        self.ways[at].0.push(code.clone());
    }

    fn into_changes(self) -> impl Iterator<Item = ModelChange> {
        self.ways.into_iter().map(|(points, edits)| ModelChange::EditPoints { points, edits })
    }
}
