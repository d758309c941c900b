-- A bed that was asked for, or a patient who is announced to the emergency room. A bed that is held is a row of bed_claim: claim_id.
CREATE TABLE bed_promise (
    promise_id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    facility_id TEXT NOT NULL,
    ward_id TEXT,
    pool TEXT NOT NULL,
    kind TEXT NOT NULL,
    urgency TEXT NOT NULL,
    state TEXT NOT NULL,
    agreed BIGINT NOT NULL,
    unpromised TEXT,
    reason TEXT,
    asked_by TEXT NOT NULL,
    asked_from TEXT,
    asked_at_ms BIGINT NOT NULL,
    eta_at_ms BIGINT NOT NULL,
    until_ms BIGINT NOT NULL,
    unanswered_at_ms BIGINT,
    decided_by TEXT,
    decided_at_ms BIGINT,
    arrived_at_ms BIGINT,
    changed_by TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    ended_at_ms BIGINT,
    claim_id TEXT,
    person_id TEXT,
    patient_sealed TEXT
);
CREATE INDEX bed_promise_open ON bed_promise (facility_id) WHERE ended_at_ms IS NULL;
CREATE INDEX bed_promise_until ON bed_promise (until_ms) WHERE ended_at_ms IS NULL;
CREATE INDEX bed_promise_ended ON bed_promise (ended_at_ms, facility_id) WHERE ended_at_ms IS NOT NULL;

-- Promises for planned care, suspended in the whole city for a while. Ends by itself at until_ms.
CREATE TABLE bed_suspension (
    suspension_id TEXT NOT NULL PRIMARY KEY,
    reason TEXT NOT NULL,
    suspended_by TEXT NOT NULL,
    from_ms BIGINT NOT NULL,
    until_ms BIGINT NOT NULL
);
CREATE INDEX bed_suspension_until ON bed_suspension (until_ms);
