-- Calls to hospitals: what became of each, and what the hospital said of its beds beside what was shown at that minute.
CREATE TABLE quality_check (
    check_id TEXT NOT NULL PRIMARY KEY,
    facility_id TEXT NOT NULL,
    phone TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL
);
CREATE INDEX quality_check_facility ON quality_check (facility_id, at_ms);
CREATE INDEX quality_check_at ON quality_check (at_ms);

CREATE TABLE quality_check_pool (
    check_id TEXT NOT NULL,
    pool TEXT NOT NULL,
    said_free BIGINT NOT NULL,
    shown_state TEXT NOT NULL,
    shown_free BIGINT,
    shown_beds BIGINT,
    shown_taken_ms BIGINT,
    verdict TEXT NOT NULL,
    PRIMARY KEY (check_id, pool)
);

-- The lot of each hospital in the list of whom to call next; drawn anew after each call.
CREATE TABLE quality_draw (
    facility_id TEXT NOT NULL PRIMARY KEY,
    draw BIGINT NOT NULL,
    drawn_at_ms BIGINT NOT NULL
);

-- The quality of a hospital's data over one week that is over, as it was when the sheet was made.
CREATE TABLE quality_sheet (
    facility_id TEXT NOT NULL,
    week_ms BIGINT NOT NULL,
    made_at_ms BIGINT NOT NULL,
    opened_at_ms BIGINT,
    body TEXT NOT NULL,
    PRIMARY KEY (facility_id, week_ms)
);
CREATE INDEX quality_sheet_made ON quality_sheet (made_at_ms);

-- What a family was told at a hospital. Phone, texts and names are sealed with a data key of the case's own (`person_id`, empty once it was
-- destroyed).
CREATE TABLE family_case (
    case_id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL,
    version BIGINT NOT NULL,
    facility_id TEXT NOT NULL,
    pool TEXT,
    what TEXT NOT NULL,
    channel TEXT NOT NULL,
    happened TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_at_ms BIGINT NOT NULL,
    told_at_ms BIGINT NOT NULL,
    times BIGINT NOT NULL,
    shown_state TEXT NOT NULL,
    shown_free BIGINT,
    shown_beds BIGINT,
    shown_taken_ms BIGINT,
    person_id TEXT NOT NULL,
    phone_sealed TEXT,
    reply TEXT,
    reply_sealed TEXT,
    replied_at_ms BIGINT,
    reason_sealed TEXT,
    verified_at_ms BIGINT,
    help TEXT NOT NULL,
    holder TEXT,
    holder_sealed TEXT,
    note_sealed TEXT,
    callback_at_ms BIGINT
);
CREATE UNIQUE INDEX family_case_number ON family_case (number);
CREATE INDEX family_case_facility ON family_case (facility_id, opened_at_ms);
CREATE INDEX family_case_opened ON family_case (opened_at_ms);
CREATE INDEX family_case_help ON family_case (help, opened_at_ms);

-- By what the same family is known again for a few hours: a keyed digest of its browser's token or its phone, of the hospital and the kind of bed.
CREATE TABLE family_seen (
    seen_key TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE INDEX family_seen_at ON family_seen (at_ms);

-- What a family wrote, each time it told.
CREATE TABLE family_case_told (
    told_id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    text_sealed TEXT NOT NULL
);
CREATE INDEX family_case_told_case ON family_case_told (case_id, at_ms);

-- The log of a case: which hospitals the help desk called, and what each answered.
CREATE TABLE family_case_call (
    call_id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL,
    facility_id TEXT NOT NULL,
    answer TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    by_sealed TEXT NOT NULL,
    note_sealed TEXT
);
CREATE INDEX family_case_call_case ON family_case_call (case_id, at_ms);

-- What somebody at the help desk has typed and not sent: nothing is lost when a browser closes.
CREATE TABLE draft_desk (
    owner TEXT NOT NULL,
    form TEXT NOT NULL,
    body TEXT NOT NULL,
    made_ms BIGINT NOT NULL,
    PRIMARY KEY (owner, form)
);
CREATE INDEX draft_desk_made ON draft_desk (made_ms);
