-- CHANGE: the tables. They are made in an empty database of the lab's own.
create table item (
    id integer primary key,
    name text not null,
    price integer not null
);

create table item_order (
    id integer generated always as identity primary key,
    item_id integer not null references item,
    count integer not null
);
