/** Snapshots of figures for tests: SVG files that a person can open and compare. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

/** `deno fmt` formats SVG too: it must leave alone what is compared letter by letter. */
const LEFT_ALONE = "<!-- deno-fmt-ignore-file -->\n";

/**
 * Compares a figure's SVG with `__snapshots__/{name}.svg` beside the test; with
 * `UPDATE_SNAPSHOTS=1` in the environment writes it instead.
 *
 * @param testUrl the test's `import.meta.url`
 * @throws when they differ, or when there is no such file yet
 */
export function assertSnapshot(testUrl: string, name: string, svg: string): void {
  const drawn = LEFT_ALONE + svg;
  const folder = new URL("__snapshots__/", testUrl);
  const file = new URL(`${name}.svg`, folder);
  if (Deno.env.get("UPDATE_SNAPSHOTS") === "1") {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, drawn);
    return;
  }
  const remedy = "look at the figure, then run the test with UPDATE_SNAPSHOTS=1";
  let expected: string;
  try {
    expected = readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`Comparing figure ${name}: it has no snapshot; ${remedy}.`, { cause: error });
  }
  if (expected === drawn) return;
  const lines = drawn.split("\n");
  const first = expected.split("\n").findIndex((line, index) => line !== lines[index]);
  const line = first < 0 ? lines.length : first + 1;
  throw new Error(
    `Comparing figure ${name}: line ${line} of its snapshot differs; if it should, ${remedy}.`,
  );
}
