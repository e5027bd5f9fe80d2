from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from .database import SessionDep, engine
from .models import Quote
from .schemas import QuoteOut


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    yield
    await engine.dispose()


# No schema, so no /docs either: a path outside the contract is a 404.
app = FastAPI(openapi_url=None, lifespan=lifespan)


@app.get("/static")
async def static() -> dict[str, str]:
    return {"hello": "world"}


@app.get("/quote")
async def random_quote(session: SessionDep) -> QuoteOut:
    # Two statements: one row in random order, then its author by key.
    quote = await session.scalar(
        select(Quote).order_by(func.random()).limit(1).options(selectinload(Quote.author))
    )
    if quote is None:
        raise HTTPException(404, "There are no quotes.")
    return QuoteOut(
        id=quote.id, text=quote.quote_text, author=quote.author.name, views=quote.views
    )
