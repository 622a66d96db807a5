-- What a person says that messages mean which no convention knows: files of docs/formats/mapping.md.
CREATE TABLE mapping (
    name TEXT PRIMARY KEY,           -- the one in the file
    place INTEGER NOT NULL,          -- the order in which mappings read a message
    is_on INTEGER NOT NULL,          -- 1 where it reads messages
    connection INTEGER REFERENCES connection (id),  -- NULL: messages of every connection
    file TEXT NOT NULL,
    changed_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
