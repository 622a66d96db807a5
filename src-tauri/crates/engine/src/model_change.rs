//! Changes to the model: judged, made as one, and told to every screen at once.
//!
//! What is said of a few points travels in the event itself; where places are renamed every point's place is another
//! one, and the list is asked for again.

mod check;
mod words;

use std::collections::BTreeSet;

use model::{ModelChange, PointCode, PointEdit};
use wire::{
    ChangeModel, CurrentView, Event, Failure, ModelChanged, ModelWordsView, PointDetail,
    PointDetailView,
};

use crate::clock;
use crate::convert;
use crate::engine::Engine;
use crate::limits::EDITED_POINTS_TOLD_MAX;

pub(crate) use words::sentence;

impl Engine {
    pub(crate) async fn change_model(&self, ask: ChangeModel) -> Result<ModelChanged, Failure> {
        check::all(&ask.changes)?;
        let site = self.site().await?.id;
        let edited = self.store.main().change_model(site, &ask.changes).await;
        let edited = edited.map_err(|error| words::of(&error))?;
        let touched = Touched::by(&ask.changes);
        let read = match touched.points {
            Points::None => Ok(()),
            Points::Some(_) | Points::All => self.refresh_directory().await,
        };
        self.tell(touched);
        let places = match read {
            Ok(()) => self.places().await,
            Err(failure) => Err(failure),
        };
        let places = places.map_err(|failure| convert::changed_unseen(&failure))?;
        let undo = check::askable(edited.undo);
        Ok(ModelChanged { undo, made: edited.made, places })
    }

    /// Says to every screen what it has to show anew.
    fn tell(&self, touched: Touched) {
        if touched.places {
            self.announce(Event::PlacesChanged);
        }
        match touched.points {
            Points::None => {}
            Points::Some(codes) if codes.len() <= EDITED_POINTS_TOLD_MAX => {
                self.announce(Event::PointsEdited(self.views_of(&codes)));
            }
            Points::Some(_) | Points::All => self.announce_points(),
        }
    }

    pub(crate) async fn point_detail(&self, ask: &PointDetail) -> Result<PointDetailView, Failure> {
        let directory = self.directory();
        let row = &directory.find(&ask.point.0)?.row;
        let detail = self.store.main().point_detail(row.point.id).await;
        let detail = detail.map_err(|error| convert::from_main(&error))?;
        let detail = detail.expect("a point that is known is never deleted");
        Ok(PointDetailView {
            role: detail.role,
            tags: detail.tags,
            states: detail.states,
            limits: detail.limits,
            expected_s: detail.expected_s,
            description: detail.description,
            place: detail.place,
            zone: row.zone,
        })
    }

    /// The points of these codes as a snapshot would show them.
    fn views_of(&self, codes: &BTreeSet<PointCode>) -> Vec<CurrentView> {
        let (now, directory) = (clock::now(), self.directory());
        let entries = codes.iter().filter_map(|code| directory.by_code(&code.0));
        entries.map(|entry| self.view(entry, now)).collect()
    }
}

/// The words that roles and types of equipment are offered from, each once.
pub(crate) fn known_words() -> ModelWordsView {
    let roles: BTreeSet<&str> = codec::role_words().collect();
    let equipment: BTreeSet<&str> = codec::EQUIPMENT_KINDS.into_iter().collect();
    let owned = |words: BTreeSet<&str>| words.into_iter().map(str::to_owned).collect();
    ModelWordsView { roles: owned(roles), equipment: owned(equipment) }
}

/// What screens have to show anew.
struct Touched {
    places: bool,
    points: Points,
}

/// The points of which something else is said.
enum Points {
    None,
    Some(BTreeSet<PointCode>),
    All,
}

impl Touched {
    fn by(changes: &[ModelChange]) -> Self {
        let mut touched = Self { places: false, points: Points::None };
        for change in changes {
            match change {
                ModelChange::EditPoints { points, edits } => {
                    touched.places |= edits.iter().any(moves);
                    touched.edit(points);
                }
                ModelChange::ReturnPoints { points } => {
                    touched.places = true;
                    touched.edit(points);
                }
                ModelChange::RenameBuilding { .. }
                | ModelChange::ChangeFloor { .. }
                | ModelChange::ChangeSpace { .. }
                | ModelChange::RemoveZone { .. } => {
                    (touched.places, touched.points) = (true, Points::All);
                }
                ModelChange::AddBuilding { .. }
                | ModelChange::RemoveBuilding { .. }
                | ModelChange::AddFloor { .. }
                | ModelChange::RemoveFloor { .. }
                | ModelChange::AddSpace { .. }
                | ModelChange::RemoveSpace { .. }
                | ModelChange::AddZone { .. }
                | ModelChange::ChangeZone { .. }
                | ModelChange::AddEquipment { .. }
                | ModelChange::ChangeEquipment { .. }
                | ModelChange::RemoveEquipment { .. }
                | ModelChange::Relate { .. }
                | ModelChange::Unrelate { .. } => touched.places = true,
            }
        }
        touched
    }

    fn edit(&mut self, codes: &[PointCode]) {
        match &mut self.points {
            Points::All => {}
            Points::Some(known) => known.extend(codes.iter().cloned()),
            Points::None => self.points = Points::Some(codes.iter().cloned().collect()),
        }
    }
}

/// Whether an edit changes how many points stand where.
fn moves(edit: &PointEdit) -> bool {
    match edit {
        PointEdit::Accepted { .. }
        | PointEdit::Place { .. }
        | PointEdit::Zone { .. }
        | PointEdit::Equipment { .. } => true,
        PointEdit::Name { .. }
        | PointEdit::Kind { .. }
        | PointEdit::Unit { .. }
        | PointEdit::Role { .. }
        | PointEdit::Tags { .. }
        | PointEdit::AddTags { .. }
        | PointEdit::RemoveTags { .. }
        | PointEdit::Limits { .. }
        | PointEdit::Expected { .. }
        | PointEdit::Description { .. } => false,
    }
}
