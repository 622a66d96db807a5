-- What stands in a place, and what belongs to equipment, is found without reading every point: a place that goes is
-- looked for in all of them. Found points stand nowhere and cost nothing here.
CREATE INDEX point_by_building ON point (building) WHERE building IS NOT NULL;
CREATE INDEX point_by_floor ON point (floor) WHERE floor IS NOT NULL;
CREATE INDEX point_by_space ON point (space) WHERE space IS NOT NULL;
CREATE INDEX point_by_zone ON point (zone) WHERE zone IS NOT NULL;
CREATE INDEX point_by_equipment ON point (equipment) WHERE equipment IS NOT NULL;
