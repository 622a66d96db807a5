-- Connections to brokers and the points found on them.
CREATE TABLE connection (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,               -- without a password
    filters TEXT NOT NULL,           -- JSON list of topic filters
    version TEXT,                    -- '3.1.1' or '5' where insisted on
    client_id TEXT NOT NULL,         -- fixed for life: the broker keeps the session under it
    subscribed TEXT NOT NULL,        -- JSON list: what the broker's session was last subscribed to
    removed_ms INTEGER               -- set when a person removed it; its history stays
) STRICT;

CREATE TABLE point (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,       -- the stable name to the outside
    connection INTEGER REFERENCES connection (id),
    device TEXT NOT NULL,
    path TEXT NOT NULL,              -- JSON Pointer inside the device
    topic TEXT NOT NULL,             -- where it was found
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    unit TEXT,
    accepted_ms INTEGER,             -- when a person took it into the model
    found_ms INTEGER NOT NULL,
    floor INTEGER REFERENCES floor (id),
    space INTEGER REFERENCES space (id),
    equipment INTEGER REFERENCES equipment (id),
    interval_ms INTEGER,             -- learned: how often it usually speaks
    longest_ms INTEGER,              -- learned: the longest silence it broke itself
    on_change INTEGER                -- learned: 1 where it speaks when something changes
) STRICT;

CREATE UNIQUE INDEX point_by_key ON point (coalesce(connection, 0), device, path);

-- Further keys that speak of a point already known.
CREATE TABLE alias (
    connection INTEGER REFERENCES connection (id),
    device TEXT NOT NULL,
    path TEXT NOT NULL,
    point INTEGER NOT NULL REFERENCES point (id)
) STRICT;

CREATE UNIQUE INDEX alias_by_key ON alias (coalesce(connection, 0), device, path);

CREATE TABLE site_meter (
    site INTEGER NOT NULL REFERENCES site (id),
    point INTEGER NOT NULL REFERENCES point (id),
    PRIMARY KEY (site, point)
) STRICT, WITHOUT ROWID;

-- The last retained value of a point that never told a time: a current value, no reading.
CREATE TABLE retained (
    point INTEGER PRIMARY KEY REFERENCES point (id),
    value TEXT NOT NULL,             -- JSON
    received_ms INTEGER NOT NULL
) STRICT;
