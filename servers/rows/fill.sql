-- Twenty letters a row, from two hashes of its key: the same on every machine.
INSERT INTO test (a, b)
SELECT key, left(translate(md5(key::text) || md5((-key)::text), '0123456789', 'ghijklmnop'), 20)
FROM generate_series(0, :size - 1) AS key;
