-- What a hospital announced to be limited, until when and why (pemberitahuan keterbatasan layanan).
CREATE TABLE bed_limit (
    limit_id TEXT NOT NULL PRIMARY KEY,
    facility_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    from_ms BIGINT NOT NULL,
    until_ms BIGINT NOT NULL,
    ended_at_ms BIGINT
);
-- Of one kind a hospital has one open limit.
CREATE UNIQUE INDEX bed_limit_open ON bed_limit (facility_id, kind) WHERE ended_at_ms IS NULL;
CREATE INDEX bed_limit_until ON bed_limit (until_ms) WHERE ended_at_ms IS NULL;
CREATE INDEX bed_limit_ended ON bed_limit (ended_at_ms) WHERE ended_at_ms IS NOT NULL;
