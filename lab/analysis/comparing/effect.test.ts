import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";
import { compare } from "./compare.ts";
import { effectText } from "./effect.ts";

const [a, b] = [fixtureCell("gamma-sync", 1, 5), fixtureCell("gamma-sync", 2, 5)];
const words = { more: "is faster", less: "is slower" };
const compared = (of: number, noiseShare: number, blocks = 8) =>
  compare(
    fixtureRun({
      ...{ cells: [a!, b!], blocks, noiseShare },
      throughputRpsOf: ({ settings }) => settings.workers === 1 ? 100 : 100 * of,
    }),
    b!,
    a!,
  );

Deno.test("every verdict has its words, and an open one is never a no", () => {
  assert.match(effectText(compared(1.5, 0.01), words), /^is faster \(1\.5/);
  assert.match(effectText(compared(0.5, 0.01), words), /^is slower \(0\.5/);
  assert.match(effectText(compared(1, 0.01), words), /^makes no difference that matters \(/);
  assert.match(effectText(compared(1.05, 0.005), words), /^makes no difference that matters \(/);
  assert.match(effectText(compared(1, 0.3), words), /cannot tell \(/);
  assert.equal(effectText(compared(1, 0.1, 2), words), "was not measured");
});
