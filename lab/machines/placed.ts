/** The roles of a run, each on its machine. */
import { type Placement, type Role, ROLES } from "../nouns/machines.ts";
import { networkId } from "../system/machine.ts";
import { LOOPBACK } from "../system/ports.ts";
import { GauntletError } from "../system/state.ts";
import type { Watched, WindowLook } from "../watch/look.ts";
import { Look } from "../watch/look.ts";
import { addressOf, noAddress } from "./address.ts";
import { readFacts } from "./facts.ts";
import { thisMachine } from "./here.ts";
import { HERE, type KnownMachine, knownMachines, machineNamed } from "./known.ts";
import { Looks } from "./looks.ts";
import type { Machine } from "./machine.ts";
import { addressSeen } from "./reach.ts";
import { otherMachine } from "./there.ts";
import { disagreement } from "./versions.ts";

/** Where each role of a run is. All end what they started when it leaves scope. */
export interface Placed extends AsyncDisposable {
  server: Machine;
  database: Machine;
  /** They share the connections. */
  load: readonly Machine[];
  /** Each machine once, with the roles that it has. */
  all: readonly { machine: Machine; roles: readonly Role[] }[];
  /** Aborted when one of them can no longer be asked; `null` where all roles are here. */
  lost: AbortSignal | null;
  /** Which of them can no longer be asked, as in `… has gone`; `null`: none. */
  missing: () => string | null;
  /** Where servers listen: loopback, unless they are asked from elsewhere. */
  serverHost: string;
  /** Whether server and database are on two machines. */
  databaseIsAway: boolean;
  /** @throws GauntletError when one no longer reaches another that it asks */
  checkReach: () => Promise<void>;
  /** Begins a look at all of them; `main`: whose machine's cores count. */
  look: (watched: Watched, main: Role) => WindowLook & { checkTimes?: (windowS: number) => void };
  /** Starts PostgreSQL where it is to be, for those who ask it. */
  startDatabase: (
    onStarted: (pid: number) => void,
    signal: AbortSignal,
  ) => ReturnType<Machine["startDatabase"]>;
}

/** Whether any role is on another machine than this one. */
const isAway = ({ start }: KnownMachine) => start.length > 0;

/**
 * Opens the machines of a run: here alone unless it says otherwise.
 *
 * @param on where roles are; those that are not named are here
 * @param prepare is told what is waited for
 * @throws GauntletError when a machine is not known or not reached, has other code, or has no address
 */
export async function placeRoles(
  on: Placement | undefined,
  prepare: (what: string) => void,
  signal: AbortSignal,
  known: Map<string, KnownMachine> = on === undefined ? new Map() : knownMachines(),
): Promise<Placed> {
  // Several words may mean this machine; it is one.
  const own = [...known.values()].find((each) => !isAway(each) && each.address !== undefined) ??
    HERE;
  const named = (name: string | undefined) => {
    const machine = name === undefined ? own : machineNamed(name, known);
    return isAway(machine) ? machine : own;
  };
  const [server, database] = [named(on?.server), named(on?.database)];
  const load = [...new Set((on?.load ?? [undefined]).map(named))];
  const wanted = new Map([server, database, ...load].map((machine) => [machine.name, machine]));
  if (on?.database !== undefined && Deno.env.get("DATABASE_URL")) {
    throw new GauntletError(
      `Cannot place the database on "${on.database}": DATABASE_URL names one that runs already; ` +
        `unset it, or leave the database out of --on`,
    );
  }
  await using stack = new AsyncDisposableStack();
  const isApart = [...wanted.values()].some(isAway);
  const opened = new Map<string, Machine>();
  const address = isApart && own.address !== undefined ? await addressOf(own) : null;
  // What is not compared with another machine need not be known of this one.
  const facts = await readFacts(isApart ? undefined : "");
  for (const machine of wanted.values()) {
    if (!isAway(machine)) {
      const network = isApart ? await networkId() : null;
      opened.set(machine.name, stack.use(thisMachine(machine, address, facts, network, signal)));
      continue;
    }
    prepare(`reaching the machine "${machine.name}"`);
    const there = await addressOf(machine);
    const run = { held: [facts.machineId], besides: [...opened.values()] };
    opened.set(machine.name, stack.use(await otherMachine(machine, there, run, prepare, signal)));
  }
  const at = (machine: KnownMachine) => opened.get(machine.name)!;
  const roleOf: Record<Role, Machine[]> = {
    server: [at(server)],
    database: [at(database)],
    load: load.map(at),
  };
  const all = [...opened.values()].map((machine) => ({
    machine,
    roles: ROLES.filter((role) => roleOf[role].includes(machine)),
  }));
  for (const { machine } of all) {
    const problem = disagreement(machine.name, facts, machine.facts);
    if (problem !== null) throw new GauntletError(problem);
  }
  const losses = all.flatMap(({ machine }) => machine.lost ?? []);
  const serverIsAsked = isApart && (isAway(server) || load.some((each) => each !== server));
  const databaseIsAsked = isApart &&
    (isAway(database) || database !== server || load.some((each) => each !== database));
  const owned = stack.move();
  const placed: Placed = {
    server: at(server),
    database: at(database),
    load: load.map(at),
    all,
    lost: losses.length === 0 ? null : AbortSignal.any(losses),
    missing: () => {
      const gone = all.find(({ machine }) => machine.lost?.aborted);
      return gone === undefined ? null : `The machine "${gone.machine.name}"`;
    },
    serverHost: serverIsAsked ? addressIn(at(server)) : LOOPBACK,
    databaseIsAway: server !== database,
    checkReach: async () => {
      const ways = [
        ...load.filter((each) => each !== server).map((each) => [at(each), at(server)] as const),
        ...(server === database ? [] : [[at(server), at(database)] as const]),
      ];
      await Promise.all(ways.map(([from, to]) => checkReached(from, to)));
    },
    look: (watched, main) => {
      if (!isApart) return new Look(watched);
      const looked = all.map(({ machine, roles }) => ({
        ...{ machine, roles },
        look: machine.look(watched, roles),
      }));
      return new Looks(looked, main);
    },
    startDatabase: async (onStarted, signal) => {
      if (!databaseIsAsked) return await at(database).startDatabase(onStarted, signal, undefined);
      const address = addressIn(at(database));
      const asking = all.flatMap(({ machine }) => machine.address ?? []);
      const from = [...asking, await ownAddressTowards(at(database))];
      return await at(database).startDatabase(onStarted, signal, { address, from });
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
  if (isApart) await placed.checkReach();
  return placed;
}

function addressIn({ name, address }: Machine): string {
  if (address === null) throw noAddress(name);
  return address;
}

/** Which address of this machine another sees, when it is asked from here. */
async function ownAddressTowards(machine: Machine): Promise<string> {
  const seen = await addressSeen(machine.address!, machine.reachPort!);
  if (seen !== null) return seen;
  throw notReached("here", machine);
}

async function checkReached(from: Machine, to: Machine): Promise<void> {
  if (to.address === null || to.reachPort === null) throw noAddress(to.name);
  if (!await from.reaches(to.address, to.reachPort)) throw notReached(from.name, to);
}

const notReached = (from: string, { name }: Machine) =>
  new GauntletError(
    `The machine "${from}" does not reach "${name}" at its address; see what stands between them, and ` +
      `that machines.json has the address by which the others reach it`,
  );
