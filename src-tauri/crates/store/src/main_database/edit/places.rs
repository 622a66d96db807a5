//! Buildings and floors.

use model::{BuildingId, FloorId, ModelChange, PlaceId, RelationEnd};
use sqlx::Row;

use super::{Edit, EditError, Refusal};

const BUILDING: &str = "SELECT name FROM building WHERE id = ?1 AND site = ?2";
const BUILDING_KNOWN: &str = "SELECT highest, EXISTS (SELECT 1 FROM building WHERE id = ?1)
    FROM given_number WHERE what = 'building'";
const ADD_BUILDING: &str = "INSERT INTO building (id, site, name)
    SELECT coalesce(?1, highest + 1), ?2, ?3 FROM given_number WHERE what = 'building' RETURNING id";
const RENAME_BUILDING: &str = "UPDATE building SET name = ?2 WHERE id = ?1";
const INSIDE_BUILDING: &str = "SELECT (SELECT count(*) FROM floor WHERE building = ?1),
    (SELECT count(*) FROM equipment WHERE building = ?1),
    (SELECT count(*) FROM point WHERE building = ?1)";
const REMOVE_BUILDING: &str = "DELETE FROM building WHERE id = ?1";

const FLOOR: &str = "SELECT building, name, level FROM floor WHERE id = ?1";
const FLOOR_KNOWN: &str = "SELECT highest, EXISTS (SELECT 1 FROM floor WHERE id = ?1)
    FROM given_number WHERE what = 'floor'";
const ADD_FLOOR: &str = "INSERT INTO floor (id, building, name, level)
    SELECT coalesce(?1, highest + 1), ?2, ?3, ?4 FROM given_number WHERE what = 'floor' RETURNING id";
const CHANGE_FLOOR: &str = "UPDATE floor SET building = ?2, name = ?3, level = ?4 WHERE id = ?1";
const INSIDE_FLOOR: &str = "SELECT (SELECT count(*) FROM space WHERE floor = ?1),
    (SELECT count(*) FROM zone WHERE floor = ?1),
    (SELECT count(*) FROM equipment WHERE floor = ?1),
    (SELECT count(*) FROM point WHERE floor = ?1)";
const REMOVE_FLOOR: &str = "DELETE FROM floor WHERE id = ?1";

impl Edit<'_> {
    pub(super) async fn add_building(
        &mut self,
        id: Option<BuildingId>,
        name: &str,
    ) -> Result<(), EditError> {
        self.can_come_back(BUILDING_KNOWN, id.map(|id| id.0), "building").await?;
        let query = sqlx::query_scalar(ADD_BUILDING).bind(id.map(|id| id.0)).bind(self.site.0);
        let id: u32 = query
            .bind(name)
            .fetch_one(&mut *self.connection)
            .await
            .map_err(EditError::of("building", name, "site"))?;
        self.made.push(id);
        self.can_go_back(ModelChange::RemoveBuilding { building: BuildingId(id) });
        Ok(())
    }

    pub(super) async fn rename_building(
        &mut self,
        building: BuildingId,
        name: &str,
    ) -> Result<(), EditError> {
        let before = self.building(building).await?;
        let query = sqlx::query(RENAME_BUILDING).bind(building.0).bind(name);
        let done = query.execute(&mut *self.connection).await;
        done.map_err(EditError::of("building", name, "site"))?;
        self.can_go_back(ModelChange::RenameBuilding { building, name: before });
        Ok(())
    }

    pub(super) async fn remove_building(&mut self, building: BuildingId) -> Result<(), EditError> {
        let name = self.building(building).await?;
        let words = ["floor", "piece of equipment", "point"];
        self.is_empty(INSIDE_BUILDING, building.0, &name, &words).await?;
        self.unrelate_end(RelationEnd::Building(building)).await?;
        sqlx::query(REMOVE_BUILDING).bind(building.0).execute(&mut *self.connection).await?;
        self.can_go_back(ModelChange::AddBuilding { id: Some(building), name });
        Ok(())
    }

    pub(super) async fn add_floor(
        &mut self,
        id: Option<FloorId>,
        building: BuildingId,
        name: &str,
        level: i32,
    ) -> Result<(), EditError> {
        self.can_come_back(FLOOR_KNOWN, id.map(|id| id.0), "floor").await?;
        let query = sqlx::query_scalar(ADD_FLOOR).bind(id.map(|id| id.0)).bind(building.0);
        let id: u32 = query
            .bind(name)
            .bind(level)
            .fetch_one(&mut *self.connection)
            .await
            .map_err(EditError::of("floor", name, "building"))?;
        self.made.push(id);
        self.can_go_back(ModelChange::RemoveFloor { floor: FloorId(id) });
        Ok(())
    }

    pub(super) async fn change_floor(
        &mut self,
        floor: FloorId,
        building: BuildingId,
        name: &str,
        level: i32,
    ) -> Result<(), EditError> {
        let before = self.floor(floor).await?;
        let query = sqlx::query(CHANGE_FLOOR).bind(floor.0).bind(building.0).bind(name).bind(level);
        let done = query.execute(&mut *self.connection).await;
        done.map_err(EditError::of("floor", name, "building"))?;
        let (building, name, level) = before;
        self.can_go_back(ModelChange::ChangeFloor { floor, building, name, level });
        Ok(())
    }

    pub(super) async fn remove_floor(&mut self, floor: FloorId) -> Result<(), EditError> {
        let (building, name, level) = self.floor(floor).await?;
        let words = ["space", "zone", "piece of equipment", "point"];
        self.is_empty(INSIDE_FLOOR, floor.0, &name, &words).await?;
        self.unrelate_end(RelationEnd::Floor(floor)).await?;
        sqlx::query(REMOVE_FLOOR).bind(floor.0).execute(&mut *self.connection).await?;
        self.can_go_back(ModelChange::AddFloor { id: Some(floor), building, name, level });
        Ok(())
    }

    pub(super) async fn building(&mut self, id: BuildingId) -> Result<String, EditError> {
        let query = sqlx::query_scalar(BUILDING).bind(id.0).bind(self.site.0);
        let name = query.fetch_optional(&mut *self.connection).await?;
        Ok(name.ok_or(Refusal::Gone { what: "building" })?)
    }

    /// Building, name and level of a floor.
    pub(super) async fn floor(
        &mut self,
        id: FloorId,
    ) -> Result<(BuildingId, String, i32), EditError> {
        let row = sqlx::query(FLOOR).bind(id.0).fetch_optional(&mut *self.connection).await?;
        let row = row.ok_or(Refusal::Gone { what: "floor" })?;
        Ok((BuildingId(row.try_get(0)?), row.try_get(1)?, row.try_get(2)?))
    }

    /// Where a statement failed because something that it names is not there: refuses a place that is not.
    pub(super) async fn stands(
        &mut self,
        source: &sqlx::Error,
        place: Option<PlaceId>,
    ) -> Result<(), EditError> {
        if !EditError::is_of_reference(source) {
            return Ok(());
        }
        match place {
            None => Ok(()),
            Some(PlaceId::Building(id)) => self.building(id).await.map(drop),
            Some(PlaceId::Floor(id)) => self.floor(id).await.map(drop),
            Some(PlaceId::Space(id)) => self.space(id).await.map(drop),
        }
    }

    /// Refuses a number that nothing was ever given, and one whose thing is there: new things are given theirs here.
    pub(super) async fn can_come_back(
        &mut self,
        known: &'static str,
        id: Option<u32>,
        what: &'static str,
    ) -> Result<(), EditError> {
        let Some(id) = id else {
            return Ok(());
        };
        let row = sqlx::query(known).bind(id).fetch_one(&mut *self.connection).await?;
        let (highest, is_there): (u32, bool) = (row.try_get(0)?, row.try_get(1)?);
        if is_there {
            return Err(Refusal::Back { what }.into());
        }
        let was_given = (1..=highest).contains(&id);
        if was_given { Ok(()) } else { Err(Refusal::Never { what }.into()) }
    }

    /// Refuses where something is left inside; `words` are what the statement counts, in its order.
    pub(super) async fn is_empty(
        &mut self,
        count: &'static str,
        id: u32,
        name: &str,
        words: &[&'static str],
    ) -> Result<(), EditError> {
        let row = sqlx::query(count).bind(id).fetch_one(&mut *self.connection).await?;
        let mut inside = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let many: u32 = row.try_get(at)?;
            if many > 0 {
                inside.push((many, *word));
            }
        }
        if inside.is_empty() {
            return Ok(());
        }
        Err(Refusal::Holds { name: name.to_owned(), inside }.into())
    }
}
