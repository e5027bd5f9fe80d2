import assert from "node:assert/strict";
import { normalDeviate, seededRandom } from "../../nouns/random.ts";
import { meanInterval, medianInterval, shareInterval } from "./quantity.ts";

const RUNS = 2000;
const covers = ({ low, high }: { low: number; high: number }, truth: number) =>
  low <= truth && truth <= high;

/** How often the interval of so many draws holds the truth. */
function coverage(
  draws: number,
  draw: (random: () => number) => number,
  intervalOf: (values: number[]) => { low: number; high: number },
  truth: number,
): number {
  const random = seededRandom(8);
  const held = Array.from(
    { length: RUNS },
    () => covers(intervalOf(Array.from({ length: draws }, () => draw(random))), truth),
  );
  return held.filter(Boolean).length / RUNS;
}

Deno.test("meanInterval() of four values covers 95 times in 100, where their range covers 87", () => {
  const draw = (random: () => number) => 10 + normalDeviate(random);
  const range = (values: number[]) => ({ low: Math.min(...values), high: Math.max(...values) });
  assert.ok(Math.abs(coverage(4, draw, meanInterval, 10) - 0.95) < 0.015);
  assert.ok(Math.abs(coverage(4, draw, range, 10) - 0.875) < 0.02);
});

Deno.test("medianInterval() covers at least 95 times in 100, however skewed the values are", () => {
  const draw = (random: () => number) => Math.exp(2 * normalDeviate(random));
  for (const draws of [6, 9, 12, 25]) {
    assert.ok(coverage(draws, draw, medianInterval, 1) >= 0.94, `${draws} values`);
  }
  assert.deepEqual(medianInterval([5, 1, 3]), { value: 3, low: -Infinity, high: Infinity });
});

Deno.test("shareInterval() covers 95 times in 100 on the mean over shares, and knows its ends", () => {
  const random = seededRandom(9);
  let held = 0;
  for (let run = 0; run < RUNS; run++) {
    const truth = random();
    const count = Array.from({ length: 40 }, random).filter((value) => value < truth).length;
    if (covers(shareInterval(count, 40), truth)) held++;
  }
  assert.ok(Math.abs(held / RUNS - 0.95) < 0.015, `${held}`);
  assert.equal(shareInterval(0, 9).low, 0);
  assert.equal(shareInterval(9, 9).high, 1);
});

Deno.test("a quantity from too little says what it lacks", () => {
  assert.equal(meanInterval([1, 2]).missing, "it takes 3 values, and there are 2");
  assert.ok(Number.isNaN(meanInterval([]).value));
  assert.equal(shareInterval(0, 0).missing, "there was no try");
  assert.equal(medianInterval([]).missing, "there is no value");
});
