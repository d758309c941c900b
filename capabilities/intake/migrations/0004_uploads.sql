-- What the headers of a facility's files mean, as a person last confirmed it: JSON, header → column.
CREATE TABLE upload_mapping (
    facility_id TEXT NOT NULL PRIMARY KEY,
    mapping TEXT NOT NULL,
    changed_ms BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

-- Files that wait between looking and taking, sealed by the key ring with their names; one of each person and facility, kept for a day.
CREATE TABLE draft_upload (
    draft_id TEXT NOT NULL PRIMARY KEY,
    facility_id TEXT NOT NULL,
    owner TEXT NOT NULL,
    body TEXT NOT NULL,
    made_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX draft_upload_owner ON draft_upload (facility_id, owner);
