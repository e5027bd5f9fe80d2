-- Items and who made them. Ids are dense (1 … n), so that any of them can be asked for.
CREATE TABLE maker (
    id   integer PRIMARY KEY,
    name text NOT NULL
);

CREATE TABLE item (
    id       integer PRIMARY KEY,
    name     text NOT NULL,
    maker_id integer NOT NULL REFERENCES maker (id)
);
