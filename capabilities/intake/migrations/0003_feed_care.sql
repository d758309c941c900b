-- What is needed to read a kept call again: whether the body is all of what came, when that was and the id it was sealed under (a repeat
-- may bring a newer one), and a keyed digest of all of it, by which two people compare.
ALTER TABLE intake_problem ADD COLUMN body_id TEXT NOT NULL DEFAULT '';
ALTER TABLE intake_problem ADD COLUMN body_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE intake_problem ADD COLUMN is_whole BIGINT NOT NULL DEFAULT 0;
ALTER TABLE intake_problem ADD COLUMN digest TEXT NOT NULL DEFAULT '';
UPDATE intake_problem SET body_id = problem_id, body_ms = last_ms;

-- Feeds that are silent now: looked for every few seconds.
CREATE INDEX intake_problem_silent ON intake_problem (key_id) WHERE kind = 'silent';

-- The last call of a sender that proved who it is (0 for never), for which facility, what it asked for and what it heard: 'taken', or the
-- kind of its problem.
ALTER TABLE key_use_intake ADD COLUMN proved_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE key_use_intake ADD COLUMN facility_id TEXT;
ALTER TABLE key_use_intake ADD COLUMN last_deed TEXT;
ALTER TABLE key_use_intake ADD COLUMN last_answer TEXT;
UPDATE key_use_intake SET proved_ms = last_ms;
