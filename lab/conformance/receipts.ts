/**
 * The receipts of a workload's variants as a table in its README.md: what each does to the database
 * for one request. A change of it is a change of what is measured, and must be accepted on purpose.
 */
import { join } from "node:path";
import type { FoundWorkload } from "../nouns/workload.ts";
import { exists } from "../system/state.ts";
import type { Receipt } from "../nouns/outcome.ts";

/** By variant and endpoint. */
export type Receipts = Map<string, Record<string, Receipt>>;

/** A workload and where its table is: the README.md beside it, or beside further servers of it. */
type Described = Pick<FoundWorkload, "name" | "title" | "folder">;

const fileOf = ({ folder }: Described) => join(folder, "README.md");
const BEGIN = "<!-- receipts: written by deno task check-variant --accept -->";
const END = "<!-- end of receipts -->";

/** The rows of the table, one for each variant and endpoint. */
export function receiptLines(receipts: Receipts): string[] {
  return [...receipts].flatMap(([variant, byEndpoint]) =>
    Object.entries(byEndpoint).map(([endpoint, receipt]) => {
      const sql = receipt.statements
        .toSorted((a, b) => a.sql < b.sql ? -1 : 1)
        .map((statement) =>
          (statement.callCount > 1 ? `${statement.callCount} × ` : "") + code(statement.sql)
        );
      const cells = [receipt.statementCount, receipt.rowCount, receipt.sessionsOpenedCount];
      return `| ${variant} | ${endpoint} | ${cells.join(" | ")} | ${sql.join("<br>")} |`;
    })
  );
}

/** A statement as a cell of a table. */
const code = (sql: string) => `\`${sql.replaceAll("|", "\\|")}\``;

/** A receipt that is another than that in the table. */
export interface ReceiptChange {
  /** Both of them. */
  text: string;
  /** Whether the table has none of this variant and endpoint yet. */
  isNew: boolean;
}

/** What is wrong with the table of a workload for these variants; empty when it agrees. */
export const receiptProblems = async (
  workload: Described,
  receipts: Receipts,
): Promise<string[]> => (await receiptChanges(workload, receipts)).map(({ text }) => text);

/** Where the table of a workload does not agree with what was measured. */
export async function receiptChanges(
  workload: Described,
  receipts: Receipts,
): Promise<ReceiptChange[]> {
  const { table } = await readTable(workload);
  const known = new Set(table);
  const measured = receiptLines(receipts);
  const of = (line: string) => line.split("|").slice(1, 3).map((cell) => cell.trim()).join(" ");
  return measured.filter((line) => !known.has(line)).map((line) => {
    const before = table.find((other) => of(other) === of(line));
    return {
      isNew: before === undefined,
      text: before
        ? `${of(line)} was\n    ${before}\n  and is\n    ${line}`
        : `${of(line)} is not in the table:\n    ${line}`,
    };
  });
}

/** Writes the lines of these variants into the table; those of variants that are gone are left out. */
export async function acceptReceipts(
  workload: Described,
  receipts: Receipts,
  variantNames: string[],
): Promise<void> {
  const { before, table, after } = await readTable(workload);
  const variantOf = (line: string) => line.split("|")[1]!.trim();
  const kept = table.filter((line) =>
    !receipts.has(variantOf(line)) && variantNames.includes(variantOf(line))
  );
  const place = (line: string) => variantNames.indexOf(variantOf(line));
  const lines = [...kept, ...receiptLines(receipts)].sort((a, b) => place(a) - place(b));
  const head =
    "| variant | endpoint | statements | rows | sessions | SQL |\n|---|---|--:|--:|--:|---|";
  await Deno.writeTextFile(
    fileOf(workload),
    `${before}${BEGIN}\n\n<!-- deno-fmt-ignore-start -->\n${head}\n${
      lines.join("\n")
    }\n<!-- deno-fmt-ignore-end -->\n\n${END}${after}`,
  );
}

/** A README that has no table yet gets one at its end. */
async function readTable(
  workload: Described,
): Promise<{ before: string; table: string[]; after: string }> {
  const file = fileOf(workload);
  const text = await exists(file)
    ? await Deno.readTextFile(file)
    : `# ${workload.name}\n\n${workload.title}.\n`;
  const [start, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (start < 0 || end < 0) return { before: `${text.trimEnd()}\n\n`, table: [], after: "\n" };
  const table = text.slice(start, end).split("\n").filter((line) =>
    line.startsWith("| ") && !line.startsWith("| variant |")
  );
  return { before: text.slice(0, start), table, after: text.slice(end + END.length) };
}
