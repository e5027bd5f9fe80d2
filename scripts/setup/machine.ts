/** Set-up on a machine of `machines.json`, by its own words: one command, which says what is missing. */
import { coresText } from "../../lab/nouns/environment.ts";
import { addressOf } from "../../lab/machines/address.ts";
import { readFacts } from "../../lab/machines/facts.ts";
import { type KnownMachine, labCommand, machineNamed } from "../../lab/machines/known.ts";
import { addressSeen } from "../../lab/machines/reach.ts";
import { otherMachine } from "../../lab/machines/there.ts";
import { disagreement } from "../../lab/machines/versions.ts";
import { call, lastLines } from "../../lab/system/processes/call.ts";
import { GauntletError, PINNED_DENO } from "../../lab/system/state.ts";
import { significant } from "../../lab/text/format.ts";

/** A connection is opened, or a password asked for that nobody can give. */
const REACH_LIMIT_S = 30;
/** npx fetches Deno. */
const DENO_LIMIT_S = 300;
/** Packages are fetched and environments made. */
const SETUP_LIMIT_S = 1800;

/** Runs words on a machine, to their end. */
function run({ start }: KnownMachine, limitS: number, ...words: string[]) {
  const [program, ...args] = [...start, ...words];
  return call(program!, args, { limitS, stdin: "null" });
}

const cannot = ({ name }: KnownMachine, what: string, remedy: string) =>
  new GauntletError(`Cannot set up the machine "${name}": ${what}; ${remedy}`);

/**
 * Makes there what the lab needs, and asks its agent whether the two agree.
 *
 * @returns a sentence that says what the machine is
 * @throws GauntletError that says what is missing, and how it is to be had
 */
export async function setUpThere(name: string): Promise<string> {
  const machine = machineNamed(name);
  if (machine.start.length === 0) return `The machine "${name}" is this one, and is set up`;
  await checkReached(machine);
  if (machine.folder !== undefined) await runSetUp(await withDeno(machine));
  return await agreement(machine);
}

async function checkReached(machine: KnownMachine): Promise<void> {
  const { success, said } = await run(machine, REACH_LIMIT_S, "true");
  if (success) return;
  const words = machine.start.join(" ");
  throw cannot(
    machine,
    `"${words} true" failed${said === "" ? "" : `: ${lastLines(said, 3)}`}`,
    "let these words start a command there and ask nothing (ssh: a key, and BatchMode)",
  );
}

/** The machine with a Deno that is there: the one that it names, that of an earlier set-up, or npx's. */
async function withDeno(machine: KnownMachine): Promise<KnownMachine> {
  const [program, ...args] = labCommand({ ...machine, start: [] }, "");
  const own = machine.deno ?? [program!, ...args].slice(0, 1);
  for (const deno of [own, ["npx", "-y", `deno@${PINNED_DENO}`]]) {
    const { success, stdout } = await run(machine, DENO_LIMIT_S, ...deno, "--version");
    if (success && stdout.startsWith("deno ")) return { ...machine, deno };
  }
  throw cannot(
    machine,
    `there is neither Deno nor npx there`,
    `install Node.js, or Deno ${PINNED_DENO} and name it in machines.json: "deno": ["…/deno"]`,
  );
}

async function runSetUp(machine: KnownMachine): Promise<void> {
  const { folder } = machine;
  const there = await run(machine, REACH_LIMIT_S, "test", "-f", `${folder}/scripts/gauntlet.ts`);
  if (!there.success) {
    throw cannot(
      machine,
      `there is no lab in ${folder}`,
      `copy this checkout there (git clone, or rsync --archive --exclude .gauntlet), then try again`,
    );
  }
  const words = labCommand({ ...machine, start: [] }, "scripts/gauntlet.ts", "setup");
  const { success, said } = await run(machine, SETUP_LIMIT_S, ...words);
  if (!success) {
    throw cannot(machine, `its own set-up failed: ${lastLines(said)}`, "mend that, then try again");
  }
  console.error(lastLines(said, 8));
}

/** What the machine is, when its agent answers and is of the same code. */
async function agreement(known: KnownMachine): Promise<string> {
  const { signal } = new AbortController();
  const say = (what: string) => console.error(`  ${what}`);
  const here = await readFacts();
  const alone = { held: [here.machineId], besides: [] };
  await using machine = await otherMachine(known, await addressOf(known), alone, say, signal);
  const problem = disagreement(known.name, here, machine.facts);
  if (problem !== null) throw new GauntletError(problem);
  if (await addressSeen(machine.address!, machine.reachPort!) === null) {
    throw cannot(
      known,
      `it is not reached at its address ${known.address}`,
      "correct it in machines.json, or open the way: any port of it may be asked",
    );
  }
  const { facts, distance } = machine;
  return `The machine "${known.name}" is set up: ${coresText(facts)}, ${facts.memoryGiB} GiB, ` +
    `${facts.os}; the same code and Deno ${facts.versions.deno}; ` +
    `${significant(distance.roundTripMs)} ms there and back`;
}
