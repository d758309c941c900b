-- The bed manager's list of one hospital: who goes home, who waits, what is cleaned, who comes, who moves. A plan, never a count. Whom it is
-- about lies in `sealed`, with the data key of that person alone.
CREATE TABLE bed_plan (
    plan_id TEXT NOT NULL PRIMARY KEY,
    facility_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    ward_id TEXT,
    to_ward_id TEXT,
    since_ms BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    person_id TEXT,
    sealed TEXT,
    came_from TEXT,
    was_sex TEXT,
    actor TEXT NOT NULL,
    ended_at_ms BIGINT
);
CREATE INDEX bed_plan_open ON bed_plan (facility_id) WHERE ended_at_ms IS NULL;
CREATE INDEX bed_plan_ended ON bed_plan (facility_id, ended_at_ms) WHERE ended_at_ms IS NOT NULL;
CREATE INDEX bed_plan_old ON bed_plan (ended_at_ms) WHERE ended_at_ms IS NOT NULL;
