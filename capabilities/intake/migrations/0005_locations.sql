-- Wards, rooms and beds as a hospital states them by FHIR, one row a Location. `document` is its text as the codec writes it, `facts` what
-- searching and counting need of it, as JSON; `bytes` is the length of both. A Location is never removed: FHIR clients take it out of use.
CREATE TABLE fhir_location (
    facility_id TEXT NOT NULL,
    location_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    last_updated_ms BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    facts TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (facility_id, location_id)
);

-- Whoever changes Locations of a facility counts here first: the row holds up the next one until the commit, on both engines.
CREATE TABLE fhir_facility (
    facility_id TEXT NOT NULL PRIMARY KEY,
    writes BIGINT NOT NULL
);
