/** An experiment that was recorded more than once: what its claims come to on each recording. */
import type { ClaimVerdict } from "../../nouns/claim.ts";
import { machineText } from "../../nouns/environment.ts";
import { counted } from "../../text/format.ts";
import type { Run } from "../../nouns/run.ts";
import { readableRuns, warnOfBroken } from "../../store/read.ts";
import { recordedBeside, recordedRuns } from "../../store/recorded.ts";
import { judgedClaim, markOf, registeredClaim } from "./claim.ts";
import { figureText } from "./figure.ts";

export interface Recordings {
  /** The recordings: the one that the experiment is shown from, and those beside it. */
  runs: Run[];
  /** One row a claim on two cells: its sentence, and under each run's id what it comes to there. */
  rows: Record<string, string>[];
  /** How many of these have not the same verdict on all recordings. */
  differingCount: number;
  /** How many these are, and which machine each recording is of. */
  sentence: string;
}

/**
 * What the claims of a run's experiment come to on each of its recordings. Nothing of it is noted: the
 * ledger has the verdicts of one run of an experiment. A recording that cannot be read is left out with
 * a warning.
 *
 * @param run of `runOf`: its experiment, with the claims as they are written now
 * @example
 * ```ts
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { recordingsOf } from "lab/notebook/claims/recordings.ts";
 * console.log((await recordingsOf(fixtureRun())).sentence); // This experiment has no two recordings.
 * ```
 */
export async function recordingsOf(
  run: Pick<Run, "plan" | "claims" | "invalid">,
): Promise<Recordings> {
  const { experiment } = run.plan;
  const shown = (await recordedRuns())[experiment];
  const beside = await recordedBeside(experiment);
  if (shown === undefined || beside.length === 0) {
    const sentence = "This experiment has no two recordings.";
    return { runs: [], rows: [], differingCount: 0, sentence };
  }
  const { claims = [], invalid } = run;
  const { runs: read, broken } = await readableRuns([shown, ...beside]);
  warnOfBroken(broken);
  const runs = read
    .map((read) => ({ ...read, claims, ...(invalid === undefined ? {} : { invalid }) }));
  const ofCells = claims.filter(({ of }) => typeof of !== "string");
  const judged = ofCells.map(({ id, sentence }) => ({
    sentence,
    onRuns: runs.map((recording) => {
      const { definition, registered } = registeredClaim(recording, id);
      return judgedClaim(recording, definition, registered);
    }),
  }));
  const verdictsOf = (some: { verdict: ClaimVerdict }[]) =>
    new Set(some.map(({ verdict }) => verdict));
  const differingCount = judged.filter(({ onRuns }) => verdictsOf(onRuns).size > 1).length;
  return {
    runs,
    rows: judged.map(({ sentence, onRuns }) => ({
      claim: sentence,
      ...Object.fromEntries(onRuns.map((claim) => {
        const figure = claim.value === null ? "" : `: ${figureText(claim)}`;
        return [claim.runId, claim.verdict + markOf(claim) + figure];
      })),
    })),
    differingCount,
    sentence: `Of ${counted(judged.length, "claim")} ${differingCount || "none"} ${
      differingCount > 1 ? "come" : "comes"
    } to another verdict on one recording than on another. ${
      runs.map(({ runId, environment }) => `${runId} is of ${machineText(environment)}`).join(", ")
    }.`,
  };
}
