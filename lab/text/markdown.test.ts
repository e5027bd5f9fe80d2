import assert from "node:assert/strict";
import fc from "fast-check";
import { escaped } from "./html.ts";
import { inertMarkdown, plainMarkdown, withoutHtml } from "./markdown.ts";

/** Text that would like to be more than text. */
const hostile = fc.array(
  fc.oneof(
    fc.string(),
    fc.constantFrom(
      ...["<img src=x onerror=alert(1)>", "<script>", "</script>", "<!--", "-->", "<svg/onload=x>"],
      ...[
        "\\",
        "\\<",
        "&lt;",
        "&#60;b&#62;",
        "`",
        "```\n",
        "](javascript:x)",
        "![",
        "[",
        "$",
        "$$",
      ],
      ...[
        '"',
        "'",
        "\n\n",
        "\n<div>",
        "**",
        "<br>",
        "<sub>",
        "<?x",
        "</",
        "<a href='x'>",
        "\u202e",
      ],
    ),
  ),
  { maxLength: 8 },
).map((parts) => parts.join(""));

/**
 * Whether Markdown could take a `<` for the beginning of a tag: it is not escaped. What is escaped
 * stands between its neighbours all the same: `<\ a` begins nothing.
 */
const tagIn = (markdown: string) => /<[a-zA-Z/!?]/.test(markdown.replace(/\\[^]/g, ".."));

Deno.test("escaped() leaves nothing that begins a tag or ends a value, and HTML reads it as it was", () => {
  fc.assert(fc.property(hostile, (text) => {
    const html = escaped(text);
    assert.doesNotMatch(html, /[<>"]/);
    const back = html.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"')
      .replaceAll("&amp;", "&");
    assert.equal(escaped(back), html);
  }));
});

Deno.test("no way to write Markdown lets a tag through", () => {
  fc.assert(fc.property(hostile, (text) => {
    assert.ok(!tagIn(plainMarkdown(text)), plainMarkdown(text));
    assert.ok(!tagIn(inertMarkdown(text)), inertMarkdown(text));
    assert.ok(!tagIn(withoutHtml(text)), withoutHtml(text));
  }));
});

Deno.test("what is escaped parts what stands beside it", () => {
  assert.ok(!tagIn(withoutHtml("<\\ A")));
  assert.ok(tagIn("\\\\<a"));
});

Deno.test("nor does a text that was put between others, wherever these end", () => {
  const ends = fc.constantFrom("", "\\", "\\\\", "`", "**", "- ", "\n");
  fc.assert(fc.property(ends, hostile, ends, (before, text, after) => {
    const said = withoutHtml(before + inertMarkdown(text) + after);
    assert.ok(!tagIn(said), said);
  }));
});

Deno.test("inert text has no link and no picture, and emphasis stays", () => {
  fc.assert(fc.property(hostile, (text) => {
    assert.doesNotMatch(inertMarkdown(text).replace(/\\[^]/g, ""), /\[/);
  }));
  assert.equal(inertMarkdown("- **more** `code`\n- less"), "- **more** `code`\n- less");
});

Deno.test("Markdown without HTML keeps its links, what is escaped already, and what is allowed", () => {
  assert.equal(withoutHtml("[a](b.ipynb) \\<b> 1 < 2"), "[a](b.ipynb) \\<b> 1 < 2");
  assert.equal(withoutHtml("\\\\<b>"), "\\\\&lt;b>");
  assert.equal(
    withoutHtml("a<br><sub>b</sub><br onclick=x>", ["<br>", "<sub>", "</sub>"]),
    "a<br><sub>b</sub>&lt;br onclick=x>",
  );
});
