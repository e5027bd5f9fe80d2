/**
 * Slow connections, as from a distant or busy PostgreSQL: a trigger on login that sleeps. No proxy
 * stands between server and database, so that queries cost what they always cost.
 *
 * Source of the method: event triggers on `login`, PostgreSQL 17 and newer.
 */
import type { Sql } from "postgres";
import { LAB_APPLICATION } from "../nouns/session.ts";
import { GauntletError } from "../system/state.ts";

const TRIGGER = "gauntlet_login";

/**
 * Makes PostgreSQL hold back each new connection to the database of `sql` so long, the lab's own
 * excepted; 0 takes a delay away that an earlier trial may have left.
 *
 * @throws GauntletError when the role may not do it
 */
export async function setConnectDelay(sql: Sql, delayMs: number): Promise<void> {
  const [present] = await sql`SELECT 1 FROM pg_event_trigger WHERE evtname = ${TRIGGER}`;
  if (!present && delayMs === 0) return;
  try {
    await sql.unsafe(`DROP EVENT TRIGGER IF EXISTS ${TRIGGER}`);
    await sql.unsafe(`DROP FUNCTION IF EXISTS ${TRIGGER}()`);
    if (delayMs === 0) return;
    // PostgreSQL books a login trigger's statements as the session's own; with its owner's rights it
    // may keep them out of the receipt.
    await sql.unsafe(`
      CREATE FUNCTION ${TRIGGER}() RETURNS event_trigger LANGUAGE plpgsql
        SECURITY DEFINER SET pg_stat_statements.track = 'none' AS $$
      BEGIN
        IF current_setting('application_name') <> '${LAB_APPLICATION}' THEN
          PERFORM pg_sleep(${Number(delayMs) / 1000});
        END IF;
      END $$`);
    await sql.unsafe(`CREATE EVENT TRIGGER ${TRIGGER} ON login EXECUTE FUNCTION ${TRIGGER}()`);
  } catch (error) {
    throw new GauntletError(
      `Cannot delay connections by ${delayMs} ms: ${
        (error as Error).message
      }; it takes a superuser of PostgreSQL 17 or newer: unset DATABASE_URL to use the lab's own`,
    );
  }
}
