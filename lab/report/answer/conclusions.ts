/**
 * What the notebooks of a project answer together: sentences of the project's own in
 * `notebooks/answer.json`, which the verdicts of their claims complete. A project without that file has
 * the sentences that every ledger has (`answerOf`).
 */
import { z } from "zod";
import { ledgerMachines, type LedgerRow } from "../../analysis/claims/ledger.ts";
import { MARK } from "../../analysis/claims/behind.ts";
import { countsText, registeredText } from "../../analysis/claims/ledger-text.ts";
import { markOf } from "../../notebook/claims/claim.ts";
import { figuresOf } from "../../notebook/claims/figure.ts";
import { name } from "../../nouns/fields.ts";
import { isThere, textIn } from "../../store/files.ts";
import { parseJson } from "../../store/json.ts";
import { projectPath } from "../../system/state.ts";
import { plainMarkdown } from "../../text/markdown.ts";
import type { AddressOf } from "./answer.ts";

const words = z.string().min(1);

/** `notebooks/answer.json` */
export const Conclusions = z.strictObject({
  /** What others said, each as the end of “changs, that …”; its verdict says whether they were right. */
  said: z.array(z.strictObject({ claim: name, that: words })).min(1),
  /** What was found on each question, as whole sentences without a stop. */
  found: z.array(z.strictObject({
    question: words,
    claims: z.array(z.strictObject({ claim: name, holds: words, fails: words })).min(1),
  })),
});
export type Conclusions = z.infer<typeof Conclusions>;

/**
 * Those of the project.
 *
 * @returns `null` where it has none
 * @throws GauntletError when the file cannot be read
 */
export async function readConclusions(): Promise<Conclusions | null> {
  const path = projectPath("notebooks", "answer.json");
  if (!isThere(path)) return null;
  const where = { place: "notebooks/answer.json", remedy: "correct the file" };
  return parseJson(Conclusions, await textIn(path, where), where.place, where.remedy);
}

/**
 * The sentences, in Markdown: what others got right and what they got wrong, a sentence for each question,
 * and how sure all this is.
 *
 * @param addressOf where a claim is shown
 * @returns `null` where the ledger lacks one of their claims: it is of other notebooks
 * @example
 * ```ts
 * import { ledgerRows } from "lab/analysis/claims/ledger.ts";
 * import { fixtureClaim } from "lab/analysis/fixtures/runs.ts";
 * import { conclusionsOf } from "lab/report/answer/conclusions.ts";
 * const rows = ledgerRows([fixtureClaim({ id: "one" })], [], { machineId: "here" });
 * const conclusions = { said: [{ claim: "one", that: "it is so" }], found: [] };
 * console.log(conclusionsOf(rows, conclusions, () => null)!.length); // 3
 * ```
 */
export function conclusionsOf(
  rows: readonly LedgerRow[],
  { said, found }: Conclusions,
  addressOf: AddressOf,
): string[] | null {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const named = [...said, ...found.flatMap(({ claims }) => claims)];
  if (named.some(({ claim }) => !byId.has(claim))) return null;
  const clause = (words: string, row: LedgerRow) =>
    `${plainMarkdown(words)} (${figure(row, addressOf(row))})`;
  const those = (verdict: LedgerRow["verdict"]) =>
    said.map(({ claim, that }) => ({ that, row: byId.get(claim)! }))
      .filter(({ row }) => row.verdict === verdict)
      .map(({ that, row }) => clause(`${row.source}, that ${that}`, row));
  const [right, wrong] = [those("holds"), those("fails")];
  return [
    `**Right:** ${right.join("; ") || NOTHING}.`,
    `**Wrong, or not so here:** ${wrong.join("; ") || NOTHING}.`,
    ...found.map(({ question, claims }) => {
      const answers = claims.map(({ claim, ...words }) => {
        const row = byId.get(claim)!;
        return clause(spoken(words, row), row);
      });
      return `**${plainMarkdown(question)}** ${answers.join("; ")}.`;
    }),
    sureness(rows, those("undecided"), those("not measured")),
  ];
}

const NOTHING = "nothing that others said and that was measured here";

/** What is open is never worded as a "no". */
function spoken(words: { holds: string; fails: string }, { verdict, sentence }: LedgerRow): string {
  if (verdict === "holds" || verdict === "fails") return words[verdict];
  return `${verdict === "undecided" ? "not decided" : "not measured"} is whether “${sentence}”`;
}

function figure(row: LedgerRow, address: string | null): string {
  const { figure, interval } = figuresOf(row);
  const text = plainMarkdown([figure, interval].filter(Boolean).join(", ") + markOf(row));
  return address === null ? text : `[${text}](${address})`;
}

function sureness(
  rows: readonly LedgerRow[],
  undecided: readonly string[],
  unmeasured: readonly string[],
): string {
  const machines = [...new Set(ledgerMachines(rows).map(({ machine }) => machine))];
  const marked = rows.filter(({ mark }) => mark !== null).length;
  const open = (what: string, those: readonly string[]) =>
    those.length === 0 ? [] : [`${what}: ${those.join("; ")}.`];
  return [
    `**How sure?** Of ${rows.length} claims ${countsText(rows)}; ${registeredText(rows)}; ` +
    `${machines.length === 1 ? "all " : ""}on ${machines.map(plainMarkdown).join(" and on ")}.`,
    ...(marked === 0
      ? []
      : [`${marked} bear the sign ${MARK}: not all of their trials were steady.`]),
    ...open("Undecided", undecided),
    ...open("Not measured", unmeasured),
  ].join(" ");
}
