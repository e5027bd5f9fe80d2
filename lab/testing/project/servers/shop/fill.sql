-- Every tenth item is by another maker; the same on every machine.
INSERT INTO maker (id, name)
SELECT key, 'maker ' || key::text FROM generate_series(1, 10) AS key;

INSERT INTO item (id, name, price, maker_id)
SELECT key, 'item ' || key::text, (key * 37 % 1000)::integer, 1 + key % 10
FROM generate_series(1, :size) AS key;
