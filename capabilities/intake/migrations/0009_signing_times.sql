-- The latest time of signing among the calls of a key that said what counts now, Unix seconds by the sender's own clock: 0 is none. What was
-- signed well before it was true then, and not now.
ALTER TABLE key_use_intake ADD COLUMN signed_s BIGINT NOT NULL DEFAULT 0;
