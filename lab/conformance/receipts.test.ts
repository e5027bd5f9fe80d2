import assert from "node:assert/strict";
import { join } from "node:path";
import type { Receipt } from "../nouns/outcome.ts";
import type { FoundWorkload } from "../nouns/workload.ts";
import { temporaryFolder } from "../testing/folder.ts";
import { acceptReceipts, receiptLines, receiptProblems, type Receipts } from "./receipts.ts";

const receiptOf = (...statements: [sql: string, callCount: number][]): Receipt => ({
  statementCount: statements.reduce((sum, [, count]) => sum + count, 0),
  rowCount: 1,
  sessionsOpenedCount: 0,
  executionMs: 1,
  statements: statements.map(([sql, callCount]) => ({
    ...{ sql, callCount, rowCount: 1, executionMs: 1 },
  })),
});
const ITEM = receiptOf(["SELECT 'a|b'", 1], ["BEGIN", 2]);
const workloadIn = (folder: string): FoundWorkload => ({
  ...{ name: "shop", title: "A shop", folder, database: null, endpoints: {} },
});
const of = (...names: string[]): Receipts => new Map(names.map((name) => [name, { item: ITEM }]));

Deno.test("a receipt is a row, its statements sorted, what repeats counted, and no bar left in it", () => {
  assert.deepEqual(receiptLines(of("mine")), [
    "| mine | item | 3 | 1 | 0 | 2 × `BEGIN`<br>`SELECT 'a\\|b'` |",
  ]);
});

Deno.test("accepted receipts are known; other ones are told with what they were", async () => {
  await using t = await temporaryFolder({ "README.md": "# Shop\n\nWords.\n" });
  const workload = workloadIn(t.folder);
  const [missing] = await receiptProblems(workload, of("mine"));
  assert.match(missing!, /^mine item is not in the table:\n {4}\| mine \| item \|/);
  await acceptReceipts(workload, of("mine"), ["mine"]);
  assert.deepEqual(await receiptProblems(workload, of("mine")), []);
  const changed: Receipts = new Map([["mine", { item: receiptOf(["SELECT 2", 1]) }]]);
  const [other] = await receiptProblems(workload, changed);
  assert.match(other!, /^mine item was\n {4}.*BEGIN.*\n {2}and is\n {4}.*SELECT 2/);
});

Deno.test("accepting leaves the words around the table, and the rows of others who are still there", async () => {
  await using t = await temporaryFolder({ "README.md": "# Shop\n\nBefore.\n" });
  const workload = workloadIn(t.folder);
  const read = () => Deno.readTextFile(join(t.folder, "README.md"));
  await acceptReceipts(workload, of("first", "second", "gone"), ["first", "second", "gone"]);
  await Deno.writeTextFile(join(t.folder, "README.md"), (await read()).trimEnd() + "\n\nAfter.\n");
  await acceptReceipts(workload, of("new", "second"), ["new", "first", "second"]);
  const text = await read();
  assert.match(text, /^# Shop\n\nBefore\.\n/);
  assert.match(text, /\nAfter\.\n$/);
  const rows = text.split("\n").filter((line) => /^\| \w+ \| item/.test(line))
    .map((line) => line.split(" ")[1]);
  assert.deepEqual(rows, ["new", "first", "second"]);
  const before = text;
  await acceptReceipts(workload, of("new"), ["new", "first", "second"]);
  assert.equal(await read(), before);
});

Deno.test("a workload with no README gets one", async () => {
  await using t = await temporaryFolder();
  await acceptReceipts(workloadIn(t.folder), of("mine"), ["mine"]);
  assert.match(
    await Deno.readTextFile(join(t.folder, "README.md")),
    /^# shop\n\nA shop\.\n\n<!-- /,
  );
});
