/** Which claims stand in one ledger: those measured by the same code and the same Python. */
import { keyOf } from "../../nouns/cell.ts";
import { counted } from "../../text/format.ts";
import type { Claim } from "../../nouns/claim.ts";

/** A run whose claims are not in the ledger. */
export interface RefusedRun {
  runId: string;
  experiment: string;
  claimCount: number;
  /** Why, a sentence that names the run. */
  sentence: string;
}

export interface Admission {
  admits: (claim: Claim) => boolean;
  /** The runs whose claims would be in the ledger else. */
  refused: RefusedRun[];
}

/** What a ledger is of. A run that started no Python agrees with every one. */
type Measured = Pick<Claim, "codeHash" | "python">;

/**
 * What a ledger is of, and which runs it refuses: verdicts of other code, or on another Python, are of
 * other programs, and cannot be counted together. The ledger is of what most of the claims are of that
 * were measured on this machine, or of all claims where none was. Machines may differ, and are named.
 *
 * @param claims those that would be in the ledger
 * @example
 * ```ts
 * import { admission } from "lab/analysis/claims/admitted.ts";
 * import { fixtureClaim } from "lab/analysis/fixtures/runs.ts";
 * const claims = ["3.11.2", "3.11.2", "3.12.0"].map((python, index) =>
 *   fixtureClaim({ id: `claim-${index}`, runId: `run-${index}`, python })
 * );
 * console.log(admission(claims, { machineId: "here" }).refused.map(({ runId }) => runId)); // ["run-2"]
 * ```
 */
export function admission(
  claims: readonly Claim[],
  { machineId }: { machineId: string },
): Admission {
  const here = claims.filter((claim) => claim.machineId === machineId);
  const ledger = mostFrequent(here.length > 0 ? here : claims);
  const admits = (claim: Claim) => whyOther(claim, ledger) === null;
  const runs = Map.groupBy(claims.filter((claim) => !admits(claim)), ({ runId }) => runId);
  return {
    admits,
    refused: [...runs].map(([runId, ofRun]) => ({
      runId,
      experiment: ofRun[0]!.experiment,
      claimCount: ofRun.length,
      sentence: `${counted(ofRun.length, "claim")} of the run ${runId} ${
        ofRun.length === 1 ? "is" : "are"
      } not in this ledger: it was measured ${whyOther(ofRun[0]!, ledger)}.`,
    })),
  };
}

/** The code and the Python that most claims are of; of as many, those that come first. */
function mostFrequent(claims: readonly Claim[]): Measured {
  const withPython = claims.filter(({ python }) => python !== null);
  const groups = Map.groupBy(
    withPython.length > 0 ? withPython : claims,
    ({ codeHash, python }) => keyOf([codeHash, python]),
  );
  const [most] = [...groups.values()].sort((a, b) => b.length - a.length);
  return most?.[0] ?? { codeHash: null, python: null };
}

/** How a claim was measured otherwise than the ledger's; `null` where it was not. */
function whyOther({ codeHash, python }: Measured, ledger: Measured): string | null {
  if (codeHash !== ledger.codeHash) {
    return codeHash === null
      ? `before runs held the hash of their code, and the ledger is of code ${short(ledger)}`
      : `with other code (${short({ codeHash })}) than the ledger's (${short(ledger)})`;
  }
  return python === null || ledger.python === null || python === ledger.python
    ? null
    : `with Python ${python}, and the ledger is of Python ${ledger.python}`;
}

const short = ({ codeHash }: Pick<Claim, "codeHash">) =>
  codeHash === null ? "that was not hashed yet" : codeHash.slice(0, 8);

/** What a ledger is of, in a sentence for its page. */
export function admittedText(claims: readonly Measured[]): string {
  const [first] = claims;
  if (!first) return "";
  const pythons = [...new Set(claims.map(({ python }) => python).filter((each) => each !== null))];
  return `${
    first.codeHash === null
      ? "The runs behind it were recorded before runs held a hash of their code: the lab moved on " +
        "between them, and of each server its own hash alone says that it is the same"
      : `The runs behind it are of the same code (${short(first)})`
  }${pythons.length === 0 ? "" : `; Python is ${pythons.join(" and ")}`}.`;
}
