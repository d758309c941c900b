-- Times in which hospitals owe numbers, from the first rung on. `open_key` is the hospital as long as the time goes on: there is one.
CREATE TABLE reminder_spell (
    spell_id TEXT NOT NULL PRIMARY KEY,
    open_key TEXT,
    facility_id TEXT NOT NULL,
    rung TEXT NOT NULL,
    rung_at_ms BIGINT NOT NULL,
    since_ms BIGINT NOT NULL,
    began_at_ms BIGINT NOT NULL,
    ended_at_ms BIGINT
);
CREATE UNIQUE INDEX reminder_spell_open ON reminder_spell (open_key);
CREATE INDEX reminder_spell_facility ON reminder_spell (facility_id, began_at_ms);
CREATE INDEX reminder_spell_ended ON reminder_spell (ended_at_ms);

-- Messages and what became of them; no address and no text. `slot` says what for: one message a rung, one a hospital and census.
CREATE TABLE reminder_message (
    message_id TEXT NOT NULL PRIMARY KEY,
    slot TEXT NOT NULL,
    facility_id TEXT NOT NULL,
    spell_id TEXT,
    census BIGINT,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    why TEXT,
    tries BIGINT NOT NULL,
    made_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX reminder_message_slot ON reminder_message (slot);
CREATE INDEX reminder_message_facility ON reminder_message (facility_id, made_at_ms);
CREATE INDEX reminder_message_made ON reminder_message (made_at_ms);

-- Hospitals that are not reminded until an instant, and why; the row of a pause that is over stays until it is kept long enough.
CREATE TABLE reminder_pause (
    facility_id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    until_ms BIGINT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    set_at_ms BIGINT NOT NULL
);

-- Calls about numbers that are owed or asked for, and what the hospital said.
CREATE TABLE reminder_call (
    call_id TEXT NOT NULL PRIMARY KEY,
    facility_id TEXT NOT NULL,
    census BIGINT,
    called TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL
);
CREATE INDEX reminder_call_facility ON reminder_call (facility_id, at_ms);
CREATE INDEX reminder_call_at ON reminder_call (at_ms);

-- Whom a hospital wants to be reminded, sealed with a data key of that person's own.
CREATE TABLE reminder_contact (
    facility_id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    person_id TEXT,
    mail_sealed TEXT,
    phone_sealed TEXT,
    set_at_ms BIGINT NOT NULL
);

-- Censuses: who asked when for what, until when. `district` and `kind` are empty when all were asked.
CREATE TABLE census (
    number BIGINT NOT NULL PRIMARY KEY,
    census_id TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    district TEXT NOT NULL,
    kind TEXT,
    started_at_ms BIGINT NOT NULL,
    until_ms BIGINT NOT NULL,
    ended_at_ms BIGINT,
    asked BIGINT NOT NULL,
    actor TEXT NOT NULL
);
CREATE UNIQUE INDEX census_id ON census (census_id);
CREATE INDEX census_state ON census (state, number);

-- Every hospital a census asks, and how far it has counted.
CREATE TABLE census_hospital (
    number BIGINT NOT NULL,
    facility_id TEXT NOT NULL,
    wards BIGINT NOT NULL,
    counted BIGINT NOT NULL,
    answered_at_ms BIGINT,
    PRIMARY KEY (number, facility_id)
);

-- What the wards of a hospital came to by kind of bed, as they stood when the census ended; of a late answer, when it came.
CREATE TABLE census_sum (
    number BIGINT NOT NULL,
    facility_id TEXT NOT NULL,
    pool TEXT NOT NULL,
    free BIGINT NOT NULL,
    beds BIGINT NOT NULL,
    counted BIGINT NOT NULL,
    wards BIGINT NOT NULL,
    oldest_ms BIGINT,
    PRIMARY KEY (number, facility_id, pool)
);
