"""Flask, psycopg2 and the pool that comes with it, for workers of one request at a time."""

import os

from psycopg2.pool import SimpleConnectionPool

from application import create_app

# Made in each worker, after the fork. When POOL_MAX connections are out it raises instead of
# waiting, which cannot happen here: a worker of one request at a time takes one.
pool = SimpleConnectionPool(
    int(os.environ["POOL_MIN"]), int(os.environ["POOL_MAX"]), os.environ["DATABASE_URL"]
)
autocommit = os.environ.get("TRANSACTION") == "autocommit"


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


app = create_app(read_row)
