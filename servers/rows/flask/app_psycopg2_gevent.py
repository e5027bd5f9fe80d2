"""Flask and psycopg2 in greenlets: requests that wait for the database let others run."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from gevent.queue import LifoQueue
from gevent.socket import wait_read, wait_write
from psycopg2 import extensions

from application import create_app

autocommit = os.environ.get("TRANSACTION") == "autocommit"


def wait_for_socket(connection: extensions.connection) -> None:
    """Called by psycopg2 wherever it would block: gevent cannot patch a library written in C."""
    while (state := connection.poll()) != extensions.POLL_OK:
        if state == extensions.POLL_READ:
            wait_read(connection.fileno())
        elif state == extensions.POLL_WRITE:
            wait_write(connection.fileno())
        else:
            raise psycopg2.OperationalError(f"poll() gave {state}.")


# Otherwise all requests of the worker wait with the one that asked.
if os.environ.get("PSYCOPG2_WAITS") != "worker":
    extensions.set_wait_callback(wait_for_socket)


def connect() -> extensions.connection:
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    # Without autocommit psycopg2 begins a transaction with the first statement.
    connection.autocommit = autocommit
    return connection


# psycopg2's own pools raise when they are empty; here greenlets queue. An entry is a connection, or
# None for one that may be opened; those come last, once all open connections are in use.
pool_min, pool_max = int(os.environ["POOL_MIN"]), int(os.environ["POOL_MAX"])
pool: LifoQueue[extensions.connection | None] = LifoQueue()
for _ in range(pool_max - pool_min):
    pool.put(None)
for _ in range(pool_min):
    pool.put(connect())


@contextmanager
def pooled_connection() -> Iterator[extensions.connection]:
    connection = pool.get()
    try:
        connection = connection or connect()
        yield connection
        # Ends the transaction as psycopg2's pools do; with none open it sends nothing.
        connection.rollback()
    except BaseException:
        # In an unknown state: the next to come opens another.
        if connection:
            connection.close()
        connection = None
        raise
    finally:
        pool.put(connection)


def read_row(key: int, wait: int | None) -> tuple[int, str]:
    with pooled_connection() as connection, connection.cursor() as cursor:
        if wait is not None:
            cursor.execute("SELECT pg_sleep(%s)", [wait / 1000])
        cursor.execute("SELECT a, b FROM test WHERE a = %s", [key])
        return cursor.fetchone()


app = create_app(read_row)
