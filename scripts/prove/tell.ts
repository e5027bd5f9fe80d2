/** What the recordings prove: how often the lab was right, beside the old method and one shot of each. */
import { aimsOf, type ProofRow, proofRows } from "../../lab/analysis/known-effects/proof.ts";
import { plantedOf } from "../../lab/analysis/known-effects/planted.ts";
import { type Repeat, replay } from "../../lab/analysis/known-effects/replay.ts";
import { readShots } from "../../lab/analysis/known-effects/shots.ts";
import type { Quantity } from "../../lab/analysis/claims/quantity.ts";
import { lintLine, lintRun } from "../../lab/analysis/lint/mod.ts";
import { showTable } from "../../lab/notebook/display/display.ts";
import { newestIfAny } from "../../lab/notebook/ifany.ts";
import { percent, significant } from "../../lab/notebook/display/say.ts";
import type { Run } from "../../lab/nouns/run.ts";
import { shareWords } from "../../lab/text/interval.ts";
import { GauntletError } from "../../lab/system/state.ts";
import { namesOf, type Server } from "./recordings.ts";

interface Recorded {
  server: Server;
  recording: Run;
  shots: Run | null;
  size: Run | null;
}

/** @throws GauntletError when none of the servers was recorded */
export async function tell(servers: readonly Server[]): Promise<void> {
  const recorded: Recorded[] = [];
  for (const server of servers) {
    const names = namesOf(server);
    const recording = await newestIfAny(names.recording);
    if (recording === null) {
      console.log(`${server}: not recorded yet; "deno task prove --record" does it`);
      continue;
    }
    const [shots, size] = [await newestIfAny(names.shots), await newestIfAny(names.size)];
    recorded.push({ server, recording, shots, size });
  }
  if (recorded.length === 0) {
    throw new GauntletError(
      `Cannot prove: ${servers.join(", ")} ${servers.length > 1 ? "were" : "was"} not recorded; ` +
        `record first, with deno task prove --record`,
    );
  }
  const repeats = new Map(recorded.map(({ server, recording }) => [server, replay(recording)]));
  for (const { server, recording, shots, size } of recorded) {
    const rows = proofRows(repeats.get(server)!, shots ? readShots(shots) : []);
    await showTable(rows.map(said), { caption: captionOf(server, recording) });
    await showTable(rows.map(beside), {
      caption: "The old method on the same trials, and one shot of each server, read as it is",
    });
    await showTable(sizesOf(recording, size), {
      caption: "How large the effects are, by the CPU of a request of the server",
    });
  }
  await showAims(recorded.map(({ server }) => server), repeats);
  for (const run of recorded.flatMap(({ recording, shots, size }) => [recording, shots, size])) {
    if (run) console.log(`${run.runId}: ${lintLine(lintRun(run))}`);
  }
}

async function showAims(servers: Server[], repeats: Map<Server, Repeat[]>): Promise<void> {
  const real = servers.filter((server) => server !== "hashing");
  const groups = [
    ...servers.map((server) => [server as string, repeats.get(server)!] as const),
    ...(real.length > 1
      ? [[real.join(" and "), real.flatMap((server) => repeats.get(server)!)] as const]
      : []),
  ];
  const rows = groups.flatMap(([of, some]) =>
    aimsOf(proofRows(some, [])).map(({ aim, count, repeats, cutOff, share, state }) => ({
      ...{ server: of, aim, count: `${count} of ${repeats}`, "cut off": cutOff },
      "95 % interval": intervalText(share),
      "in these repeats": state,
    }))
  );
  await showTable(rows, {
    caption: "What the lab is meant to do in 20 minutes a repeat. Met or missed is said of these " +
      "repeats; the interval (Wilson) of what so few can tell",
  });
}

const captionOf = (server: Server, { runId, trials }: Run) =>
  `${server}: the stretches of ${runId} (${
    new Set(trials.map(({ block }) => block)).size
  } blocks), each until a look decides; those that the recording cut off do not count`;

function said(row: ProofRow) {
  return {
    effect: percent(row.effectShare),
    repeats: row.repeats,
    "cut off": row.cutOff,
    found: row.found,
    equivalent: row.equivalent,
    undecided: row.undecided,
    wrong: row.wrong,
    "median min to a verdict": Number.isNaN(row.medianMinutes)
      ? "–"
      : significant(row.medianMinutes),
    "median blocks": row.medianBlocks,
  };
}

function beside(row: ProofRow) {
  const shots = row.shots > 0;
  return {
    effect: percent(row.effectShare),
    "old: found": row.oldFound,
    "old: equivalent": row.oldEquivalent,
    "old: undecided": row.oldUndecided,
    "old: wrong": row.oldWrong,
    "shots right": shots ? `${row.shotsRight} of ${row.shots}` : "not measured",
    "min of two shots": shots ? significant(row.shotMinutes) : "not measured",
    "shot ratios": shots
      ? `${row.shotLowestRatio.toFixed(3)} to ${row.shotHighestRatio.toFixed(3)}`
      : "not measured",
  };
}

function sizesOf(recording: Run, size: Run | null) {
  return plantedOf(recording, size).map(({ effectShare, planted, bySize }) => ({
    effect: percent(effectShare),
    "in the recording": shareWords(planted),
    "by what 100 % are": shareWords(bySize),
  }));
}

const intervalText = ({ low, high, missing }: Quantity) =>
  missing === undefined ? `${percent(low)} to ${percent(high)}` : "not measured";
