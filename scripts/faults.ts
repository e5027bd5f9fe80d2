/**
 * `deno task faults [FAULT…]`: servers that lie, machines that lie, losses, damage and hostile text,
 * each planted on purpose by a test; how many were found or survived, and what was lost.
 */
import { GauntletError, isOwnProject } from "../lab/system/state.ts";
import { PLANTED } from "../lab/testing/faults.ts";
import type { Task } from "./gauntlet.ts";
import { filesOf, runTests } from "./test.ts";

const faults: Task = async (args) => {
  if (args.length > 0) {
    throw new GauntletError(
      `Cannot plant ${args.join(" ")}: all faults are planted together; use deno task faults`,
    );
  }
  if (isOwnProject()) {
    throw new GauntletError(
      "Cannot plant faults in a project of your own: they are the lab's; leave out --project",
    );
  }
  const startedMs = performance.now();
  const files = await filesOf((text) => /^\s*faultTest\(/m.test(text));
  try {
    await runTests(["--filter", `/${PLANTED.replace("(", "\\(")}/`, ...files], {
      tellsFaults: true,
    });
  } finally {
    console.log(`It took ${Math.round((performance.now() - startedMs) / 1000)} s`);
  }
};
export default faults;
