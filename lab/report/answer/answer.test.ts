import assert from "node:assert/strict";
import { ledgerRows } from "../../analysis/claims/ledger.ts";
import { fixtureClaim } from "../../analysis/fixtures/runs.ts";
import type { Claim } from "../../nouns/claim.ts";
import { answerOf, claimsLine } from "./answer.ts";
import { ledgerPage } from "./ledgerpage.ts";

const claim = (id: string, parts: Partial<Claim>): Claim =>
  fixtureClaim({ id, sentence: `The sentence of ${id}`, published: null, ...parts });

const rowsOf = (...claims: Claim[]) => ledgerRows(claims, [], { machineId: "" });

const ROWS = rowsOf(
  claim("ours", { source: "gauntlet", verdict: "holds", value: 9, low: 8, high: 10 }),
  claim("near", { source: "maple", verdict: "holds", value: 1.5, low: 1.1, high: 2 }),
  claim("far", { source: "maple", verdict: "holds", value: 4, low: 3, high: 5 }),
  claim("wrong", { source: "cedar", verdict: "fails", value: 0.5, low: 0.4, high: 0.6 }),
  claim("unsure", { source: "cedar", verdict: "undecided", pValue: 0.2, experiment: "more" }),
);

Deno.test("an answer is five sentences: the counts, the clearest of others' claims, what is open, the grounds", () => {
  const { sentences, counts, figure } = answerOf(ROWS, ({ id }) => `a.html#claim-${id}`)!;
  assert.equal(sentences.length, 5);
  assert.match(sentences[0]!, /^Of 5 claims \*\*3 hold, 1 fails, 1 is undecided\*\*: of /);
  assert.match(sentences[0]!, /of our own 1, 1 holds, 0 fail, 0 are undecided/);
  assert.match(
    sentences[1]!,
    /holds most clearly is “\[The sentence of far\]\(a\.html#claim-far\)”/,
  );
  assert.match(sentences[1]!, /measured 4\.0× \(3\.0 to 5\.0\)/);
  assert.match(sentences[2]!, /fails most clearly is “\[The sentence of wrong\]/);
  assert.match(
    sentences[3]!,
    /^Open are 1, 1 undecided; .*claim-unsure.*deno task run more --full/,
  );
  assert.match(sentences[4]!, /^All this was measured on /);
  assert.deepEqual(counts.map(({ verdict, count }) => [verdict, count]), [
    ["holds", 3],
    ["fails", 1],
    ["undecided", 1],
    ["not measured", 0],
  ]);
  assert.match(figure!.html, /^<figure class="gauntlet-figure"/);
});

Deno.test("an answer says that nothing holds, fails or is open, and that there is nothing to answer", () => {
  const one = (verdict: "holds" | "fails") =>
    answerOf(rowsOf(claim("one", { verdict, value: 3, low: 2, high: 4 })), () => null)!.sentences;
  assert.equal(one("fails")[1], "None of them holds.");
  assert.equal(one("holds")[2], "None fails.");
  assert.equal(one("holds")[3], "None of them is open.");
  // Without an address it is words.
  assert.match(one("holds")[1]!, /“The sentence of one”/);
  assert.equal(answerOf([], () => null), null);
  assert.equal(claimsLine([]), "");
});

Deno.test("a figure at the head shows the clearest where there are more than it has room for", () => {
  const many = rowsOf(
    ...Array.from(
      { length: 30 },
      (_, at) =>
        claim(`c-${at}`, {
          verdict: "holds",
          value: 2 + at,
          low: 1.5 + at,
          high: 3 + at,
          compared: null,
        }),
    ),
  );
  const { markdown } = answerOf(many, () => null)!.figure!;
  assert.match(markdown, /The 16 clearest of 30 claims/);
});

Deno.test("the ledger's page has a row a claim with what it is filtered by, and data in it is text", () => {
  const html = ledgerPage(
    rowsOf(claim("one", { sentence: "<b>more</b>", source: 'a"b' })),
    ({ id }) => `a.html#claim-${id}`,
  );
  assert.match(html, /<tr data-verdict="[^"]+" data-source="a&quot;b" data-notebook="[^"]+">/);
  assert.match(html, /<a href="a\.html#claim-one">&lt;b&gt;more&lt;\/b&gt;<\/a>/);
  assert.ok(!html.includes("<b>more"));
});

Deno.test("an answer counts claims with one test once wherever it counts them", () => {
  const rows = ROWS.map((row) => ({ ...row, verdict: "undecided" as const, test: "one" }));
  const { sentences, counts } = answerOf(rows, () => null)!;
  assert.equal(counts.find(({ verdict }) => verdict === "undecided")!.count, 1);
  assert.match(sentences[3]!, /^Open are 1, 1 undecided;/);
});
