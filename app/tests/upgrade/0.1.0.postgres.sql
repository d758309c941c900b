-- A database of Sigap 0.1.0 with a few invented rows (rekaan): history, never edited; app/src/tests/upgrade.rs reads it.
-- journal: 9 7e5ee708f6760a6899b1781e818f4fe34b06d850d8b01eb6b870f7684de9c453

CREATE TABLE schema_migration (room TEXT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, PRIMARY KEY (room, name));
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
-- Facilities. `name_key` is the name as it is compared and searched. Phones, services and accreditations are lists of values
-- without a life of their own: each lies as JSON in the row.
CREATE TABLE facility (
    facility_id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    owner TEXT NOT NULL,
    class TEXT,
    ppk TEXT,
    kemenkes_code TEXT,
    satusehat_id TEXT,
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    coord_quality TEXT NOT NULL,
    coord_radius_m BIGINT,
    zone TEXT NOT NULL,
    address TEXT NOT NULL,
    district_code TEXT NOT NULL,
    district TEXT NOT NULL,
    village TEXT NOT NULL,
    phones TEXT NOT NULL,
    services TEXT NOT NULL,
    accreditations TEXT NOT NULL,
    stage TEXT NOT NULL,
    shows_beds BIGINT NOT NULL,
    shows_phones BIGINT NOT NULL,
    agreed_from_ms BIGINT,
    contact_person TEXT,
    contact_sealed TEXT,
    note TEXT NOT NULL,
    active BIGINT NOT NULL
);
CREATE UNIQUE INDEX facility_ppk ON facility (ppk);
CREATE UNIQUE INDEX facility_kemenkes ON facility (kemenkes_code);
CREATE INDEX facility_name ON facility (name_key);
CREATE INDEX facility_district ON facility (district_code);

-- Wards. Two wards in use never have the same name and the same pool in one facility.
CREATE TABLE ward (
    ward_id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    facility_id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    pool TEXT NOT NULL,
    reported_by TEXT NOT NULL,
    active BIGINT NOT NULL
);
CREATE INDEX ward_facility ON ward (facility_id);
CREATE UNIQUE INDEX ward_in_use ON ward (facility_id, name_key, pool) WHERE active = 1;

-- Names people know, with a point: districts and villages by their Kemendagri code, landmarks by a code of their own.
CREATE TABLE place (
    code TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    parent TEXT NOT NULL,
    within TEXT NOT NULL,
    lat DOUBLE PRECISION NOT NULL,
    lon DOUBLE PRECISION NOT NULL
);

-- Files that wait between the dry run and the deed; kept for a day.
CREATE TABLE draft_import (
    draft_id TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    file_name TEXT NOT NULL,
    body TEXT NOT NULL,
    made_ms BIGINT NOT NULL
);
-- The truth of a ward: its counters as last reported. -1 in a term says that the source already included it, NULL that nobody knows.
CREATE TABLE bed_count (
    ward_id TEXT NOT NULL PRIMARY KEY,
    facility_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    source TEXT NOT NULL,
    capacity BIGINT,
    free BIGINT,
    cleaning BIGINT,
    blocked BIGINT,
    reserved BIGINT,
    waiting_in_igd BIGINT,
    free_men BIGINT,
    free_women BIGINT,
    free_either BIGINT,
    observed_at_ms BIGINT NOT NULL,
    received_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL
);
CREATE INDEX bed_count_facility ON bed_count (facility_id);

-- What Sigap adds to a report: a promise, an arrival. Lives until closed, run out, or included in a later report.
CREATE TABLE bed_claim (
    claim_id TEXT NOT NULL PRIMARY KEY,
    ward_id TEXT NOT NULL,
    facility_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    beds BIGINT NOT NULL,
    made_at_ms BIGINT NOT NULL,
    until_ms BIGINT,
    noted_at_ms BIGINT,
    closed_at_ms BIGINT
);
CREATE INDEX bed_claim_ward ON bed_claim (ward_id, closed_at_ms);
CREATE INDEX bed_claim_until ON bed_claim (until_ms) WHERE closed_at_ms IS NULL;
CREATE INDEX bed_claim_closed ON bed_claim (closed_at_ms) WHERE closed_at_ms IS NOT NULL;
-- What a hospital said about each of its rooms, exactly as it said it: this is what its own system reads back.
-- `named_in` is the version in which its name last changed.
-- Aplicares names a room by class and room code; a later protocol puts its own two codes into the same columns.
CREATE TABLE intake_row (
    facility_id TEXT NOT NULL,
    protocol TEXT NOT NULL,
    class_code TEXT NOT NULL,
    room_code TEXT NOT NULL,
    ward_id TEXT NOT NULL,
    room_name TEXT NOT NULL,
    capacity BIGINT NOT NULL,
    free BIGINT NOT NULL,
    free_men BIGINT NOT NULL,
    free_women BIGINT NOT NULL,
    free_either BIGINT NOT NULL,
    last_update_ms BIGINT NOT NULL,
    version BIGINT NOT NULL,
    named_in BIGINT NOT NULL,
    PRIMARY KEY (facility_id, protocol, class_code, room_code)
);
CREATE INDEX intake_row_ward ON intake_row (ward_id);

-- What a known sender said and Sigap could not use. `about` is the digest by which repeats are merged; `body` is sealed by the
-- key ring; `reason` holds message ids by field, as JSON.
CREATE TABLE intake_problem (
    problem_id TEXT NOT NULL PRIMARY KEY,
    key_id TEXT NOT NULL,
    facility_id TEXT NOT NULL,
    protocol TEXT NOT NULL,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    reason TEXT NOT NULL,
    deed TEXT NOT NULL,
    body TEXT,
    body_bytes BIGINT NOT NULL,
    repeats BIGINT NOT NULL,
    first_ms BIGINT NOT NULL,
    last_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX intake_problem_about ON intake_problem (key_id, about);
CREATE INDEX intake_problem_facility ON intake_problem (facility_id, last_ms);

-- The pulse of each key: short-lived, written in batches, may be lost. The hour counters belong to the hour that began at `hour_ms`.
CREATE TABLE key_use_intake (
    key_id TEXT NOT NULL PRIMARY KEY,
    last_ms BIGINT NOT NULL,
    calls BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    hour_ms BIGINT NOT NULL,
    hour_calls BIGINT NOT NULL,
    hour_refused BIGINT NOT NULL,
    last_refused_ms BIGINT,
    last_refusal TEXT
);

INSERT INTO access_log_entry (seq, at_ms, actor, trace, subject, fields, reason, hash) VALUES ('1', '1795331400000', 'system:command-line', '3d479deb77112308', 'person:x', 'name', 'uji', 'b29f23291c635ec6afb774e8acbbef11cb45ebd76f3cac6f9e7857aca1f9371b');
INSERT INTO access_log_head (name, seq, hash) VALUES ('head', '1', 'b29f23291c635ec6afb774e8acbbef11cb45ebd76f3cac6f9e7857aca1f9371b');
INSERT INTO bed_claim (claim_id, ward_id, facility_id, version, kind, beds, made_at_ms, until_ms, noted_at_ms, closed_at_ms) VALUES ('01a20217-2140-7b27-99a6-65e6e20ad4be', '01a20217-2140-7263-9dd2-4a5566426389', '01a20217-2140-7f8d-9719-efb400f925c4', '1', 'promise', '2', '1795331400000', '1795335000000', NULL, NULL);
INSERT INTO bed_count (ward_id, facility_id, version, source, capacity, free, cleaning, blocked, reserved, waiting_in_igd, free_men, free_women, free_either, observed_at_ms, received_at_ms, changed_at_ms, actor) VALUES ('01a20217-2140-7263-9dd2-4a5566426389', '01a20217-2140-7f8d-9719-efb400f925c4', '1', 'aplicares', '20', '7', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '1795331400000', '1795331400000', '1795331400000', 'system:command-line');
INSERT INTO draft_import (draft_id, owner, file_name, body, made_ms) VALUES ('d', 'user:x', 'a.csv', 'name;kind', '1795331400000');
INSERT INTO facility (facility_id, version, name, name_key, kind, owner, class, ppk, kemenkes_code, satusehat_id, lat, lon, coord_quality, coord_radius_m, zone, address, district_code, district, village, phones, services, accreditations, stage, shows_beds, shows_phones, agreed_from_ms, contact_person, contact_sealed, note, active) VALUES ('01a20217-2140-7f8d-9719-efb400f925c4', '1', 'RS Uji (rekaan)', 'rs uji rekaan', 'hospital', 'unknown', NULL, '0301R001', NULL, NULL, NULL, NULL, 'unknown', NULL, 'WIB', '', '', '', '', '[]', '[]', '[]', 'public', '1', '1', NULL, NULL, NULL, '', '1');
INSERT INTO idempotency (actor, idem_key, request_hash, status, content_type, location, body, kept_until_ms) VALUES ('anyone', 'k', 'h', '200', NULL, NULL, NULL, '1795331400000');
INSERT INTO intake_problem (problem_id, key_id, facility_id, protocol, kind, about, reason, deed, body, body_bytes, repeats, first_ms, last_ms) VALUES ('01990000-0000-7000-8000-000000000001', 'k', 'f', 'aplicares', 'body', 'a', '{}', 'POST bed/update', NULL, '0', '1', '1795331400000', '1795331400000');
INSERT INTO job (id, kind, payload, dedupe, state, due_at_ms, attempts, fence, taken_by, taken_until_ms, asked_again, last_error, rang_at_ms, created_at_ms, done_at_ms) VALUES ('01990000-0000-7000-8000-000000000001', 'test.letter', 'null', NULL, 'done', '1795331400000', '1', '1', NULL, NULL, '0', NULL, NULL, '1795331400000', '1795331400000');
INSERT INTO journal_entry (entry_id, realm, at_ms, actor, trace, subject, kind, v, body, seq, hash) VALUES ('01a20217-2140-7368-a1e8-af28c5d84b87', 'main', '1795331400000', 'system:access', '29f82848a82efda0', 'keyring:ring', 'keyring.bound', '1', '{"current":"k6df69915"}', '1', '7d999f4dcea60265ae410bd2bfa3f5344f59e965641eb50e43a9dd1ecc2a28b6');
INSERT INTO journal_entry (entry_id, realm, at_ms, actor, trace, subject, kind, v, body, seq, hash) VALUES ('01a20217-2140-739b-a419-34bd3e6c4e8f', 'main', '1795331400000', 'system:command-line', '3d479deb77112308', 'facility:01a20217-2140-7f8d-9719-efb400f925c4', 'facility.added', '1', '{"columns":{"active":"yes","coord_quality":"unknown","kind":"hospital","name":"RS Uji (rekaan)","owner":"unknown","ppk":"0301R001","shows_beds":"yes","shows_phones":"yes","stage":"public","zone":"WIB"}}', '2', '8a82b4e345aa6c6998e2652e131f4a58eac163fab2440d618172c1a28c5a897c');
INSERT INTO journal_entry (entry_id, realm, at_ms, actor, trace, subject, kind, v, body, seq, hash) VALUES ('01a20217-2140-7402-9bec-ad6dcf1adc33', 'main', '1795331400000', 'system:command-line', '3d479deb77112308', 'ward:01a20217-2140-7263-9dd2-4a5566426389', 'ward.added', '1', '{"columns":{"active":"yes","name":"Melati","pool":"general.3.any.any.no","reported_by":"board"},"facility":"01a20217-2140-7f8d-9719-efb400f925c4"}', '3', '3c39b5abc241d4e8bf2c4d27ba55ba4f06197624f75870a7ed19f5f9d60ca021');
INSERT INTO journal_entry (entry_id, realm, at_ms, actor, trace, subject, kind, v, body, seq, hash) VALUES ('01a20217-2140-7475-a709-f4e423fda600', 'main', '1795331400000', 'system:command-line', '3d479deb77112308', 'ward:01a20217-2140-7263-9dd2-4a5566426389', 'beds.claimed', '1', '{"beds":2,"claim":"01a20217-2140-7b27-99a6-65e6e20ad4be","facility":"01a20217-2140-7f8d-9719-efb400f925c4","kind":"promise","until":1795335000000}', '4', '60cdfc6fa81e853fa09000822bd2e4cf1203968c9e967c015678317c3e2e8349');
INSERT INTO journal_entry (entry_id, realm, at_ms, actor, trace, subject, kind, v, body, seq, hash) VALUES ('01a20217-2140-7515-b08a-b766d1bf8c8a', 'main', '1795331400000', 'system:command-line', '3d479deb77112308', 'ward:01a20217-2140-7263-9dd2-4a5566426389', 'beds.observed', '1', '{"capacity":20,"facility":"01a20217-2140-7f8d-9719-efb400f925c4","free":7,"observed_at":1795331400000,"source":"aplicares","terms":{"blocked":"unknown","cleaning":"unknown","reserved":"unknown","waiting_in_igd":"unknown"}}', '5', '7b455d0dcecae8083648f673259224fb749f52f3815819a80731b3ce2095711a');
INSERT INTO journal_entry (entry_id, realm, at_ms, actor, trace, subject, kind, v, body, seq, hash) VALUES ('01a20217-2140-753f-88cf-94131881ce6f', 'main', '1795331400000', 'system:command-line', '3d479deb77112308', 'key:01a20217-2140-7008-b5df-5e9d97af4d51', 'key.added', '1', '{"facility":"01a20217-2140-7f8d-9719-efb400f925c4","name":"1000","protocol":"aplicares","secret_kind":"hmac"}', '6', '547d23ecea2e5ece10e16f113493089a8ac578d78047107233db8fd90b942de7');
INSERT INTO journal_entry (entry_id, realm, at_ms, actor, trace, subject, kind, v, body, seq, hash) VALUES ('01a20217-2140-7561-9ddf-2e4553e79820', 'main', '1795331400000', 'user:01a20217-2140-7a99-b200-37fb6b604292', '44e74be8599403b2', 'user:01a20217-2140-7a99-b200-37fb6b604292', 'user.logged_in', '1', '{"factor":"password","session":"01a20217-2140-7896-ae79-44b6c7f1530d"}', '7', '2da9c792be8c9f845f50787ea27aba2bc09b50704ab670dbd7486390735eb95d');
INSERT INTO journal_entry (entry_id, realm, at_ms, actor, trace, subject, kind, v, body, seq, hash) VALUES ('01a20217-2140-75cc-bb4f-d1423ec489dc', 'main', '1795331400000', 'system:command-line', '3d479deb77112308', 'user:01a20217-2140-7a99-b200-37fb6b604292', 'user.added', '1', '{"grants":[{"role":"ward_nurse","scope":"facility:01a20217-2140-7f8d-9719-efb400f925c4"}],"lang":"id"}', '8', 'c5da4befeff76667a724d142bf8ece7a240e72fa8ad522c6baf1f1c11179e95e');
INSERT INTO journal_entry (entry_id, realm, at_ms, actor, trace, subject, kind, v, body, seq, hash) VALUES ('01a26916-5140-701b-85ea-d29c5fb13a4f', 'main', '1797059400000', 'system:command-line', 'ecee7ce264fedfa4', 'journal:2026-11', 'journal.segment_closed', '1', '{"head_hash":"c5da4befeff76667a724d142bf8ece7a240e72fa8ad522c6baf1f1c11179e95e","last_seq":8}', '9', '7e5ee708f6760a6899b1781e818f4fe34b06d850d8b01eb6b870f7684de9c453');
INSERT INTO journal_segment (realm, month, last_seq, head_hash, closed_at_ms) VALUES ('main', '2026-11', '8', 'c5da4befeff76667a724d142bf8ece7a240e72fa8ad522c6baf1f1c11179e95e', '1797059400000');
INSERT INTO keyring_check (name, sealed) VALUES ('ring', 'v1.k6df69915.MBR5yUqBKR-JX_o7vJ862Yr9v0SAnY3j.F2uy1NVRAxP6NnDszIUv1OkFMX0');
INSERT INTO lease (name, holder, fence, until_ms) VALUES ('sealer', 'dump', '1', '0');
INSERT INTO login_attempt (place, failures, last_ms, until_ms) VALUES ('1IrU2WevqrWtWyvHa3boxgB13WOastzchYA0gg8FAjA', '1', '1795331400000', '1795331400000');
INSERT INTO login_attempt (place, failures, last_ms, until_ms) VALUES ('9E0ddThSvXJP1F8YSE87WeqvPHMPazty94rG7x7eJhY', '1', '1795331400000', '1795331400000');
INSERT INTO machine_key (key_id, protocol, name, facility_id, secret_kind, secret, ring_key, enabled, note, made_ms) VALUES ('01a20217-2140-7008-b5df-5e9d97af4d51', 'aplicares', '1000', '01a20217-2140-7f8d-9719-efb400f925c4', 'hmac', 'v1.k6df69915.9e0QojPMsBjNl_yOh2CF16KL57B9tHJq.0PnEMCQrUz0lI1utFG0k1ykfjxo0g9X15MOYhIkP', 'k6df69915', '1', '', '1795331400000');
INSERT INTO person_key (person_id, wrapped, ring_key, erased_ms) VALUES ('01a20217-2140-74fa-8d2c-ed29beb2747d', 'v1.k6df69915.xyNNkxI0f_CXPCjNlIAi-XTZ5JjMyDAC.f8z3CHSkSRY3l-LFYOVlYUoByqZHNK7n-WUolWlpoi-hsNn3ZHIQCCZoP65k9PGJV_QZAYA7l4t3GLQ', 'k6df69915', NULL);
INSERT INTO schema_migration (room, name, checksum) VALUES ('access', '0001_access', 'fbfe8b301f987fd4279a5c5d425e5a6ec5aea8355201c61772a42827880c4f38');
INSERT INTO schema_migration (room, name, checksum) VALUES ('beds', '0001_counts', '9168e8f5b83de21d5a1bd3634cdfdc4fc1351727e28373e8759de9b3b0f88c46');
INSERT INTO schema_migration (room, name, checksum) VALUES ('intake', '0001_intake', 'fae9ef0a75c8a38042dfa4fa52a911f217207c4bc82c1a57e58381493de5db70');
INSERT INTO schema_migration (room, name, checksum) VALUES ('jobs', '0001_job', '7c30eb73b13075fc255641d48fab3710057db3fd02b790f784ab23b73fd6bea3');
INSERT INTO schema_migration (room, name, checksum) VALUES ('registry', '0001_registry', '9c4528649a0db2c7ddc966c8f55aa9a5801fe27ce285b7fa7ff70b984a9f3ed4');
INSERT INTO schema_migration (room, name, checksum) VALUES ('store', '0001_journal', '69ac86438ad435e36e79f0077c5c5a51f73a3bc4aa6ac2cb33f681004f86a969');
INSERT INTO schema_migration (room, name, checksum) VALUES ('web', '0001_idempotency', 'c4d950120da6c2ad2ae63376c00df081dd09863922c3b6ad6e5ef908253abef6');
INSERT INTO session (digest, session_id, user_id, stage, seen_ms, until_ms) VALUES ('bcmABwhfJ8-UiF9JVVLGdsYmuNMSBeGZ1o6misgY3sA', '01a20217-2140-7896-ae79-44b6c7f1530d', '01a20217-2140-7a99-b200-37fb6b604292', 'full', '1795331400000', '1795374600000');
INSERT INTO store_fact (name, value) VALUES ('realm', 'main');
INSERT INTO user_account (user_id, person_id, email_lookup, email_sealed, name_sealed, lang, password_hash, disabled, made_ms, version) VALUES ('01a20217-2140-7a99-b200-37fb6b604292', '01a20217-2140-74fa-8d2c-ed29beb2747d', 'Ae_ZwbLT8Dtj9HW-5q9uLfVJ_LSP4B-LAPolHaA8oi4', 'v1.p1.T9bzig8442MhVmSGpWh_AKdCZV4gHxO8.aN579JJQlA1kD8P03SU_T7a2AqWUxzPik1VZrT6IGPaOvA', 'v1.p1.rzJ2wn0eo06XD4rcrvm8HjfPeAzaA-8Q.foQNzKpLbZ5N-IT1vz9xKKXvhj4WixwngcWjl88Y7JcN', 'id', '$argon2id$v=19$m=19456,t=2,p=1$MLDWiNkAamRbJ+GirMnl/A$DN9TspZlZrmMBssjHmjjGvUWO68zR4ksX5gL/BoP6aE', '0', '1795331400000', '1');
INSERT INTO user_grant (user_id, role, scope) VALUES ('01a20217-2140-7a99-b200-37fb6b604292', 'ward_nurse', 'facility:01a20217-2140-7f8d-9719-efb400f925c4');
INSERT INTO ward (ward_id, version, facility_id, name, name_key, pool, reported_by, active) VALUES ('01a20217-2140-7263-9dd2-4a5566426389', '1', '01a20217-2140-7f8d-9719-efb400f925c4', 'Melati', 'melati', 'general.3.any.any.no', 'board', '1');
