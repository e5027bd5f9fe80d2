"""Flask in front of PostgreSQL: one item by its key, and MORE_CPU percent of a request's CPU on top."""

import os

from flask import Flask, abort, request
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from work import ROUNDS_PER_PERCENT, hashed

rounds = ROUNDS_PER_PERCENT * int(os.environ.get("MORE_CPU", "0"))

# Made in each worker, after the fork.
pool = ConnectionPool(
    os.environ["DATABASE_URL"],
    min_size=int(os.environ["POOL_MIN"]),
    max_size=int(os.environ["POOL_MAX"]),
    kwargs={"row_factory": dict_row},
    open=True,
)
# A worker that is ready has its first connections: how soon they came is no difference of starts.
pool.wait()

# /static is a route of ours, not Flask's folder of files.
app = Flask(__name__, static_folder=None)

ITEM = """
    SELECT item.id, item.name, maker.name AS maker
    FROM item
    JOIN maker ON maker.id = item.maker_id
    WHERE item.id = %s
"""


@app.get("/static")
def static():
    hashed(1, rounds)
    return {"hello": "world"}


@app.get("/item")
def item():
    key = request.args.get("id", type=int)
    if key is None:
        abort(400, "id: give a whole number.")
    hashed(key, rounds)
    with pool.connection() as connection:
        found = connection.execute(ITEM, [key]).fetchone()
    if found is None:
        abort(404, "There is no such item.")
    return found
