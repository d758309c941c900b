-- Whether the agreement lets a bed that is asked for be promised without a person deciding each time.
ALTER TABLE facility ADD COLUMN accepts_promises_by_itself BIGINT NOT NULL DEFAULT 0;
