-- The floor that equipment stands on, where it is in no room.
ALTER TABLE equipment ADD COLUMN floor INTEGER REFERENCES floor (id);

-- Equipment feeds and meters places too: the table is made anew with the ends that its check did not know.
DROP TRIGGER equipment_leaves;

CREATE TABLE relation_to_places (
    relation TEXT NOT NULL,          -- 'feeds', 'isPartOf', 'meters' or 'isSubMeterOf'
    from_equipment INTEGER NOT NULL REFERENCES equipment (id),
    to_equipment INTEGER REFERENCES equipment (id),
    to_zone INTEGER REFERENCES zone (id),
    to_space INTEGER REFERENCES space (id),
    to_floor INTEGER REFERENCES floor (id),
    to_building INTEGER REFERENCES building (id),
    CHECK ((to_equipment IS NOT NULL) + (to_zone IS NOT NULL) + (to_space IS NOT NULL)
        + (to_floor IS NOT NULL) + (to_building IS NOT NULL) = 1)
) STRICT;

INSERT INTO relation_to_places (relation, from_equipment, to_equipment, to_zone)
    SELECT relation, from_equipment, to_equipment, to_zone FROM relation ORDER BY rowid;

DROP TABLE relation;

ALTER TABLE relation_to_places RENAME TO relation;

CREATE UNIQUE INDEX relation_once ON relation (relation, from_equipment, coalesce(to_equipment, 0),
    coalesce(to_zone, 0), coalesce(to_space, 0), coalesce(to_floor, 0), coalesce(to_building, 0));

-- Equipment that goes takes its relations with it.
CREATE TRIGGER equipment_leaves BEFORE DELETE ON equipment BEGIN
    DELETE FROM relation WHERE from_equipment = old.id OR to_equipment = old.id;
END;
