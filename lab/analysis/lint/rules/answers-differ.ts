/**
 * Compared servers whose answers are not of one length. Their type is no column: every server is
 * made to answer the contract's JSON before it is loaded.
 */
import { medianOf, type Rule, significant } from "../rule.ts";

/** White space of a serialiser (7 bytes for four fields) and the wording of Date and Server. */
const WORDING_BYTES = 40;
/** Twice the length is no longer a matter of headers. */
const OTHER_ANSWER_RATIO = 2;

export const rule: Rule = {
  severity: "note",
  remedy: "Look at both answers with their headers; make them the same, or say how they differ.",

  comparison: ({ a, b }) => {
    if (a.cell.scenario.endpoint !== b.cell.scenario.endpoint) return null;
    const of = ({ outcome }: typeof a.trials[0]) =>
      outcome.okCount > 0 ? outcome.responseBytes : null;
    const [bytesA, bytesB] = [medianOf(a, of), medianOf(b, of)];
    if (bytesA === null || bytesB === null) return null;
    const gap = Math.abs(bytesA - bytesB);
    if (gap <= WORDING_BYTES) return null;
    const sentence = `${a.label} answers with ${significant(bytesA)} bytes, ${b.label} with ` +
      `${significant(bytesB)}: ${significant(gap)} bytes apart, headers and all.`;
    const ratio = Math.max(bytesA, bytesB) / Math.min(bytesA, bytesB);
    return { sentence, severity: ratio >= OTHER_ANSWER_RATIO ? "warning" : "note" };
  },
};
