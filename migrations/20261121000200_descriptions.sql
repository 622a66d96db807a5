-- The newest message of each topic that tells no values and is needed to understand others: births, discovery, metadata.
CREATE TABLE description (
    connection INTEGER NOT NULL REFERENCES connection (id),
    topic TEXT NOT NULL,
    payload BLOB NOT NULL,
    received_ms INTEGER NOT NULL,
    PRIMARY KEY (connection, topic)
) STRICT;

-- The convention a point's messages were read by when it was found.
ALTER TABLE point ADD COLUMN convention TEXT;

-- When a person said that a found point is of no interest.
ALTER TABLE point ADD COLUMN ignored_ms INTEGER;

-- What a point does in its equipment, such as zone-air-temp; none where nobody said.
ALTER TABLE point ADD COLUMN role TEXT;

-- What a point's value may be and where it is abnormal: JSON, name to number.
ALTER TABLE point ADD COLUMN limits TEXT;

-- Tags of a point and of equipment: JSON, name to text, true for a mere marker.
ALTER TABLE point ADD COLUMN tags TEXT;
ALTER TABLE equipment ADD COLUMN tags TEXT;

-- Which conventions a connection's messages may be read by: JSON; none where all of them.
ALTER TABLE connection ADD COLUMN conventions TEXT;

-- How a site names its topics, in the order in which they are tried.
CREATE TABLE topic_pattern (
    place INTEGER PRIMARY KEY,
    pattern TEXT NOT NULL
) STRICT;

-- What serves what, and what is part of what: equipment and zones.
CREATE TABLE relation (
    relation TEXT NOT NULL,          -- 'feeds' or 'isPartOf'
    from_equipment INTEGER NOT NULL REFERENCES equipment (id),
    to_equipment INTEGER REFERENCES equipment (id),
    to_zone INTEGER REFERENCES zone (id),
    CHECK ((to_equipment IS NULL) <> (to_zone IS NULL))
) STRICT;

CREATE UNIQUE INDEX relation_once
    ON relation (relation, from_equipment, coalesce(to_equipment, 0), coalesce(to_zone, 0));
