import assert from "node:assert/strict";
import { expectationOf } from "./expectation.ts";

const [flask, main] = [{ variant: "flask" }, { variant: "flask@origin/main~1" }];

Deno.test("an expectation is read in any of its spellings", () => {
  for (
    const [typed, expects] of [
      ["flask ≥ 0.95 × flask@origin/main~1", { atLeast: 0.95 }],
      [" flask >=0.95x flask@origin/main~1 ", { atLeast: 0.95 }],
      ["flask>=0.95*flask@origin/main~1", { atLeast: 0.95 }],
      ["flask ≥ 95% of flask@origin/main~1", { atLeast: 0.95 }],
      ["flask <= 1.1 X flask@origin/main~1", { atMost: 1.1 }],
      ["flask ≤ flask@origin/main~1", { atMost: 1 }],
    ] as const
  ) {
    const { over, under, expects: read } = expectationOf(typed);
    assert.deepEqual([over, under, read], [flask, main, expects], typed);
  }
  const { expects, deltaShare } = expectationOf("flask within 5 % of flask@origin/main~1");
  assert.deepEqual([expects, deltaShare], ["same", 0.05]);
});

Deno.test("a side may say how it is started", () => {
  const { over, under } = expectationOf("django-sync 2×5 >= 0.9 x fastapi 3 workers");
  assert.deepEqual(over, { variant: "django-sync", workers: 2, threads: 5 });
  assert.deepEqual(under, { variant: "fastapi", workers: 3 });
});

Deno.test("what is no expectation is told by what is wrong with it", () => {
  for (
    const [typed, sentence] of [
      ["", /"": it compares nothing; write it as "A ≥ 0\.95 × B"/],
      ["flask faster than django", /: it compares nothing; /],
      ["flask > django", /: no measurement tells > from ≥, or finds two servers equal; /],
      ["flask == django", /: no measurement tells > from ≥/],
      ["flask ≥", /: a server is missing on one side; /],
      ["≥ 0.9 × flask", /: a server is missing on one side; /],
      ["flask ≥ 0 × django", /: 0 times anything is nothing; /],
      ["flask ≥ 0.9 × django ≥ 2", /: "django ≥ 2" is no server, with its workers and threads or/],
      ["flask ≥ -1 × django", /: "-1 × django" is no server/],
      ["Flask App ≥ django", /: "Flask App" is no server/],
      ["flask within 0% of django", /: within 0 % is no margin; give one above 0 and up to 100; /],
    ] as const
  ) {
    assert.throws(() => expectationOf(typed), sentence, typed);
  }
});
