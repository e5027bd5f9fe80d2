"""Flask, psycopg and its pool, SQL by hand."""

import os

from flask import Flask, Response, abort
from psycopg import Connection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool

from sql import FOR_UPDATE, JOINS, ONE_QUOTE, SHAPE
from upstream import upstream

pool: ConnectionPool[Connection[DictRow]] = ConnectionPool(
    os.environ["DATABASE_URL"],
    min_size=int(os.environ["POOL_MIN"]),
    max_size=int(os.environ["POOL_MAX"]),
    kwargs={
        # Without autocommit psycopg begins a transaction, and the pool ends it with the block.
        "autocommit": os.environ.get("TRANSACTION") == "autocommit",
        "row_factory": dict_row,
    },
    open=True,
)
as_text = os.environ.get("FORMAT") == "text"

# /static is a route of ours, not Flask's folder of files.
app = Flask(__name__, static_folder=None)
app.register_blueprint(upstream)


@app.get("/quote")
def random_quote():
    with pool.connection() as connection:
        quote = fetch_quote(connection)
    return answer(quote)


@app.get("/quote/update")
def count_view():
    with pool.connection() as connection, connection.transaction():
        quote = fetch_quote(connection, lock=FOR_UPDATE)
        if quote is not None:
            quote |= connection.execute(
                "UPDATE quote SET views = views + 1 WHERE id = %s RETURNING views", [quote["id"]]
            ).fetchone()
    return answer(quote)


def fetch_quote(connection: Connection[DictRow], lock: str = "") -> DictRow | None:
    if SHAPE in JOINS:
        return connection.execute(JOINS[SHAPE] + lock).fetchone()
    quote = connection.execute(ONE_QUOTE + lock).fetchone()
    if quote is not None:
        quote |= connection.execute(
            "SELECT name AS author FROM author WHERE id = %s", [quote["author_id"]]
        ).fetchone()
    return quote


def answer(quote: DictRow | None):
    if quote is None:
        abort(404, "There are no quotes.")
    if as_text:
        return Response(quote["text"], mimetype="text/plain")
    return {name: quote[name] for name in ("id", "text", "author", "views")}
