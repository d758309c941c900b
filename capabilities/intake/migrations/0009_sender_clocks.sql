-- How many seconds later than they say they were sent the calls of a key come, when nothing holds them up: what its sender's clock is behind,
-- below zero ahead. Nothing is known before the first call that says so.
ALTER TABLE key_use_intake ADD COLUMN clock_behind_s BIGINT;
