//! What the data folder knows, as lists look at it: points by id and by source, and connections by name.

use std::collections::HashMap;

use interop::{End, EquipmentName, PlaceName, PointList, Relation, Standing};
use model::{ConnectionId, PointKey};
use store::{
    ConnectionRow, EquipmentAt, Listed, ListedEnd, ListedPlace, ListedPoint, ListedRelation,
    ListedStanding,
};

use super::row;

/// The data folder at one moment.
pub(super) struct Known {
    pub(super) site: String,
    listed: Listed,
    names: HashMap<ConnectionId, String>,
    connections: HashMap<String, ConnectionId>,
    by_code: HashMap<String, usize>,
    by_key: HashMap<PointKey, usize>,
}

impl Known {
    pub(super) fn new(site: String, listed: Listed, connections: Vec<ConnectionRow>) -> Self {
        let points = || listed.points.iter().enumerate();
        Self {
            by_code: points().map(|(at, point)| (point.code.0.to_string(), at)).collect(),
            by_key: points().map(|(at, point)| (point.key.clone(), at)).collect(),
            connections: connections.iter().map(|row| (row.name.clone(), row.id)).collect(),
            names: connections.into_iter().map(|row| (row.id, row.name)).collect(),
            site,
            listed,
        }
    }

    pub(super) fn points(&self) -> &[ListedPoint] {
        &self.listed.points
    }

    pub(super) fn by_code(&self, code: &str) -> Option<&ListedPoint> {
        self.by_code.get(code).map(|at| &self.listed.points[*at])
    }

    pub(super) fn by_key(&self, key: &PointKey) -> Option<&ListedPoint> {
        self.by_key.get(key).map(|at| &self.listed.points[*at])
    }

    pub(super) fn connection(&self, name: &str) -> Option<ConnectionId> {
        self.connections.get(name).copied()
    }

    /// The points of the model as a list, under the name of the site where it is told.
    pub(super) fn list(&self, site: Option<&str>) -> PointList {
        let accepted = self.listed.points.iter().filter(|point| point.accepted);
        let points = accepted.map(|point| {
            let connection = point.key.connection.and_then(|id| self.names.get(&id));
            let mut row = row::of(point, connection.map(String::as_str));
            row.site = row.building.as_ref().and(site).map(str::to_owned);
            row
        });
        let name = |at: &EquipmentAt| EquipmentName {
            site: at.0.as_ref().and(site).map(str::to_owned),
            building: at.0.clone(),
            name: at.1.clone(),
        };
        let place = |told: &ListedPlace| PlaceName {
            site: told.building.as_ref().and(site).map(str::to_owned),
            ..row::place_name(told)
        };
        let relation = |told: &ListedRelation| Relation {
            subject: name(&told.subject),
            verb: told.verb,
            object: match &told.object {
                ListedEnd::Equipment(at) => End::Equipment(name(at)),
                ListedEnd::Place(told) => End::Place(place(told)),
            },
        };
        let standing =
            |told: &ListedStanding| Standing { place: place(&told.place), ..row::standing(told) };
        PointList {
            points: points.collect(),
            relations: self.listed.relations.iter().map(relation).collect(),
            standings: self.listed.standings.iter().map(standing).collect(),
        }
    }
}

/// A relation as it is kept.
pub(super) fn kept(relation: &Relation) -> ListedRelation {
    let at = |name: &EquipmentName| (name.building.clone(), name.name.clone());
    let object = match &relation.object {
        End::Equipment(name) => ListedEnd::Equipment(at(name)),
        End::Place(place) => ListedEnd::Place(row::listed_place(place, None)),
    };
    ListedRelation { verb: relation.verb, subject: at(&relation.subject), object }
}
