//! Changes to the model, many as one: all of them or none, with what brings back what was.
//!
//! Each change is made by one statement that first looked at what was there; what is refused has its reason, and the
//! transaction leaves nothing behind. No names are judged here: that they are names is the caller's to see to.

mod equipment;
mod places;
mod points;
mod refusal;
mod relations;
mod spaces;

use std::collections::HashMap;

use model::{FloorId, ModelChange, SiteId, SpaceId, ZoneId};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use super::{MainDatabase, MainError};

pub use refusal::{EditError, Refusal};
pub(super) use relations::{bound, relation_of};

/// What became of changes to the model.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Edited {
    /// The changes that bring back what was, in the order in which they have to be made.
    pub undo: Vec<ModelChange>,
    /// Numbers of the things that were added, in the order of the changes.
    pub made: Vec<u32>,
}

/// Changes being made: within one transaction.
pub(super) struct Edit<'t> {
    connection: &'t mut SqliteConnection,
    site: SiteId,
    /// The ways back, the newest last.
    back: Vec<ModelChange>,
    made: Vec<u32>,
    /// On which floors the spaces and zones are that points were put into.
    space_floors: HashMap<SpaceId, FloorId>,
    zone_floors: HashMap<ZoneId, FloorId>,
}

impl MainDatabase {
    /// Makes changes to the model, all or none.
    ///
    /// # Errors
    /// [`EditError::Refused`] where one of them cannot be made, with the reason; else where the database cannot be
    /// written. Nothing was changed then.
    pub async fn change_model(
        &self,
        site: SiteId,
        changes: &[ModelChange],
    ) -> Result<Edited, EditError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        let mut edit = Edit::new(&mut transaction, site);
        for change in changes {
            edit.make(change).await?;
        }
        let Edit { mut back, made, .. } = edit;
        transaction.commit().await?;
        back.reverse();
        Ok(Edited { undo: back, made })
    }
}

impl<'t> Edit<'t> {
    pub(super) fn new(connection: &'t mut SqliteConnection, site: SiteId) -> Self {
        Self {
            connection,
            site,
            back: Vec::new(),
            made: Vec::new(),
            space_floors: HashMap::new(),
            zone_floors: HashMap::new(),
        }
    }
}

impl Edit<'_> {
    async fn make(&mut self, change: &ModelChange) -> Result<(), EditError> {
        match change {
            ModelChange::AddBuilding { id, name } => self.add_building(*id, name).await,
            ModelChange::RenameBuilding { building, name } => {
                self.rename_building(*building, name).await
            }
            ModelChange::RemoveBuilding { building } => self.remove_building(*building).await,
            ModelChange::AddFloor { id, building, name, level } => {
                self.add_floor(*id, *building, name, *level).await
            }
            ModelChange::ChangeFloor { floor, building, name, level } => {
                self.change_floor(*floor, *building, name, *level).await
            }
            ModelChange::RemoveFloor { floor } => self.remove_floor(*floor).await,
            ModelChange::AddSpace { id, floor, name } => self.add_space(*id, *floor, name).await,
            ModelChange::ChangeSpace { space, floor, name } => {
                self.change_space(*space, *floor, name).await
            }
            ModelChange::RemoveSpace { space } => self.remove_space(*space).await,
            ModelChange::AddZone { id, floor, name, spaces } => {
                self.add_zone(*id, *floor, name, spaces).await
            }
            ModelChange::ChangeZone { zone, name, spaces } => {
                self.change_zone(*zone, name, spaces).await
            }
            ModelChange::RemoveZone { zone } => self.remove_zone(*zone).await,
            ModelChange::AddEquipment { id, words } => self.add_equipment(*id, words).await,
            ModelChange::ChangeEquipment { equipment, words } => {
                self.change_equipment(*equipment, words).await
            }
            ModelChange::RemoveEquipment { equipment } => self.remove_equipment(*equipment).await,
            ModelChange::Relate { relation } => self.relate(relation).await,
            ModelChange::Unrelate { relation } => self.unrelate(relation).await,
            ModelChange::EditPoints { points, edits } => self.edit_points(points, edits).await,
            ModelChange::ReturnPoints { points } => self.return_points(points).await,
        }
    }

    /// Notes the way back of the change that is being made.
    fn can_go_back(&mut self, change: ModelChange) {
        self.back.push(change);
    }
}

#[cfg(test)]
mod tests;
