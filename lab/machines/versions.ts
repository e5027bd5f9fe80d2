/** Whether two machines would measure the same: of one code, by one Deno. */
import type { Facts } from "./protocol.ts";

/**
 * In what a machine differs from here, as a sentence; `null` where nothing stands between them. The code
 * has the lock lists in it, of Python and of Node, and which PostgreSQL is started.
 *
 * @example
 * ```ts
 * import { readFacts } from "lab/machines/facts.ts";
 * import { disagreement } from "lab/machines/versions.ts";
 * const facts = await readFacts("0".repeat(64));
 * console.log(disagreement("db", facts, facts)); // null
 * ```
 */
export function disagreement(name: string, here: Facts, there: Facts): string | null {
  const problem = (what: string, remedy: string) =>
    `Cannot measure on the machine "${name}": ${what}; ${remedy}, then "deno task setup --on ${name}"`;
  if (here.versions.deno !== there.versions.deno) {
    return problem(
      `its Deno is ${there.versions.deno}, and here it is ${here.versions.deno}`,
      "install the same",
    );
  }
  if (here.codeHash !== there.codeHash) {
    const short = ({ codeHash }: Facts) => codeHash.slice(0, 8);
    return problem(
      `its lab, servers or their locks are other code (${short(there)}) than here (${short(here)})`,
      "copy this checkout there",
    );
  }
  return null;
}
