-- A hundred makers, and items whose names come from their ids: the same on every machine.
INSERT INTO maker (id, name)
SELECT id, 'maker ' || id FROM generate_series(1, 100) AS id;

INSERT INTO item (id, name, maker_id)
SELECT id, 'item ' || md5(id::text), id % 100 + 1 FROM generate_series(1, :size) AS id;
