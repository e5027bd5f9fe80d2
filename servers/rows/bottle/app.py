"""Bottle, psycopg2 and the pool that comes with it."""

import os
from random import randint

from bottle import Bottle, request, response
from psycopg2.pool import SimpleConnectionPool

ROWS = int(os.environ.get("SIZE", "1000000"))
autocommit = os.environ.get("TRANSACTION") == "autocommit"
# Made in each worker, after the fork. When POOL_MAX connections are out it raises instead of
# waiting, which cannot happen here: a worker of one request at a time takes one.
pool = SimpleConnectionPool(
    int(os.environ["POOL_MIN"]), int(os.environ["POOL_MAX"]), os.environ["DATABASE_URL"]
)
app = Bottle()


@app.get("/test")
def test():
    try:
        wait = wait_ms()
    except ValueError:
        response.status = 400
        return {"error": "wait: give a whole number from 0 to 10000."}
    a, b = read_row(randint(1, ROWS - 1), wait)
    return {"a": f"{a:010}", "b": b}


def wait_ms() -> int | None:
    if "wait" not in request.query:
        return None
    wait = int(request.query["wait"])
    if not 0 <= wait <= 10_000:
        raise ValueError(wait)
    return wait


def read_row(key: int, wait: int | None) -> tuple[int, str]:
    connection = pool.getconn()
    try:
        # Without autocommit psycopg2 begins a transaction with the first statement.
        connection.autocommit = autocommit
        with connection.cursor() as cursor:
            if wait is not None:
                cursor.execute("SELECT pg_sleep(%s)", [wait / 1000])
            cursor.execute("SELECT a, b FROM test WHERE a = %s", [key])
            return cursor.fetchone()
    finally:
        # The pool ends the transaction, by a ROLLBACK.
        pool.putconn(connection)
