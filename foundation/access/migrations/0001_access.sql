-- People who may log in. What tells who they are is sealed with their own data key; the address is found by a keyed digest.
CREATE TABLE user_account (
    user_id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL,
    email_lookup TEXT NOT NULL,
    email_sealed TEXT NOT NULL,
    name_sealed TEXT NOT NULL,
    lang TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    disabled BIGINT NOT NULL,
    made_ms BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX user_account_email ON user_account (email_lookup);

-- What a user may be, and where: `city`, `district:CODE` or `facility:ID`.
CREATE TABLE user_grant (
    user_id TEXT NOT NULL,
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    PRIMARY KEY (user_id, role, scope)
);
CREATE INDEX user_grant_scope ON user_grant (scope);

-- The second factor. `last_step` is the last time step that was used: a code works once.
CREATE TABLE user_totp (
    user_id TEXT NOT NULL PRIMARY KEY,
    secret_sealed TEXT NOT NULL,
    confirmed BIGINT NOT NULL,
    last_step BIGINT NOT NULL
);
CREATE TABLE user_recovery (
    user_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (user_id, digest)
);

-- Log-ins, by the digest of their token. `stage` is `code`, `enrol` or `full`.
CREATE TABLE session (
    digest TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    stage TEXT NOT NULL,
    seen_ms BIGINT NOT NULL,
    until_ms BIGINT NOT NULL
);
CREATE INDEX session_of_user ON session (user_id);

-- Failed log-ins, counted by a keyed digest of what they were aimed at.
CREATE TABLE login_attempt (
    place TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_ms BIGINT NOT NULL,
    until_ms BIGINT NOT NULL
);

-- Credentials of machines. `secret` is sealed by the key ring (`hmac`) or a keyed digest (`basic`, `bearer`).
CREATE TABLE machine_key (
    key_id TEXT NOT NULL PRIMARY KEY,
    protocol TEXT NOT NULL,
    name TEXT NOT NULL,
    facility_id TEXT NOT NULL,
    secret_kind TEXT NOT NULL,
    secret TEXT NOT NULL,
    ring_key TEXT NOT NULL,
    enabled BIGINT NOT NULL,
    note TEXT NOT NULL,
    made_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX machine_key_name ON machine_key (protocol, name);
CREATE INDEX machine_key_secret ON machine_key (protocol, secret);
CREATE INDEX machine_key_facility ON machine_key (facility_id);

-- When a machine key was last used.
CREATE TABLE key_use (
    key_id TEXT NOT NULL PRIMARY KEY,
    last_ms BIGINT NOT NULL,
    uses BIGINT NOT NULL
);

-- The data key of each person, wrapped by the key ring. Erasing a person empties `wrapped` for good.
CREATE TABLE person_key (
    person_id TEXT NOT NULL PRIMARY KEY,
    wrapped TEXT NOT NULL,
    ring_key TEXT NOT NULL,
    erased_ms BIGINT
);
CREATE INDEX person_key_ring ON person_key (ring_key);

-- One sealed word that only the right key ring can open.
CREATE TABLE keyring_check (
    name TEXT NOT NULL PRIMARY KEY,
    sealed TEXT NOT NULL
);

-- Who read personal data: a chain of its own, written before the data is shown.
CREATE TABLE access_log_entry (
    seq BIGINT NOT NULL PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    trace TEXT NOT NULL,
    subject TEXT NOT NULL,
    fields TEXT NOT NULL,
    reason TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX access_log_entry_subject ON access_log_entry (subject, seq);
CREATE TABLE access_log_head (
    name TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);
