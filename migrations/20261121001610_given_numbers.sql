-- The highest number that each kind of thing was ever given: the number of a thing that was removed comes back with it
-- and with nothing else.
CREATE TABLE given_number (
    what TEXT PRIMARY KEY,           -- 'building', 'floor', 'space', 'zone' or 'equipment'
    highest INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO given_number (what, highest)
    SELECT 'building', coalesce(max(id), 0) FROM building
    UNION ALL SELECT 'floor', coalesce(max(id), 0) FROM floor
    UNION ALL SELECT 'space', coalesce(max(id), 0) FROM space
    UNION ALL SELECT 'zone', coalesce(max(id), 0) FROM zone
    UNION ALL SELECT 'equipment', coalesce(max(id), 0) FROM equipment;

CREATE TRIGGER building_comes AFTER INSERT ON building BEGIN
    UPDATE given_number SET highest = new.id WHERE what = 'building' AND highest < new.id;
END;

CREATE TRIGGER floor_comes AFTER INSERT ON floor BEGIN
    UPDATE given_number SET highest = new.id WHERE what = 'floor' AND highest < new.id;
END;

CREATE TRIGGER space_comes AFTER INSERT ON space BEGIN
    UPDATE given_number SET highest = new.id WHERE what = 'space' AND highest < new.id;
END;

CREATE TRIGGER zone_comes AFTER INSERT ON zone BEGIN
    UPDATE given_number SET highest = new.id WHERE what = 'zone' AND highest < new.id;
END;

CREATE TRIGGER equipment_comes AFTER INSERT ON equipment BEGIN
    UPDATE given_number SET highest = new.id WHERE what = 'equipment' AND highest < new.id;
END;
