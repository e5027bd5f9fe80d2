/** Fills the two tables with quotes that are the same on every machine. */
import type { Sql } from "postgres";
import { authors, type Quote, quotes } from "./texts.ts";

/** Quotes sent to PostgreSQL in one statement. */
const BATCH = 5000;

/** Raise it when the texts change: filled databases are then filled again. */
export const FILL_VERSION = 1;

/** Fills empty tables with so many quotes. */
export async function fill(sql: Sql, size: number): Promise<void> {
  const people = authors();
  await sql`INSERT INTO author (id, name)
    SELECT * FROM unnest(${people.map((a) => a.id)}::int[], ${people.map((a) => a.name)}::text[])`;
  for (const batch of batches(quotes(size), BATCH)) {
    await sql`INSERT INTO quote (id, quote_text, author_id) SELECT * FROM unnest(
      ${batch.map((q) => q.id)}::int[], ${batch.map((q) => q.text)}::text[],
      ${batch.map((q) => q.authorId)}::int[])`;
  }
}

function* batches(source: Iterable<Quote>, size: number): Generator<Quote[]> {
  let batch: Quote[] = [];
  for (const quote of source) {
    batch.push(quote);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
