/** Compared servers whose answers are sent in another form: compressed, or in chunks. */
import { type Rule, type Side } from "../rule.ts";

export const rule: Rule = {
  severity: "warning",
  remedy:
    "Turn compression off on both sides or on for both, and let both tell the length of their " +
    "answers; or say that this is what is compared.",

  comparison: ({ a, b }) => {
    if (a.cell.scenario.endpoint !== b.cell.scenario.endpoint) return null;
    const [ofA, ofB] = [formsOf(a), formsOf(b)];
    if (ofA.length === 0 || ofB.length === 0 || `${ofA}` === `${ofB}`) return null;
    const sentence = `${a.label} sends its answers ${ofA.join(" or ")}, ${b.label} ${
      ofB.join(" or ")
    }.`;
    // Chunks cost each side a few bytes; compression is work.
    const compressed = (forms: string[]) =>
      `${forms.map((form) => form.replace(/(, )?chunked$/, "") || "plain").sort()}`;
    return { sentence, severity: compressed(ofA) === compressed(ofB) ? "note" : "warning" };
  },
};

/** Forms that were seen of a cell's answers; none where none was looked at. */
const formsOf = ({ trials }: Side): string[] =>
  [...new Set(trials.flatMap(({ outcome }) => outcome.sampledForms ?? []))].sort();
