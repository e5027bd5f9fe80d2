import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { clockFromNow } from "./clock.ts";
import { ROOT } from "./state.ts";

Deno.test("clockFromNow() starts with the wall clock and does not follow its steps", () => {
  let [wallMs, steadyMs] = [1_000_000, 500];
  const now = clockFromNow({ wallMs: () => wallMs, steadyMs: () => steadyMs });
  assert.equal(now(), 1_000_000);
  // An hour back, as a clock that is set does, while three seconds pass.
  [wallMs, steadyMs] = [wallMs - 3_600_000, steadyMs + 3000];
  assert.equal(now(), 1_003_000);
});

/** Files that ask the wall clock for something else than a duration. */
const OF_THE_DAY: Record<string, string> = {
  "lab/system/clock.ts": "the one place",
  "lab/notebook/run.ts": "the age of a run in days or hours, which may be of another machine",
  "lab/figures/frame/figure.ts": "likewise",
  "lab/figures/drift.ts": "when each trial of a run began, as was written down",
  "lab/machines/agent.ts": "the time of day there, for the record",
  "lab/machines/connection.ts": "how far that is from the time of day here, for the record alone",
  "lab/analysis/fixtures/runs.ts": "moments of an invented run",
};

/** What makes a number of the wall clock, from which others are then taken away. */
const ASKS_THE_WALL = /\bDate\.now\(|\bDate\.parse\(|\.getTime\(|\+\s*new Date\b|\btime\.time\(/;

Deno.test("durations and limits of time come from a clock that never steps", async () => {
  const wrong: string[] = [];
  const look = async (folder: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = join(folder, name);
      const shown = relative(ROOT, path);
      if (isDirectory) {
        if (name !== "node_modules") await look(path);
        continue;
      }
      if (!/\.(ts|py)$/.test(name) || name.endsWith(".test.ts") || shown in OF_THE_DAY) continue;
      const code = (await Deno.readTextFile(path)).replace(/^\s*(\/\*\*|\*|\/\/).*$/gm, "");
      if (ASKS_THE_WALL.test(code)) wrong.push(shown);
    }
  };
  await look(join(ROOT, "lab"));
  await look(join(ROOT, "scripts"));
  assert.deepEqual(wrong, [], "take differences of performance.now(), or of clockFromNow()");
});
