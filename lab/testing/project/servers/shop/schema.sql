-- A shop: what it sells, and who ordered what.
CREATE TABLE maker (
    id   integer PRIMARY KEY,
    name text NOT NULL
);

CREATE TABLE item (
    id       integer PRIMARY KEY,
    name     text    NOT NULL,
    price    integer NOT NULL,
    maker_id integer NOT NULL REFERENCES maker (id)
);

CREATE TABLE purchase (
    id      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item_id integer NOT NULL REFERENCES item (id),
    count   integer NOT NULL,
    note    text    NOT NULL
);
