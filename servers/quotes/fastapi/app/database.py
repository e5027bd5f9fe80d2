"""SQLAlchemy's engines: on its own pool, or on psycopg_pool."""

import os

from sqlalchemy import URL, make_url


# Whether a connection is asked if it still lives before each use: a round trip more.
CHECKED = os.environ.get("CHECK") == "always"


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
