/** The database of a run, the lab's own or the reader's, behind one face. */
import type { Sql } from "postgres";
import type { FoundWorkload } from "../nouns/workload.ts";
import { GauntletError } from "../system/state.ts";
import { within } from "../system/within.ts";
import { connect, COPY_LIMIT_S, type Lifeline } from "./connection.ts";
import { type EmbeddedPostgres, startEmbedded } from "./embedded.ts";
import { checkRights, readRights } from "./external.ts";
import { databaseName, fill, isFilled } from "./fill.ts";

/** One filled database. */
export interface SizedDatabase {
  /** What the server under test is given. */
  serverUrl: string;
  /** The lab's own connection. */
  sql: Sql;
  /** Whether PostgreSQL keeps the books that a receipt is read from. */
  keepsBooks: boolean;
}

/** Which database a plan needs. */
export interface WantedDatabase {
  workload: FoundWorkload;
  size: number;
}

/** Where and what the database is. */
export interface Database extends AsyncDisposable {
  kind: "embedded" | "DATABASE_URL";
  /** The postmaster, where it is ours. */
  pid: number | null;
  versionAndSettings: { version: string; settings: Record<string, string> };
  /** The database of a workload and a size that was asked for when it was opened. */
  of: (workload: string, size: number) => SizedDatabase;
  /** A copy of it, to be written to; it is gone when it leaves scope. */
  copyOf: (workload: string, size: number) => Promise<SizedDatabase & AsyncDisposable>;
  /** Whether it can still be asked: PostgreSQL may have been killed, or be held up. */
  answers: () => Promise<boolean>;
}

interface Address {
  kind: Database["kind"];
  lifeline: Lifeline;
  pid: number | null;
  adminUrl: (database: string) => string;
  serverUrl: (database: string) => string;
  close: () => Promise<void>;
}

/** The largest that anybody fills before a measurement. */
const FILL_LIMIT_S = 3600;

/** What is recorded with a run: settings that change what a query costs. */
const RECORDED_SETTINGS = [
  "max_connections",
  "shared_buffers",
  "work_mem",
  "effective_cache_size",
  "random_page_cost",
  "fsync",
  "synchronous_commit",
  "autovacuum",
  "jit",
  "password_encryption",
];

/**
 * Opens the database and fills what a plan needs.
 *
 * @param wanted workloads and sizes that the plan asks for
 * @param hooks.onStarted gets the postmaster's pid, so that it can be watched
 * @param hooks.onFill is told of a size about to be filled
 * @param hooks.start starts the lab's own PostgreSQL, on another machine; default: here
 * @param signal ends every wait for it, now and later
 */
export async function openDatabase(
  wanted: readonly WantedDatabase[],
  hooks: {
    onStarted: (pid: number) => void;
    onFill: (wanted: WantedDatabase) => void;
    start?: () => Promise<EmbeddedPostgres>;
  },
  signal?: AbortSignal,
): Promise<Database> {
  await using stack = new AsyncDisposableStack();
  const { start = () => startEmbedded(hooks.onStarted, signal) } = hooks;
  const address = await findAddress(start, signal);
  stack.defer(address.close);
  const { lifeline } = address;
  const maintenanceUrl = address.adminUrl(maintenanceName(address));
  const maintenance = connect(maintenanceUrl, lifeline, COPY_LIMIT_S);
  stack.defer(() => maintenance.end({ timeout: 1 }));
  const needed = new Map(
    wanted.map((each) => [databaseName(each.workload.name, each.size), each]),
  );
  if (address.kind === "DATABASE_URL") await check(maintenanceUrl, lifeline, [...needed.keys()]);

  const opened = new Map<string, SizedDatabase>();
  for (const [name, each] of needed) {
    const size = await openSize(address, maintenance, name, each, hooks.onFill);
    stack.defer(() => size.sql.end({ timeout: 1 }));
    opened.set(name, size);
  }
  const versionAndSettings = await readSettings(maintenance);
  const owned = stack.move();
  return {
    kind: address.kind,
    pid: address.pid,
    versionAndSettings,
    of: (workload, size) => opened.get(databaseName(workload, size))!,
    copyOf: (workload, size) => copyOf(address, maintenance, databaseName(workload, size)),
    answers: () => answers(maintenanceUrl, lifeline),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What a copy's name ends in. */
const COPY = "_copy";

/** PostgreSQL copies a database only while nobody is connected to it; ours connects again by itself. */
async function copyOf(
  address: Address,
  maintenance: Sql,
  original: string,
): Promise<SizedDatabase & AsyncDisposable> {
  const name = original + COPY;
  const drop = () => maintenance.unsafe(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await drop();
  await maintenance`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = ${original} AND pid <> pg_backend_pid()`;
  await maintenance.unsafe(`CREATE DATABASE ${name} TEMPLATE ${original}`);
  const sql = connect(address.adminUrl(name), address.lifeline);
  return {
    serverUrl: address.serverUrl(name),
    sql,
    keepsBooks: await keepsBooks(sql),
    [Symbol.asyncDispose]: async () => {
      await sql.end({ timeout: 1 });
      await drop();
    },
  };
}

/** A new connection is asked, and soon: one that was given up says nothing of PostgreSQL as it is now. */
const ANSWER_LIMIT_S = 5;

async function answers(url: string, { kind, signal }: Lifeline): Promise<boolean> {
  const sql = connect(url, { kind, signal, lost: null }, ANSWER_LIMIT_S);
  try {
    await sql`SELECT 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function findAddress(
  start: () => Promise<EmbeddedPostgres>,
  signal: AbortSignal | undefined,
): Promise<Address> {
  const own = Deno.env.get("DATABASE_URL");
  if (!own) {
    const server = await start();
    return {
      kind: "embedded",
      lifeline: { kind: "embedded", signal, lost: null },
      ...server,
      close: async () => await server[Symbol.asyncDispose](),
    };
  }
  checkAddress(own);
  const at = (database: string) => Object.assign(new URL(own), { pathname: `/${database}` }).href;
  return {
    kind: "DATABASE_URL",
    lifeline: { kind: "DATABASE_URL", signal, lost: null },
    pid: null,
    adminUrl: at,
    serverUrl: at,
    close: () => Promise.resolve(),
  };
}

/** @throws GauntletError where it is no address, or its user, password or database no text */
function checkAddress(own: string): void {
  const remedy = "correct it, or unset it to use the lab's own PostgreSQL";
  if (!URL.canParse(own) || !/^postgres(ql)?:$/.test(new URL(own).protocol)) {
    throw new GauntletError(
      `Cannot use DATABASE_URL: it is no address of the form ` +
        `postgresql://user:password@host:port/database; ${remedy}`,
    );
  }
  // Which of them is told, and never what is in it: a password has no place on a screen.
  const { username, password, pathname } = new URL(own);
  for (const [name, part] of Object.entries({ user: username, password, database: pathname })) {
    try {
      decodeURIComponent(part);
    } catch {
      throw new GauntletError(
        `Cannot use DATABASE_URL: in its ${name} a % is not followed by two hexadecimal digits; ` +
          `write %25 for a percent sign, or unset it to use the lab's own PostgreSQL`,
      );
    }
  }
}

/** The database that the lab looks at but never changes. */
function maintenanceName(address: Address): string {
  const own = Deno.env.get("DATABASE_URL");
  const named = address.kind === "DATABASE_URL" && own ? new URL(own).pathname.slice(1) : "";
  return named || "postgres";
}

async function check(url: string, lifeline: Lifeline, names: string[]): Promise<void> {
  const sql = connect(url, lifeline);
  let rights;
  try {
    rights = await readRights(sql);
  } catch (error) {
    lifeline.signal?.throwIfAborted();
    if (error instanceof GauntletError) throw error;
    throw new GauntletError(
      `Cannot use DATABASE_URL: ${(error as Error).message || error}; ` +
        `correct it, or unset it to use the lab's own PostgreSQL`,
    );
  } finally {
    await sql.end({ timeout: 1 });
  }
  checkRights(rights, names);
}

async function openSize(
  address: Address,
  maintenance: Sql,
  name: string,
  wanted: WantedDatabase,
  onFill: (wanted: WantedDatabase) => void,
): Promise<SizedDatabase> {
  const [present] = await maintenance`SELECT 1 FROM pg_database WHERE datname = ${name}`;
  if (!present) {
    await maintenance.unsafe(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  }
  const { lifeline } = address;
  const sql = connect(address.adminUrl(name), lifeline);
  try {
    if (!await isFilled(sql, wanted.workload, wanted.size)) {
      onFill(wanted);
      await fillWithin(address.adminUrl(name), lifeline, wanted);
    }
    const role = decodeURIComponent(new URL(address.serverUrl(name)).username);
    if (address.kind === "embedded") {
      await allow(sql, role);
    }
    return { serverUrl: address.serverUrl(name), sql, keepsBooks: await keepsBooks(sql) };
  } catch (error) {
    await sql.end({ timeout: 1 });
    lifeline.signal?.throwIfAborted();
    if (address.kind === "embedded" || error instanceof GauntletError) throw error;
    throw new GauntletError(
      `Cannot use DATABASE_URL: preparing the database "${name}" failed (${
        (error as Error).message
      }); ` +
        `give its role the rights, drop that database, or unset DATABASE_URL`,
    );
  }
}

/** Fills with a connection of its own, since a filling may take long. */
async function fillWithin(url: string, lifeline: Lifeline, wanted: WantedDatabase): Promise<void> {
  const sql = connect(url, lifeline, FILL_LIMIT_S);
  try {
    await within(fill(sql, wanted.workload, wanted.size), {
      limitS: FILL_LIMIT_S,
      signal: lifeline.signal,
      sentence: () =>
        `Cannot fill the database of the workload "${wanted.workload.name}": it has taken ` +
        `${FILL_LIMIT_S / 60} minutes; see whether its filling ends, or choose a smaller size`,
    });
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** What a server may do: everything to the rows, nothing to the tables. */
async function allow(sql: Sql, role: string): Promise<void> {
  await sql`GRANT USAGE ON SCHEMA public TO ${sql(role)}`;
  await sql`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${sql(role)}`;
  await sql`GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${sql(role)}`;
  await sql`REVOKE ALL ON gauntlet_fill FROM ${sql(role)}`;
}

/** Statements are booked only where the extension is loaded and its view may be read. */
async function keepsBooks(sql: Sql): Promise<boolean> {
  try {
    await sql`CREATE EXTENSION IF NOT EXISTS pg_stat_statements`;
    await sql`SELECT 1 FROM pg_stat_statements LIMIT 1`;
    return true;
  } catch {
    return false;
  }
}

async function readSettings(sql: Sql): Promise<Database["versionAndSettings"]> {
  const settings: Record<string, string> = {};
  for (const name of RECORDED_SETTINGS) {
    const [row] = await sql`SELECT current_setting(${name}, true) AS value`;
    settings[name] = row?.value ?? "";
  }
  const [row] = await sql`SELECT current_setting('server_version') AS version`;
  return { version: row!.version, settings };
}
