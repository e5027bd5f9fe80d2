/**
 * Databases of a workload and a size: made once, filled the same everywhere, and filled again when
 * the schema or the filling has changed.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Sql } from "postgres";
import type { FoundWorkload } from "../nouns/workload.ts";
import { GauntletError } from "../system/state.ts";

/** PostgreSQL cuts longer names off in silence. */
const LONGEST_NAME = 63;

/** Only databases of such a name are ever made, filled or dropped: `gauntlet_shop_10k`. */
export function databaseName(workload: string, size: number): string {
  const short = size > 0 && size % 1_000_000 === 0
    ? `${size / 1_000_000}m`
    : size > 0 && size % 1000 === 0
    ? `${size / 1000}k`
    : String(size);
  const name = `gauntlet_${workload.replaceAll("-", "_")}_${short}`;
  if (name.length <= LONGEST_NAME) return name;
  throw new GauntletError(
    `Cannot make a database for the workload "${workload}": its name "${name}" would be longer than ` +
      `PostgreSQL's ${LONGEST_NAME} letters; give the workload a shorter one`,
  );
}

/** Files beside `workload.ts` that may hold the filling; where there is none, `workload.ts` does. */
const FILL_FILES = ["fill.ts", "fill.sql"];

/** What the content of a database depends on, as a hash: the schema, the filling, the size. */
export async function fillMark({ folder }: FoundWorkload, size: number): Promise<string> {
  const hash = createHash("sha256").update(String(size));
  const fills = FILL_FILES.filter((name) => existsSync(join(folder, name)));
  for (const name of ["schema.sql", ...fills.length > 0 ? fills : ["workload.ts"]]) {
    hash.update(await read(folder, name));
  }
  return hash.digest("hex");
}

/** Whether a database holds what the workload would fill it with now. */
export async function isFilled(sql: Sql, workload: FoundWorkload, size: number): Promise<boolean> {
  const [table] = await sql`SELECT to_regclass('gauntlet_fill') IS NOT NULL AS present`;
  if (!table?.present) return false;
  const [column] = await sql`
    SELECT 1 FROM information_schema.columns
    WHERE table_name = 'gauntlet_fill' AND column_name = 'mark'`;
  if (!column) return false;
  const [row] = await sql`SELECT mark FROM gauntlet_fill`;
  return row?.mark === await fillMark(workload, size);
}

/**
 * Makes the tables anew and fills them; the mark comes last, so a fill cut short is done again.
 *
 * @throws GauntletError with what PostgreSQL said of the workload's SQL
 */
export async function fill(sql: Sql, workload: FoundWorkload, size: number): Promise<void> {
  const doing = async (file: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      throw new GauntletError(
        `Cannot fill the database of the workload "${workload.name}": ${file} failed ` +
          `(${(error as Error).message}); correct it`,
      );
    }
  };
  await sql.unsafe("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public").simple();
  const schema = await read(workload.folder, "schema.sql");
  await doing("schema.sql", () => sql.unsafe(schema).simple());
  const filling = workload.database!.fill;
  await doing(
    filling === "fill.sql" ? filling : "its fill()",
    async () =>
      filling === "fill.sql"
        ? await sql.unsafe(ofSize(await read(workload.folder, filling), size)).simple()
        : await filling(sql, size),
  );
  await sql`VACUUM (ANALYZE)`;
  const mark = await fillMark(workload, size);
  await sql`CREATE TABLE gauntlet_fill AS SELECT ${mark}::text AS mark, ${size}::int AS size`;
}

/** `:size` as the number; `::size` would be a cast. */
const ofSize = (text: string, size: number) => text.replace(/(?<!:):size\b/g, String(size));

async function read(folder: string, name: string): Promise<string> {
  try {
    return await Deno.readTextFile(join(folder, name));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new GauntletError(
      `Cannot fill a database: ${folder} has no ${name}; write it beside workload.ts, ` +
        `or set its database to null`,
    );
  }
}
