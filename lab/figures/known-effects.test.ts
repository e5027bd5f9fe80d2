import assert from "node:assert/strict";
import { parseHTML } from "linkedom";
import { fixtureKnownEffects } from "../analysis/fixtures/runs.ts";
import { knownEffectsFigure } from "./known-effects.ts";
import { assertSnapshot } from "./frame/snapshot.ts";

const madeUp = (blocks: number, noiseShare: number) =>
  fixtureKnownEffects(["110", "120"], { blocks, noiseShare });
const title = "A finding & <what> it says";
const draw = () =>
  knownEffectsFigure(madeUp(15, 0.01), madeUp(3, 0.05), {
    title,
    ownCpuShare: 0.2,
    drawnAt: new Date("2026-02-12T03:04:05Z"),
  });

interface Queried {
  textContent: string;
  querySelectorAll(selector: string): Iterable<Queried>;
  querySelector(selector: string): Queried | null;
}
const wideOf = (html: string) =>
  (parseHTML(`<html><body>${html}</body></html>`) as unknown as { document: Queried }).document
    .querySelector(".view.wide")!;

Deno.test("knownEffectsFigure() has a dot for each repeat of each effect, in both panels", () => {
  const tooltips = [...wideOf(draw().html).querySelectorAll("circle title")]
    .map(({ textContent }) => textContent);
  // Fifteen blocks are three stretches of five; the shots have three blocks.
  assert.equal(tooltips.length, 2 * 3 * 3);
  assert.equal(tooltips.filter((text) => text.includes("interval")).length, 3 * 3);
  assert.ok(tooltips.some((text) => /^repeat 2, 10 % more work\n1\.\d+×/.test(text)));
});

Deno.test("knownEffectsFigure() counts in words who was right, and names both runs", () => {
  const { alt, html } = draw();
  assert.match(alt, /two panels\. The lab: an interval each: 0 % more work: 3 right, /);
  assert.match(alt, /One shot of each: 0 % more work: \d right, 0 undecided, \d wrong/);
  assert.match(html, /One shot of each is run 2026-01-02-synthetic-1/);
  assert.doesNotMatch(html, /NaN|undefined|Infinity|<script/);
});

Deno.test("knownEffectsFigure() looks as it did", () => {
  assertSnapshot(import.meta.url, "known-effects", draw().svg);
});
