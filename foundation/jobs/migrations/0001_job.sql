-- Outbound and repeated work: one row a piece, written by the transaction that caused it.
CREATE TABLE job (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- Of one kind and key at most one job is unfinished; no key, no limit.
    dedupe TEXT,
    state TEXT NOT NULL,
    due_at_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    -- Grows with every taking: whoever comes back with an older number has lost the job.
    fence BIGINT NOT NULL,
    taken_by TEXT,
    taken_until_ms BIGINT,
    -- 1 when the same key was asked for while the job ran: it runs once more.
    asked_again BIGINT NOT NULL,
    last_error TEXT,
    -- When a timer rang last.
    rang_at_ms BIGINT,
    created_at_ms BIGINT NOT NULL,
    done_at_ms BIGINT
);
CREATE UNIQUE INDEX job_dedupe ON job (kind, dedupe) WHERE done_at_ms IS NULL;
CREATE INDEX job_due ON job (kind, due_at_ms) WHERE state = 'waiting';
CREATE INDEX job_taken ON job (taken_until_ms) WHERE state = 'running';
CREATE INDEX job_finished ON job (state, done_at_ms) WHERE done_at_ms IS NOT NULL;
