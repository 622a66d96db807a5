-- Trends that an operator saved under a name.
CREATE TABLE saved_view (
    name TEXT PRIMARY KEY,
    points TEXT NOT NULL,            -- JSON list of points' stable names, in the order they are drawn
    shown TEXT NOT NULL              -- JSON: the time it shows
) STRICT, WITHOUT ROWID;
