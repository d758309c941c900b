-- Phones in ambulances: settings of each, by its key. Who may speak for which facility stands with the key; a copy of facility and name is
-- kept here, so that the last positions of all are one question.
CREATE TABLE position_device (
    key_id TEXT NOT NULL PRIMARY KEY,
    facility_id TEXT NOT NULL,
    name TEXT NOT NULL,
    app TEXT NOT NULL,
    speed_unit TEXT NOT NULL,
    made_ms BIGINT NOT NULL
);
CREATE INDEX position_device_facility ON position_device (facility_id);

-- The last word of each device. `at_ms` is never later than `received_ms`; battery, call for help and other alarms have times of their own.
-- Unknown is NULL, never 0. Nothing here has an entry in the journal.
CREATE TABLE position_last (
    key_id TEXT NOT NULL PRIMARY KEY,
    at_ms BIGINT,
    received_ms BIGINT,
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    speed_cm_s BIGINT,
    heading_deg BIGINT,
    accuracy_m BIGINT,
    altitude_m BIGINT,
    is_mock BIGINT,
    battery_ms BIGINT,
    battery_pct BIGINT,
    is_charging BIGINT,
    sos_ms BIGINT,
    alarm_ms BIGINT,
    alarm TEXT,
    last_seen_ms BIGINT NOT NULL
);

-- Every place of the last days, once for each device and time: what a phone sends again changes nothing.
CREATE TABLE position_trace (
    key_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    received_ms BIGINT NOT NULL,
    lat DOUBLE PRECISION NOT NULL,
    lon DOUBLE PRECISION NOT NULL,
    speed_cm_s BIGINT,
    heading_deg BIGINT,
    accuracy_m BIGINT,
    altitude_m BIGINT,
    is_mock BIGINT NOT NULL,
    PRIMARY KEY (key_id, at_ms)
);

-- Places that were entered or left, by fences drawn in the devices.
CREATE TABLE position_event (
    key_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    kind TEXT NOT NULL,
    place_name TEXT,
    received_ms BIGINT NOT NULL,
    PRIMARY KEY (key_id, at_ms, kind)
);

-- What is wrong with what a device sends: one row of each kind, with the last reason as message ids by field.
CREATE TABLE position_fault (
    key_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    repeats BIGINT NOT NULL,
    first_ms BIGINT NOT NULL,
    last_ms BIGINT NOT NULL,
    PRIMARY KEY (key_id, kind)
);
