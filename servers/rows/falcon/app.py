"""Falcon, psycopg2 and the pool that comes with it."""

import os
from random import randint

import falcon
from psycopg2.pool import SimpleConnectionPool

ROWS = int(os.environ.get("SIZE", "1000000"))
autocommit = os.environ.get("TRANSACTION") == "autocommit"
# Made in each worker, after the fork. When POOL_MAX connections are out it raises instead of
# waiting, which cannot happen here: a worker of one request at a time takes one.
pool = SimpleConnectionPool(
    int(os.environ["POOL_MIN"]), int(os.environ["POOL_MAX"]), os.environ["DATABASE_URL"]
)


class Test:
    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        wait = req.get_param_as_int("wait", min_value=0, max_value=10_000)
        a, b = read_row(randint(1, ROWS - 1), wait)
        resp.media = {"a": f"{a:010}", "b": b}


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


def as_error(_: falcon.Request, resp: falcon.Response, problem: falcon.HTTPError) -> None:
    """Falcon's own answer has a title and a description; here it is one sentence."""
    resp.media = {"error": problem.description or problem.title}


app = falcon.App()
app.set_error_serializer(as_error)
app.add_route("/test", Test())
