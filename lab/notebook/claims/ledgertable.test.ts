import assert from "node:assert/strict";
import { fixtureClaim } from "../../analysis/fixtures/runs.ts";
import { ledgerRows } from "../../analysis/claims/ledger.ts";
import { ledgerTable } from "./ledgertable.ts";

const bundle = await ledgerTable(
  ledgerRows(
    [
      fixtureClaim({ id: "a", sentence: "Less < more" }),
      fixtureClaim({ id: "b", registered: "after" }),
    ],
    [
      fixtureClaim({ id: "a", sentence: "Less < more", verdict: "fails", value: 0.5 }),
      fixtureClaim({
        ...{ id: "c", unit: "ms", verdict: "not measured" },
        ...{ value: null, low: null, high: null },
      }),
    ],
    { machineId: "here", notebookOf: () => "03-three" },
  ),
)[Symbol.for("Jupyter.display")]!();

Deno.test("ledgerTable() leads to the notebook of each claim, in HTML and in Markdown", () => {
  const html = bundle["text/html"]!;
  assert.equal(html.match(/<a href="03-three\.ipynb">03-three<\/a><\/td>/g)!.length, 3);
  assert.equal(bundle["text/markdown"]!.match(/\| \[03-three\]\(03-three\.ipynb\) \|/g)!.length, 3);
  assert.ok(html.includes("Less &lt; more"));
});

Deno.test("ledgerTable() says where a verdict is not the recorded one, and what was not measured", () => {
  const lines = bundle["text/plain"]!.split("\n");
  assert.match(lines.find((line) => line.startsWith("Less"))!, /fails \(recorded: holds\)/);
  assert.ok(lines.some((line) => /1\.50× \(1\.20 to 1\.80\) +holds .*03-three/.test(line)));
  assert.ok(lines.some((line) => line.includes("not measured")));
});

Deno.test("ledgerTable() says of each claim whether it was registered before it was measured", () => {
  const lines = bundle["text/plain"]!.split("\n");
  assert.deepEqual(lines.filter((line) => / after /.test(line)).length, 1);
  assert.deepEqual(lines.filter((line) => / before /.test(line)).length, 2);
});

Deno.test("ledgerTable() marks verdicts of unsettled trials, and names each claim's machine", () => {
  const shown = (machine: string) =>
    ledgerTable(
      ledgerRows(
        [
          fixtureClaim({ id: "a", mark: "2 of 6 trials may not have been steady." }),
          fixtureClaim({ id: "b", machine }),
        ],
        [],
        { machineId: "here" },
      ),
    )[Symbol.for("Jupyter.display")]!() as Record<string, string>;
  const alike = shown("2 cores of synthetic CPU");
  assert.match(alike["text/plain"]!, /holds †/);
  assert.match(alike["text/plain"]!, /^† It rests on trials that may not have been steady/m);
  assert.match(alike["text/html"]!, /All of them were measured on 2 cores of synthetic CPU\./);
  const others = shown("8 cores of another");
  assert.match(others["text/markdown"]!, /\| machine \|/);
  assert.match(others["text/markdown"]!, /8 cores of another \|/);
});
