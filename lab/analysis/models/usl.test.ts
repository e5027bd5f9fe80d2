import assert from "node:assert/strict";
import { fitUsl, uslPeak, uslThroughputRps } from "./usl.ts";

const LAW = { singleRps: 100, contention: 0.1, coherency: 0.002 };
const pointsOf = (sizes: number[], of: (atOnce: number) => number) =>
  sizes.map((atOnce) => ({ atOnce, throughputRps: of(atOnce) }));

Deno.test("fitUsl() finds the law that made the points", () => {
  const law = fitUsl(pointsOf([1, 2, 5, 10, 30], (n) => uslThroughputRps(LAW, n)));
  assert.ok(Math.abs(law.singleRps - 100) < 1e-6);
  assert.ok(Math.abs(law.contention - 0.1) < 1e-9);
  assert.ok(Math.abs(law.coherency - 0.002) < 1e-9);
});

Deno.test("fitUsl() never gives a negative parameter, however the points run", () => {
  const runs = [(n: number) => 100 * n ** 1.3, (n: number) => 300 + n, (n: number) => 300 / n ** 2];
  for (const of of runs) {
    const law = fitUsl(pointsOf([1, 2, 3, 5, 10], of));
    assert.ok(law.singleRps > 0 && law.contention >= 0 && law.coherency >= 0, JSON.stringify(law));
    assert.ok(Number.isFinite(uslThroughputRps(law, 5)));
  }
});

Deno.test("fitUsl() minds errors in share: a small point counts as much as a large one", () => {
  const points = pointsOf([1, 2, 4, 8, 16], (n) => uslThroughputRps(LAW, n));
  points.push({ atOnce: 1, throughputRps: 110 });
  const { singleRps } = fitUsl(points);
  assert.ok(singleRps > 103 && singleRps < 107, `${singleRps}`);
});

Deno.test("fitUsl() refuses three sizes, which any curve would fit", () => {
  assert.throws(
    () => fitUsl(pointsOf([1, 2, 2, 3], (n) => 100 * n)),
    /3 sizes with answers; measure at least 4/,
  );
});

Deno.test("uslPeak() is where one more makes it slower, and is not there without coherency cost", () => {
  const peak = uslPeak(LAW)!;
  assert.ok(Math.abs(peak - Math.sqrt(0.9 / 0.002)) < 1e-9);
  for (const other of [peak - 1, peak + 1]) {
    assert.ok(uslThroughputRps(LAW, other) < uslThroughputRps(LAW, peak));
  }
  assert.equal(uslPeak({ ...LAW, coherency: 0 }), null);
  assert.equal(uslPeak({ ...LAW, contention: 5 }), 1);
});
