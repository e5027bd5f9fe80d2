from flask import Flask, abort
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from database import db_session
from models import Quote

# /static is a route of ours, not Flask's folder of files.
app = Flask(__name__, static_folder=None)


@app.teardown_appcontext
def remove_session(_: BaseException | None) -> None:
    db_session.remove()


@app.get("/static")
def static():
    return {"hello": "world"}


@app.get("/quote")
def random_quote():
    # Two statements: one row in random order, then its author by key.
    quote = db_session.scalar(
        select(Quote).order_by(func.random()).limit(1).options(selectinload(Quote.author))
    )
    if quote is None:
        abort(404, "There are no quotes.")
    return {
        "id": quote.id,
        "text": quote.quote_text,
        "author": quote.author.name,
        "views": quote.views,
    }
