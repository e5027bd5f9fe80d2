import assert from "node:assert/strict";
import { Load, type OpenLoad } from "../nouns/load.ts";
import { arrivalsS } from "./arrivals.ts";

const load = (more: Partial<OpenLoad>): OpenLoad => ({
  kind: "open",
  rateRps: 100,
  arrivals: "constant",
  connections: 8,
  ...more,
});

const LOADS = [
  load({}),
  load({ arrivals: "poisson", seed: 7 }),
  load({ arrivals: "burst", burstS: 0.2, burstPeriodS: 1 }),
];

Deno.test("arrivalsS() keeps the rate and never goes back, whatever the kind of arrivals", () => {
  for (const each of LOADS) {
    const series = arrivalsS(each).take(20_000).toArray();
    assert.ok(series.every((time, index) => index === 0 || time >= series[index - 1]!));
    // 20,000 exponential gaps: the mean has a standard error of 0.7 %.
    assert.ok(Math.abs(series.at(-1)! / 200 - 1) < 0.03, `${each.arrivals}: ${series.at(-1)} s`);
  }
});

Deno.test("the shares of several generators are together the arrivals of one", () => {
  for (const each of LOADS) {
    const shares = [0, 1, 2].flatMap((index) =>
      arrivalsS(each, { index, count: 3 }).take(100).toArray()
    );
    assert.deepEqual(shares.sort((a, b) => a - b), arrivalsS(each).take(300).toArray());
  }
});

Deno.test("Poisson gaps spread as exponential ones do, and a seed repeats them", () => {
  const series = arrivalsS(LOADS[1]!).take(20_001).toArray();
  const gaps = series.slice(1).map((time, index) => time - series[index]!);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
  assert.ok(Math.abs(Math.sqrt(variance) / mean - 1) < 0.05);
  assert.deepEqual(arrivalsS(LOADS[1]!).take(9).toArray(), series.slice(0, 9));
});

Deno.test("a burst has all arrivals of its period, and then there is a pause", () => {
  const series = arrivalsS(LOADS[2]!).take(1000).toArray();
  for (let period = 0; period < 10; period++) {
    const own = series.filter((time) => time >= period - 1e-9 && time < period + 1 - 1e-9);
    assert.equal(own.length, 100);
    assert.ok(own.at(-1)! - period < 0.2);
  }
});

Deno.test("Load refuses bursts without their length, and a length without bursts", () => {
  assert.ok(Load.safeParse(LOADS[2]).success);
  assert.ok(!Load.safeParse(load({ arrivals: "burst" })).success);
  assert.ok(!Load.safeParse(load({ arrivals: "burst", burstS: 2, burstPeriodS: 1 })).success);
  assert.ok(!Load.safeParse(load({ burstS: 0.5, burstPeriodS: 1 })).success);
});
