-- Occupancy of a hospital's beds of one group on a local day that is over, as the hours tell it: means in thousandths of a bed.
-- `known_h` of `of_h` hours are known, added up over its wards.
CREATE TABLE monitoring_day (
    facility_id TEXT NOT NULL,
    bed_group TEXT NOT NULL,
    day BIGINT NOT NULL,
    beds_milli BIGINT NOT NULL,
    occupied_milli BIGINT NOT NULL,
    known_h BIGINT NOT NULL,
    of_h BIGINT NOT NULL,
    midnight_beds BIGINT NOT NULL,
    midnight_occupied BIGINT NOT NULL,
    midnight_wards BIGINT NOT NULL,
    admitted BIGINT NOT NULL,
    discharged BIGINT NOT NULL,
    PRIMARY KEY (facility_id, bed_group, day)
);
CREATE INDEX monitoring_day_day ON monitoring_day (day, bed_group);

-- What a hospital tells of a month itself; each correction is a row of its own. Stated figures in thousandths.
CREATE TABLE monitoring_told (
    facility_id TEXT NOT NULL,
    month TEXT NOT NULL,
    version BIGINT NOT NULL,
    beds BIGINT NOT NULL,
    patient_days BIGINT NOT NULL,
    alive BIGINT NOT NULL,
    died_early BIGINT NOT NULL,
    died_late BIGINT NOT NULL,
    stay_days BIGINT,
    bor_milli BIGINT,
    avlos_milli BIGINT,
    toi_milli BIGINT,
    bto_milli BIGINT,
    told_at_ms BIGINT NOT NULL,
    told_by TEXT NOT NULL,
    PRIMARY KEY (facility_id, month, version)
);
CREATE INDEX monitoring_told_month ON monitoring_told (month);

-- Monthly reports the office has closed, with every figure as it was then; a correction is a report of the next number.
CREATE TABLE monitoring_report (
    month TEXT NOT NULL,
    number BIGINT NOT NULL,
    closed_at_ms BIGINT NOT NULL,
    closed_by TEXT NOT NULL,
    remark TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (month, number)
);
