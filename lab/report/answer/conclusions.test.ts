import assert from "node:assert/strict";
import { ledgerRows } from "../../analysis/claims/ledger.ts";
import { fixtureClaim } from "../../analysis/fixtures/runs.ts";
import type { ClaimVerdict } from "../../nouns/claim.ts";
import { findNotebooks } from "../../notebook/source.ts";
import { type Conclusions, conclusionsOf, readConclusions } from "./conclusions.ts";

const CONCLUSIONS: Conclusions = {
  said: [
    { claim: "one", that: "a LIMIT was missing" },
    { claim: "two", that: "the pool is slower" },
  ],
  found: [{
    question: "Which?",
    claims: [{ claim: "three", holds: "it is maple", fails: "it is not maple" }],
  }],
};

const saidOf = (...verdicts: ClaimVerdict[]) =>
  conclusionsOf(
    ledgerRows(
      ["one", "two", "three"].map((id, at) =>
        fixtureClaim({
          ...{ id, sentence: `The sentence of ${id}`, source: "maple", verdict: verdicts[at]! },
          ...{ value: 1.3125, low: 1.22, high: 1.41, unit: null, published: null, mark: null },
        })
      ),
      [],
      { machineId: "" },
    ),
    CONCLUSIONS,
    ({ id }) => `a.md#claim-${id}`,
  )!;

Deno.test("what others said is right or wrong by its verdict, and a question is answered by its own", () => {
  const [right, wrong, which, sure] = saidOf("holds", "fails", "fails");
  const figure = (id: string) => `[1.31×, 1.22 to 1.41](a.md#claim-${id})`;
  assert.equal(right, `**Right:** maple, that a LIMIT was missing (${figure("one")}).`);
  assert.equal(
    wrong,
    `**Wrong, or not so here:** maple, that the pool is slower (${figure("two")}).`,
  );
  assert.equal(which, `**Which?** it is not maple (${figure("three")}).`);
  assert.match(sure!, /^\*\*How sure\?\*\* Of 3 claims 1 holds, 2 fail, 0 are undecided; .* on /);
  assert.doesNotMatch(sure!, /Undecided/);
});

Deno.test("what is open stands neither under right nor under wrong, and is never a no", () => {
  const [right, wrong, which, sure] = saidOf("undecided", "not measured", "undecided");
  assert.equal(right, "**Right:** nothing that others said and that was measured here.");
  assert.equal(
    wrong,
    "**Wrong, or not so here:** nothing that others said and that was measured here.",
  );
  assert.match(which!, /^\*\*Which\?\*\* not decided is whether “The sentence of three” /);
  assert.match(
    sure!,
    / Undecided: maple, that a LIMIT was missing .* Not measured: maple, that the/,
  );
});

Deno.test("a ledger of other notebooks has no such sentences", () => {
  const rows = ledgerRows([fixtureClaim({ id: "one" })], [], { machineId: "" });
  assert.equal(conclusionsOf(rows, CONCLUSIONS, () => null), null);
});

Deno.test("the project's own name claims that there are, each once", async () => {
  const { said, found } = (await readConclusions())!;
  const ids = [...said, ...found.flatMap(({ claims }) => claims)].map(({ claim }) => claim);
  assert.equal(new Set(ids).size, ids.length);
  const code = (await findNotebooks()).flatMap(({ cells }) =>
    cells.filter(({ kind }) => kind === "code").map(({ source }) => source)
  ).join("\n");
  assert.deepEqual(ids.filter((id) => !code.includes(`id: "${id}"`)), []);
});
