import assert from "node:assert/strict";
import { minutesTyped, readArguments, wholeNumber } from "./arguments.ts";

const options = { blocks: { type: "string" }, full: { type: "boolean" } } as const;
const said = (...args: string[]) => {
  try {
    return readArguments({ args, options, allowPositionals: true }).values;
  } catch (error) {
    return (error as Error).message;
  }
};

Deno.test("what makes no sense is one sentence, with what was likely meant", () => {
  assert.equal(said("--bloks", "3"), 'there is no option --bloks; did you mean "--blocks"?');
  assert.equal(said("--blocks"), "--blocks has no value; give one behind it");
  assert.equal(said("--blocks", "--full"), "--blocks has no value; give one behind it");
  assert.equal(said("--full=3"), "--full takes no value; leave it out");
  assert.throws(
    () => readArguments({ args: ["x"], options }),
    { message: '"x" is one name too many' },
  );
  assert.throws(
    () => readArguments({ args: ["--x"], options: {} }),
    { message: "there is no option --x; leave it out" },
  );
});

Deno.test("a number below nothing is a value, and then refused as a number", () => {
  assert.deepEqual({ ...said("--blocks", "-3") as object }, { blocks: "-3" });
  assert.throws(() => wholeNumber("blocks", "-3", { most: 1000 }), {
    message: '--blocks is "-3"; give a whole number from 1 to 1,000',
  });
});

Deno.test("numbers are those that people write, within their bounds, and nothing else", () => {
  assert.equal(wholeNumber("blocks", undefined), undefined);
  assert.equal(wholeNumber("seed", "0", { least: 0 }), 0);
  for (const typed of ["", "0", "1e3", "0x10", "3.5", "three", "99999999999999999999", " 3"]) {
    assert.throws(() => wholeNumber("blocks", typed), /give a whole number from 1$/);
  }
  assert.equal(minutesTyped("minutes", "0.5"), 0.5);
  for (const typed of ["", "0", "-1", "Infinity", "NaN", "1441", "1e2"]) {
    assert.throws(() => minutesTyped("minutes", typed), /number of minutes above 0, up to 1440$/);
  }
});

Deno.test("no task reads what was typed by itself, so none says what Node says", async () => {
  const scripts = new URL("../", import.meta.url);
  for await (const { name } of Deno.readDir(scripts)) {
    if (!name.endsWith(".ts") || name.endsWith(".test.ts")) continue;
    assert.doesNotMatch(await Deno.readTextFile(new URL(name, scripts)), /parseArgs/, name);
  }
});
