/** A PostgreSQL of the reader's own, by `DATABASE_URL`: looked at before it is touched. */
import type { Sql } from "postgres";
import { GauntletError } from "../system/state.ts";

/** `pg_stat_database.sessions` came with PostgreSQL 14. */
const OLDEST_VERSION = 14;

/** What a role may do, as far as the lab needs it. */
export interface Rights {
  role: string;
  versionMajor: number;
  mayCreateDatabases: boolean;
  existing: string[];
}

/** Asks for the rights; changes nothing. */
export async function readRights(sql: Sql): Promise<Rights> {
  const [role] = await sql`
    SELECT rolname, rolcreatedb OR rolsuper AS may_create,
      current_setting('server_version_num')::int / 10000 AS version
    FROM pg_roles WHERE rolname = current_user`;
  const databases = await sql`
    SELECT datname FROM pg_database
    WHERE datname LIKE 'gauntlet\\_%' AND pg_has_role(datdba, 'USAGE')`;
  return {
    role: role!.rolname,
    versionMajor: role!.version,
    mayCreateDatabases: role!.may_create,
    existing: databases.map((row) => row.datname),
  };
}

/** Throws one sentence when a right is missing for the databases that a plan needs. */
export function checkRights(rights: Rights, needed: string[]): void {
  if (rights.versionMajor < OLDEST_VERSION) {
    throw new GauntletError(
      `Cannot use DATABASE_URL: its server is PostgreSQL ${rights.versionMajor}, and the lab needs ` +
        `${OLDEST_VERSION} or newer; unset DATABASE_URL to use the lab's own`,
    );
  }
  const missing = needed.filter((name) => !rights.existing.includes(name));
  if (missing.length > 0 && !rights.mayCreateDatabases) {
    throw new GauntletError(
      `Cannot use DATABASE_URL: its role "${rights.role}" may not create the database ` +
        `${
          missing.map((name) => `"${name}"`).join(", ")
        }; run ALTER ROLE "${rights.role}" CREATEDB, ` +
        `or unset DATABASE_URL to use the lab's own PostgreSQL`,
    );
  }
}
