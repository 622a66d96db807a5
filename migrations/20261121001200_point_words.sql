-- What a point list says of a point: words about it, and what its numbers mean where they are states (JSON, number to name).
ALTER TABLE point ADD COLUMN description TEXT;
ALTER TABLE point ADD COLUMN states TEXT;

-- Seconds between two readings that a person expects; interval_ms is what was learned.
ALTER TABLE point ADD COLUMN expected_s REAL;

-- The zone a point belongs to, and its building where nobody said on which floor it is.
ALTER TABLE point ADD COLUMN zone INTEGER REFERENCES zone (id);
ALTER TABLE point ADD COLUMN building INTEGER REFERENCES building (id);

-- The building of equipment that stands in no room and has no points.
ALTER TABLE equipment ADD COLUMN building INTEGER REFERENCES building (id);

-- Equipment that goes takes its relations with it.
CREATE TRIGGER equipment_leaves BEFORE DELETE ON equipment BEGIN
    DELETE FROM relation WHERE from_equipment = old.id OR to_equipment = old.id;
END;
