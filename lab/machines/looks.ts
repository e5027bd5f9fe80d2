/** Looks at several machines as one: each role is told by the machine that it is on. */
import type { MachineSeen, Role } from "../nouns/machines.ts";
import { GauntletError } from "../system/state.ts";
import type { AnswersByPort, Present, Seen, Served, Watched, WindowLook } from "../watch/look.ts";
import type { Machine, OneLook } from "./machine.ts";

/** A machine, its roles, and the look at it. */
interface Looked {
  machine: Pick<Machine, "name" | "facts">;
  roles: readonly Role[];
  look: OneLook;
}

/** What is watched of it on a machine that has some of the roles. */
export function rolesWatched(watched: Watched, roles: readonly Role[]): Watched {
  const { server, databasePid, relay, threadsAskedCount, logLineCount, ...known } = watched;
  return {
    ...known,
    databasePid: roles.includes("database") ? databasePid : null,
    ...(roles.includes("server")
      ? { server, relay, threadsAskedCount, logLineCount }
      : { server: null }),
  };
}

/** A machine's two looks may be so much further apart than the window, or nearer, for its figures to count. */
const MOST_OFF_SHARE = 0.1;

/**
 * That a machine was looked at over another time than the window, as a sentence; `null` where none was.
 * Words to it and back took too long then, and what it used would be told of the wrong seconds.
 *
 * @example
 * ```ts
 * import { lookedAside } from "lab/machines/looks.ts";
 * console.log(lookedAside([{ name: "db", lookedS: 3.02 }], 3)); // null
 * ```
 */
export function lookedAside(
  looked: readonly { name: string; lookedS: number }[],
  windowS: number,
): string | null {
  const off = looked.find(({ lookedS }) => Math.abs(lookedS / windowS - 1) > MOST_OFF_SHARE);
  if (off === undefined) return null;
  return `The machine "${off.name}" was looked at over ${
    off.lookedS.toFixed(2)
  } s, and the window ` +
    `took ${
      windowS.toFixed(2)
    } s: words to it and back take too long; make the window longer, or ` +
    `see what holds them up`;
}

/** All machines of a run, looked at together. */
export class Looks implements WindowLook {
  readonly #all: Looked[];
  /** Whose cores count: the server's machine, the database's where there is no server to see. */
  readonly #main: Looked;

  constructor(all: Looked[], main: Role) {
    this.#all = all;
    this.#main = all.find(({ roles }) => roles.includes(main))!;
  }

  get ownsDatabase(): boolean {
    return this.#all.some(({ look }) => look.ownsDatabase);
  }

  async opened(present: Present): Promise<void> {
    await Promise.all(this.#all.map(({ look }) => look.opened(present)));
  }

  async closed(present: Present): Promise<void> {
    await Promise.all(this.#all.map(({ look }) => look.closed(present)));
  }

  async seen(): Promise<Seen & { machines: MachineSeen[] }> {
    const seen = await Promise.all(
      this.#all.map(async (each) => ({ ...each, seen: await each.look.seen() })),
    );
    const of = (role: Role) =>
      seen.filter(({ roles }) => roles.includes(role)).map(({ seen }) => seen);
    const main = seen.find(({ look }) => look === this.#main.look)!.seen;
    return {
      ...merged({ main, server: of("server")[0]!, database: of("database")[0]!, load: of("load") }),
      machines: seen.map(({ machine, roles, look, seen }) => ({
        roles: [...roles],
        coreCount: machine.facts.limits.allowedCoreCount,
        lookedS: Math.round(look.lookedS * 1000) / 1000,
        // The lab's own questions to the database belong to every trial alike.
        otherCpuS: Math.max(0, hundredths(seen.otherCpuS - (seen.probeCpuS ?? 0))),
        stolenCpuS: seen.stolenCpuS,
      })),
    };
  }

  served(answerCount: number, answersByPort?: AnswersByPort): Promise<Served> {
    // Two machines may open connections from the same port: whose is whose is then not known.
    const loading = this.#all.filter(({ roles }) => roles.includes("load")).length;
    return this.#of("server").served(answerCount, loading > 1 ? undefined : answersByPort);
  }

  serverMemoryMiB(): Promise<number> {
    return this.#of("server").serverMemoryMiB();
  }

  overflows() {
    return this.#of("server").overflows();
  }

  /** @throws GauntletError when a machine was looked at over another time than the window */
  checkTimes(windowS: number): void {
    const looked = this.#all.map(({ machine: { name }, look: { lookedS } }) => ({ name, lookedS }));
    const problem = lookedAside(looked, windowS);
    if (problem !== null) throw new GauntletError(problem);
  }

  #of(role: Role): OneLook {
    return this.#all.find(({ roles }) => roles.includes(role))!.look;
  }
}

const hundredths = (value: number) => Math.round(value * 100) / 100;

/** What each machine saw, by the roles that it has. */
export interface SeenByRole {
  main: Seen;
  server: Seen;
  database: Seen;
  load: readonly Seen[];
}

/** Fields of a role begin with its name. */
const fieldsOf = (seen: Seen, start: string) =>
  Object.fromEntries(Object.entries(seen).filter(([name]) => name.startsWith(start)));

/** What of generators adds up over machines. */
const ADDED = [
  "generatorCpuS",
  "generatorVoluntarySwitchCount",
  "generatorInvoluntarySwitchCount",
  "generatorMemoryMiB",
  "generatorThreadCount",
] as const satisfies readonly (keyof Seen)[];

/**
 * What several machines saw, as one: each role by its own machine, all of the machine itself by the one
 * whose cores count. Generators add up; of open files and local ports, those that are nearest to an end.
 */
export function merged({ main, server, database, load }: SeenByRole): Seen {
  const files = (seen: Seen) =>
    (seen.generatorOpenFileCount ?? 0) / (seen.generatorOpenFileLimitCount ?? Infinity);
  const nearest = load.toSorted((a, b) => files(b) - files(a))[0]!;
  const ports = [main, server, ...load]
    .toSorted((a, b) => (b.localPortsUsedCount ?? 0) - (a.localPortsUsedCount ?? 0))[0]!;
  const sums = ADDED.map((
    name,
  ) => [name, hundredths(load.reduce((sum, seen) => sum + seen[name], 0))]);
  return {
    ...main,
    ...fieldsOf(server, "server"),
    ...fieldsOf(database, "database"),
    ...fieldsOf(nearest, "generatorOpenFile"),
    ...Object.fromEntries(sums),
    ...fieldsOf(ports, "localPorts"),
    probeCpuS: database === main ? main.probeCpuS : null,
  } as Seen;
}
