//! Puts points where they are said to be: floors, spaces and equipment by name, made where they do not exist.

use model::{EquipmentId, FloorId, PlaceId, SiteId, SpaceId, Tags};
use store::{EquipmentRow, ModelRows};
use wire::{Failure, FailureCode};

use crate::convert;
use crate::engine::Engine;
use crate::places::check_name;

/// The model, as it grows while points are put into it.
pub(crate) struct Placing<'e> {
    engine: &'e Engine,
    site: SiteId,
    rows: ModelRows,
}

impl<'e> Placing<'e> {
    pub(crate) async fn begin(engine: &'e Engine) -> Result<Self, Failure> {
        let (site, rows) = engine.model().await?;
        Ok(Self { engine, site: site.id, rows })
    }

    /// The floor of this name; one that does not exist is added to the site's first building.
    pub(crate) async fn floor(&mut self, name: &str) -> Result<FloorId, Failure> {
        let mut named = self.rows.floors.iter().filter(|(_, _, known, _)| known == name);
        match (named.next(), named.next()) {
            (Some((floor, ..)), None) => return Ok(*floor),
            (Some(_), Some(_)) => return Err(self.ambiguous(name)),
            (None, _) => {}
        }
        check_name(name)?;
        self.engine
            .store
            .main()
            .add_floor(self.site, name)
            .await
            .map_err(|error| convert::from_main(&error))?;
        // The store may have made a building for it.
        self.rows = self.engine.model().await?.1;
        let added = self.rows.floors.iter().find(|(_, _, known, _)| known == name);
        Ok(added.expect("a floor that was added is there").0)
    }

    /// The space of this name on a floor.
    pub(crate) async fn space(&mut self, floor: FloorId, name: &str) -> Result<SpaceId, Failure> {
        let spaces = &self.rows.spaces;
        if let Some((id, ..)) = spaces.iter().find(|(_, on, known)| *on == floor && known == name) {
            return Ok(*id);
        }
        check_name(name)?;
        let id = self
            .engine
            .store
            .main()
            .add_space(floor, name)
            .await
            .map_err(|error| convert::from_main(&error))?;
        self.rows.spaces.push((id, floor, name.to_owned()));
        Ok(id)
    }

    /// The equipment of this name and type.
    pub(crate) async fn equipment(
        &mut self,
        name: &str,
        kind: &str,
        space: Option<SpaceId>,
    ) -> Result<EquipmentId, Failure> {
        let known = self.rows.equipment.iter().find(|row| row.name == name && row.kind == kind);
        if let Some(row) = known {
            return Ok(row.id);
        }
        check_name(name)?;
        let main = self.engine.store.main();
        let id = main
            .add_equipment(self.site, name, kind, space)
            .await
            .map_err(|error| convert::from_main(&error))?;
        let place = space.map(PlaceId::Space);
        let (name, kind) = (name.to_owned(), kind.to_owned());
        self.rows.equipment.push(EquipmentRow { id, place, name, kind, tags: Tags::new() });
        Ok(id)
    }

    fn ambiguous(&self, name: &str) -> Failure {
        let in_building = |floor: &model::BuildingId| {
            let mut buildings = self.rows.buildings.iter();
            buildings.find(|(id, _)| id == floor).map(|(_, name)| name.as_str())
        };
        let floors = self.rows.floors.iter().filter(|(_, _, known, _)| known == name);
        let buildings: Vec<&str> =
            floors.filter_map(|(_, building, ..)| in_building(building)).collect();
        let message =
            format!("A floor {name:?} is in several buildings: {}.", buildings.join(", "));
        Failure::new(FailureCode::Ambiguous, message, "Rename one of them.")
    }
}
