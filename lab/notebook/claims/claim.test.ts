import assert from "node:assert/strict";
import { cellsOf } from "../../analysis/tables/cells.ts";
import { compare } from "../../analysis/comparing/compare.ts";
import { fixtureCell, fixtureRun, fixtureStudy } from "../../analysis/fixtures/runs.ts";
import { METHOD_VERSION } from "../../analysis/judgement/method.ts";
import { publishedRatio } from "../../analysis/studies/published.ts";
import { winnersOf } from "../../analysis/best/winners.ts";
import { Claim } from "../../nouns/claim.ts";
import { type Cell, same } from "../../nouns/cell.ts";
import type { RegisteredClaim } from "../../nouns/registered.ts";
import { LEDGER_VARIABLE, notedClaims } from "../../store/ledger.ts";
import { claim, type ClaimDefinition, judgedClaim, registeredClaim } from "./claim.ts";
import { DISPLAY } from "../display/display.ts";
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

Deno.test("a claim on a cell that the run lacks is not measured, and says which", async () => {
  const absent = fixtureCell("gamma-sync", 9, 99);
  const judged = judgedClaim(run, { ...definition, ours: [absent, one!] });
  assert.deepEqual([judged.verdict, judged.value, judged.low], ["not measured", null, null]);
  assert.match(
    judged.reason,
    /^Not measured: the full profile of this run does not measure gamma-sync 9×99/,
  );
  assert.deepEqual([judged.pValue, judged.compared!.over], [null, absent]);
  await noted(async () => {
    const shown = claim(run, { ...definition, ours: [absent, one!] });
    const { "text/html": html, "text/plain": text } = await shown[DISPLAY]!();
    assert.match(text!, /^One <server> beats the other: not measured\. Theirs: /);
    assert.match(html!, /class="gauntlet-claim not-measured"/);
    assert.doesNotMatch(html!, /Ours|NaN/);
  });
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
    const shown = claim(run, {
      ...definition,
      ours: { value: 3, low: 3, high: 3 },
      expects: { atMost: 4 },
      unit: "ms",
    });
    assert.match(String(shown), /Ours: 3.00 ms \(interval 3.00 to 3.00\)/);
  });
});

Deno.test("a claim keeps what it compared, how surely, and by which method it was judged", () => {
  const judged = judgedClaim(run, { ...definition, measure: "latencyP50Ms", expects: "more" });
  const { pValue, verdict } = compare(run, one!, other!, { measure: "latencyP50Ms" });
  assert.deepEqual(judged.compared, { measure: "latencyP50Ms", over: one, under: other });
  assert.deepEqual([judged.pValue, judged.deltaShare], [pValue, 0.1]);
  assert.equal(judged.verdict, verdict === "different" ? "holds" : judged.verdict);
  assert.equal(judged.methodVersion, METHOD_VERSION);
  const older = { ...judged, methodVersion: undefined, compared: undefined };
  assert.equal(Claim.parse(older).methodVersion, 1);
});

Deno.test("a verdict that rests on trials that did not settle bears a mark, and keeps code and Python", async () => {
  const moving = structuredClone(run);
  for (const { block, outcome } of moving.trials) {
    if (block === 1) Object.assign(outcome, { settled: false });
  }
  moving.environment.codeHash = "0123456789abcdef";
  moving.environment.versions.python = "3.11.2";
  const judged = judgedClaim(moving, definition);
  assert.match(
    judged.mark!,
    /^\d of \d+ trials may not have been steady: throughput or latency had not/,
  );
  assert.deepEqual([judged.codeHash, judged.python], ["0123456789abcdef", "3.11.2"]);
  assert.deepEqual([judgedClaim(run, definition).mark, judgedClaim(run, definition).codeHash], [
    null,
    null,
  ]);
  await noted(async () => {
    const bundle = await claim(moving, definition)[Symbol.for("Jupyter.display")]!();
    assert.match(bundle["text/plain"]!, /: (holds|fails|undecided) †\. .* † \d of \d+ trials/);
    assert.match(bundle["text/html"]!, /<span class="badge">\w+ †<\/span>/);
    const sound = claim(run, { ...definition, id: "sound" });
    assert.doesNotMatch(String(sound), /†/);
  });
  // A quantity may be of any trial of the run.
  const quantity = { ...definition, ours: { value: 3, low: 3, high: 3 }, expects: { atMost: 4 } };
  assert.match(
    judgedClaim(moving, { ...quantity, published: undefined }).mark!,
    /^\d+ of \d+ trials/,
  );
});

Deno.test("a claim of a run that went by looks is shown and kept at the confidence of its look", async () => {
  const { id, source, sentence } = definition;
  const registered = { id, source, sentence, expects: "more" as const };
  const profile = { ...run.plan.profile, blocks: 3, blocksMax: 20 };
  const claims = [{ ...registered, of: [one!, other!] as [Cell, Cell] }];
  const looked = { ...run, plan: { ...run.plan, profile, claims } };
  const judged = judgedClaim(looked, { ...registered, ours: [one!, other!] });
  const usual = judgedClaim(run, { ...registered, ours: [one!, other!] });
  assert.deepEqual([judged.confidence, usual.confidence], [0.99, undefined]);
  assert.ok(judged.low! < usual.low! && judged.high! > usual.high!);
  assert.deepEqual(Claim.parse(judged), judged);
  await noted(() => {
    assert.match(String(claim(looked, id)), /\(99 % interval .*, 5 blocks\).*its 99 % interval/);
  });
});

Deno.test("a claim may have a δ of its own, with its reason, and is shown with it", async () => {
  const own = { ...definition, expects: "same" as const, deltaShare: 0.5 };
  assert.throws(
    () => judgedClaim(run, own),
    /its δ is 0\.5, and not 0\.1 as usual; give the reason/,
  );
  const deltaReason = "half as much again is what a second machine costs";
  assert.equal(judgedClaim(run, { ...own, deltaReason }).deltaShare, 0.5);
  await noted(() => {
    const shown = claim(run, { ...own, deltaReason });
    assert.match(
      String(shown),
      /δ is 50 %: half as much again is what a second machine costs\./,
    );
  });
  assert.throws(
    () => judgedClaim(run, { ...own, deltaReason, ours: compare(run, one!, other!) }),
    /measure and deltaShare are for two cells; give them to the comparison/,
  );
});

Deno.test("a claim with a wrong id is refused in a sentence", () => {
  assert.throws(
    () => judgedClaim(run, { ...definition, id: "Not This" }),
    /Cannot judge the claim "Not This": id is "Not This": expected words-in-kebab-case; correct it/,
  );
});

const registered: RegisteredClaim = {
  id: "registered",
  source: "maple",
  sentence: "One beats the other",
  expects: "less",
  of: [one!, other!],
  headline: true,
};
const quantity: RegisteredClaim = {
  ...{ ...registered, id: "a-wait", of: "the longest wait", expects: { atMost: 3 } },
  unit: "ms",
};
const planned = { ...run, plan: { ...run.plan, claims: [registered, quantity] } };

Deno.test("claim() of an id is the claim that the run's plan registered", async () => {
  const entries = await noted(() => {
    const shown = claim(planned, "registered");
    assert.match(String(shown), /^One beats the other: holds\. .* Registered before this run was/);
  });
  const { compared, expects, registered: when, pValue } = entries[0]!;
  assert.deepEqual([compared!.over, compared!.under, expects, when], [
    one,
    other,
    "less",
    "before",
  ]);
  assert.equal(pValue, compare(run, one!, other!).pValue);
});

Deno.test("claim() of an id that only the experiment has now says that it came after the run", async () => {
  const entries = await noted(() => {
    const shown = claim({ ...run, claims: [registered] }, "registered");
    assert.match(String(shown), /Registered after this run was measured\.$/);
    claim({ ...planned, claims: [{ ...registered, expects: "more" }] }, "registered");
  });
  assert.deepEqual(
    entries.map(({ registered: when, expects }) => [when, expects]),
    [["before", "less"]],
    "what the plan has counts before what is written now",
  );
});

Deno.test("claim() of the best of some cells is judged on its winners, says how, and keeps after which block", async () => {
  const { plan, ...looked } = fixtureRun({ blocks: 8, noiseShare: 0.01 });
  const [named, ...group] = cellsOf({ plan, ...looked });
  const alike = group.filter(({ scenario }) => same(scenario, named!.scenario));
  const best = { over: alike, under: [named!] };
  const claims = [{ ...registered, id: "best", of: { best }, expects: "more" as const }];
  const profile = { ...plan.profile, blocks: 3, blocksMax: 80 };
  const byLooks = { ...looked, plan: { ...plan, claims, profile } };
  const entries = await noted(() => {
    assert.match(String(claim(byLooks, "best")), /chosen by blocks 1–3, compared on blocks 4–8\./);
    assert.throws(
      () => claim(byLooks, "best", [named!, named!]),
      /it is of the best of its cells; leave out what is given beside its id/,
    );
    const early = { ...byLooks, trials: byLooks.trials.filter(({ block }) => block <= 4) };
    assert.match(String(claim(early, "best")), /chosen and judged by the same blocks/);
  });
  const { over, under } = winnersOf(byLooks, best);
  assert.deepEqual(entries.map(({ compared }) => compared), [
    { measure: "throughputRps", over, under },
  ]);
  const judged = judgedClaim(byLooks, registeredClaim(byLooks, "best").definition, "before");
  assert.deepEqual([judged.compared!.afterBlock, judged.blocks, judged.confidence], [3, 5, 0.99]);
});

Deno.test("claim() of a registered quantity takes what is judged beside the id", async () => {
  const entries = await noted(() => {
    claim(planned, "a-wait", { value: 2, low: 1, high: 2.5 });
    assert.throws(
      () => claim(planned, "a-wait"),
      /the claim "a-wait": it is of the longest wait; give that beside its id/,
    );
    assert.throws(
      () => claim(planned, "registered", { value: 2, low: 1, high: 2.5 }),
      /it is of two cells; leave out what is given beside its id/,
    );
  });
  assert.deepEqual(entries.map(({ verdict, unit }) => [verdict, unit]), [["holds", "ms"]]);
});

Deno.test("claim() of an id that nobody registered says which was meant", () => {
  assert.throws(
    () => claim(planned, "registred"),
    /"synthetic" has registered none of that id; did you mean "registered"\?/,
  );
  assert.throws(() => claim(run, "registered"), /registered none of that id; there is none/);
});

Deno.test("a claim that is defined on the spot was thought of after the data was seen", async () => {
  const entries = await noted(() =>
    assert.match(String(claim(run, definition)), / Thought of after the data was seen\.$/)
  );
  assert.equal(entries[0]!.registered, "never");
  assert.equal(Claim.parse({ ...entries[0], registered: undefined }).registered, "never");
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
