-- The journal: who, when, which subject, what. Entries come in without number or hash; the sealer adds both.
CREATE TABLE journal_entry (
    entry_id TEXT NOT NULL PRIMARY KEY,
    realm TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    trace TEXT NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    v BIGINT NOT NULL,
    body TEXT NOT NULL,
    seq BIGINT,
    hash TEXT
);
CREATE UNIQUE INDEX journal_entry_seq ON journal_entry (realm, seq);
CREATE INDEX journal_entry_subject ON journal_entry (subject, at_ms);
CREATE INDEX journal_entry_unsealed ON journal_entry (entry_id) WHERE seq IS NULL;

-- Closed months: the head hash is what gets published.
CREATE TABLE journal_segment (
    realm TEXT NOT NULL,
    month TEXT NOT NULL,
    last_seq BIGINT NOT NULL,
    head_hash TEXT NOT NULL,
    closed_at_ms BIGINT NOT NULL,
    PRIMARY KEY (realm, month)
);

-- One holder at a time for a piece of work; the fence number grows with every new holder.
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    fence BIGINT NOT NULL,
    until_ms BIGINT NOT NULL
);

-- Facts about this database that are set once.
CREATE TABLE store_fact (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
