"""Flask, psycopg 3 and its pool; under gevent both notice that they run in greenlets."""

import os

from psycopg_pool import ConnectionPool

from application import create_app

# Made in each worker, after the fork.
pool = ConnectionPool(
    os.environ["DATABASE_URL"],
    min_size=int(os.environ["POOL_MIN"]),
    max_size=int(os.environ["POOL_MAX"]),
    # Without autocommit psycopg begins a transaction, and the pool commits it with the block.
    kwargs={"autocommit": os.environ.get("TRANSACTION") == "autocommit"},
    open=True,
)


def read_row(key: int, wait: int | None) -> tuple[int, str]:
    with pool.connection() as connection:
        if wait is not None:
            connection.execute("SELECT pg_sleep(%s)", [wait / 1000])
        return connection.execute("SELECT a, b FROM test WHERE a = %s", [key]).fetchone()


app = create_app(read_row)
