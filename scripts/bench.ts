/**
 * `deno task bench`: the lab measured. Ratios within one run, medians of alternating pairs; times
 * alone say nothing on a shared machine.
 *
 * - the load generator against wrk on the same server (wrk must be on PATH)
 * - the share of the recorded runs' time that was spent inside measuring windows, and the overhead
 * - reading and summarising 10,000 trials
 */
import { median } from "simple-statistics";
import { fixtureRun } from "../lab/analysis/fixtures.ts";
import { completedTrials } from "../lab/analysis/cells.ts";
import { trialsTable } from "../lab/analysis/tables.ts";
import { serveCell } from "../lab/bench/client.ts";
import { Generators } from "../lab/bench/generators.ts";
import { grid } from "../lab/experiment.ts";
import { showTable } from "../lab/notebook/display.ts";
import { GauntletError } from "../lab/state.ts";
import { parseTrials, readRun } from "../lab/store/read.ts";
import { recordedRuns } from "../lab/store/recorded.ts";
import type { Endpoint } from "../lab/types.ts";
import { call } from "./setup/step.ts";
import type { Task } from "./gauntlet.ts";

const PAIRS = 5;
const WINDOW_S = 3;
const CONNECTIONS = 64;
const TRIALS = 10_000;

const bench: Task = async () => {
  await showTable(await againstWrk(), {
    caption: "The lab's load generator over wrk, same server",
    maxRows: 99,
  });
  await showTable(await recordedShares(), { caption: "Where the time of the recorded runs went" });
  await showTable([readingTrials()], { caption: `Reading and summarising ${TRIALS} trials` });
};
export default bench;

/** What one tool saw in one window. */
interface Seen {
  throughputRps: number;
  latencyP50Ms: number;
  latencyP99Ms: number;
}

async function againstWrk(): Promise<object[]> {
  if (!(await call("wrk", ["-v"])).said.includes("wrk")) {
    throw new GauntletError(
      "Cannot compare with wrk: it is not on PATH; install it (Debian: apt-get install wrk)",
    );
  }
  const [cell] = grid({ variants: ["deno-postgresjs"], workers: [1] });
  const stop = new AbortController();
  const serving = Promise.withResolvers<string>();
  const served = serveCell(cell!, stop.signal, (event) => {
    if (event.type === "serving") serving.resolve(event.url);
  });
  served.catch(serving.reject);
  try {
    const url = await serving.promise;
    return [await compareAt(url, "/quote"), await compareAt(url, "/static")];
  } finally {
    stop.abort();
    await served;
  }
}

/** Alternates the two tools, the first to go changing from pair to pair. */
async function compareAt(url: string, endpoint: Endpoint) {
  const pairs: { lab: Seen; wrk: Seen }[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const labFirst = pair % 2 === 0;
    const before = labFirst ? await byLab(url + endpoint) : null;
    const wrk = await byWrk(url + endpoint);
    pairs.push({ lab: before ?? await byLab(url + endpoint), wrk });
  }
  const ratio = (of: (seen: Seen) => number) =>
    median(pairs.map(({ lab, wrk }) => of(lab) / of(wrk)));
  return {
    endpoint,
    pairs: PAIRS,
    throughputRatio: ratio((seen) => seen.throughputRps),
    latencyP50Ratio: ratio((seen) => seen.latencyP50Ms),
    latencyP99Ratio: ratio((seen) => seen.latencyP99Ms),
  };
}

async function byLab(url: string): Promise<Seen> {
  await using generators = new Generators({ kind: "closed", connections: CONNECTIONS });
  const hook = () => Promise.resolve();
  const { result } = await generators.measure(
    { url, timeoutS: 10, windowS: WINDOW_S },
    { leastS: 1, mostS: 1 },
    { onOpened: hook, onClosed: hook },
  );
  return result;
}

async function byWrk(url: string): Promise<Seen> {
  const load = (seconds: number) =>
    call("wrk", ["-t1", `-c${CONNECTIONS}`, `-d${seconds}s`, "--latency", url]);
  await load(1);
  const { said } = await load(WINDOW_S);
  const ms = (percentile: string) => {
    const [, value = "NaN", unit = "ms"] =
      said.match(new RegExp(`${percentile}%\\s+([\\d.]+)(us|ms|s)`)) ?? [];
    return Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit]!;
  };
  const [, rate = "NaN"] = said.match(/Requests\/sec:\s+([\d.]+)/) ?? [];
  return { throughputRps: Number(rate), latencyP50Ms: ms("50"), latencyP99Ms: ms("99") };
}

/** The time from the first trial's start to the last one's end, and what of it was measured. */
async function recordedShares(): Promise<object[]> {
  return await Promise.all(
    Object.values(await recordedRuns()).map(async (runId) => {
      const run = await readRun(runId);
      const trials = completedTrials(run);
      const wholeOf = ({ outcome }: typeof trials[number]) =>
        outcome.durationS + (outcome.warmUpS ?? run.plan.profile.warmUpS) + outcome.overheadS;
      const last = trials.at(-1)!;
      const wholeS = (Date.parse(last.startedAt) - Date.parse(trials[0]!.startedAt)) / 1000 +
        wholeOf(last);
      const measuredS = trials.reduce((sum, { outcome }) => sum + outcome.durationS, 0);
      return {
        run: runId,
        trials: trials.length,
        insideWindows: measuredS / wholeS,
        overheadMedianS: median(trials.map(({ outcome }) => outcome.overheadS)),
        overheadMostS: Math.max(...trials.map(({ outcome }) => outcome.overheadS)),
      };
    }),
  );
}

/** From the text of a `trials.jsonl` to a median for each cell. */
function readingTrials() {
  const run = fixtureRun({ blocks: 100, answerCount: 300 });
  const trials = Array.from({ length: TRIALS }, (_, index) => ({
    ...run.trials[index % run.trials.length]!,
    trial: index + 1,
  }));
  const text = trials.map((trial) => JSON.stringify(trial) + "\n").join("");
  const startedAt = performance.now();
  const read = parseTrials(text, "trials.jsonl");
  const parsedAt = performance.now();
  const table = trialsTable({ ...run, trials: read.trials });
  table.groupby("cell").count().objects();
  return {
    megabytes: text.length / 1e6,
    readingS: (parsedAt - startedAt) / 1000,
    summarisingS: (performance.now() - parsedAt) / 1000,
    memoryMiB: Deno.memoryUsage().rss / 2 ** 20,
  };
}
