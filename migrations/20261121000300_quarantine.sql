-- What was refused, kind by kind, with the newest message that held it.
CREATE TABLE refused_message (
    id INTEGER PRIMARY KEY,
    received_ms INTEGER NOT NULL,
    retained INTEGER NOT NULL,
    bytes INTEGER NOT NULL,          -- how many it had; the payload holds the first of them
    payload BLOB NOT NULL
) STRICT;

CREATE TABLE refusal (
    id INTEGER PRIMARY KEY,          -- a hash of connection, topic, field, reason and whole
    connection INTEGER NOT NULL REFERENCES connection (id),
    topic TEXT NOT NULL,             -- empty where nobody knows it
    field TEXT,                      -- the value's path in the message
    reason TEXT NOT NULL,
    whole INTEGER NOT NULL,          -- 1 where messages were refused, 0 where values in them were
    count INTEGER NOT NULL,
    first_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    message INTEGER REFERENCES refused_message (id)
) STRICT;

CREATE INDEX refusal_message ON refusal (message);
