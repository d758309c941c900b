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
