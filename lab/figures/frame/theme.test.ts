import assert from "node:assert/strict";
import { FIGURE_CSS, levelColour, roleColour, variantColour } from "./theme.ts";

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function contrast(one: string, other: string): number {
  const [a, b] = [one, other].map((hex) => {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  }).sort((x, y) => y - x);
  return (a! + 0.05) / (b! + 0.05);
}

function colours(mode: "light" | "dark"): Map<string, string> {
  const blocks = [...FIGURE_CSS.matchAll(/\{(--gauntlet-[^}]+)\}/g)].map((match) => match[1]!);
  const block = blocks.find((css) => css.endsWith(`color-scheme:${mode}`))!;
  return new Map(
    block.split(";").filter((entry) => entry.includes(": ") || entry.startsWith("--"))
      .map((entry) => entry.split(":") as [string, string]),
  );
}

for (const mode of ["light", "dark"] as const) {
  Deno.test(`every colour stands out from the ground by 3 to 1, text by 4.5 to 1: ${mode}`, () => {
    const palette = colours(mode);
    const ground = palette.get("--gauntlet-surface")!;
    assert.ok(palette.size >= 20);
    for (const [name, colour] of palette) {
      if (name === "--gauntlet-surface" || name === "--gauntlet-rule") continue;
      const least = /ink|quiet/.test(name) ? 4.5 : 2.9;
      assert.ok(contrast(colour, ground) >= least, `${name} ${contrast(colour, ground)}`);
    }
  });
}

Deno.test("a variant has the colour of its framework, in every figure the same", () => {
  assert.equal(variantColour("flask-one"), variantColour("flask-other"));
  assert.equal(variantColour("someone-sync"), variantColour("someone-async"));
  const frameworks = ["flask", "fastapi", "django", "deno", "node"];
  assert.equal(new Set(frameworks.map(variantColour)).size, frameworks.length);
  const others = ["alpha", "beta", "gamma", "delta", "go", "rust"].map(variantColour);
  assert.ok(new Set(others).size >= 4, others.join());
});

Deno.test("levels differ, and every colour that is used has a value in light and dark", () => {
  for (const count of [1, 2, 3, 4, 5, 6]) {
    const levels = Array.from({ length: count }, (_, index) => levelColour(index, count));
    assert.equal(new Set(levels).size, count);
    for (const colour of [...levels, roleColour("server"), variantColour("flask")]) {
      const name = colour.slice("var(".length, -1);
      assert.ok(colours("light").has(name) && colours("dark").has(name), name);
    }
  }
});
