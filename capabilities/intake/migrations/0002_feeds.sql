-- One bed, one voice: what a feed says of its rows, and which ward each row stands for. A row without a ward waits for a person, or was left
-- out by one (`joined` says which); what it said is kept all the same. `row_no` is the number under which senders that want one know a row.
-- Deductions are NULL where the sender does not tell them. `own_words` holds what else its own system reads back, as JSON; '' when nothing.
CREATE TABLE feed_row (
    facility_id TEXT NOT NULL,
    protocol TEXT NOT NULL,
    class_code TEXT NOT NULL,
    room_code TEXT NOT NULL,
    row_no BIGINT NOT NULL,
    ward_id TEXT,
    joined TEXT NOT NULL,
    room_name TEXT NOT NULL,
    pool TEXT,
    capacity BIGINT,
    free BIGINT,
    cleaning BIGINT,
    blocked BIGINT,
    reserved BIGINT,
    waiting_in_igd BIGINT,
    free_men BIGINT,
    free_women BIGINT,
    free_either BIGINT,
    own_words TEXT NOT NULL,
    observed_at_ms BIGINT NOT NULL,
    last_update_ms BIGINT NOT NULL,
    version BIGINT NOT NULL,
    named_in BIGINT NOT NULL,
    PRIMARY KEY (facility_id, protocol, class_code, room_code)
);
CREATE INDEX feed_row_ward ON feed_row (ward_id);
CREATE UNIQUE INDEX feed_row_no ON feed_row (protocol, row_no);

INSERT INTO feed_row (facility_id, protocol, class_code, room_code, row_no, ward_id, joined, room_name, pool, capacity, free, cleaning,
    blocked, reserved, waiting_in_igd, free_men, free_women, free_either, own_words, observed_at_ms, last_update_ms, version, named_in)
SELECT facility_id, protocol, class_code, room_code,
    ROW_NUMBER() OVER (ORDER BY facility_id, protocol, class_code, room_code),
    ward_id, 'opened', room_name, NULL, capacity, free, NULL, NULL, NULL, NULL, free_men, free_women, free_either, '',
    last_update_ms, last_update_ms, version, named_in
FROM intake_row;

DROP TABLE intake_row;

-- What a hospital says of its staff and its equipment, item by item, in the words of RS Online.
CREATE TABLE feed_need (
    facility_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    item TEXT NOT NULL,
    on_hand BIGINT NOT NULL,
    needed BIGINT NOT NULL,
    received BIGINT NOT NULL,
    last_update_ms BIGINT NOT NULL,
    PRIMARY KEY (facility_id, kind, item)
);

-- What is needed to read a kept call again: how it was asked. Empty for what was kept before.
ALTER TABLE intake_problem ADD COLUMN method TEXT NOT NULL DEFAULT '';
ALTER TABLE intake_problem ADD COLUMN path TEXT NOT NULL DEFAULT '';
ALTER TABLE intake_problem ADD COLUMN content_type TEXT NOT NULL DEFAULT '';
