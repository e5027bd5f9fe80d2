import assert from "node:assert/strict";
import { fixtureRun } from "../../analysis/fixtures/runs.ts";
import {
  bestOf,
  cellsOf,
  compare,
  compareAll,
  experiment,
  mediansOf,
  publishedRatio,
  stepsOf,
  throughputFigure,
  trialsOf,
} from "../../mod.ts";
import { GauntletError } from "../../nouns/error.ts";
import { DISPLAY } from "./display.ts";

const run = fixtureRun({ answerCount: 1 });
const [one, other] = cellsOf(run);
const given = (...values: unknown[]) => values as never[];

function refused(what: () => unknown, sentence: RegExp) {
  assert.throws(what, (error: Error) => {
    assert.ok(error instanceof GauntletError, `${error.name}: ${error.message}`);
    assert.match(error.message, sentence);
    return true;
  });
}

Deno.test("an option that a function does not have is refused, with the one that was likely meant", () => {
  refused(
    () => throughputFigure(...given(run, { title: "x", markPublishd: false }) as [never, never]),
    /^Cannot call throughputFigure\(run, .*\): there is no option "markPublishd"; did you mean "markPublished"\?$/,
  );
  refused(
    () => throughputFigure(run, { title: "x", where: () => true } as never),
    /there is no option "where"; choose one of title, /,
  );
  refused(
    () => throughputFigure(run, { title: "x", scale: "shard" as never }),
    /scale is "shard"; did you mean "shared"\?$/,
  );
  refused(
    () => trialsOf(run, one!, { invalid: "inlcude" as never }),
    /invalid is "inlcude"; did you mean "include"\?$/,
  );
  refused(
    () => compare(run, one!, other!, { by: "latencyP99Ms" } as never),
    /there is no option "by"; choose one of deltaShare, alpha, measure$/,
  );
  refused(
    () => compare(run, one!, other!, { measure: "throughput" as never }),
    /measure is "throughput"; did you mean "throughputRps"\?$/,
  );
  assert.equal(compare(run, one!, other!, { measure: "latencyMeanMs" }).cellA, one);
});

Deno.test("an argument of another kind is refused, with what to give", () => {
  refused(() => mediansOf(run, "throughputRps" as never, {}), /its second argument is "throughput/);
  refused(() => compareAll(run, "x" as never), /give a list of pairs of cells/);
  refused(
    () => compareAll(run, [one!, other!] as never),
    /is a list of cells; give a list of pairs/,
  );
  refused(
    () => publishedRatio("x", "y", undefined as never, {} as never),
    /third argument is missing/,
  );
  refused(
    () => stepsOf(undefined as never, {} as never),
    /its first argument is missing; give a trial/,
  );
  refused(
    () => bestOf(run, { by: "workers" } as never),
    /second argument is {"by":"workers"}; give a text/,
  );
  refused(() => bestOf(run, undefined as never), /its second argument is missing; give a text/);
});

Deno.test("trials, a cell and an experiment show themselves, and stay what they are", async () => {
  const plainOf = async (value: object) =>
    (await (value as Record<symbol, () => Record<string, string>>)[DISPLAY]!())["text/plain"]!;
  const trials = trialsOf(run, one!);
  assert.match(await plainOf(trials), /trial +block +cell +throughput, requests\/s/);
  assert.match(await plainOf(one!), /cell +endpoint/);
  assert.equal(JSON.stringify(trials), JSON.stringify([...trials]));
  const made = experiment({
    name: "two-at-once",
    question: "Which gives more?",
    cells: [one!, other!],
    quick: { blocks: 3, warmUpS: 1, windowS: 3 },
    full: { blocks: 3, warmUpS: 1, windowS: 3 },
  });
  assert.match(await plainOf(made), /^two-at-once: Which gives more\? 2 cells: /);
});
