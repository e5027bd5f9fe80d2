"""Quotes by SQLAlchemy's ORM in a session of asyncio; `main*.py` say where connections come from."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from psycopg.errors import DeadlockDetected
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from .models import Quote
from .schemas import QuoteOut


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.state.sessions() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]
router = APIRouter()

in_random_order = select(Quote).order_by(func.random()).options(selectinload(Quote.author))
in_random_order_joined = (
    select(Quote).order_by(func.random()).options(joinedload(Quote.author, innerjoin=True))
)


@router.get("/quote")
async def random_quote(session: SessionDep) -> QuoteOut:
    # Two statements: one row in random order, then its author by key.
    return quote_out(await session.scalar(in_random_order.limit(1)))


@router.get("/quote/unlimited")
async def random_quote_of_all(session: SessionDep) -> QuoteOut:
    # The bug: without LIMIT every quote is fetched, with the authors of all, to give the first.
    return quote_out((await session.scalars(in_random_order)).first())


@router.get("/quote/update")
async def count_view(session: SessionDep) -> QuoteOut:
    # LIMIT 1 keeps it from deadlock: each transaction locks a single row, and waits for no second.
    quote = await session.scalar(in_random_order.limit(1).with_for_update(of=Quote))
    if quote is not None:
        quote.views += 1
        await session.commit()
    return quote_out(quote)


@router.get("/quote/update/unlimited")
async def count_view_of_all(session: SessionDep) -> QuoteOut:
    # The positive control: without LIMIT every quote and its author is locked, by each transaction in
    # a random order of its own, so that two soon hold what the other waits for.
    try:
        quote = (await session.scalars(in_random_order_joined.with_for_update())).first()
    except OperationalError as error:
        if not isinstance(error.orig, DeadlockDetected):
            raise
        raise HTTPException(503, "deadlock detected") from error
    if quote is not None:
        quote.views += 1
        await session.commit()
    return quote_out(quote)


def quote_out(quote: Quote | None) -> QuoteOut:
    if quote is None:
        raise HTTPException(404, "There are no quotes.")
    return QuoteOut(
        id=quote.id, text=quote.quote_text, author=quote.author.name, views=quote.views
    )
