/** A gate: what was expected of two servers, what became of it, and the exit code that says so. */
import { isOfGate } from "../../lab/plan/gate.ts";
import type { Found, FoundPair } from "./found.ts";
import type { GateVerdict } from "./foundtext.ts";

/** What a task with expectations ends with. */
export const GATE_CODES: Record<GateVerdict, number> = {
  holds: 0,
  fails: 1,
  undecided: 2,
  "could not be measured": 3,
};

/**
 * What became of all that was expected; `null` where nothing was. One that fails says more than one that
 * could not be measured, and that more than one that is undecided, as one of too few blocks is.
 */
export function gateOf({ pairs }: Pick<Found, "pairs">): GateVerdict | null {
  const verdicts = pairs.filter(isExpected).map(({ verdict, blocks }) =>
    verdict === "not measured" && blocks > 0 ? "undecided" : verdict
  );
  if (verdicts.length === 0) return null;
  if (verdicts.includes("fails")) return "fails";
  if (verdicts.includes("not measured")) return "could not be measured";
  return verdicts.includes("undecided") ? "undecided" : "holds";
}

const isExpected = ({ id }: FoundPair): boolean => id !== null && isOfGate({ id });
