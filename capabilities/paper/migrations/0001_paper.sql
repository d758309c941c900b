-- The series of a hospital's sheets, and its next running number.
CREATE TABLE paper_series (
    facility_id TEXT NOT NULL PRIMARY KEY,
    series BIGINT NOT NULL UNIQUE,
    next_running BIGINT NOT NULL
);

-- A pad: sheets of a hospital's wards that were printed together. `handed_out` counts how often its pages were made.
CREATE TABLE paper_pad (
    pad_id TEXT NOT NULL PRIMARY KEY,
    facility_id TEXT NOT NULL,
    first_number BIGINT NOT NULL,
    sheets BIGINT NOT NULL,
    printed_at_ms BIGINT NOT NULL,
    printed_by TEXT NOT NULL,
    handed_out BIGINT NOT NULL
);
CREATE INDEX paper_pad_facility ON paper_pad (facility_id, printed_at_ms);
CREATE INDEX paper_pad_printed ON paper_pad (printed_at_ms);

-- A sheet. `number` is series and running number without the check digit.
CREATE TABLE paper_sheet (
    number BIGINT NOT NULL PRIMARY KEY,
    pad_id TEXT NOT NULL,
    facility_id TEXT NOT NULL,
    ward_id TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    printed_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT,
    changed_by TEXT,
    reason TEXT
);
CREATE INDEX paper_sheet_pad ON paper_sheet (pad_id);
CREATE INDEX paper_sheet_facility ON paper_sheet (facility_id, state);

-- What was typed in, a row a line and version: earlier versions stay.
CREATE TABLE paper_line (
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    line BIGINT NOT NULL,
    observed_at_ms BIGINT NOT NULL,
    beds BIGINT NOT NULL,
    free BIGINT NOT NULL,
    became TEXT NOT NULL,
    PRIMARY KEY (number, version, line)
);
