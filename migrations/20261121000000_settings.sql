-- What this data folder remembers between runs, one value a name.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL              -- JSON
) STRICT, WITHOUT ROWID;
