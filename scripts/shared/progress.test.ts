import assert from "node:assert/strict";
import { fixtureCell } from "../../lab/analysis/fixtures/runs.ts";
import type { RunnerEvent } from "../../lab/run/protocol.ts";
import { progressLine, reportEvents } from "./progress.ts";

const [small, large] = [5, 15].map((poolMax) => {
  const cell = fixtureCell("alpha-sync", 1, 5);
  return { ...cell, settings: { ...cell.settings, poolMax } };
}) as [ReturnType<typeof fixtureCell>, ReturnType<typeof fixtureCell>];

/** What stays and what passes of some events. */
function told(...events: RunnerEvent[]) {
  const shown: string[] = [];
  const kept: string[] = [];
  const line = {
    show: (text: string) => shown.push(text),
    keep: (text: string) => kept.push(text),
  };
  const report = reportEvents(line, "pools", { cells: [small, large] });
  events.forEach(report);
  return { shown, kept };
}

const place = { trial: 7, place: 3, likelyCount: 10, mostCount: 18, remainingS: 61 };
const ended = (over: Partial<Extract<RunnerEvent, { type: "trial-ended" }>>) =>
  told({
    ...{ type: "trial-ended", cell: large, ...place, throughputRps: 1787.3, failure: null },
    validity: { state: "sound", reason: null },
    ...over,
  }).kept[0]!;

Deno.test("a trial's line names its cell by what tells it from others, and says how many there can be", () => {
  assert.match(
    ended({}),
    /^pools: trial 3 of likely 10, at most 18, about 1 min 01 s left; alpha-sync 1×5 · pool \d+–15: 1,787\/s$/,
  );
  assert.match(ended({ likelyCount: 18 }), /: trial 3 of 18, about/);
});

Deno.test("a trial's line says in few words that it does not count, or has a mark, and why", () => {
  const late =
    "The window lasted 9 s and not the 4 s that were planned: something held the load up.";
  assert.match(
    ended({ validity: { state: "invalid", reason: late } }),
    /1,787\/s, invalid and left out: the window lasted 9 s and not the 4 s that were planned$/,
  );
  assert.match(
    ended({ validity: { state: "unsettled", reason: "Latency had not settled in the window." } }),
    /1,787\/s †: latency had not settled in the window$/,
  );
  const failed = { throughputRps: null, validity: null };
  assert.match(ended({ failure: "It is gone", ...failed }), /–15 failed: It is gone$/);
});

Deno.test("what runs is seen on 80 columns, and a log has lines alone", () => {
  const phase = {
    ...place,
    type: "trial-phase" as const,
    phase: "measuring" as const,
    cell: small,
  };
  const [line] = told(phase).shown;
  assert.match(
    line!.slice(0, 79),
    /^\[██░{10}\] alpha-sync 1×5 · pool \d+–5: measuring; trial 3 of/,
  );
  let written = "";
  const log = progressLine({
    isTerminal: () => false,
    writeSync: (bytes) => (written += new TextDecoder().decode(bytes)).length,
  });
  log.show(line!);
  log.keep("done");
  assert.equal(written, "done\n");
});
