-- What a hospital said about each of its rooms, exactly as it said it: this is what its own system reads back.
-- `named_in` is the version in which its name last changed.
-- Aplicares names a room by class and room code; a later protocol puts its own two codes into the same columns.
CREATE TABLE intake_row (
    facility_id TEXT NOT NULL,
    protocol TEXT NOT NULL,
    class_code TEXT NOT NULL,
    room_code TEXT NOT NULL,
    ward_id TEXT NOT NULL,
    room_name TEXT NOT NULL,
    capacity BIGINT NOT NULL,
    free BIGINT NOT NULL,
    free_men BIGINT NOT NULL,
    free_women BIGINT NOT NULL,
    free_either BIGINT NOT NULL,
    last_update_ms BIGINT NOT NULL,
    version BIGINT NOT NULL,
    named_in BIGINT NOT NULL,
    PRIMARY KEY (facility_id, protocol, class_code, room_code)
);
CREATE INDEX intake_row_ward ON intake_row (ward_id);

-- What a known sender said and Sigap could not use. `about` is the digest by which repeats are merged; `body` is sealed by the
-- key ring; `reason` holds message ids by field, as JSON.
CREATE TABLE intake_problem (
    problem_id TEXT NOT NULL PRIMARY KEY,
    key_id TEXT NOT NULL,
    facility_id TEXT NOT NULL,
    protocol TEXT NOT NULL,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    reason TEXT NOT NULL,
    deed TEXT NOT NULL,
    body TEXT,
    body_bytes BIGINT NOT NULL,
    repeats BIGINT NOT NULL,
    first_ms BIGINT NOT NULL,
    last_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX intake_problem_about ON intake_problem (key_id, about);
CREATE INDEX intake_problem_facility ON intake_problem (facility_id, last_ms);

-- The pulse of each key: short-lived, written in batches, may be lost. The hour counters belong to the hour that began at `hour_ms`.
CREATE TABLE key_use_intake (
    key_id TEXT NOT NULL PRIMARY KEY,
    last_ms BIGINT NOT NULL,
    calls BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    hour_ms BIGINT NOT NULL,
    hour_calls BIGINT NOT NULL,
    hour_refused BIGINT NOT NULL,
    last_refused_ms BIGINT,
    last_refusal TEXT
);
