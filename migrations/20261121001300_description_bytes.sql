-- How much each description holds is beside it, and the payload comes last, so that trimming by bytes reads no payload.
CREATE TABLE description_with_bytes (
    connection INTEGER NOT NULL REFERENCES connection (id),
    topic TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    bytes INTEGER NOT NULL,          -- of the payload
    payload BLOB NOT NULL,
    PRIMARY KEY (connection, topic)
) STRICT;

INSERT INTO description_with_bytes
    SELECT connection, topic, received_ms, length(payload), payload FROM description;
DROP TABLE description;
ALTER TABLE description_with_bytes RENAME TO description;
