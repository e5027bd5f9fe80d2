import assert from "node:assert/strict";
import { inTrials } from "../testing.ts";

const found = (outcome: Record<string, number | string>) =>
  inTrials("noisy-neighbour", { outcome: { durationS: 5, ...outcome } })
    .map(({ sentence }) => sentence)[0];

Deno.test("noisy-neighbour names the program, and says what cannot be seen", () => {
  assert.equal(
    found({ busiestOtherProgram: "cc1", busiestOtherCpuS: 2 }),
    "“cc1” used 20 % of all cores.",
  );
  assert.equal(
    found({ busiestOtherProgram: "cc1", busiestOtherCpuS: 0.1, unseenCpuS: 3 }),
    "30 % were used by what cannot be seen from here: other containers, the kernel, or programs that had ended.",
  );
});

Deno.test("noisy-neighbour says nothing of what every machine does for itself", () => {
  assert.equal(
    found({ busiestOtherProgram: "sshd", busiestOtherCpuS: 0.1, unseenCpuS: 0.8 }),
    undefined,
  );
  assert.equal(found({}), undefined);
});
