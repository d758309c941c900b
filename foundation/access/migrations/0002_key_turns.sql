-- How often a key was turned off or on, or got another secret: what was given out in its name before that, such as a token, is over for good.
ALTER TABLE machine_key ADD COLUMN turns BIGINT NOT NULL DEFAULT 0;
