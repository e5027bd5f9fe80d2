"""FastAPI, SQLAlchemy on psycopg_pool: `main.py` with nothing exchanged but the pool."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

from . import orm, upstream
from .application import create_app, say_started
from .database import CHECKED, database_url

# As psycopg documents it: NullPool keeps nothing, so that SQLAlchemy takes a connection from the
# pool for each session and closes it after; `close_returns` makes of that close a return.
pool = AsyncConnectionPool(
    os.environ["DATABASE_URL"],
    min_size=int(os.environ["POOL_MIN"]),
    max_size=int(os.environ["POOL_MAX"]),
    check=AsyncConnectionPool.check_connection if CHECKED else None,
    close_returns=True,
    open=False,
)
engine = create_async_engine(database_url(), poolclass=NullPool, async_creator=pool.getconn)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
    async with pool, upstream.upstream_client() as client:
        say_started()
        yield {
            "sessions": async_sessionmaker(engine, expire_on_commit=False),
            "upstream": client,
        }
    await engine.dispose()


app = create_app(orm.router, upstream.router, lifespan=lifespan)
