-- What this deployment is for, and whether the whole city is on trial: one row, once either was ever said. Without it the deployment is the
-- city itself, and its numbers are open as its agreements say.
CREATE TABLE deployment (
    name TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    mode TEXT NOT NULL,
    in_shadow BIGINT NOT NULL,
    since_ms BIGINT,
    until_ms BIGINT,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL
);
