"""FastAPI, asyncpg and its pool, SQL by hand."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import Any

import asyncpg
from fastapi import APIRouter, FastAPI, HTTPException, Request, Response
from fastapi.responses import PlainTextResponse

from . import upstream
from .application import create_app, say_started
from .schemas import QuoteOut
from .sql import FOR_UPDATE, JOINS, ONE_QUOTE, SHAPE

as_text = os.environ.get("FORMAT") == "text"
# asyncpg begins no transaction that it was not asked for.
in_transaction = os.environ.get("TRANSACTION") == "begin"
router = APIRouter()


@router.get("/quote", response_model=QuoteOut)
async def random_quote(request: Request) -> Any:
    async with request.state.pool.acquire() as connection:
        async with connection.transaction() if in_transaction else nullcontext():
            quote = await fetch_quote(connection)
    return answer(quote)


@router.get("/quote/update", response_model=QuoteOut)
async def count_view(request: Request) -> Any:
    async with request.state.pool.acquire() as connection, connection.transaction():
        quote = await fetch_quote(connection, lock=FOR_UPDATE)
        if quote is not None:
            quote["views"] = await connection.fetchval(
                "UPDATE quote SET views = views + 1 WHERE id = $1 RETURNING views", quote["id"]
            )
    return answer(quote)


async def fetch_quote(connection: asyncpg.Connection, lock: str = "") -> dict[str, Any] | None:
    if SHAPE in JOINS:
        row = await connection.fetchrow(JOINS[SHAPE] + lock)
        return None if row is None else dict(row)
    row = await connection.fetchrow(ONE_QUOTE + lock)
    if row is None:
        return None
    author = await connection.fetchval("SELECT name FROM author WHERE id = $1", row["author_id"])
    return {**row, "author": author}


def answer(quote: dict[str, Any] | None) -> dict[str, Any] | Response:
    if quote is None:
        raise HTTPException(404, "There are no quotes.")
    return PlainTextResponse(quote["text"]) if as_text else quote


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
    pool = asyncpg.create_pool(
        os.environ["DATABASE_URL"],
        min_size=int(os.environ["POOL_MIN"]),
        max_size=int(os.environ["POOL_MAX"]),
    )
    async with pool, upstream.upstream_client() as client:
        say_started()
        yield {"pool": pool, "upstream": client}


app = create_app(router, upstream.router, lifespan=lifespan)
