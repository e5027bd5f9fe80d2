/** Databases of a size: made once, filled deterministically, told apart by a version. */
import type { Sql } from "postgres";
import { join } from "node:path";
import { ROOT } from "../system/state.ts";
import { authors, FILL_VERSION, type Quote, quotes } from "./quotes.ts";

/** Only databases of such a name are ever made, filled or dropped: `gauntlet_quotes_10k`. */
export function databaseName(rows: number): string {
  return `gauntlet_quotes_${rows % 1000 === 0 ? `${rows / 1000}k` : rows}`;
}

/** Quotes sent to PostgreSQL in one statement. */
const BATCH = 5000;

/** Whether a database holds what this version of the lab would fill it with. */
export async function isFilled(sql: Sql, rows: number): Promise<boolean> {
  const [table] = await sql`SELECT to_regclass('gauntlet_fill') IS NOT NULL AS present`;
  if (!table?.present) return false;
  const [mark] = await sql`SELECT version, quotes FROM gauntlet_fill`;
  const [found] = await sql`SELECT count(*)::int AS quotes FROM quote`;
  return mark?.version === FILL_VERSION && mark.quotes === rows && found?.quotes === rows;
}

/** Makes the tables anew and fills them; the mark comes last, so a fill cut short is done again. */
export async function fill(sql: Sql, rows: number): Promise<void> {
  const schema = await Deno.readTextFile(join(ROOT, "servers", "schema.sql"));
  await sql`DROP TABLE IF EXISTS gauntlet_fill, quote, author`.simple();
  await sql.unsafe(schema).simple();
  const people = authors();
  await sql`INSERT INTO author (id, name)
    SELECT * FROM unnest(${people.map((a) => a.id)}::int[], ${people.map((a) => a.name)}::text[])`;
  for (const batch of batches(quotes(rows), BATCH)) {
    await sql`INSERT INTO quote (id, quote_text, author_id) SELECT * FROM unnest(
      ${batch.map((q) => q.id)}::int[], ${batch.map((q) => q.text)}::text[],
      ${batch.map((q) => q.authorId)}::int[])`;
  }
  await sql`VACUUM (ANALYZE) author, quote`;
  await sql`CREATE TABLE gauntlet_fill AS SELECT ${FILL_VERSION}::int AS version, ${rows}::int AS quotes`;
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
