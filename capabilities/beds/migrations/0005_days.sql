-- Beds that were taken and became free, counted on from report to report: what the chance on arrival is learned from.
ALTER TABLE bed_count ADD COLUMN admitted BIGINT NOT NULL DEFAULT 0;
ALTER TABLE bed_count ADD COLUMN discharged BIGINT NOT NULL DEFAULT 0;
ALTER TABLE bed_count ADD COLUMN reopened BIGINT NOT NULL DEFAULT 0;
ALTER TABLE bed_count ADD COLUMN full_s BIGINT NOT NULL DEFAULT 0;
ALTER TABLE bed_count ADD COLUMN reopened_at_ms BIGINT;

-- A ward's day on its own clock, hour by hour. `cells` holds 24 of them, null where nothing was looked at; `moves` the counts at the last.
CREATE TABLE bed_day (
    ward_id TEXT NOT NULL,
    day BIGINT NOT NULL,
    facility_id TEXT NOT NULL,
    cells TEXT NOT NULL,
    moves TEXT NOT NULL,
    sampled_at_ms BIGINT NOT NULL,
    PRIMARY KEY (ward_id, day)
);
CREATE INDEX bed_day_day ON bed_day (day, sampled_at_ms);
CREATE INDEX bed_day_facility ON bed_day (facility_id, day);

-- What was learned of a ward: its tally of past weeks, and what comes and goes in it; no flow as long as too little was heard.
CREATE TABLE bed_flow (
    ward_id TEXT NOT NULL PRIMARY KEY,
    facility_id TEXT NOT NULL,
    learned_day BIGINT NOT NULL,
    tally TEXT NOT NULL,
    flow TEXT
);
CREATE INDEX bed_flow_facility ON bed_flow (facility_id);

-- The chance of a pool: what was last said of it, how its forecasts came true, and whether the office lets residents see it.
CREATE TABLE bed_chance (
    facility_id TEXT NOT NULL,
    pool TEXT NOT NULL,
    version BIGINT NOT NULL,
    said TEXT,
    said_at_ms BIGINT,
    scored TEXT NOT NULL,
    is_on BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (facility_id, pool)
);
