-- What a hospital says by EDXL-HAVE beside its beds: emergency department, building, wards together. `said` is JSON. Times are when the sender
-- says it was true; what it says of the emergency department may be older than its last message.
CREATE TABLE have_state (
    facility_id TEXT NOT NULL PRIMARY KEY,
    said_ms BIGINT NOT NULL,
    emergency_ms BIGINT,
    said TEXT NOT NULL
);
