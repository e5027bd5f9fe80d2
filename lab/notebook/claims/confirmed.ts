/** Does your machine confirm it? Every claim as it is recorded, as it came out here, and on others' machines. */
import { type BesideRow, besideText, machinesBeside } from "../../analysis/claims/machines.ts";
import type { Claim } from "../../nouns/claim.ts";
import type { Run } from "../../nouns/run.ts";
import { notedClaims, recordedClaims } from "../../store/ledger.ts";
import { readableRuns } from "../../store/read.ts";
import { recordedOnly, strangersRuns } from "../../store/select.ts";
import { machineId } from "../../system/machine.ts";
import { GauntletError } from "../../system/state.ts";
import { type ClaimDefinition, judgedClaim, markOf, registeredClaim } from "./claim.ts";
import { figureText } from "./figure.ts";
import type { Measure } from "../../analysis/comparing/measure.ts";

export interface Confirmed {
  /** Claims that more than one machine judged. */
  rows: BesideRow[];
  /** The same for a table: a column for each machine. */
  table: Record<string, string>[];
  sentence: string;
}

/**
 * Puts the recorded verdicts, those of this machine and those of each stranger's run side by side. A
 * stranger's run is judged by the claims as they stand here, whatever it claims itself; a claim of a
 * quantity that its notebook computes is judged in that notebook alone. Nothing of it is noted.
 *
 * @param options `folder`: what was judged elsewhere than in this execution's own folder
 * @throws GauntletError when a file of the ledger cannot be read
 * @example
 * ```ts
 * import { confirmed } from "lab/notebook/claims/confirmed.ts";
 * console.log((await confirmed({ folder: "/nowhere" })).sentence.slice(0, 7)); // Whether
 * ```
 */
export async function confirmed({ folder }: { folder?: string } = {}): Promise<Confirmed> {
  const recorded = await recordedClaims();
  // What is judged on the recorded runs is what is recorded next, and of no other machine.
  const here = recordedOnly() ? [] : await claimsHere(folder);
  const runs = recordedOnly() ? [] : newestOfEach(await strangersRuns());
  const known = [...new Map([...here, ...recorded].map((claim) => [claim.id, claim])).values()];
  const definitions = await definitionsOf(known);
  const strangers = runs.flatMap((run) =>
    known.filter(({ experiment }) => experiment === run.plan.experiment)
      .flatMap((claim) => judgedOn(run, definitions.get(claim.id)))
  );
  const rows = machinesBeside(recorded, here, strangers)
    .filter(({ here, strangers }) => here !== null || strangers.length > 0);
  return { rows, table: rows.map(written), sentence: besideText(rows) };
}

async function claimsHere(folder?: string): Promise<Claim[]> {
  const id = await machineId();
  return notedClaims(folder).filter((claim) => claim.machineId === id);
}

/** Of a machine's runs of an experiment the newest. */
function newestOfEach(runs: readonly Run[]): Run[] {
  const oldestFirst = runs.toSorted((a, b) => a.startedAt < b.startedAt ? -1 : 1);
  const key = ({ environment, plan }: Run) => `${environment.machineId} ${plan.experiment}`;
  return [...new Map(oldestFirst.map((run) => [key(run), run])).values()];
}

/** What each claim is of, as it stands here: as it was registered, else the two cells that were compared. */
async function definitionsOf(claims: readonly Claim[]): Promise<Map<string, ClaimDefinition>> {
  const { runs } = await readableRuns([...new Set(claims.map(({ runId }) => runId))]);
  const definitions = new Map<string, ClaimDefinition>();
  for (const claim of claims) {
    const run = runs.find(({ runId }) => runId === claim.runId);
    const registered = run?.plan.claims?.find(({ id }) => id === claim.id);
    const { compared, deltaShare, deltaReason, published, unit } = claim;
    if (run && registered && typeof registered.of !== "string") {
      definitions.set(claim.id, registeredClaim(run, claim.id).definition);
    } else if (compared !== null && compared.afterBlock === undefined) {
      definitions.set(claim.id, {
        ...{ id: claim.id, source: claim.source, sentence: claim.sentence, expects: claim.expects },
        ours: [compared.over, compared.under],
        measure: compared.measure as Measure,
        ...(deltaShare === null ? {} : { deltaShare }),
        ...(deltaReason === null ? {} : { deltaReason }),
        ...(published === null ? {} : { published }),
        ...(unit === null ? {} : { unit }),
      });
    }
  }
  return definitions;
}

function judgedOn(run: Run, definition: ClaimDefinition | undefined): Claim[] {
  if (definition === undefined) return [];
  const before = run.plan.claims?.some(({ id }) => id === definition.id);
  try {
    return [judgedClaim(run, definition, before ? "before" : "after")];
  } catch (error) {
    if (error instanceof GauntletError) return [];
    throw error;
  }
}

function written({ sentence, recorded, here, strangers }: BesideRow): Record<string, string> {
  const said = (claim: Claim) => {
    const figure = claim.value === null ? "" : `: ${figureText(claim)}`;
    return claim.verdict + markOf(claim) + figure;
  };
  return {
    claim: sentence,
    recorded: recorded ? said(recorded) : "not recorded",
    "on this machine": here ? said(here.claim) : "not judged",
    "does it confirm": here?.agreement ?? "",
    ...Object.fromEntries(strangers.flatMap(({ claim, agreement }) => {
      const machine = `${claim.machine} (${claim.machineId.replace("stranger-", "").slice(0, 4)})`;
      return [[machine, said(claim) + (agreement ? `, ${agreement}` : "")]];
    })),
  };
}
