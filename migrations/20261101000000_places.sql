-- Where things are and what they belong to.
CREATE TABLE organisation (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE site (
    id INTEGER PRIMARY KEY,
    organisation INTEGER NOT NULL REFERENCES organisation (id),
    name TEXT NOT NULL,
    timezone TEXT NOT NULL,          -- IANA name
    country TEXT,                    -- ISO 3166-1 alpha-2
    area_m2 REAL,                    -- gross floor area
    occupied_hours TEXT,             -- JSON: weekday 1 to 7 to a list of ["HH:MM", "HH:MM"], local time
    outdoor_temperature INTEGER      -- a point
) STRICT;

CREATE TABLE building (
    id INTEGER PRIMARY KEY,
    site INTEGER NOT NULL REFERENCES site (id),
    name TEXT NOT NULL,
    UNIQUE (site, name)
) STRICT;

CREATE TABLE floor (
    id INTEGER PRIMARY KEY,
    building INTEGER NOT NULL REFERENCES building (id),
    name TEXT NOT NULL,
    level INTEGER NOT NULL,          -- 0 is the ground floor
    UNIQUE (building, name)
) STRICT;

CREATE TABLE space (
    id INTEGER PRIMARY KEY,
    floor INTEGER NOT NULL REFERENCES floor (id),
    name TEXT NOT NULL,
    UNIQUE (floor, name)
) STRICT;

CREATE TABLE zone (
    id INTEGER PRIMARY KEY,
    floor INTEGER NOT NULL REFERENCES floor (id),
    name TEXT NOT NULL,
    UNIQUE (floor, name)
) STRICT;

CREATE TABLE zone_space (
    zone INTEGER NOT NULL REFERENCES zone (id),
    space INTEGER NOT NULL REFERENCES space (id),
    PRIMARY KEY (zone, space)
) STRICT, WITHOUT ROWID;

CREATE TABLE equipment (
    id INTEGER PRIMARY KEY,
    site INTEGER NOT NULL REFERENCES site (id),
    space INTEGER REFERENCES space (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL               -- ahu, vav, meter, ...
) STRICT;
