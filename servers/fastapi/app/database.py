import os
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

# SQLAlchemy keeps `pool_size` connections and opens up to `max_overflow` more, each closed when it
# is returned. A `pool_size` of 0 would mean "no limit", so that the least is 1.
pool_size = max(1, int(os.environ["POOL_MIN"]))
max_overflow = int(os.environ["POOL_MAX"]) - pool_size
if max_overflow < 0:
    # SQLAlchemy would take it for "no limit".
    raise ValueError("POOL_MAX is less than POOL_MIN: give it the same value or more.")

engine = create_async_engine(
    make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+psycopg"),
    pool_size=pool_size,
    max_overflow=max_overflow,
)
SessionLocal = async_sessionmaker(engine, expire_on_commit=False)


async def get_session() -> AsyncIterator[AsyncSession]:
    async with SessionLocal() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]
