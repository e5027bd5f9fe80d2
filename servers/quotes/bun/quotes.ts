/** Quotes by Bun's own client of PostgreSQL, SQL by hand. */
/// <reference types="./bun.d.ts" />
import process from "node:process";

/** What the queries give, which is also the answer. */
export interface Quote {
  id: number;
  text: string;
  author: string;
  views: number;
}

export const sql = new Bun.SQL(process.env.DATABASE_URL!, {
  // Opened as queries come and kept; Bun has no lower bound to set (POOL_MIN).
  max: Number(process.env.POOL_MAX),
});

/** The shape of the SQL for one random quote. */
const shape = process.env.SQL ?? "join";

/** One random quote with its author. */
export function randomQuote(): Promise<Quote | undefined> {
  return fetchQuote(sql);
}

/**
 * Adds 1 to the views of one random quote, in one transaction. The lock comes after `limit` and is
 * on `quote` alone, so that a transaction holds a single row and waits for no second: no two can
 * wait for each other.
 */
export function countView(): Promise<Quote | undefined> {
  return sql.begin(async (sql) => {
    const quote = await fetchQuote(sql, sql`for update of quote`);
    if (!quote) return;
    const [updated] = await sql<{ views: number }[]>`
      update quote set views = views + 1 where id = ${quote.id} returning views
    `;
    return { ...quote, ...updated };
  });
}

async function fetchQuote(
  sql: Bun.Sql,
  lock = sql``,
): Promise<Quote | undefined> {
  if (shape === "limit-then-key") {
    // The sort carries quotes alone, and the author of the one row comes by its key.
    const [quote] = await sql<
      (Omit<Quote, "author"> & { author_id: number })[]
    >`
      select quote.id, quote.quote_text as text, quote.author_id, quote.views
      from quote
      order by random()
      limit 1 ${lock}
    `;
    if (!quote) return;
    const { author_id, ...rest } = quote;
    const [author] = await sql<{ author: string }[]>`
      select name as author from author where id = ${author_id}
    `;
    return { ...rest, ...author! };
  }
  if (shape === "django-join") {
    // What Django's ORM sends for select_related: the sort carries every column of both tables.
    const [row] = await sql<
      (Quote & { author_id: number; author_key: number })[]
    >`
      select quote.id, quote.quote_text as text, quote.author_id, quote.views,
             author.id as author_key, author.name as author
      from quote inner join author on quote.author_id = author.id
      order by random() asc
      limit 1 ${lock}
    `;
    return row &&
      { id: row.id, text: row.text, author: row.author, views: row.views };
  }
  // The join by hand: the sort carries the columns of the answer.
  const [quote] = await sql<Quote[]>`
    select quote.id, quote.quote_text as text, author.name as author, quote.views
    from quote join author on author.id = quote.author_id
    order by random()
    limit 1 ${lock}
  `;
  return quote;
}
