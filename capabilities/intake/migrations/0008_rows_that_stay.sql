-- A room that its sender removed stays with its ward and the decision about it: in no list, counted nowhere, and back with the same codes.
-- `is_ward_retired`: the ward that Sigap had opened for it went out of use with it. `sender_no` is the number under which its sender knows a
-- row from elsewhere.
ALTER TABLE feed_row ADD COLUMN removed_ms BIGINT;
ALTER TABLE feed_row ADD COLUMN is_ward_retired BIGINT NOT NULL DEFAULT 0;
ALTER TABLE feed_row ADD COLUMN sender_no BIGINT;
CREATE INDEX feed_row_removed ON feed_row (removed_ms) WHERE removed_ms IS NOT NULL;
CREATE INDEX feed_row_sender_no ON feed_row (facility_id, sender_no) WHERE sender_no IS NOT NULL;

-- Whoever registers, removes or joins rooms of a facility counts here first: the row holds up the next one until the commit, on both engines.
CREATE TABLE feed_facility (
    facility_id TEXT NOT NULL PRIMARY KEY,
    writes BIGINT NOT NULL
);

-- When a key first spoke of a room that is not registered: short-lived, so many a key, taken away when the room is registered.
CREATE TABLE key_use_unknown (
    key_id TEXT NOT NULL,
    about TEXT NOT NULL,
    facility_id TEXT NOT NULL,
    protocol TEXT NOT NULL,
    first_ms BIGINT NOT NULL,
    PRIMARY KEY (key_id, about)
);
CREATE INDEX key_use_unknown_room ON key_use_unknown (facility_id, protocol, about);
