/** The ledger as notebooks and tasks see it. */
import {
  type LedgerRow,
  ledgerRows,
  refusedRuns as refusals,
} from "../../analysis/claims/ledger.ts";
import type { RefusedRun } from "../../analysis/claims/admitted.ts";
import type { Claim } from "../../nouns/claim.ts";
import { machineId } from "../../system/machine.ts";
import { notedClaims, recordedClaims, renewed } from "../../store/ledger.ts";
import { recordedOnly } from "../../store/select.ts";
import { findNotebooks, type Notebook } from "../source.ts";

/**
 * Every claim: as it was judged in this execution, or as it is recorded. Within `deno task reproduce`
 * and `deno task report` "this execution" is all notebooks executed so far; else it is whatever was
 * executed last on this machine.
 *
 * @param options `folder`: what was judged elsewhere than in this execution's own folder
 * @throws GauntletError when a file of the ledger cannot be read
 * @example
 * ```ts
 * import { ledger } from "lab/notebook/claims/ledger.ts";
 * const rows = await ledger();
 * console.log(rows.filter(({ verdict }) => verdict === "fails").length);
 * ```
 */
export async function ledger({ folder }: { folder?: string } = {}): Promise<LedgerRow[]> {
  const notebooks = await findNotebooks();
  const place = (claim: Claim) => notebookOf(claim, notebooks);
  const { recorded, now, machineId } = await judged(folder);
  return ledgerRows(recorded, now, { machineId, notebookOf: place });
}

/**
 * The runs whose claims the ledger refuses, each with a sentence that says why: of other code than the
 * others, or of another Python.
 *
 * @param options as those of `ledger`
 * @throws GauntletError when a file of the ledger cannot be read
 * @example
 * ```ts
 * import { refusedRuns } from "lab/notebook/claims/ledger.ts";
 * for (const { sentence } of await refusedRuns()) console.log(sentence);
 * ```
 */
export async function refusedRuns({ folder }: { folder?: string } = {}): Promise<RefusedRun[]> {
  const { recorded, now, machineId } = await judged(folder);
  return refusals(recorded, now, { machineId });
}

async function judged(folder?: string) {
  const [recorded, now] = [await recordedClaims(), notedClaims(folder)];
  // What is judged on the recorded runs is what is recorded next, and "here" nowhere.
  return recordedOnly()
    ? { recorded: renewed(recorded, now), now: [], machineId: "" }
    : { recorded, now, machineId: await machineId() };
}

/** The notebook that has the claim's id in its code, else the one that is named as the experiment. */
export function notebookOf({ id, experiment }: Claim, notebooks: readonly Notebook[]): string {
  const writes = notebooks.find(({ cells }) =>
    cells.some(({ kind, source }) => kind === "code" && source.includes(`id: "${id}"`))
  );
  const named = notebooks.find(({ name }) => name.replace(/^\d+-/, "") === experiment);
  return (writes ?? named)?.name ?? experiment;
}
