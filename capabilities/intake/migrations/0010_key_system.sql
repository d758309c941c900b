-- Which system each key was made for: a new secret is shown with the settings of that very system. Keys made without a page are not in here.
CREATE TABLE key_system (
    key_id TEXT NOT NULL PRIMARY KEY,
    system TEXT NOT NULL
);
