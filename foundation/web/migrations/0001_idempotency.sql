-- Answers kept for a day, so that a repeated request is answered and not done twice.
CREATE TABLE idempotency (
    actor TEXT NOT NULL,
    idem_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status BIGINT,
    content_type TEXT,
    location TEXT,
    body TEXT,
    kept_until_ms BIGINT NOT NULL,
    PRIMARY KEY (actor, idem_key)
);
CREATE INDEX idempotency_until ON idempotency (kept_until_ms);
