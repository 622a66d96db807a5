-- What was counted and when connections were not live.
CREATE TABLE counters (
    connection INTEGER PRIMARY KEY REFERENCES connection (id),
    counts TEXT NOT NULL             -- JSON, one consistent picture
) STRICT;

CREATE TABLE gap (
    id INTEGER PRIMARY KEY,
    connection INTEGER NOT NULL REFERENCES connection (id),
    from_ms INTEGER NOT NULL,
    to_ms INTEGER,                   -- none while it lasts
    reason TEXT NOT NULL
) STRICT;

CREATE INDEX gap_by_connection ON gap (connection, from_ms);
