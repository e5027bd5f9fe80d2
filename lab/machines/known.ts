/** The machines that `machines.json` names: the words that start a process there, and where others reach it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { oneLine } from "../text/cleaned.ts";
import { closestTo } from "../text/closest.ts";
import { nameTwice } from "../text/twice.ts";
import { wrongIn } from "../text/wrong.ts";
import { machineName, type Placement, ROLES } from "../nouns/machines.ts";
import { denoArguments, projectConfig } from "../system/processes/program.ts";
import { GauntletError, PINNED_DENO, projectPath } from "../system/state.ts";

/** A shell far away would take anything else for more than a name. */
const plainWord = z.string().regex(/^[\w@%+=:,./~-]+$/, "expected a word that needs no quotes");

/** One entry of `machines.json`. */
export const MachineEntry = z.strictObject({
  /** What a command there begins with: `["ssh", "-T", "db1"]`; none of this machine. */
  start: z.array(z.string().min(1)),
  /** By which the others reach it: a name or an address of IP. */
  address: z.string().min(1).optional(),
  /** Of the lab's checkout there; absent where it has this machine's files. */
  folder: plainWord.optional(),
  /** Of somebody's own project there, where it is not the lab's checkout. */
  project: plainWord.optional(),
  /** Deno there, where it is not the one that set-up keeps in the folder. */
  deno: z.array(plainWord).min(1).optional(),
});
export type MachineEntry = z.infer<typeof MachineEntry>;

/** A machine with its name. */
export type KnownMachine = MachineEntry & { name: string };

const Machines = z.record(machineName, MachineEntry);

/** This machine, where nothing is said of it. */
export const HERE: KnownMachine = { name: "here", start: [] };

const FILE = "machines.json";

/** `GAUNTLET_MACHINES` names another file. */
const fileOfMachines = () => Deno.env.get("GAUNTLET_MACHINES") || projectPath(FILE);

/**
 * Reads `machines.json` of the project; without it there is this machine alone.
 *
 * @throws GauntletError that says what is wrong in it
 */
export function knownMachines(file: string = fileOfMachines()): Map<string, KnownMachine> {
  const known = new Map([[HERE.name, HERE]]);
  if (!existsSync(file)) return known;
  const problem = (what: string) =>
    new GauntletError(`Cannot read ${FILE}: ${what}; see machines.example.json`);
  let read: unknown;
  try {
    // Some editors put a mark in front that no eye sees.
    const text = Deno.readTextFileSync(file).replace(/^\ufeff/, "");
    read = JSON.parse(text);
    const twice = nameTwice(text);
    if (twice !== null) throw new Error(`"${twice}" is there twice; give it once`);
  } catch (error) {
    throw problem(oneLine((error as Error).message, { lengthMax: 200 }));
  }
  const wrong = wrongIn(Machines, read);
  if (wrong !== null) throw problem(`${wrong.what}; ${wrong.remedy}`);
  for (const [name, entry] of Object.entries(Machines.parse(read))) {
    known.set(name, { ...entry, name });
  }
  if (known.get(HERE.name)!.start.length > 0) {
    throw problem(
      `"${HERE.name}" is this machine, and starts with no words; give it "start": [], or that machine ` +
        `another name`,
    );
  }
  return known;
}

/** A machine by its name, or one sentence with what was likely meant. */
export function machineNamed(name: string, known = knownMachines()): KnownMachine {
  const machine = known.get(name);
  if (machine !== undefined) return machine;
  if (known.size === 1 && known.has(HERE.name)) {
    throw new GauntletError(
      `Cannot find the machine "${name}": ${FILE} names none but this one; copy machines.example.json to ` +
        `${FILE} in the project's folder, and name it there`,
    );
  }
  throw new GauntletError(
    `Cannot find the machine "${name}" in ${FILE}: ${closestTo(name, [...known.keys()])}`,
  );
}

/** Names that tell nothing of anybody. */
const ANYBODY = /^(?:root|user|admin|localhost|here|.{1,2})$/i;

/**
 * What the entries tell of whose they are: names of hosts, and of those who log in there. It stands in no
 * run that is handed on.
 *
 * @example
 * ```ts
 * import { toldBy } from "lab/machines/known.ts";
 * const start = ["ssh", "-T", "mary@tower"];
 * console.log(toldBy([{ name: "db", start, address: "tower.lan" }]));
 * // { hosts: [ "tower.lan", "tower" ], users: [ "mary" ] }
 * ```
 */
export function toldBy(machines: readonly KnownMachine[]): { hosts: string[]; users: string[] } {
  const [hosts, users] = [new Set<string>(), new Set<string>()];
  for (const { start, address } of machines) {
    // Numbers are taken out of every text as they are.
    if (address !== undefined && /[a-z]/i.test(address) && !address.includes(":")) {
      hosts.add(address);
    }
    for (const word of start) {
      const [, user, host] = word.match(/^([\w.-]+)@([\w.-]+)$/) ?? [];
      if (user !== undefined) users.add(user);
      if (host !== undefined) hosts.add(host);
    }
    // The last word of ssh is where it goes.
    const last = start.at(-1);
    if (start[0] === "ssh" && /^[\w.-]+$/.test(last!) && !last!.startsWith("-")) hosts.add(last!);
  }
  const named = (names: Set<string>) => [...names].filter((name) => !ANYBODY.test(name));
  return { hosts: named(hosts), users: named(users) };
}

/**
 * Reads where roles are to be, as a command line has it.
 *
 * @param text `server=a,database=b,load=c,d`: a word without a role is one more machine of the last
 * @throws GauntletError that says what is no such thing
 * @example
 * ```ts
 * import { placementIn } from "lab/machines/known.ts";
 * console.log(placementIn("server=a,load=c,d")); // { server: "a", load: [ "c", "d" ] }
 * ```
 */
export function placementIn(text: string): Placement {
  const problem = (what: string) =>
    new GauntletError(
      `Cannot read --on ${text}: ${what}; write it as server=a,database=b,load=c,d`,
    );
  const places = new Map<string, string[]>();
  let role: string | null = null;
  for (const part of text.split(",")) {
    const at = part.indexOf("=");
    if (at >= 0) role = part.slice(0, at);
    if (role === null) throw problem(`"${part}" names no role`);
    if (!(ROLES as readonly string[]).includes(role)) {
      throw problem(`"${role}" is no role: there are ${ROLES.join(", ")}`);
    }
    if (at >= 0 && places.has(role)) throw problem(`${role} is there twice`);
    const name = part.slice(at + 1);
    if (!machineName.safeParse(name).success) throw problem(`"${name}" is no name of a machine`);
    places.set(role, [...places.get(role) ?? [], name]);
  }
  const one = (wanted: string) => {
    const names = places.get(wanted) ?? [];
    if (names.length > 1) throw problem(`only load may be on several machines, not ${wanted}`);
    return names.length === 0 ? {} : { [wanted]: names[0]! };
  };
  const load = places.get("load");
  if (load !== undefined && new Set(load).size < load.length) {
    throw problem("a machine of load is there twice");
  }
  return { ...one("server"), ...one("database"), ...(load === undefined ? {} : { load }) };
}

/** The words that start a program of the lab on a machine. */
export function labCommand(machine: KnownMachine, program: string, ...args: string[]): string[] {
  const { start, folder } = machine;
  if (folder === undefined) {
    const url = new URL(`../../${program}`, import.meta.url);
    const deno = machine.deno ?? [Deno.execPath()];
    return [...start, ...deno, ...denoArguments(url, ...args)];
  }
  const deno = machine.deno ?? [join(folder, ".gauntlet", "deno", PINNED_DENO, "deno")];
  const { project } = machine;
  const config = project === undefined || projectConfig() === null
    ? []
    : ["--config", join(project, "deno.json")];
  const rights = ["run", "-A", "--no-prompt", "--quiet", ...config];
  return [...start, ...deno, ...rights, join(folder, program), ...args];
}

/** The words that start an agent on it, which is told where the project is. */
export function agentCommand(machine: KnownMachine): string[] {
  const { project } = machine;
  return labCommand(machine, "lab/machines/agent.ts", ...(project === undefined ? [] : [project]));
}
