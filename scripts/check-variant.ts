/**
 * `deno task check-variant [NAME…] [--accept]`: does it keep the contract of servers/README.md, and is
 * its receipt the one in the table there?
 */
import { conformance, CONFORMANCE_ROWS, optionConformance } from "../lab/server/conformance.ts";
import { openDatabase } from "../lab/database/database.ts";
import { startDelay } from "../lab/server/delay.ts";
import { startReaper } from "../lab/system/leash.ts";
import { measuringLock } from "../lab/system/lock.ts";
import { acceptReceipts, receiptProblems, type Receipts } from "../lab/server/receipts.ts";
import { GauntletError } from "../lab/system/state.ts";
import { findVariants, variantNamed, whatItNeeds } from "../lab/server/variants.ts";
import type { Task } from "./gauntlet.ts";
import { abortOnSignals } from "./interrupted.ts";

const checkVariant: Task = async (args) => {
  const names = args.filter((arg) => arg !== "--accept");
  const variants = await findVariants();
  const chosen = names.length === 0
    ? [...variants.values()]
    : names.map((name) => variantNamed(variants, name));
  const signal = abortOnSignals();
  using _lock = await measuringLock(() => console.error("Waiting for a run to end"), signal);
  await using reaper = startReaper();
  await using database = await openDatabase([CONFORMANCE_ROWS], {
    onStarted: (pid) => reaper.watch(pid),
    onFill: () => {},
  });
  await using delay = await startDelay();
  const quotes = database.withRows(CONFORMANCE_ROWS);
  let brokenCount = 0;
  const receipts: Receipts = new Map();
  for (const variant of chosen) {
    signal.throwIfAborted();
    const needs = await whatItNeeds(variant);
    if (needs !== null) {
      console.log(`${variant.name}: cannot run here; it needs ${needs}`);
      continue;
    }
    const services = { databaseUrl: quotes.serverUrl, upstreamUrl: delay.url };
    const { checks: ofContract, receipts: seen } = await conformance(variant, quotes, services);
    const checks = [...ofContract, ...await optionConformance(variant, quotes, services)];
    receipts.set(variant.name, seen);
    const broken = checks.filter(({ problem }) => problem !== null);
    console.log(`${variant.name}: ${checks.length - broken.length} of ${checks.length} hold`);
    for (const { what, problem } of broken) console.log(`  broken: ${what}: ${problem}`);
    brokenCount += broken.length;
  }
  if (args.includes("--accept")) await acceptReceipts(receipts, [...variants.keys()]);
  for (const problem of await receiptProblems(receipts)) {
    console.log(`Receipt: ${problem}\n  look at it, then accept it with --accept`);
    brokenCount++;
  }
  if (brokenCount > 0) {
    throw new GauntletError(`${brokenCount} checks are broken; servers/README.md has the contract`);
  }
};
export default checkVariant;
