/**
 * The receipts of all variants as a table in servers/README.md: what each does to the database for
 * one request. A change of it is a change of what is measured, and must be accepted on purpose.
 */
import { join } from "node:path";
import { GauntletError, ROOT } from "../system/state.ts";
import type { Endpoint, Receipt } from "../nouns/types.ts";

export type Receipts = Map<string, Partial<Record<Endpoint, Receipt>>>;

const FILE = join(ROOT, "servers", "README.md");
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

/** What is wrong with the table in servers/README.md for these variants; empty when it agrees. */
export async function receiptProblems(receipts: Receipts): Promise<string[]> {
  const { table } = await readTable();
  const known = new Set(table);
  const measured = receiptLines(receipts);
  const of = (line: string) => line.split("|").slice(1, 3).map((cell) => cell.trim()).join(" ");
  return measured.filter((line) => !known.has(line)).map((line) => {
    const before = table.find((other) => of(other) === of(line));
    return before
      ? `${of(line)} was\n    ${before}\n  and is\n    ${line}`
      : `${of(line)} is not in the table:\n    ${line}`;
  });
}

/** Writes the lines of these variants into the table; those of variants that are gone are left out. */
export async function acceptReceipts(receipts: Receipts, variantNames: string[]): Promise<void> {
  const { before, table, after } = await readTable();
  const variantOf = (line: string) => line.split("|")[1]!.trim();
  const kept = table.filter((line) =>
    !receipts.has(variantOf(line)) && variantNames.includes(variantOf(line))
  );
  const place = (line: string) => variantNames.indexOf(variantOf(line));
  const lines = [...kept, ...receiptLines(receipts)].sort((a, b) => place(a) - place(b));
  const head =
    "| variant | endpoint | statements | rows | sessions | SQL |\n|---|---|--:|--:|--:|---|";
  await Deno.writeTextFile(
    FILE,
    `${before}${BEGIN}\n\n<!-- deno-fmt-ignore-start -->\n${head}\n${
      lines.join("\n")
    }\n<!-- deno-fmt-ignore-end -->\n\n${END}${after}`,
  );
}

async function readTable(): Promise<{ before: string; table: string[]; after: string }> {
  const text = await Deno.readTextFile(FILE);
  const [start, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (start < 0 || end < 0) {
    throw new GauntletError(
      `Cannot read the receipts in servers/README.md: it needs the lines "${BEGIN}" and "${END}"`,
    );
  }
  const table = text.slice(start, end).split("\n").filter((line) =>
    line.startsWith("| ") && !line.startsWith("| variant |")
  );
  return { before: text.slice(0, start), table, after: text.slice(end + END.length) };
}
