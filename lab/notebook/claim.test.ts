import assert from "node:assert/strict";
import { cellsOf } from "../analysis/cells.ts";
import { fixtureCell, fixtureRun, fixtureStudy } from "../analysis/fixtures.ts";
import { publishedRatio } from "../analysis/published.ts";
import { LEDGER_VARIABLE, notedClaims } from "../store/ledger.ts";
import { claim, type ClaimDefinition, judgedClaim } from "./claim.ts";
import { DISPLAY } from "./display.ts";
import { notebookOf } from "./ledger.ts";

const run = fixtureRun({ blocks: 5, noiseShare: 0.01, answerCount: 1 });
const [one, other] = cellsOf(run);
const definition: ClaimDefinition = {
  id: "one-beats-the-other",
  source: "maple",
  sentence: "One <server> beats the other",
  ours: [one!, other!],
  expects: "less",
  published: publishedRatio(
    "maple",
    "best",
    { server: "Gamma" },
    { server: "Delta" },
    [fixtureStudy()],
  ),
};

/** What a body notes, in a ledger of its own. */
async function noted(body: () => unknown) {
  const folder = await Deno.makeTempDir();
  const before = Deno.env.get(LEDGER_VARIABLE);
  Deno.env.set(LEDGER_VARIABLE, folder);
  try {
    await body();
    return notedClaims();
  } finally {
    if (before === undefined) Deno.env.delete(LEDGER_VARIABLE);
    else Deno.env.set(LEDGER_VARIABLE, before);
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("claim() is noted at once, and shown as what a cell ends with", async () => {
  const entries = await noted(async () => {
    const shown = claim(run, definition);
    const bundle = await shown[DISPLAY]!();
    assert.equal(bundle["text/plain"], String(shown));
    assert.match(String(shown), /^One <server> beats the other: holds\. Ours: 0\.\d+×/);
    assert.match(
      String(shown),
      /Theirs: 0\.993× \(maple, table “best”: Gamma, 3 workers × 5 threads over/,
    );
    assert.match(String(shown), /excludes 1\. Lint: /);
    assert.match(bundle["text/html"]!, /class="gauntlet-claim holds"[\s\S]*One &lt;server&gt;/);
    assert.match(bundle["text/markdown"]!, /^\*\*holds\*\* · One \\<server\\> beats/);
  });
  assert.deepEqual(
    entries.map(({ id, verdict, runId, experiment }) => [id, verdict, runId, experiment]),
    [["one-beats-the-other", "holds", run.runId, "synthetic"]],
  );
});

Deno.test("an awaited claim() shows itself once and has no value", async () => {
  const printed: string[] = [];
  const log = console.log;
  console.log = (text: string) => void printed.push(text);
  try {
    await noted(async () => assert.equal(await claim(run, definition), undefined));
  } finally {
    console.log = log;
  }
  assert.equal(printed.length, 1);
  assert.match(printed[0]!, /One <server> beats the other: holds/);
});

Deno.test("a claim on a cell that the run lacks is undecided, and says which", () => {
  const absent = fixtureCell("gamma-sync", 9, 99);
  const judged = judgedClaim(run, { ...definition, ours: [absent, one!] });
  assert.deepEqual([judged.verdict, judged.value, judged.low], ["undecided", null, null]);
  assert.match(judged.reason, /The full profile of this run measured no gamma-sync 9×99/);
});

Deno.test("a claim on another quantity has its unit, and is no ratio", async () => {
  const judged = judgedClaim(run, {
    ...definition,
    published: undefined,
    ours: { value: 12.34, low: 11, high: Infinity },
    expects: { atLeast: 10 },
    unit: "ms",
  });
  assert.deepEqual([judged.unit, judged.low, judged.high], ["ms", 11, null]);
  await noted(() => {
    const shown = claim(run, { ...definition, ours: { value: 3, low: 3, high: 3 }, unit: "ms" });
    assert.match(String(shown), /Ours: 3 ms \(interval 3 to 3\)/);
  });
});

Deno.test("a claim with a wrong id is refused in a sentence", () => {
  assert.throws(
    () => judgedClaim(run, { ...definition, id: "Not This" }),
    /Cannot judge the claim "Not This": id: expected words-in-kebab-case; correct it/,
  );
});

Deno.test("notebookOf() finds the notebook that makes the claim, else the experiment's own", () => {
  const notebook = (name: string, source: string) => ({
    path: "",
    name,
    cells: [{ number: 1, kind: "code" as const, source, tags: [], outputCount: 0 }],
  });
  const notebooks = [notebook("01-synthetic", ""), notebook("02-two", 'id: "in-two",')];
  const judged = judgedClaim(run, definition);
  assert.equal(notebookOf({ ...judged, id: "in-two" }, notebooks), "02-two");
  assert.equal(notebookOf(judged, notebooks), "01-synthetic");
  assert.equal(notebookOf({ ...judged, experiment: "lost" }, notebooks), "lost");
});
