import assert from "node:assert/strict";
import { seededRandom } from "../../nouns/random.ts";
import { alphaOfLook, LOOKS, standings, type WatchedPair } from "./looks.ts";
import { simulatedPairs } from "./simulate.ts";

/** Differences that alternate about a mean, so that their spread is known. */
function pairOf(mean: number, spread: number, blocks: number, name = "a"): WatchedPair {
  const differences = Array.from(
    { length: blocks },
    (_, index) => mean + spread * [1, -1, 0.5, -0.5, 0][index % 5]!,
  );
  return { cellA: name, cellB: `${name}′`, scenario: name, differences };
}
const upTo = (pairs: readonly WatchedPair[], blocks: number): WatchedPair[] =>
  pairs.map((pair) => ({ ...pair, differences: pair.differences.slice(0, blocks) }));
const simulated = (seed: number, logRatio: number) =>
  simulatedPairs({ blocks: 80, noise: "spread", logRatio }, seededRandom(seed));

Deno.test("standings() decides a pair at the first look that can, and at that look's level", () => {
  const [apart, same, open] = standings([
    pairOf(0.5, 0.05, 20, "a"),
    pairOf(0, 0.15, 20, "b"),
    pairOf(0.1, 0.3, 20, "c"),
  ]);
  assert.deepEqual([apart!.look, apart!.decided, apart!.judgement.verdict], [5, true, "different"]);
  assert.deepEqual([same!.look, same!.decided, same!.judgement.verdict], [20, true, "equivalent"]);
  assert.deepEqual([open!.look, open!.decided, open!.judgement.verdict], [20, false, "undecided"]);
  for (const { judgement } of [apart!, same!, open!]) {
    assert.ok(judgement.verdict !== "not measured");
    assert.equal(judgement.interval.confidence, 0.99);
    assert.equal(judgement.equivalenceInterval.confidence, 0.98);
  }
  assert.equal(apart!.moreBlocks, 0);
});

Deno.test("alphaOfLook() divides α by the looks that are planned, taken or not", () => {
  assert.equal(alphaOfLook(), 0.01);
  assert.equal(alphaOfLook({ looks: [4] }), 0.05);
  assert.equal(alphaOfLook({ looks: [5, 10], alpha: 0.1 }), 0.05);
  // Three blocks of 1 ± 0.09: enough for one look, too few for one look of five.
  const pair = [{ ...pairOf(0.4, 0, 3), differences: [0.31, 0.49, 0.4] }];
  assert.equal(standings(pair, { looks: [3] })[0]!.decided, true);
  assert.equal(standings(pair, { looks: [3, 5, 7, 9, 11] })[0]!.decided, false);
});

Deno.test("standings() does not look between looks, nor before the first", () => {
  for (const seed of [1, 2, 3]) {
    const pairs = simulated(seed, 0.1);
    assert.deepEqual(standings(upTo(pairs, 9)), standings(upTo(pairs, 5)));
    assert.deepEqual(standings(upTo(pairs, 19)), standings(upTo(pairs, 10)));
    assert.notDeepEqual(standings(upTo(pairs, 10)), standings(upTo(pairs, 9)));
  }
  const [early] = standings([pairOf(2, 0.01, 4)]);
  assert.deepEqual(
    [early!.look, early!.decided, early!.estimate, early!.moreBlocks],
    [0, false, null, 1],
  );
  assert.equal(
    early!.judgement.sentence,
    "Not measured: the first look is after 5 blocks, and so far there are 4.",
  );
});

Deno.test("what a look decided stays, whatever later blocks show", () => {
  let closed = 0;
  for (const seed of [1, 2, 3, 4]) {
    const pairs = simulated(seed, 0.1);
    const end = standings(pairs);
    for (const look of LOOKS) {
      standings(upTo(pairs, look)).forEach((then, index) => {
        if (!then.decided) return assert.ok(end[index]!.look > look || look === 80);
        closed++;
        assert.deepEqual(end[index], then);
      });
    }
  }
  assert.ok(closed > 50, `${closed}`);
  const turned = pairOf(0.5, 0.05, 10);
  turned.differences = turned.differences.map((d, block) => block < 5 ? d : -9);
  assert.deepEqual(standings([turned]), standings(upTo([turned], 5)));
});

Deno.test("a closing look takes the blocks beyond the last one, in the place of the next", () => {
  const pairs = [pairOf(0.5, 0.05, 7, "a"), pairOf(0.1, 0.3, 7, "b"), pairOf(0.1, 0.3, 10, "c")];
  const [apart, open, atLook] = standings(pairs, { closing: true });
  assert.deepEqual([apart!.look, apart!.decided], [5, true], "what a look decided stays");
  assert.deepEqual([open!.look, open!.estimate!.blocks], [7, 7]);
  assert.ok(open!.judgement.verdict !== "not measured");
  assert.equal(open!.judgement.alpha, 0.01);
  assert.deepEqual(atLook, standings(pairs)[2], "a look that was just taken is not taken again");
  // Whether it ends there or goes on, the looks that were planned are taken alike.
  assert.deepEqual(standings(pairs)[1]!.look, 5);
});

Deno.test("where no look was taken yet the closing one has all of α, and needs three blocks", () => {
  const [three] = standings([pairOf(0.5, 0.05, 3)], { closing: true });
  assert.ok(three!.judgement.verdict === "different");
  assert.equal(three!.judgement.interval.confidence, 0.95);
  const [two] = standings([pairOf(0.5, 0.05, 2)], { closing: true });
  assert.deepEqual([two!.judgement.verdict, two!.moreBlocks], ["not measured", 3]);
  const [none] = standings([pairOf(0.5, 0.05, 0)], { closing: true });
  assert.equal(none!.estimate, null);
});

Deno.test("after the last look there is no closing one", () => {
  const pair = [pairOf(0.1, 0.3, 12)];
  const [standing] = standings(pair, { looks: [5, 10], closing: true });
  assert.deepEqual([standing!.look, standing!.decided], [10, false]);
});

Deno.test("a pair that is dropped decides alike, with the blocks it had or with more", () => {
  for (const seed of [5, 6]) {
    const pairs = simulated(seed, 0.1);
    const whole = standings(pairs);
    const dropped = pairs.map((pair, index) => (
      { ...pair, differences: pair.differences.slice(0, whole[index]!.look) }
    ));
    assert.ok(new Set(whole.map(({ look }) => look)).size > 2);
    assert.deepEqual(standings(dropped), whole);
  }
});

Deno.test("an open pair without the blocks of a look waits, while others are looked at", () => {
  const pairs = [pairOf(0.1, 0.3, 7, "a"), pairOf(0.1, 0.3, 10, "b")];
  assert.deepEqual(standings(pairs).map(({ look }) => look), [5, 10]);
});

Deno.test("a block that lacks a cell is a block, and a pair that has none is not measured", () => {
  const gaps = pairOf(0.5, 0.05, 5, "a");
  gaps.differences = gaps.differences.map((d, block) => block === 2 ? null : d);
  const nothing = { ...pairOf(0, 0, 5, "b"), differences: [null, null, null, null, null] };
  const [first, second] = standings([gaps, nothing]);
  assert.deepEqual([first!.look, first!.estimate!.blocks], [5, 4]);
  assert.equal(second!.judgement.verdict, "not measured");
  assert.deepEqual([second!.decided, second!.moreBlocks], [false, null]);
});

Deno.test("a claim's own δ decides its pair, and no other", () => {
  const pairs = ["a", "b"].map((name) => pairOf(0.02, 0.15, 10, name));
  const wide = [{ ...pairs[0]!, deltaShare: 0.3 }, pairs[1]!];
  assert.deepEqual(standings(pairs).map(({ decided }) => decided), [false, false]);
  assert.deepEqual(standings(wide).map(({ decided }) => decided), [true, false]);
  assert.deepEqual(
    standings(pairs, { deltaShare: 0.3 }).map(({ decided }) => decided),
    [true, true],
  );
});

Deno.test("the blocks that an open pair needs decide it about four times in five", () => {
  let promised = 0, kept = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const pairs = simulated(seed, [0, 0.05, 0.1, 0.18][seed % 4]!);
    const end = standings(pairs);
    standings(upTo(pairs, 10)).forEach(({ decided, moreBlocks }, index) => {
      if (decided || moreBlocks === null) return;
      promised++;
      if (end[index]!.decided && end[index]!.look <= 10 + moreBlocks) kept++;
    });
  }
  // The promise is "at least", as looks are far apart, and rests on a spread known from ten blocks.
  assert.ok(
    promised > 300 && kept / promised > 0.75 && kept / promised < 0.97,
    `${kept}/${promised}`,
  );
});

Deno.test("the blocks that an open pair needs agree with an independent implementation", () => {
  // The chances at 20, 40 and 80 blocks by mpmath, as far as the first of 80 % or more.
  const known = [
    { mean: 0.2, spread: 0.3, more: 10 }, // 0.87
    { mean: 0.18, spread: 0.3, more: 30 }, // 0.77 0.92
    { mean: 0.05, spread: 0.15, more: 30 }, // 0.43 1
    { mean: 0.12, spread: 0.3, more: 70 }, // 0.32 0.67 0.89
    { mean: 0.03, spread: 0.2, more: 70 }, // 0.20 0.75 1
    { mean: 0, spread: 0.25, more: 70 }, // 0.00 0.48 0.91
    { mean: 0.01, spread: 0.3, more: null },
    { mean: 0.1, spread: 3, more: null },
  ];
  for (const { mean, spread, more } of known) {
    const [standing] = standings([pairOf(mean, spread, 10)]);
    assert.equal(standing!.decided, false);
    assert.equal(standing!.moreBlocks, more, `${mean} ± ${spread}`);
  }
});

Deno.test("standings() refuses looks that do not grow or say nothing", () => {
  for (const looks of [[], [2, 5], [5, 5], [10, 5], [5, 7.5], [NaN]]) {
    assert.throws(
      () => standings([pairOf(0, 1, 5)], { looks }),
      /give whole numbers from 3 that grow/,
    );
  }
});
