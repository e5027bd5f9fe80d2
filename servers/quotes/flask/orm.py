"""Quotes by SQLAlchemy's ORM; `app*.py` say where connections come from."""

from flask import Blueprint, abort
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from database import db_session
from models import Quote

quotes = Blueprint("quotes", __name__)

in_random_order = select(Quote).order_by(func.random()).options(selectinload(Quote.author))


@quotes.teardown_app_request
def remove_session(_: BaseException | None) -> None:
    db_session.remove()


@quotes.get("/quote")
def random_quote():
    # Two statements: one row in random order, then its author by key.
    return as_json(db_session.scalar(in_random_order.limit(1)))


@quotes.get("/quote/unlimited")
def random_quote_of_all():
    # The bug: without LIMIT every quote is fetched, with the authors of all, to give the first.
    return as_json(db_session.scalars(in_random_order).first())


@quotes.get("/quote/update")
def count_view():
    # LIMIT 1 keeps it from deadlock: each transaction locks a single row, and waits for no second.
    quote = db_session.scalar(in_random_order.limit(1).with_for_update(of=Quote))
    if quote is not None:
        quote.views += 1
    # Before the commit, after which SQLAlchemy would read the row again.
    answer = as_json(quote)
    db_session.commit()
    return answer


def as_json(quote: Quote | None):
    if quote is None:
        abort(404, "There are no quotes.")
    return {
        "id": quote.id,
        "text": quote.quote_text,
        "author": quote.author.name,
        "views": quote.views,
    }
