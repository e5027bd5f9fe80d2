"""The ways to fetch a random quote with its author, chosen by the setting QUERY."""

from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from .models import Quote

ONE_QUOTE = """
    SELECT quote.id, quote.quote_text, author.name, quote.views
    FROM quote
    JOIN author ON author.id = quote.author_id
    ORDER BY random()
    LIMIT 1
"""


def in_random_order() -> QuerySet[Quote]:
    """Quotes with their authors: in one statement by a join, or the authors in a second by key."""
    quotes = Quote.objects.order_by("?")
    if settings.QUERY == "limit-then-key":
        return quotes.prefetch_related("author")
    return quotes.select_related("author")


# first() adds LIMIT 1.


def random_quote() -> dict[str, Any] | None:
    if settings.QUERY == "raw":
        return raw_quote(ONE_QUOTE)
    return as_dict(in_random_order().first())


async def arandom_quote() -> dict[str, Any] | None:
    if settings.QUERY == "raw":
        # A cursor is for threads alone; behind its async methods so is the ORM.
        return await sync_to_async(raw_quote)(ONE_QUOTE)
    return as_dict(await in_random_order().afirst())


def count_view() -> dict[str, Any] | None:
    """Locks one row of `quote` and none of `author`; the lock comes after LIMIT, so that each
    transaction holds a single row and waits for no second: no two can wait for each other."""
    with transaction.atomic():
        if settings.QUERY == "raw":
            quote = raw_quote(ONE_QUOTE + "FOR UPDATE OF quote")
            if quote is not None:
                quote["views"] += 1
                with connection.cursor() as cursor:
                    cursor.execute(
                        "UPDATE quote SET views = %s WHERE id = %s", [quote["views"], quote["id"]]
                    )
            return quote
        quote = in_random_order().select_for_update(of=("self",)).first()
        if quote is not None:
            quote.views += 1
            quote.save(update_fields=["views"])
        return as_dict(quote)


def raw_quote(sql: str) -> dict[str, Any] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return None if row is None else dict(zip(("id", "text", "author", "views"), row))


def as_dict(quote: Quote | None) -> dict[str, Any] | None:
    if quote is None:
        return None
    return {
        "id": quote.id,
        "text": quote.quote_text,
        "author": quote.author.name,
        "views": quote.views,
    }
