"""FastAPI, SQLAlchemy on its own pool."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from . import orm, upstream
from .application import create_app, say_started
from .database import CHECKED, database_url, queue_pool_bounds

engine = create_async_engine(database_url(), pool_pre_ping=CHECKED, **queue_pool_bounds())


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
    async with upstream.upstream_client() as client:
        say_started()
        yield {
            "sessions": async_sessionmaker(engine, expire_on_commit=False),
            "upstream": client,
        }
    await engine.dispose()


app = create_app(orm.router, upstream.router, lifespan=lifespan)
