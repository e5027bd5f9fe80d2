"""Sanic, psycopg 3 and its pool."""

import os

from psycopg_pool import AsyncConnectionPool

from application import create_app


def open_pool() -> AsyncConnectionPool:
    return AsyncConnectionPool(
        os.environ["DATABASE_URL"],
        min_size=int(os.environ["POOL_MIN"]),
        max_size=int(os.environ["POOL_MAX"]),
        # Without autocommit psycopg begins a transaction, and the pool commits it with the block.
        kwargs={"autocommit": os.environ.get("TRANSACTION") == "autocommit"},
        open=False,
    )


async def read_row(pool: AsyncConnectionPool, key: int, wait: int | None) -> tuple[int, str]:
    async with pool.connection() as connection:
        if wait is not None:
            await connection.execute("SELECT pg_sleep(%s)", [wait / 1000])
        cursor = await connection.execute("SELECT a, b FROM test WHERE a = %s", [key])
        return await cursor.fetchone()


app = create_app(open_pool, read_row)
