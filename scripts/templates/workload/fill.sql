-- CHANGE: the rows, the same on every machine. :size is the size that an experiment asks for.
insert into item (id, name, price)
select key, 'item ' || key, 100 + key % 900
from generate_series(1, :size) as key;
