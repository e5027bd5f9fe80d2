/**
 * The ledger: every claim as it was last judged. `data/ledger.json` holds what was judged on the
 * recorded runs; what notebooks judge as they are executed is noted in a folder, one file an
 * experiment: `GAUNTLET_LEDGER`, or the state folder's `ledger`.
 */
import { existsSync } from "node:fs";
// @deno-types="@types/write-file-atomic"
import writeFileAtomic from "write-file-atomic";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { Claim } from "../nouns/claim.ts";
import { dataPath, GauntletError, isOwnProject, projectPath, statePath } from "../system/state.ts";
import { SCHEMA_VERSION } from "../nouns/version.ts";
import { isThere, type Place, textIn, textInSync } from "./files.ts";
import { parseJson } from "./json.ts";

export const LedgerFile = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  claims: z.array(Claim),
});

/** The environment variable that moves the folder of this execution's judgements. */
export const LEDGER_VARIABLE = "GAUNTLET_LEDGER";

const recordedFile = () => dataPath("ledger.json");

/** The folder of what was judged in this execution; each project has its own. */
export function ledgerFolder(): string {
  const given = Deno.env.get(LEDGER_VARIABLE);
  if (given || !isOwnProject()) return given || statePath("ledger");
  const project = createHash("sha256").update(projectPath()).digest("hex").slice(0, 12);
  return statePath("ledgers", project);
}

/**
 * Notes a claim in its experiment's file, in the order of the notebook. The file is of one run: with
 * another run it begins anew.
 * All of it is synchronous, so that a claim is noted however its cell goes on.
 *
 * @throws GauntletError when another experiment has a claim of that id
 */
export function noteClaim(claim: Claim, folder: string = ledgerFolder()): void {
  Deno.mkdirSync(folder, { recursive: true });
  for (const { experiment, file, claims } of ledgerFiles(folder)) {
    if (experiment === claim.experiment || !claims.some(({ id }) => id === claim.id)) continue;
    throw new GauntletError(
      `Cannot note the claim "${claim.id}" of the experiment "${claim.experiment}": ` +
        `"${experiment}" has one of that id; give it another, or delete ${file} if it has moved`,
    );
  }
  const file = fileOf(folder, claim.experiment);
  const before = existsSync(file) ? read(file) : [];
  const ofRun = before.filter(({ runId }) => runId === claim.runId);
  const place = ofRun.findIndex(({ id }) => id === claim.id);
  write(file, place < 0 ? [...ofRun, claim] : ofRun.with(place, claim));
}

/** What was judged in this execution, or what a folder holds. */
export function notedClaims(folder: string = ledgerFolder()): Claim[] {
  return existsSync(folder) ? ledgerFiles(folder).flatMap(({ claims }) => claims) : [];
}

/** What was judged on the recorded runs. */
export async function recordedClaims(): Promise<Claim[]> {
  const where = placeOf(recordedFile());
  return isThere(recordedFile()) ? parsed(await textIn(recordedFile(), where), where) : [];
}

/**
 * Makes what a folder holds the recorded ledger, `data/ledger.json`. Claims of experiments that are
 * not in the folder stay, so that one notebook can be recorded alone.
 *
 * @returns how many claims there are now
 */
export async function writeRecordedLedger(folder: string): Promise<number> {
  const claims = renewed(await recordedClaims(), notedClaims(folder));
  write(recordedFile(), claims);
  return claims.length;
}

/**
 * Claims with those of some experiments judged anew: what these no longer claim is gone. In a stable
 * order, by experiment and then that of the notebook.
 */
export function renewed(before: readonly Claim[], anew: readonly Claim[]): Claim[] {
  const experiments = new Set(anew.map(({ experiment }) => experiment));
  const ids = new Set(anew.map(({ id }) => id));
  const kept = before.filter(({ experiment, id }) => !experiments.has(experiment) && !ids.has(id));
  return [...kept, ...anew].sort((a, b) =>
    a.experiment < b.experiment ? -1 : a.experiment > b.experiment ? 1 : 0
  );
}

const fileOf = (folder: string, experiment: string) => join(folder, `${experiment}.json`);

function ledgerFiles(folder: string) {
  return [...Deno.readDirSync(folder)]
    .filter(({ name }) => name.endsWith(".json")).map(({ name }) => name).sort()
    .map((name) => {
      const file = join(folder, name);
      return { experiment: name.slice(0, -".json".length), file, claims: read(file) };
    });
}

const placeOf = (file: string): Place => ({
  place: `the ledger ${file}`,
  remedy: "delete the file and execute the notebooks again",
});

const read = (file: string): Claim[] => parsed(textInSync(file, placeOf(file)), placeOf(file));

const parsed = (text: string, { place, remedy }: Place): Claim[] =>
  parseJson(LedgerFile, text, place, remedy).claims;

/** A reader sees the old file or the new one, never half of it. */
function write(file: string, claims: Claim[]): void {
  const text = JSON.stringify({ schemaVersion: SCHEMA_VERSION, claims }, null, 2) + "\n";
  writeFileAtomic.sync(file, text);
}
