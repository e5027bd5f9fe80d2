/** A gate from outside: what a job of a pull request runs, on servers that are known to differ. */
import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { call } from "../lab/system/processes/call.ts";
import { ROOT } from "../lab/system/state.ts";
import { temporaryFolder } from "../lab/testing/folder.ts";
import { task } from "../lab/testing/task.ts";

const EXPECTED = "kiosk-deno ≥ 0.9 × kiosk-deno@HEAD";

Deno.test("a gate says by its exit code whether it holds, and in a summary why", async () => {
  await using temporary = await temporaryFolder();
  const project = join(temporary.folder, "my-app");
  const of = ["--project", relative(ROOT, project)];
  const { code, text } = await task("new-workload", "kiosk", ...of);
  assert.equal(code, 0, text);
  const git = async (...args: string[]) => {
    const who = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
    const { success, said } = await call("git", ["-C", project, ...who, ...args]);
    assert.ok(success, said);
  };
  await git("init", "--quiet");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "As it was");

  for (
    const [expected, sentence] of [
      ["kiosk-deno > kiosk-deno@HEAD", /^Cannot read the expectation "kiosk-deno > .*\n$/],
      [
        "kiosk-den ≥ kiosk-deno@HEAD",
        /^Cannot find the variant "kiosk-den": did you mean "kiosk-d/,
      ],
      ["kiosk-deno ≥ kiosk-deno@none", /has no revision "none"; correct it \(see git log\)\n$/],
    ] as const
  ) {
    const refused = await task("run", "--expect", expected, ...of);
    assert.equal(refused.code, 3, refused.text);
    assert.match(refused.text, sentence);
  }

  const few = await task("run", "--expect", EXPECTED, "--blocks", "1", ...of);
  assert.equal(few.code, 2, few.text);
  assert.match(few.text, /Undecided: expect-1; about \d+ more blocks of its cells, /);

  const server = join(project, "servers", "kiosk", "deno", "server.ts");
  const before = await Deno.readTextFile(server);
  const busy = "const until = performance.now() + 3;\n  while (performance.now() < until);";
  const slow = before.replace("const { pathname }", `${busy}\n  const { pathname }`);
  assert.notEqual(slow, before);
  await Deno.writeTextFile(server, slow);
  const summary = join(temporary.folder, "summary.md");
  const asked = ["--blocks", "3", "--markdown", summary, "--json"];
  const failing = await task("run", "--expect", EXPECTED, ...asked, ...of);
  assert.equal(failing.code, 1, failing.text);
  const data = failing.text.slice(failing.text.indexOf("{\n"), failing.text.lastIndexOf("\n}") + 2);
  const { gate, pairs } = JSON.parse(data);
  assert.deepEqual([gate, pairs[0].sentence, pairs[0].verdict], ["fails", EXPECTED, "fails"]);
  assert.match(
    await Deno.readTextFile(summary),
    /^### gate: fails\n[^]*\| \*\*fails\*\* \| kiosk-deno ≥/,
  );

  await Deno.writeTextFile(server, 'throw new Error("It is broken");\n');
  const broken = await task("run", "--expect", EXPECTED, "--blocks", "1", ...of);
  assert.equal(broken.code, 3, broken.text);
  assert.match(broken.text, /kiosk-deno 1 worker .*no figure: the one trial of .* failed: /);
});
