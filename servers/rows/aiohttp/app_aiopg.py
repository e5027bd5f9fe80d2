"""aiohttp, aiopg: psycopg2 on asyncio, with a pool."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiopg

from application import create_app


@asynccontextmanager
async def open_pool() -> AsyncIterator[aiopg.Pool]:
    pool = await aiopg.create_pool(
        os.environ["DATABASE_URL"],
        minsize=int(os.environ["POOL_MIN"]),
        maxsize=int(os.environ["POOL_MAX"]),
    )
    try:
        yield pool
    finally:
        # Requests had their time to end by now. Without it aiopg would wait for ever for the
        # connection of one that was cancelled.
        pool.terminate()
        await pool.wait_closed()


async def read_row(pool: aiopg.Pool, key: int, wait: int | None) -> tuple[int, str]:
    # Always autocommit: aiopg begins no transaction that it was not asked for.
    async with pool.acquire() as connection, connection.cursor() as cursor:
        if wait is not None:
            await cursor.execute("SELECT pg_sleep(%s)", [wait / 1000])
        await cursor.execute("SELECT a, b FROM test WHERE a = %s", [key])
        return await cursor.fetchone()


app = create_app(open_pool, read_row)
