"""FastAPI, psycopg and its pool, SQL by hand."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI, HTTPException, Response
from fastapi.responses import PlainTextResponse
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from . import upstream
from .application import create_app, say_started
from .database import CHECKED
from .schemas import QuoteOut
from .sql import FOR_UPDATE, JOINS, ONE_QUOTE, SHAPE

pool: AsyncConnectionPool[AsyncConnection[DictRow]] = AsyncConnectionPool(
    os.environ["DATABASE_URL"],
    min_size=int(os.environ["POOL_MIN"]),
    max_size=int(os.environ["POOL_MAX"]),
    kwargs={
        # Without autocommit psycopg begins a transaction, and the pool ends it with the block.
        "autocommit": os.environ.get("TRANSACTION") == "autocommit",
        "row_factory": dict_row,
    },
    check=AsyncConnectionPool.check_connection if CHECKED else None,
    open=False,
)
as_text = os.environ.get("FORMAT") == "text"
router = APIRouter()


@router.get("/quote", response_model=QuoteOut)
async def random_quote() -> Any:
    async with pool.connection() as connection:
        quote = await fetch_quote(connection)
    return answer(quote)


@router.get("/quote/update", response_model=QuoteOut)
async def count_view() -> Any:
    async with pool.connection() as connection, connection.transaction():
        quote = await fetch_quote(connection, lock=FOR_UPDATE)
        if quote is not None:
            cursor = await connection.execute(
                "UPDATE quote SET views = views + 1 WHERE id = %s RETURNING views", [quote["id"]]
            )
            quote |= await cursor.fetchone() or {}
    return answer(quote)


async def fetch_quote(connection: AsyncConnection[DictRow], lock: str = "") -> DictRow | None:
    if SHAPE in JOINS:
        cursor = await connection.execute(JOINS[SHAPE] + lock)
        return await cursor.fetchone()
    quote = await (await connection.execute(ONE_QUOTE + lock)).fetchone()
    if quote is not None:
        cursor = await connection.execute(
            "SELECT name AS author FROM author WHERE id = %s", [quote["author_id"]]
        )
        quote |= await cursor.fetchone() or {}
    return quote


def answer(quote: DictRow | None) -> DictRow | Response:
    if quote is None:
        raise HTTPException(404, "There are no quotes.")
    return PlainTextResponse(quote["text"]) if as_text else quote


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
    async with pool, upstream.upstream_client() as client:
        say_started()
        yield {"upstream": client}


app = create_app(router, upstream.router, lifespan=lifespan)
