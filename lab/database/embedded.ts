/** The lab's own PostgreSQL: initialised once, started for a run, stopped with it. */
import { setTimeout as sleep } from "node:timers/promises";
import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { exists, GauntletError } from "../system/state.ts";
import { freePort, hostInUrl, LOOPBACK } from "../system/ports.ts";
import { textOfOthers } from "../system/secrets.ts";
import { ManagedProcess, sendSignal } from "../system/processes/processes.ts";
import { processTable, treeOf } from "../system/processes/proc.ts";
import { connect } from "./connection.ts";
import { type DatabaseHome, databaseHome } from "./home.ts";

/** The superuser that the lab uses, and the ordinary role that the servers log in with. */
const ADMIN = "gauntlet_admin";
const SERVER_ROLE = "gauntlet";

/**
 * Stock settings but for these. Connections: the widest grids need more than 100. Autovacuum is off
 * because a vacuum in one window and not in the next is noise; fill() vacuums once.
 */
const SETTINGS: Record<string, string> = {
  unix_socket_directories: "",
  max_connections: "400",
  shared_buffers: "256MB",
  shared_preload_libraries: "pg_stat_statements",
  autovacuum: "off",
  log_min_messages: "warning",
};

/** Who reaches PostgreSQL, where it is not this machine alone. */
export interface Reach {
  /** An address of this machine, beside loopback. */
  address: string;
  /** The addresses that may log in there, each with its password. */
  from: readonly string[];
}

interface Secrets {
  admin: string;
  server: string;
}

export interface EmbeddedPostgres extends AsyncDisposable {
  pid: number;
  /** A connection string for the servers under test. */
  serverUrl: (database: string) => string;
  /** A connection string for the lab. */
  adminUrl: (database: string) => string;
}

/**
 * Starts the cluster on a free port, of loopback alone unless others are to reach it. Throws one sentence
 * with PostgreSQL's own log.
 */
export async function startEmbedded(
  onStarted: (pid: number) => void,
  signal?: AbortSignal,
  reach?: Reach,
): Promise<EmbeddedPostgres> {
  const home = await databaseHome();
  if (!await exists(postgresOf(home))) {
    throw new GauntletError(
      `Cannot start PostgreSQL: its programs are not set up; run "deno task setup"`,
    );
  }
  const secrets = await initialise(home, signal);
  await endForgotten(home);
  signal?.throwIfAborted();
  const host = reach?.address ?? LOOPBACK;
  const port = freePort(host);
  const settings = Object.entries({
    ...SETTINGS,
    listen_addresses: host,
    ...(reach === undefined ? {} : { hba_file: await writeReach(home, reach) }),
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = new ManagedProcess(
    {
      program: postgresOf(home),
      args: ["-D", home.cluster, "-p", String(port), ...settings],
      cwd: dirname(home.cluster),
      env: { LC_ALL: "C" },
      user: home.owner,
    },
    10,
    // Fast shutdown: clients are disconnected, the cluster is left clean.
    "SIGINT",
  );
  onStarted(server.pid);
  const url = (user: string, password: string) => (database: string) =>
    `postgresql://${user}:${password}@${hostInUrl(host)}:${port}/${database}`;
  const adminUrl = url(ADMIN, secrets.admin);
  try {
    await ready(server, adminUrl("postgres"), secrets, signal);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    pid: server.pid,
    adminUrl,
    serverUrl: url(SERVER_ROLE, secrets.server),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

/** Lets those in, and nobody else: it stands beside the cluster's own list, which is for loopback. */
async function writeReach({ cluster, owner }: DatabaseHome, { address, from }: Reach) {
  const file = `${cluster}.reach`;
  const alone = (ip: string) => `${ip}/${ip.includes(":") ? 128 : 32}`;
  const lines = [...new Set([address, ...from])]
    .map((ip) => `host all all ${alone(ip)} scram-sha-256\n`);
  await Deno.writeTextFile(file, lines.join(""), { mode: 0o600 });
  if (owner) await Deno.chown(file, owner.uid, owner.gid);
  return file;
}

/** initdb into a folder beside, renamed when it is whole: one killed half-way is begun again. */
async function initialise(home: DatabaseHome, signal?: AbortSignal): Promise<Secrets> {
  if (await exists(join(home.cluster, "PG_VERSION")) && await exists(home.secrets)) {
    return JSON.parse(await Deno.readTextFile(home.secrets));
  }
  const secrets = {
    admin: randomBytes(18).toString("hex"),
    server: randomBytes(18).toString("hex"),
  };
  const unfinished = `${home.cluster}.unfinished`;
  const passwordFile = `${home.cluster}.password`;
  for (const path of [unfinished, home.cluster, passwordFile]) {
    await Deno.remove(path, { recursive: true }).catch(() => {});
  }
  await Deno.writeTextFile(passwordFile, secrets.admin, { mode: 0o600 });
  if (home.owner) await Deno.chown(passwordFile, home.owner.uid, home.owner.gid);
  const { success, stdout, stderr } = await new Deno.Command(join(home.programs, "bin", "initdb"), {
    args: ["-D", unfinished, "-U", ADMIN, "--auth=scram-sha-256", `--pwfile=${passwordFile}`]
      .concat("--encoding=UTF8", "--locale=C", "--no-sync"),
    cwd: dirname(home.cluster),
    env: { LC_ALL: "C" },
    signal,
    ...(home.owner ? { uid: home.owner.uid, gid: home.owner.gid } : {}),
  }).output();
  await Deno.remove(passwordFile);
  signal?.throwIfAborted();
  if (!success) {
    const said = new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout);
    throw new GauntletError(`Cannot make the PostgreSQL cluster in ${unfinished}: ${said.trim()}`);
  }
  await Deno.writeTextFile(home.secrets, JSON.stringify(secrets), { mode: 0o600 });
  await Deno.rename(unfinished, home.cluster);
  return secrets;
}

/** A postmaster whose lab was killed together with its reaper still holds the cluster. */
async function endForgotten(home: DatabaseHome): Promise<void> {
  const pidFile = join(home.cluster, "postmaster.pid");
  if (!await exists(pidFile)) return;
  const pid = Number((await Deno.readTextFile(pidFile)).split("\n")[0]);
  const runs = async () => ((await processTable()).get(pid)?.state ?? "Z") !== "Z";
  const program = await programOf(pid);
  if (program === postgresOf(home)) await end(pid, runs);
  // It cannot be told what this is: PostgreSQL decides.
  else if (program === "" && await runs()) return;
  // One that was killed and that nobody has collected still has its number, or another program has got
  // it: PostgreSQL would take either for one that runs. What was left must be gone before the lock is.
  let left = await sessionsOf(home);
  for (let round = 0; round < 250 && left.length > 0; round++) {
    left.forEach((each) => sendSignal(each, "SIGKILL"));
    await sleep(20);
    left = await sessionsOf(home);
  }
  if (left.length > 0) {
    throw new GauntletError(
      `Cannot start PostgreSQL: ${left.join(", ")} of an earlier run hold its cluster ` +
        `${home.cluster} and cannot be ended; end them by hand`,
    );
  }
  await Deno.remove(pidFile).catch(() => {});
}

/** Ends a postmaster: asked, then by force. */
async function end(pid: number, runs: () => Promise<boolean>): Promise<void> {
  sendSignal(pid, "SIGINT");
  for (let round = 0; round < 250 && await runs(); round++) await sleep(20);
  // A session that is held up keeps it from ending by itself.
  const tree = await treeOf(pid);
  for (let round = 0; round < 250 && await runs(); round++) {
    tree.forEach((each) => sendSignal(each, "SIGKILL"));
    await sleep(20);
  }
  if (!await runs()) return;
  throw new GauntletError(
    `Cannot start PostgreSQL: process ${pid} of an earlier run cannot be ended; end it by hand`,
  );
}

const postgresOf = (home: DatabaseHome) => join(home.programs, "bin", "postgres");

const programOf = (pid: number) => Deno.readLink(`/proc/${pid}/exe`).catch(() => "");

/** Processes of PostgreSQL that work in the cluster. */
async function sessionsOf(home: DatabaseHome): Promise<number[]> {
  const pids: number[] = [];
  for (const pid of (await processTable()).keys()) {
    if (await programOf(pid) !== postgresOf(home)) continue;
    if (await Deno.readLink(`/proc/${pid}/cwd`).catch(() => "") === home.cluster) pids.push(pid);
  }
  return pids;
}

/** It is asked again and again as it starts; one that answers does so at once. */
const READY_QUESTION_LIMIT_S = 10;

/** Waits until it answers, then makes the servers' role. */
async function ready(
  server: ManagedProcess,
  adminUrl: string,
  secrets: Secrets,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const sql = connect(adminUrl, { kind: "embedded", signal, lost: null }, READY_QUESTION_LIMIT_S);
    try {
      const [role] = await sql`SELECT 1 FROM pg_roles WHERE rolname = ${SERVER_ROLE}`;
      if (!role) {
        await sql.unsafe(`CREATE ROLE ${SERVER_ROLE} LOGIN PASSWORD '${secrets.server}'`);
      }
      return;
    } catch (error) {
      signal?.throwIfAborted();
      if (server.ended !== null || performance.now() > deadline) {
        throw new GauntletError(
          `Cannot start PostgreSQL: ${(error as Error).message}; its log ends:\n${toldOf(server)}`,
        );
      }
      await sleep(30);
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}

/** PostgreSQL notes each question that comes too early; that many would hide what else it said. */
const TOO_EARLY =
  /FATAL: {2}the database system is (starting up|not yet accepting connections)|^DETAIL: {2}Consistent recovery/;

/** The end of its log, without what the lab's own asking left there. */
export function toldOf(server: Pick<ManagedProcess, "rawTail">): string {
  const lines = server.rawTail(Infinity).split("\n").filter((line) => !TOO_EARLY.test(line));
  return textOfOthers(lines.slice(-20).join("\n"), { keep: "end" }) || "(nothing)";
}
