//! Equipment: what is said of it and where it stands.

use model::{
    BuildingId, EquipmentId, EquipmentWords, FloorId, ModelChange, PlaceId, RelationEnd, SpaceId,
};
use sqlx::Row;

use super::super::words;
use super::{Edit, EditError, Refusal};

const EQUIPMENT: &str = "SELECT name, kind, building, floor, space, tags FROM equipment
    WHERE id = ?1 AND site = ?2";
const KNOWN: &str = "SELECT highest, EXISTS (SELECT 1 FROM equipment WHERE id = ?1)
    FROM given_number WHERE what = 'equipment'";
const ADD: &str = "INSERT INTO equipment (id, site, name, kind, building, floor, space, tags)
    SELECT coalesce(?1, highest + 1), ?2, ?3, ?4, ?5, ?6, ?7, ?8
    FROM given_number WHERE what = 'equipment' RETURNING id";
const CHANGE: &str = "UPDATE equipment SET name = ?3, kind = ?4, building = ?5, floor = ?6,
    space = ?7, tags = ?8 WHERE id = ?1 AND site = ?2";
const INSIDE: &str = "SELECT count(*) FROM point WHERE equipment = ?1";
const REMOVE: &str = "DELETE FROM equipment WHERE id = ?1";

impl Edit<'_> {
    pub(super) async fn add_equipment(
        &mut self,
        id: Option<EquipmentId>,
        words: &EquipmentWords,
    ) -> Result<(), EditError> {
        self.can_come_back(KNOWN, id.map(|id| id.0), "equipment").await?;
        let query = sqlx::query_scalar(ADD).bind(id.map(|id| id.0)).bind(self.site.0);
        let query = query.bind(&words.name).bind(&words.kind);
        let place = words.place;
        let query = query.bind(place.and_then(PlaceId::building).map(|id| id.0));
        let query = query.bind(place.and_then(PlaceId::floor).map(|id| id.0));
        let query = query.bind(place.and_then(PlaceId::space).map(|id| id.0));
        let added = query.bind(words::of_tags(&words.tags)).fetch_one(&mut *self.connection).await;
        if let Err(source) = &added {
            self.stands(source, place).await?;
        }
        let id: u32 = added?;
        self.made.push(id);
        self.can_go_back(ModelChange::RemoveEquipment { equipment: EquipmentId(id) });
        Ok(())
    }

    pub(super) async fn change_equipment(
        &mut self,
        equipment: EquipmentId,
        words: &EquipmentWords,
    ) -> Result<(), EditError> {
        let before = self.equipment(equipment).await?;
        let query = sqlx::query(CHANGE).bind(equipment.0).bind(self.site.0);
        let query = query.bind(&words.name).bind(&words.kind);
        let place = words.place;
        let query = query.bind(place.and_then(PlaceId::building).map(|id| id.0));
        let query = query.bind(place.and_then(PlaceId::floor).map(|id| id.0));
        let query = query.bind(place.and_then(PlaceId::space).map(|id| id.0));
        let done = query.bind(words::of_tags(&words.tags)).execute(&mut *self.connection).await;
        if let Err(source) = &done {
            self.stands(source, place).await?;
        }
        done?;
        self.can_go_back(ModelChange::ChangeEquipment { equipment, words: before });
        Ok(())
    }

    pub(super) async fn remove_equipment(
        &mut self,
        equipment: EquipmentId,
    ) -> Result<(), EditError> {
        let words = self.equipment(equipment).await?;
        self.is_empty(INSIDE, equipment.0, &words.name, &["point"]).await?;
        self.unrelate_end(RelationEnd::Equipment(equipment)).await?;
        sqlx::query(REMOVE).bind(equipment.0).execute(&mut *self.connection).await?;
        self.can_go_back(ModelChange::AddEquipment { id: Some(equipment), words });
        Ok(())
    }

    pub(super) async fn equipment(&mut self, id: EquipmentId) -> Result<EquipmentWords, EditError> {
        let query = sqlx::query(EQUIPMENT).bind(id.0).bind(self.site.0);
        let row = query.fetch_optional(&mut *self.connection).await?;
        let row = row.ok_or(Refusal::Gone { what: "equipment" })?;
        let number = |at: usize| row.try_get::<Option<u32>, _>(at);
        let place = PlaceId::of(
            number(2)?.map(BuildingId),
            number(3)?.map(FloorId),
            number(4)?.map(SpaceId),
        );
        let tags = words::tags(row.try_get(5)?);
        Ok(EquipmentWords { name: row.try_get(0)?, kind: row.try_get(1)?, place, tags })
    }
}
