//! Spaces, and the zones that they are served in.

use model::{FloorId, ModelChange, PointCode, PointEdit, RelationEnd, SpaceId, ZoneId};
use sqlx::Row;

use super::{Edit, EditError, Refusal};

const SPACE: &str = "SELECT floor, name FROM space WHERE id = ?1";
const SPACE_KNOWN: &str = "SELECT highest, EXISTS (SELECT 1 FROM space WHERE id = ?1)
    FROM given_number WHERE what = 'space'";
const ADD_SPACE: &str = "INSERT INTO space (id, floor, name)
    SELECT coalesce(?1, highest + 1), ?2, ?3 FROM given_number WHERE what = 'space' RETURNING id";
const CHANGE_SPACE: &str = "UPDATE space SET floor = ?2, name = ?3 WHERE id = ?1";
const INSIDE_SPACE: &str = "SELECT (SELECT count(*) FROM equipment WHERE space = ?1),
    (SELECT count(*) FROM point WHERE space = ?1)";
const REMOVE_SPACE: &str = "DELETE FROM space WHERE id = ?1";

const ZONE: &str = "SELECT floor, name FROM zone WHERE id = ?1";
const ZONE_KNOWN: &str = "SELECT highest, EXISTS (SELECT 1 FROM zone WHERE id = ?1)
    FROM given_number WHERE what = 'zone'";
const ADD_ZONE: &str = "INSERT INTO zone (id, floor, name)
    SELECT coalesce(?1, highest + 1), ?2, ?3 FROM given_number WHERE what = 'zone' RETURNING id";
const RENAME_ZONE: &str = "UPDATE zone SET name = ?2 WHERE id = ?1";
const REMOVE_ZONE: &str = "DELETE FROM zone WHERE id = ?1";
const SPACES_OF_ZONE: &str = "SELECT space FROM zone_space WHERE zone = ?1 ORDER BY space";
const ZONES_OF_SPACE: &str = "SELECT zone FROM zone_space WHERE space = ?1 ORDER BY zone";
const LEAVE_ZONE: &str = "DELETE FROM zone_space WHERE zone = ?1";
const ENTER_ZONE: &str =
    "INSERT INTO zone_space (zone, space) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
const POINTS_OF_ZONE: &str = "SELECT code FROM point WHERE zone = ?1 ORDER BY id";
const ZONED_POINTS_OF_SPACE: &str =
    "SELECT code FROM point WHERE space = ?1 AND zone IS NOT NULL ORDER BY id";

impl Edit<'_> {
    pub(super) async fn add_space(
        &mut self,
        id: Option<SpaceId>,
        floor: FloorId,
        name: &str,
    ) -> Result<(), EditError> {
        self.can_come_back(SPACE_KNOWN, id.map(|id| id.0), "space").await?;
        let query = sqlx::query_scalar(ADD_SPACE).bind(id.map(|id| id.0)).bind(floor.0).bind(name);
        let added = query.fetch_one(&mut *self.connection).await;
        let id: u32 = added.map_err(EditError::of("space", name, "floor"))?;
        self.made.push(id);
        self.can_go_back(ModelChange::RemoveSpace { space: SpaceId(id) });
        Ok(())
    }

    pub(super) async fn change_space(
        &mut self,
        space: SpaceId,
        floor: FloorId,
        name: &str,
    ) -> Result<(), EditError> {
        let (before, was_called) = self.space(space).await?;
        if before != floor {
            self.leave_zones(space).await?;
            let points = self.codes(ZONED_POINTS_OF_SPACE, space.0).await?;
            self.edit_points(&points, &[PointEdit::Zone { zone: None }]).await?;
        }
        let query = sqlx::query(CHANGE_SPACE).bind(space.0).bind(floor.0).bind(name);
        let done = query.execute(&mut *self.connection).await;
        done.map_err(EditError::of("space", name, "floor"))?;
        self.space_floors.remove(&space);
        self.can_go_back(ModelChange::ChangeSpace { space, floor: before, name: was_called });
        Ok(())
    }

    pub(super) async fn remove_space(&mut self, space: SpaceId) -> Result<(), EditError> {
        let (floor, name) = self.space(space).await?;
        self.is_empty(INSIDE_SPACE, space.0, &name, &["piece of equipment", "point"]).await?;
        self.leave_zones(space).await?;
        self.unrelate_end(RelationEnd::Space(space)).await?;
        sqlx::query(REMOVE_SPACE).bind(space.0).execute(&mut *self.connection).await?;
        self.can_go_back(ModelChange::AddSpace { id: Some(space), floor, name });
        Ok(())
    }

    pub(super) async fn add_zone(
        &mut self,
        id: Option<ZoneId>,
        floor: FloorId,
        name: &str,
        spaces: &[SpaceId],
    ) -> Result<(), EditError> {
        self.can_come_back(ZONE_KNOWN, id.map(|id| id.0), "zone").await?;
        let query = sqlx::query_scalar(ADD_ZONE).bind(id.map(|id| id.0)).bind(floor.0).bind(name);
        let added = query.fetch_one(&mut *self.connection).await;
        let id: u32 = added.map_err(EditError::of("zone", name, "floor"))?;
        self.enter_zone(ZoneId(id), floor, name, spaces).await?;
        self.made.push(id);
        self.can_go_back(ModelChange::RemoveZone { zone: ZoneId(id) });
        Ok(())
    }

    pub(super) async fn change_zone(
        &mut self,
        zone: ZoneId,
        name: &str,
        spaces: &[SpaceId],
    ) -> Result<(), EditError> {
        let (floor, was_called) = self.zone(zone).await?;
        let before = self.spaces_of(zone).await?;
        let query = sqlx::query(RENAME_ZONE).bind(zone.0).bind(name);
        let done = query.execute(&mut *self.connection).await;
        done.map_err(EditError::of("zone", name, "floor"))?;
        sqlx::query(LEAVE_ZONE).bind(zone.0).execute(&mut *self.connection).await?;
        self.enter_zone(zone, floor, name, spaces).await?;
        self.can_go_back(ModelChange::ChangeZone { zone, name: was_called, spaces: before });
        Ok(())
    }

    pub(super) async fn remove_zone(&mut self, zone: ZoneId) -> Result<(), EditError> {
        let (floor, name) = self.zone(zone).await?;
        let spaces = self.spaces_of(zone).await?;
        let points = self.codes(POINTS_OF_ZONE, zone.0).await?;
        self.edit_points(&points, &[PointEdit::Zone { zone: None }]).await?;
        self.unrelate_end(RelationEnd::Zone(zone)).await?;
        sqlx::query(LEAVE_ZONE).bind(zone.0).execute(&mut *self.connection).await?;
        sqlx::query(REMOVE_ZONE).bind(zone.0).execute(&mut *self.connection).await?;
        self.can_go_back(ModelChange::AddZone { id: Some(zone), floor, name, spaces });
        Ok(())
    }

    /// Floor and name of a space.
    pub(super) async fn space(&mut self, id: SpaceId) -> Result<(FloorId, String), EditError> {
        let row = sqlx::query(SPACE).bind(id.0).fetch_optional(&mut *self.connection).await?;
        let row = row.ok_or(Refusal::Gone { what: "space" })?;
        Ok((FloorId(row.try_get(0)?), row.try_get(1)?))
    }

    /// Floor and name of a zone.
    pub(super) async fn zone(&mut self, id: ZoneId) -> Result<(FloorId, String), EditError> {
        let row = sqlx::query(ZONE).bind(id.0).fetch_optional(&mut *self.connection).await?;
        let row = row.ok_or(Refusal::Gone { what: "zone" })?;
        Ok((FloorId(row.try_get(0)?), row.try_get(1)?))
    }

    async fn enter_zone(
        &mut self,
        zone: ZoneId,
        floor: FloorId,
        name: &str,
        spaces: &[SpaceId],
    ) -> Result<(), EditError> {
        for space in spaces {
            let (on, called) = self.space(*space).await?;
            if on != floor {
                return Err(Refusal::OtherFloor { name: called, zone: name.to_owned() }.into());
            }
            let query = sqlx::query(ENTER_ZONE).bind(zone.0).bind(space.0);
            query.execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    /// Takes a space out of all its zones.
    async fn leave_zones(&mut self, space: SpaceId) -> Result<(), EditError> {
        let query = sqlx::query_scalar(ZONES_OF_SPACE).bind(space.0);
        let zones: Vec<u32> = query.fetch_all(&mut *self.connection).await?;
        for zone in zones.into_iter().map(ZoneId) {
            let (_, name) = self.zone(zone).await?;
            let mut left = self.spaces_of(zone).await?;
            left.retain(|one| *one != space);
            self.change_zone(zone, &name, &left).await?;
        }
        Ok(())
    }

    async fn spaces_of(&mut self, zone: ZoneId) -> Result<Vec<SpaceId>, EditError> {
        let query = sqlx::query_scalar::<_, u32>(SPACES_OF_ZONE).bind(zone.0);
        let spaces = query.fetch_all(&mut *self.connection).await?;
        Ok(spaces.into_iter().map(SpaceId).collect())
    }

    async fn codes(&mut self, sql: &'static str, id: u32) -> Result<Vec<PointCode>, EditError> {
        let query = sqlx::query_scalar::<_, String>(sql).bind(id);
        let codes = query.fetch_all(&mut *self.connection).await?;
        Ok(codes.into_iter().map(|code| PointCode(code.into())).collect())
    }
}
