-- The two tables of the articles. Ids are dense (1 … n), so that a reader can check an answer.
CREATE TABLE author (
    id   integer PRIMARY KEY,
    name text NOT NULL
);

CREATE TABLE quote (
    id         integer PRIMARY KEY,
    quote_text text    NOT NULL,
    author_id  integer NOT NULL REFERENCES author (id),
    views      integer NOT NULL DEFAULT 0
);

CREATE INDEX quote_author_id ON quote (author_id);
