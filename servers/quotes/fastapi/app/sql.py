"""The three shapes of the SQL for one random quote, chosen by SQL, for the drivers without an ORM."""

import os

# limit-then-key: the sort carries quotes alone, and the author of the one row comes by its key.
ONE_QUOTE = """
    SELECT quote.id, quote.quote_text AS text, quote.author_id, quote.views
    FROM quote
    ORDER BY random()
    LIMIT 1
"""

JOINS = {
    # The join by hand: the sort carries the columns of the answer.
    "join": """
        SELECT quote.id, quote.quote_text AS text, author.name AS author, quote.views
        FROM quote
        JOIN author ON author.id = quote.author_id
        ORDER BY random()
        LIMIT 1
    """,
    # What Django's ORM sends for select_related: the sort carries every column of both tables.
    "django-join": """
        SELECT quote.id, quote.quote_text AS text, quote.author_id, quote.views,
               author.id AS author_key, author.name AS author
        FROM quote
        INNER JOIN author ON quote.author_id = author.id
        ORDER BY random() ASC
        LIMIT 1
    """,
}

SHAPE = os.environ.get("SQL", "join")
if SHAPE != "limit-then-key" and SHAPE not in JOINS:
    raise ValueError(f'SQL is "{SHAPE}": give limit-then-key, join or django-join.')

# Locks one row of `quote` and none of `author`; the lock comes after LIMIT, so that a transaction
# holds a single row and waits for no second: no two can wait for each other.
FOR_UPDATE = " FOR UPDATE OF quote"
