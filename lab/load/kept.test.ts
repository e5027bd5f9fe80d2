import assert from "node:assert/strict";
import { Keeper } from "./kept.ts";
import { mergeResults } from "./merge.ts";
import { Window } from "./window.ts";

const drawn = { endpoint: "page", request: { path: "/" } };

/** Offers an answer of so many bytes. */
function offer(keeper: Keeper, bytes: number): boolean {
  const keeping = keeper.begin(drawn, 200, () => [["a", "1"], ["a", "2"]]);
  keeping?.add(new Uint8Array(bytes));
  keeping?.end();
  return keeping !== null;
}

Deno.test("one answer in a while is kept, and none before the window or after it", () => {
  const keeper = new Keeper();
  keeper.answered(1e9);
  assert.equal(offer(keeper, 1), false, "no window was opened");
  keeper.open(0);
  assert.equal(offer(keeper, 1), false, "nobody waits that long");
  const asked = Array.from({ length: 1000 }, (_, ms) => {
    keeper.answered(ms);
    return offer(keeper, 1);
  });
  assert.equal(asked.filter(Boolean).length, 9, "ten a second");
  keeper.answered(2000);
  const late = keeper.begin(drawn, 200, () => [])!;
  keeper.close();
  late.end();
  keeper.answered(3000);
  assert.equal(offer(keeper, 1), false);
  assert.equal(keeper.kept.length, 9);
  keeper.open(4000);
  assert.deepEqual(keeper.kept, [], "another window has its own");
});

Deno.test("answers are kept up to a mebibyte, and a long one alone is left out", () => {
  const keeper = new Keeper();
  keeper.open(0);
  for (
    const [at, bytes] of [[100, 2 ** 20 + 1], [200, 2 ** 19], [300, 2 ** 19], [400, 1]] as const
  ) {
    keeper.answered(at);
    offer(keeper, bytes);
  }
  const sizes = keeper.kept.map(({ bodyBase64 }) => atob(bodyBase64).length);
  assert.deepEqual(sizes, [2 ** 19, 2 ** 19]);
});

Deno.test("what is kept is a copy, and its headers are all there", () => {
  const keeper = new Keeper();
  keeper.open(0);
  keeper.answered(100);
  const read = new TextEncoder().encode("right");
  const keeping = keeper.begin(drawn, 201, () => [["a", "1"], ["a", "2"]])!;
  keeping.add(read);
  read.fill(0);
  keeping.end();
  assert.deepEqual(keeper.kept, [{
    ...drawn,
    status: 201,
    headers: [["a", "1"], ["a", "2"]],
    bodyBase64: btoa("right"),
  }]);
});

Deno.test("what several generators kept is kept, also where the first of them kept none", () => {
  const resultOf = (keeps: boolean) => {
    const window = new Window();
    window.open();
    if (keeps) window.keeper.answered(performance.now() + 1000);
    offer(window.keeper, 1);
    window.response(200, 1, 1);
    window.close();
    return window.result();
  };
  const merged = mergeResults([resultOf(false), resultOf(true), resultOf(true)]);
  assert.equal(merged.keptAnswers!.length, 2);
  assert.equal(merged.okCount, 3);
});
