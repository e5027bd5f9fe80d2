import assert from "node:assert/strict";
import { join } from "node:path";
import { exists, ROOT } from "../lab/system/state.ts";

async function task(...args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", ...args],
    cwd: ROOT,
  }).output();
  return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

Deno.test("new-variant makes a folder that keeps the contract at once, and is then listed", async () => {
  const name = `made-up-${crypto.randomUUID().slice(0, 6)}`;
  const folder = join(ROOT, "servers", name);
  try {
    const made = await task("new-variant", name, "--like", "deno");
    assert.equal(made.code, 0, made.text);
    const [variant] = made.text.match(new RegExp(`${name}-postgresjs`))!;
    const checked = await task("check-variant", variant);
    // Its receipt is not in the table yet: that is said, and is no broken promise.
    assert.match(checked.text, new RegExp(`${variant}: (\\d+) of \\1 hold`));
    assert.match(checked.text, new RegExp(`Receipt: ${variant} /quote is not in the table`));
    const { text } = await task("variants", "--json");
    const listed = JSON.parse(text.slice(text.indexOf("["))) as {
      variant: string;
      needs: string | null;
    }[];
    assert.equal(listed.find((entry) => entry.variant === variant)?.needs, null);
    assert.match(
      (await task("new-variant", name, "--like", "deno")).text,
      /is there; choose another name/,
    );
  } finally {
    if (await exists(folder)) await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("new-variant says what is wrong with its arguments", async () => {
  assert.match(
    (await task("new-variant")).text,
    /^Cannot make a variant: a name and what it is like are needed; use/,
  );
  assert.match(
    (await task("new-variant", "My_Server", "--like", "deno")).text,
    /"My_Server" is not words-in-kebab-case/,
  );
  assert.match(
    (await task("new-variant", "mine", "--like", "rails")).text,
    /servers\/ has deno, .*; choose one of them/,
  );
});
