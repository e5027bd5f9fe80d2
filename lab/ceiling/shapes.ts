/** The three shapes of the SQL for one random quote, as the servers send them. */

export const SQL_SHAPES = ["limit-then-key", "join", "django-join"] as const;
export type SqlShape = typeof SQL_SHAPES[number];

/** What a shape asks: one statement, or one and then the author that its answer names. */
export interface ShapeSql {
  quote: string;
  /** Takes `author_id` of the quote as `$1`. */
  author: string | null;
}

export const SHAPES: Record<SqlShape, ShapeSql> = {
  // The sort carries quotes alone.
  "limit-then-key": {
    quote: "SELECT id, quote_text, author_id, views FROM quote ORDER BY random() LIMIT 1",
    author: "SELECT id, name FROM author WHERE id = $1",
  },
  // The sort carries the columns of the answer.
  "join": {
    quote: "SELECT quote.id, quote_text, name, views FROM quote " +
      "JOIN author ON author.id = author_id ORDER BY random() LIMIT 1",
    author: null,
  },
  // The sort carries every column of both tables.
  "django-join": {
    quote: "SELECT quote.id, quote_text, author_id, views, author.id, name FROM quote " +
      "INNER JOIN author ON author_id = author.id ORDER BY random() ASC LIMIT 1",
    author: null,
  },
};
