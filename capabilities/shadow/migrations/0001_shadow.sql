-- What another book said of a kind of bed at an instant, beside what Sigap had then. A figure typed again takes the place of the one before.
CREATE TABLE shadow_figure (
    facility_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    book TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    free BIGINT NOT NULL,
    beds BIGINT,
    own_free BIGINT,
    own_beds BIGINT,
    own_age_s BIGINT,
    actor TEXT NOT NULL,
    noted_at_ms BIGINT NOT NULL,
    PRIMARY KEY (facility_id, kind, book, at_ms)
);
CREATE INDEX shadow_figure_at ON shadow_figure (at_ms);

-- Until when a hospital's shadow is planned, and what was agreed about it.
CREATE TABLE shadow_plan (
    facility_id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    since_ms BIGINT NOT NULL,
    until_ms BIGINT,
    decided_by TEXT NOT NULL
);
