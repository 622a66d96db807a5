//! What equipment is to other equipment and to places. Nothing is a part of itself, however many steps lead there.

use model::{
    BuildingId, EquipmentId, FloorId, ModelChange, Relation, RelationEnd, SpaceId, Verb, ZoneId,
};
use sqlx::Row;
use sqlx::sqlite::{SqliteArguments, SqliteRow};

use super::{Edit, EditError, Refusal};

const RELATE: &str = "INSERT INTO relation (relation, from_equipment, to_equipment, to_zone,
    to_space, to_floor, to_building) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
const UNRELATE: &str = "DELETE FROM relation WHERE relation = ?1 AND from_equipment = ?2
    AND to_equipment IS ?3 AND to_zone IS ?4 AND to_space IS ?5 AND to_floor IS ?6
    AND to_building IS ?7";
// From the other end along the same relation: whether it comes back to where it is to begin.
const LEADS_BACK: &str = "WITH RECURSIVE beyond (id) AS (SELECT ?2 UNION
        SELECT relation.to_equipment FROM relation JOIN beyond
            ON relation.from_equipment = beyond.id
        WHERE relation.relation = ?1 AND relation.to_equipment IS NOT NULL)
    SELECT EXISTS (SELECT 1 FROM beyond WHERE id = ?3)";
const OF_END: &str = "SELECT relation, from_equipment, to_equipment, to_zone, to_space, to_floor,
    to_building FROM relation WHERE from_equipment = ?1 OR to_equipment = ?1 OR to_zone = ?2
    OR to_space = ?3 OR to_floor = ?4 OR to_building = ?5 ORDER BY rowid";

/// Numbers of an end, in the order of the columns.
type Ends = [Option<u32>; 5];

impl Edit<'_> {
    pub(super) async fn relate(&mut self, relation: &Relation) -> Result<(), EditError> {
        let (subject, object) = self.judge(relation).await?;
        let verb = relation.verb;
        let done = bound(RELATE, relation).execute(&mut *self.connection).await;
        if let Err(source) = done {
            let kind = source.as_database_error().map(sqlx::error::DatabaseError::kind);
            return Err(match kind {
                Some(sqlx::error::ErrorKind::UniqueViolation) => {
                    Refusal::Known { verb, from: subject, to: object }.into()
                }
                _ => source.into(),
            });
        }
        self.can_go_back(ModelChange::Unrelate { relation: *relation });
        Ok(())
    }

    /// Refuses a relation that may not be, whoever says it; gives what its two ends are called.
    pub(in crate::main_database) async fn judge(
        &mut self,
        relation: &Relation,
    ) -> Result<(String, String), EditError> {
        let Relation { from, verb, to } = *relation;
        let subject = self.equipment(from).await?.name;
        let object = self.name_of(to).await?;
        match to {
            RelationEnd::Equipment(other) if other == from => {
                return Err(Refusal::Itself { verb, name: subject }.into());
            }
            RelationEnd::Equipment(other) => {
                if verb.is_of_equipment() && self.leads_back(verb, other, from).await? {
                    return Err(Refusal::Circle { verb, from: subject, to: object }.into());
                }
            }
            RelationEnd::Zone(_)
            | RelationEnd::Space(_)
            | RelationEnd::Floor(_)
            | RelationEnd::Building(_) => {
                if verb.is_of_equipment() {
                    return Err(Refusal::ToPlace { verb, to: object }.into());
                }
            }
        }
        Ok((subject, object))
    }

    pub(super) async fn unrelate(&mut self, relation: &Relation) -> Result<(), EditError> {
        let done = bound(UNRELATE, relation).execute(&mut *self.connection).await?;
        if done.rows_affected() == 0 {
            return Err(Refusal::Gone { what: "relation" }.into());
        }
        self.can_go_back(ModelChange::Relate { relation: *relation });
        Ok(())
    }

    /// Takes away every relation that begins or ends here.
    pub(super) async fn unrelate_end(&mut self, end: RelationEnd) -> Result<(), EditError> {
        let [equipment, zone, space, floor, building] = ends_of(end);
        let query = sqlx::query(OF_END).bind(equipment).bind(zone);
        let query = query.bind(space).bind(floor).bind(building);
        let rows = query.fetch_all(&mut *self.connection).await?;
        for row in &rows {
            if let Some(relation) = relation_of(row)? {
                self.unrelate(&relation).await?;
            }
        }
        Ok(())
    }

    async fn leads_back(
        &mut self,
        verb: Verb,
        beyond: EquipmentId,
        from: EquipmentId,
    ) -> Result<bool, EditError> {
        let query = sqlx::query_scalar(LEADS_BACK).bind(verb.word()).bind(beyond.0).bind(from.0);
        Ok(query.fetch_one(&mut *self.connection).await?)
    }

    async fn name_of(&mut self, end: RelationEnd) -> Result<String, EditError> {
        Ok(match end {
            RelationEnd::Equipment(id) => self.equipment(id).await?.name,
            RelationEnd::Zone(id) => self.zone(id).await?.1,
            RelationEnd::Space(id) => self.space(id).await?.1,
            RelationEnd::Floor(id) => self.floor(id).await?.1,
            RelationEnd::Building(id) => self.building(id).await?,
        })
    }
}

/// The relation of a row that names verb, subject and the five ends; none where nobody knows its verb.
pub(in crate::main_database) fn relation_of(
    row: &SqliteRow,
) -> Result<Option<Relation>, sqlx::Error> {
    let number = |at: usize| row.try_get::<Option<u32>, _>(at);
    let ends = [
        number(2)?.map(EquipmentId).map(RelationEnd::Equipment),
        number(3)?.map(ZoneId).map(RelationEnd::Zone),
        number(4)?.map(SpaceId).map(RelationEnd::Space),
        number(5)?.map(FloorId).map(RelationEnd::Floor),
        number(6)?.map(BuildingId).map(RelationEnd::Building),
    ];
    let to = ends.into_iter().flatten().next();
    let from = EquipmentId(row.try_get(1)?);
    let verb = Verb::from_word(row.try_get(0)?);
    Ok(verb.zip(to).map(|(verb, to)| Relation { from, verb, to }))
}

fn ends_of(end: RelationEnd) -> Ends {
    let mut ends: Ends = [None; 5];
    match end {
        RelationEnd::Equipment(id) => ends[0] = Some(id.0),
        RelationEnd::Zone(id) => ends[1] = Some(id.0),
        RelationEnd::Space(id) => ends[2] = Some(id.0),
        RelationEnd::Floor(id) => ends[3] = Some(id.0),
        RelationEnd::Building(id) => ends[4] = Some(id.0),
    }
    ends
}

/// A statement with verb, subject and the five ends of a relation.
pub(in crate::main_database) fn bound(
    statement: &'static str,
    relation: &Relation,
) -> sqlx::query::Query<'static, sqlx::Sqlite, SqliteArguments> {
    let query = sqlx::query(statement).bind(relation.verb.word()).bind(relation.from.0);
    ends_of(relation.to).into_iter().fold(query, sqlx::query::Query::bind)
}
