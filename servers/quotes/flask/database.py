"""SQLAlchemy: the session of each thread, and what its engines are made of."""

import os

from sqlalchemy import URL, make_url
from sqlalchemy.orm import scoped_session, sessionmaker

# One session a thread, given back at the end of each request (see `orm.py`). The application binds
# it to its engine.
db_session = scoped_session(sessionmaker())


def database_url() -> URL:
    return make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+psycopg")


def queue_pool_bounds() -> dict[str, int]:
    """POOL_MIN and POOL_MAX in the words of SQLAlchemy's own pool.

    It keeps `pool_size` connections and opens up to `max_overflow` more, each closed when it is
    returned. A `pool_size` of 0 would mean "no limit", so that the least is 1.
    """
    pool_size = max(1, int(os.environ["POOL_MIN"]))
    max_overflow = int(os.environ["POOL_MAX"]) - pool_size
    if max_overflow < 0:
        # SQLAlchemy would take it for "no limit".
        raise ValueError("POOL_MAX is less than POOL_MIN: give it the same value or more.")
    return {"pool_size": pool_size, "max_overflow": max_overflow}
