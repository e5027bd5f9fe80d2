/** What `deno task prove` measures: decided here, before any of it is. */
import { experiment } from "../../lab/plan/experiment.ts";
import { grid } from "../../lab/plan/grid.ts";
import { likelyTrialS } from "../../lab/run/windows.ts";
import type { Cell } from "../../lab/nouns/cell.ts";
import type { Experiment } from "../../lab/nouns/experiment.ts";

/** The servers, those in front of PostgreSQL first. `hashing` computes and does nothing else. */
export const SERVERS = ["flask", "deno", "hashing"] as const;
export type Server = typeof SERVERS[number];

/** Every recording of a server is of the same order of cells. */
export const SEED = 20_261_126;
/** What is planted on top of the base, which rides twice: in percent. */
const EFFECTS_PERCENT = [0, 0, 5, 10, 20];
/** At the least: the lab makes both as long as a server needs. */
const TIMES = { warmUpS: 2, windowS: 3 };
const SHOT_S = 30;
/** So many tell what a hundred percent are to about a tenth. */
const SIZE_BLOCKS = 20;
/** A worker does one request at a time: more connections would only wait longer. */
const CONNECTIONS = 16;
/** The most blocks that a profile must have; more may be added. */
const MOST_BLOCKS = 100;

export interface RecordingOptions {
  /** Of the long recording of five cells. */
  minutes: number;
  /** How often each cell is shot at. */
  shots: number;
}

/** One worker, whose core is what is short: so much more CPU a request is so much less throughput. */
function cellOf(server: Server, percent: number): Cell {
  const common = { workers: [1], connections: CONNECTIONS, pool: { poolMin: 4, poolMax: 4 } };
  const chosen = (name: string, value: number) =>
    percent === 0 ? {} : { options: { [name]: String(value) } };
  switch (server) {
    case "flask":
      return grid({
        ...{ ...common, variants: ["known-effect-flask"], threads: [4], endpoint: "/item" },
        ...chosen("moreCpu", percent),
      })[0]!;
    case "deno":
      return grid({
        ...{ ...common, variants: ["known-effect-deno"], endpoint: "/item" },
        ...chosen("moreCpu", percent),
      })[0]!;
    case "hashing":
      return grid({
        ...{ ...common, variants: ["known-effect"], endpoint: "/static" },
        ...chosen("work", 100 + percent),
      })[0]!;
  }
}

/** The names of a server's runs, recorded or the reader's own. */
export const namesOf = (server: Server) =>
  server === "hashing"
    ? {
      recording: "known-effects",
      shots: "known-effects-one-shot",
      size: "known-effects-size",
    }
    : {
      recording: `prove-${server}`,
      shots: `prove-${server}-shots`,
      size: `prove-${server}-size`,
    };

/**
 * The three runs of a server: the long one that is replayed, one shot of each cell several times, and a
 * hundred percent beside none, which tell how large the effects really are.
 */
export function experimentsOf(server: Server, { minutes, shots }: RecordingOptions): Experiment[] {
  const names = namesOf(server);
  const cells = EFFECTS_PERCENT.map((percent) => cellOf(server, percent));
  const likely = Math.floor(minutes * 60 / (cells.length * likelyTrialS({ blocks: 1, ...TIMES })));
  const blocksMax = Math.max(1, likely);
  const long = {
    blocks: Math.min(blocksMax, MOST_BLOCKS),
    blocksMax,
    budgetMin: minutes,
    ...TIMES,
  };
  const size = { blocks: SIZE_BLOCKS, budgetMin: minutes, ...TIMES };
  const shot = { blocks: shots, ...TIMES, windowS: SHOT_S };
  const of = (name: string, question: string, cells: Cell[], profile: Experiment["full"]) =>
    experiment({ name, question, cells, quick: profile, full: profile });
  return [
    of(names.recording, "Does the lab find effects whose size is known?", cells, long),
    // Where more than a hundred percent of the base's work cannot be asked for, none tells as much.
    ...(server === "hashing" ? [] : [
      of(names.size, "How large are the effects, by the CPU of a request?", [
        ...[cellOf(server, 0), cellOf(server, 100)],
      ], size),
    ]),
    of(names.shots, "Does one shot of each find effects whose size is known?", cells, shot),
  ];
}

/** Waiting alone, at half of what one worker can do; and no work at all, for the cost of the rest. */
export function latencyExperiment(rateRps: number): Experiment {
  const load = {
    kind: "open" as const,
    arrivals: "constant" as const,
    rateRps: Math.round(rateRps),
    connections: 64,
  };
  const cell = (options?: Record<string, string>) =>
    grid({
      ...{ variants: ["known-effect"], workers: [1], endpoint: "/static", load },
      ...(options ? { options } : {}),
    })[0]!;
  const profile = { blocks: 10, ...TIMES };
  return experiment({
    name: "known-effects-latency",
    question: "Does the lab tell latency that was added from work that was?",
    cells: [cell(), cell({ delayMs: "5" }), cell({ work: "0" })],
    quick: profile,
    full: profile,
  });
}
