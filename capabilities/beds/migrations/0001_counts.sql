-- The truth of a ward: its counters as last reported. -1 in a term says that the source already included it, NULL that nobody knows.
CREATE TABLE bed_count (
    ward_id TEXT NOT NULL PRIMARY KEY,
    facility_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    source TEXT NOT NULL,
    capacity BIGINT,
    free BIGINT,
    cleaning BIGINT,
    blocked BIGINT,
    reserved BIGINT,
    waiting_in_igd BIGINT,
    free_men BIGINT,
    free_women BIGINT,
    free_either BIGINT,
    observed_at_ms BIGINT NOT NULL,
    received_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL
);
CREATE INDEX bed_count_facility ON bed_count (facility_id);

-- What Sigap adds to a report: a promise, an arrival. Lives until closed, run out, or included in a later report.
CREATE TABLE bed_claim (
    claim_id TEXT NOT NULL PRIMARY KEY,
    ward_id TEXT NOT NULL,
    facility_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    beds BIGINT NOT NULL,
    made_at_ms BIGINT NOT NULL,
    until_ms BIGINT,
    noted_at_ms BIGINT,
    closed_at_ms BIGINT
);
CREATE INDEX bed_claim_ward ON bed_claim (ward_id, closed_at_ms);
CREATE INDEX bed_claim_until ON bed_claim (until_ms) WHERE closed_at_ms IS NULL;
CREATE INDEX bed_claim_closed ON bed_claim (closed_at_ms) WHERE closed_at_ms IS NOT NULL;
