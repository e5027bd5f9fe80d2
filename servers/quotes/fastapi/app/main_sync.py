"""FastAPI with `def` endpoints: each runs on a thread, of which a worker has THREADS."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, HTTPException
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import selectinload, sessionmaker

from . import threads
from .application import create_app, say_started
from .database import database_url, queue_pool_bounds
from .models import Quote
from .schemas import QuoteOut

engine = create_engine(database_url(), **queue_pool_bounds())
SessionLocal = sessionmaker(engine, expire_on_commit=False)
router = APIRouter()

# A session is opened and closed within the endpoint, and so on one thread. As a dependency it would
# keep its connection while FastAPI waits for a thread again, to check the answer; with more requests
# than connections, all threads then wait for a connection and all connections for a thread.
in_random_order = select(Quote).order_by(func.random()).options(selectinload(Quote.author))


@router.get("/quote")
def random_quote() -> QuoteOut:
    # Two statements: one row in random order, then its author by key.
    with SessionLocal() as session:
        return quote_out(session.scalar(in_random_order.limit(1)))


@router.get("/quote/unlimited")
def random_quote_of_all() -> QuoteOut:
    # The bug: without LIMIT every quote is fetched, with the authors of all, to give the first.
    with SessionLocal() as session:
        return quote_out(session.scalars(in_random_order).first())


@router.get("/quote/update")
def count_view() -> QuoteOut:
    # LIMIT 1 keeps it from deadlock: each transaction locks a single row, and waits for no second.
    with SessionLocal.begin() as session:
        quote = session.scalar(in_random_order.limit(1).with_for_update(of=Quote))
        if quote is not None:
            quote.views += 1
    return quote_out(quote)


def quote_out(quote: Quote | None) -> QuoteOut:
    if quote is None:
        raise HTTPException(404, "There are no quotes.")
    return QuoteOut(
        id=quote.id, text=quote.quote_text, author=quote.author.name, views=quote.views
    )


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    threads.limit()
    say_started()
    yield
    threads.client.close()
    engine.dispose()


app = create_app(router, threads.router, lifespan=lifespan)
