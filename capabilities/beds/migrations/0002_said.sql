-- What sources say of a ward that are not its number now: a second system, or the system while a hand entry stands. Of each source the last
-- word; shown as a difference, never added.
CREATE TABLE bed_said (
    ward_id TEXT NOT NULL,
    source TEXT NOT NULL,
    facility_id TEXT NOT NULL,
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
    actor TEXT NOT NULL,
    PRIMARY KEY (ward_id, source)
);
