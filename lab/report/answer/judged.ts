/** What the notebooks of a report judged as they were executed, and the runs that they showed. */
import type { RefusedRun } from "../../analysis/claims/admitted.ts";
import { type LedgerRow, ledgerRows, refusedRuns } from "../../analysis/claims/ledger.ts";
import { notebookOf } from "../../notebook/claims/ledger.ts";
import { readNotebook } from "../../notebook/source.ts";
import type { Claim } from "../../nouns/claim.ts";
import type { Run } from "../../nouns/run.ts";
import { notedClaims, recordedClaims } from "../../store/ledger.ts";
import { readRun } from "../../store/read.ts";
import { shownRuns } from "../../store/shown.ts";
import { machineId } from "../../system/machine.ts";

export interface Judged {
  /** One row a claim of these notebooks. */
  rows: LedgerRow[];
  refused: RefusedRun[];
  /** In the order in which they began. */
  runs: Run[];
}

/**
 * Reads what an execution left behind.
 *
 * @param folders of the judged claims, and of the runs that were shown
 * @param recorded whether it kept to the recorded runs: then "here" is nowhere
 * @throws GauntletError when a run or the ledger cannot be read
 */
export async function judgedBy(
  notebooks: readonly string[],
  folders: { claims: string; shown: string },
  recorded: boolean,
): Promise<Judged> {
  const read = await Promise.all(notebooks.map(readNotebook));
  const now = notedClaims(folders.claims);
  const ids = new Set(now.map(({ id }) => id));
  const before = await recordedClaims();
  const here = recorded ? "" : await machineId();
  // Of the recorded ledger no more than what it says of the same claims: others were judged on runs that
  // these pages do not show. What is judged on the recorded runs is what is recorded next.
  const [kept, fresh] = recorded ? [now, []] : [before.filter(({ id }) => ids.has(id)), now];
  const place = (claim: Claim) => notebookOf(claim, read);
  const rows = ledgerRows(kept, fresh, { machineId: here, notebookOf: place });
  const refused = refusedRuns(kept, fresh, { machineId: here });
  const runs = await Promise.all((await shownRuns(folders.shown)).map((id) => readRun(id)));
  return {
    ...{ rows, refused },
    runs: runs.sort((a, b) => a.startedAt < b.startedAt ? -1 : 1),
  };
}
