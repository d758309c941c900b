-- National services to which a hospital's numbers are passed on, in its name and by its written authority; of each kind one a facility.
-- `secret` and `user_key` are sealed by the key ring; empty is none. `authorised_by` recorded the letter.
CREATE TABLE pass_target (
    target_id TEXT NOT NULL PRIMARY KEY,
    facility_id TEXT NOT NULL,
    service TEXT NOT NULL,
    address TEXT NOT NULL,
    sender TEXT NOT NULL,
    secret TEXT NOT NULL,
    user_key TEXT NOT NULL,
    facility_code TEXT NOT NULL,
    letter_no TEXT NOT NULL,
    letter_date TEXT NOT NULL,
    authorised_by TEXT NOT NULL,
    state TEXT NOT NULL,
    answer TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX pass_target_service ON pass_target (facility_id, service);

-- Rows there, each for a ward here. `said` is what is to be said or was said last, `kept` what is known to stand there, both JSON and empty
-- when nothing. `codes_from`: who says its codes. `is_there`: NULL while nobody has asked. `is_ours`: Sigap registered it. `is_gone`: no ward
-- stands behind it any more. `peer_counts`: what RS Online lists of it beside the numbers that are passed on, JSON, empty while not known.
CREATE TABLE pass_row (
    row_id TEXT NOT NULL PRIMARY KEY,
    target_id TEXT NOT NULL,
    ward_id TEXT NOT NULL,
    class_code TEXT NOT NULL,
    room_code TEXT NOT NULL,
    codes_from TEXT NOT NULL,
    is_gone BIGINT NOT NULL,
    is_ours BIGINT NOT NULL,
    is_there BIGINT,
    peer_row BIGINT,
    peer_counts TEXT NOT NULL,
    state TEXT NOT NULL,
    act TEXT NOT NULL,
    why TEXT NOT NULL,
    said TEXT NOT NULL,
    kept TEXT NOT NULL,
    kept_ms BIGINT,
    answer TEXT NOT NULL,
    tries BIGINT NOT NULL,
    again_ms BIGINT NOT NULL,
    version BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL
);
CREATE INDEX pass_row_target ON pass_row (target_id);
-- Two nodes that meet a new ward at once make one row of it.
CREATE UNIQUE INDEX pass_row_ward ON pass_row (target_id, ward_id) WHERE is_gone = 0;
