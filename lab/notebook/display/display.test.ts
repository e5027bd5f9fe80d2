import assert from "node:assert/strict";
import {
  DISPLAY,
  displayable,
  insideKernel,
  show,
  showMarkdown,
  showTable,
  showUpdatable,
  textOf,
} from "./display.ts";

/** What is printed while some work is done. */
async function printed(work: () => Promise<unknown>): Promise<string> {
  const lines: string[] = [];
  const log = console.log;
  console.log = (line: string) => lines.push(line);
  try {
    await work();
  } finally {
    console.log = log;
  }
  return lines.join("\n");
}

Deno.test("outside a notebook everything is printed as text", async () => {
  assert.equal(insideKernel(), false);
  assert.equal(await printed(() => show("<p>a &lt; b</p><p>c</p>")), "a < b\nc");
  assert.equal(await printed(() => show("<svg></svg>", { text: "a figure" })), "a figure");
  assert.equal(await printed(() => show({ outerHTML: "<i>drawn</i>" })), "drawn");
  assert.equal(await printed(() => showMarkdown("**bold**")), "**bold**");
  assert.match(await printed(() => showTable([{ a: 1 }])), /^a\n─\n1$/);
  const updated = await printed(async () => {
    const line = await showUpdatable({ "text/plain": "one" });
    await line.update({ "text/plain": "two" });
  });
  assert.equal(updated, "one\ntwo");
});

Deno.test("show() asks a figure for its own forms", async () => {
  const figure = { [DISPLAY]: () => ({ "text/html": "<b>html</b>", "text/plain": "alt text" }) };
  assert.equal(await printed(() => show(figure)), "alt text");
});

Deno.test("show() refuses a value that has no way to be shown", async () => {
  await assert.rejects(show({ a: 1 } as never), /use showTable\(\) for rows/);
});

Deno.test("displayable() gives a table in three forms", async () => {
  const bundle = await displayable([{ workers: 1 }])[DISPLAY]!();
  assert.deepEqual(Object.keys(bundle).sort(), ["text/html", "text/markdown", "text/plain"]);
});

Deno.test("textOf() leaves style sheets and tags out", () => {
  assert.equal(textOf("<style>p{}</style><p>one <b>two</b></p>"), "one two");
});
