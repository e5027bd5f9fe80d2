/**
 * `deno task check-variant [NAME…] [--accept]`: does it keep the contract of its workload and of every
 * server, and is its receipt the one in the table of the workload's README.md?
 */
import { basename, dirname } from "node:path";
import { type Check, conformance, optionConformance } from "../lab/conformance/conformance.ts";
import { openStage } from "../lab/conformance/open.ts";
import { acceptReceipts, receiptChanges, type Receipts } from "../lab/conformance/receipts.ts";
import type { FoundVariant } from "../lab/nouns/variant.ts";
import type { FoundWorkload } from "../lab/nouns/workload.ts";
import { runtimeNamed } from "../lab/runtimes/runtime.ts";
import { catalog, variantNamed, whatItNeeds, workloadNamed } from "../lab/server/catalog.ts";
import { startReaper } from "../lab/system/processes/leash.ts";
import { measuringLock } from "../lab/system/lock.ts";
import { GauntletError, projectPath } from "../lab/system/state.ts";
import type { Task } from "./gauntlet.ts";
import { abortOnSignals } from "./shared/interrupted.ts";

const checkVariant: Task = async (args) => {
  const unknown = args.find((arg) => arg.startsWith("-") && arg !== "--accept");
  if (unknown) {
    throw new GauntletError(
      `Cannot check: "${unknown}" is no option; use deno task check-variant [NAME…] [--accept]`,
    );
  }
  const names = args.filter((arg) => arg !== "--accept");
  const chosen = chosenOf(names.length === 0 ? catalog.listed : names);
  for (const problem of catalog.problems) console.log(problem);
  const signal = abortOnSignals();
  using _lock = await measuringLock(() => console.error("Waiting for a run to end"), signal);
  await using reaper = await startReaper();
  let brokenCount = catalog.problems.length;
  for (const [folder, variants] of Map.groupBy(chosen, homeOf)) {
    signal.throwIfAborted();
    const workload = workloadNamed(variants[0]!.workload);
    let receipts: Receipts;
    try {
      receipts = await checkAll(workload, variants, reaper, signal, (broken) => {
        brokenCount += broken.length;
      });
    } catch (error) {
      // What stands in the way of one workload stands in that of no other.
      brokenCount += variants.length;
      console.log(`${variants.map(({ name }) => name).join(", ")}: not checked`);
      tellBroken([{ what: `${workload.name} is set up`, problem: problemIn(error, signal) }]);
      continue;
    }
    const described = { ...workload, folder };
    if (args.includes("--accept")) await accept(described, receipts);
    for (const { text, isNew } of await receiptChanges(described, receipts)) {
      console.log(`Receipt: ${text}\n  look at it, then accept it with --accept`);
      // One that nobody has seen yet breaks no promise.
      if (!isNew) brokenCount++;
    }
  }
  if (brokenCount > 0) {
    throw new GauntletError(
      `${brokenCount} checks are broken; the README.md of each workload has its contract`,
    );
  }
};
export default checkVariant;

/** The variants of some names; of those that nobody knows all are told at once. */
function chosenOf(names: string[]): FoundVariant[] {
  const unknown: string[] = [];
  const chosen = names.flatMap((name) => {
    try {
      return [variantNamed(name)];
    } catch (error) {
      if (!(error instanceof GauntletError)) throw error;
      unknown.push(error.message);
      return [];
    }
  });
  if (unknown.length > 0) throw new GauntletError(unknown.join("\n"));
  return chosen;
}

/** What went wrong, for the reader; what is no error of a server, or was told to stop, is thrown on. */
function problemIn(error: unknown, signal: AbortSignal): string {
  signal.throwIfAborted();
  if (error instanceof GauntletError) return error.message;
  if (!(error instanceof Error)) throw error;
  return `it failed: ${error.message}`;
}

function tellBroken(broken: Check[]): void {
  for (const { what, problem } of broken) console.log(`  broken: ${what}: ${problem}`);
}

/** The folder of a variant's workload, where its README.md is: the lab's, or the project's. */
const homeOf = ({ folder, workload }: FoundVariant): string =>
  basename(dirname(folder)) === workload ? dirname(folder) : folder;

async function accept(workload: FoundWorkload, receipts: Receipts): Promise<void> {
  if (dirname(workload.folder) !== projectPath("servers")) {
    throw new GauntletError(
      `Cannot accept the receipts of ${[...receipts.keys()].join(", ")}: they are the lab's, and ` +
        `this is another project; leave out --accept`,
    );
  }
  const inOrder = [...catalog.variants.values()]
    .filter((each) => homeOf(each) === workload.folder).map(({ name }) => name);
  await acceptReceipts(workload, receipts, inOrder);
}

/** The variants of one workload, one after the other; whatever one does, it stops no other. */
async function checkAll(
  workload: FoundWorkload,
  variants: FoundVariant[],
  reaper: { watch: (pid: number) => void },
  signal: AbortSignal,
  onBroken: (broken: Check[]) => void,
): Promise<Receipts> {
  await using stage = await openStage(workload, (pid) => reaper.watch(pid));
  const receipts: Receipts = new Map();
  for (const variant of variants) {
    signal.throwIfAborted();
    const runtime = await runtimeNamed(variant.runtime);
    const needs = await whatItNeeds(variant);
    if (needs !== null || runtime.kind !== "process") {
      const why = needs === null ? "the lab does not start it" : `it needs ${needs}`;
      console.log(`${variant.name}: not checked here; ${why}`);
      continue;
    }
    const checks: Check[] = [];
    try {
      await runtime.prepare(variant, (what) => console.error(`${what} …`));
      const { checks: ofContract, receipts: seen } = await conformance(variant, stage);
      receipts.set(variant.name, seen);
      checks.push(...ofContract, ...await optionConformance(variant, stage));
    } catch (error) {
      checks.push({ what: "it can be checked to the end", problem: problemIn(error, signal) });
    }
    const broken = checks.filter(({ problem }) => problem !== null);
    console.log(`${variant.name}: ${checks.length - broken.length} of ${checks.length} hold`);
    tellBroken(broken);
    onBroken(broken);
  }
  return receipts;
}
