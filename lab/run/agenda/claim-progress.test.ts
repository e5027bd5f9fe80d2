import assert from "node:assert/strict";
import { claimLines, type ClaimProgress, decidedLine } from "./claim-progress.ts";

const held: ClaimProgress = {
  ...{ id: "threads-help", ratio: 1.31, low: 1.2, high: 1.43, confidence: 0.99 },
  ...{ verdict: "holds", open: false, moreBlocks: 0 },
};
const open: ClaimProgress = {
  ...{ id: "pool-alone", ratio: 0.92, low: 0.8, high: 1.05, confidence: 0.99 },
  ...{ verdict: "undecided", open: true, moreBlocks: 15 },
};
const narrower: ClaimProgress = { ...open, id: "other", low: 0.9, high: 0.95, moreBlocks: 1 };
const early: ClaimProgress = {
  ...{ id: "pool-alone", ratio: null, low: null, high: null, confidence: null },
  ...{ verdict: "not measured", open: true, moreBlocks: 2 },
};

Deno.test("decidedLine() counts the decided claims and shows the widest open one", () => {
  assert.equal(
    decidedLine([held, narrower, open]),
    "1 of 3 decided; pool-alone 0.92 (99 %: 0.80–1.05), about 15 more blocks",
  );
  assert.equal(decidedLine([held]), "1 of 1 decided");
  assert.equal(
    decidedLine([early, held]),
    "1 of 2 decided; pool-alone the first look in 2 more blocks",
  );
});

Deno.test("claimLines() says what each claim came to, and what an open one would take", () => {
  assert.deepEqual(
    claimLines([
      held,
      narrower,
      { ...open, moreBlocks: null },
      { ...open, open: false, moreBlocks: 0 },
    ]),
    [
      "threads-help: 1.31 (99 %: 1.20–1.43), holds",
      "other: 0.92 (99 %: 0.90–0.95), undecided; about 1 more block",
      "pool-alone: 0.92 (99 %: 0.80–1.05), undecided; even 80 blocks would likely not decide it",
      "pool-alone: 0.92 (99 %: 0.80–1.05), undecided; all looks are taken",
    ],
  );
});

Deno.test("what is so far is shown as that, and no look is promised that cannot come", () => {
  const soFar = { ratio: 1, low: 0.7, high: 1.4, confidence: 0.95 };
  const line = (more: Partial<ClaimProgress>) => decidedLine([{ ...early, ...more }]);
  assert.equal(
    line({ moreBlocks: 2, blocksLeft: 1, soFar }),
    "0 of 1 decided; pool-alone 1.00 (95 %: 0.70–1.40) so far, " +
      "its verdict comes at the end, in 1 more block",
  );
  assert.equal(
    line({ moreBlocks: 2, blocksLeft: 9, soFar }),
    "0 of 1 decided; pool-alone 1.00 (95 %: 0.70–1.40) so far, the first look in 2 more blocks",
  );
  assert.match(
    line({ moreBlocks: 4, blocksLeft: 3 }),
    /pool-alone its verdict comes at the end, in at most 3 more blocks$/,
  );
  assert.match(line({ moreBlocks: 4, blocksLeft: 1, hasTooFew: true }), /takes at least 3$/);
  assert.match(
    decidedLine([{ ...open, blocksLeft: 5 }]),
    /about 15 more blocks, and this run has at most 5$/,
  );
});
