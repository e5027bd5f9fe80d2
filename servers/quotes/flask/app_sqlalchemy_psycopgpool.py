"""Flask, SQLAlchemy on psycopg_pool: `app.py` with nothing exchanged but the pool."""

import os

from flask import Flask
from psycopg_pool import ConnectionPool
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from database import database_url, db_session
from orm import quotes
from upstream import upstream

# As psycopg documents it: NullPool keeps nothing, so that SQLAlchemy takes a connection from the
# pool for each session and closes it after; `close_returns` makes of that close a return.
pool = ConnectionPool(
    os.environ["DATABASE_URL"],
    min_size=int(os.environ["POOL_MIN"]),
    max_size=int(os.environ["POOL_MAX"]),
    close_returns=True,
    open=True,
)
db_session.configure(
    bind=create_engine(database_url(), poolclass=NullPool, creator=pool.getconn)
)

# /static is a route of ours, not Flask's folder of files.
app = Flask(__name__, static_folder=None)
app.register_blueprint(quotes)
app.register_blueprint(upstream)
