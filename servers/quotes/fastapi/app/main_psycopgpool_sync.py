"""FastAPI with `def` endpoints, psycopg and its pool, SQL by hand: `main_psycopgpool.py` on threads."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI, HTTPException, Response
from fastapi.responses import PlainTextResponse
from psycopg import Connection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool

from . import threads
from .application import create_app, say_started
from .schemas import QuoteOut
from .sql import FOR_UPDATE, JOINS, ONE_QUOTE, SHAPE

pool: ConnectionPool[Connection[DictRow]] = ConnectionPool(
    os.environ["DATABASE_URL"],
    min_size=int(os.environ["POOL_MIN"]),
    max_size=int(os.environ["POOL_MAX"]),
    kwargs={
        # Without autocommit psycopg begins a transaction, and the pool ends it with the block.
        "autocommit": os.environ.get("TRANSACTION") == "autocommit",
        "row_factory": dict_row,
    },
    open=False,
)
as_text = os.environ.get("FORMAT") == "text"
router = APIRouter()


@router.get("/quote", response_model=QuoteOut)
def random_quote() -> Any:
    with pool.connection() as connection:
        quote = fetch_quote(connection)
    return answer(quote)


@router.get("/quote/update", response_model=QuoteOut)
def count_view() -> Any:
    with pool.connection() as connection, connection.transaction():
        quote = fetch_quote(connection, lock=FOR_UPDATE)
        if quote is not None:
            quote |= connection.execute(
                "UPDATE quote SET views = views + 1 WHERE id = %s RETURNING views", [quote["id"]]
            ).fetchone() or {}
    return answer(quote)


def fetch_quote(connection: Connection[DictRow], lock: str = "") -> DictRow | None:
    if SHAPE in JOINS:
        return connection.execute(JOINS[SHAPE] + lock).fetchone()
    quote = connection.execute(ONE_QUOTE + lock).fetchone()
    if quote is not None:
        quote |= connection.execute(
            "SELECT name AS author FROM author WHERE id = %s", [quote["author_id"]]
        ).fetchone() or {}
    return quote


def answer(quote: DictRow | None) -> DictRow | Response:
    if quote is None:
        raise HTTPException(404, "There are no quotes.")
    return PlainTextResponse(quote["text"]) if as_text else quote


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    threads.limit()
    pool.open()
    say_started()
    yield
    threads.client.close()
    pool.close()


app = create_app(router, threads.router, lifespan=lifespan)
