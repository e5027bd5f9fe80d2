import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { executeNotebook, type ExecutionEvent } from "./execute.ts";
import { bench, fileText, gone, importOf, outputsOf, textOfOutput } from "./fixtures.ts";

const IMPORT = importOf("show", "notebook/display/display.ts");

Deno.test("executeNotebook() loses no output of 20 cells, twice", async () => {
  await using b = await bench();
  const cells = Array.from(
    { length: 20 },
    (_, k) => `${IMPORT}console.log("line ${k}"); await show("<b>shown ${k}</b>"); "value ${k}"`,
  );
  const notebook = await b.notebook("many.ipynb", cells);
  for (const round of [1, 2]) {
    const output = join(b.dir, `many-${round}.ipynb.out`);
    const events: ExecutionEvent[] = [];
    await executeNotebook({ notebook, output, tools: b.tools, onEvent: (e) => events.push(e) });
    const found = (await outputsOf(output)).map((outputs) =>
      outputs.map(textOfOutput).join("|").replace(/\n/g, "")
    );
    assert.equal(found.length, 20);
    for (const [k, text] of found.entries()) {
      for (const wanted of [`line ${k}`, `shown ${k}`, `value ${k}`]) {
        assert.ok(
          text.includes(wanted),
          `cell ${k + 1} of round ${round} lost "${wanted}": ${text}`,
        );
      }
    }
    assert.deepEqual(
      events.filter((event) => event.event === "cell").map((event) => event.cell),
      Array.from({ length: 20 }, (_, k) => k + 1),
    );
  }
  assert.equal((await outputsOf(notebook)).flat().length, 0, "the notebook itself was written to");
});

Deno.test("executeNotebook() names notebook, cell, first line and message of a failed cell", async () => {
  await using b = await bench();
  const notebook = await b.notebook("fails.ipynb", [
    "md:# Prose does not count",
    "1 + 1",
    "\nconst limit = 3;\nthrow new RangeError(`more than ${limit}`)",
    "'not reached'",
  ]);
  const output = join(b.dir, "out.ipynb");
  await assert.rejects(executeNotebook({ notebook, output, tools: b.tools }), {
    name: "ReportError",
    message: "Cannot execute fails.ipynb: cell 2 of 3 (const limit = 3;) failed with " +
      "RangeError: more than 3; mend it and run the notebook again",
  });
  const outputs = await outputsOf(output);
  assert.equal(outputs[1]!.at(-1)!.output_type, "error");
  assert.equal(outputs[2]!.length, 0);
});

Deno.test("executeNotebook() tells a syntax error in one sentence", async () => {
  await using b = await bench();
  const notebook = await b.notebook("syntax.ipynb", ["const a = ;"]);
  await assert.rejects(
    executeNotebook({ notebook, output: join(b.dir, "out.ipynb"), tools: b.tools }),
    /cell 1 of 1 \(const a = ;\) failed with SyntaxError: Expression expected;/,
  );
});

Deno.test("executeNotebook() gives its env to the kernel", async () => {
  await using b = await bench();
  const notebook = await b.notebook("env.ipynb", ["console.log(Deno.env.get('GAUNTLET_TRY'))"]);
  const output = join(b.dir, "out.ipynb");
  await executeNotebook({ notebook, output, tools: b.tools, env: { GAUNTLET_TRY: "given" } });
  assert.equal(textOfOutput((await outputsOf(output))[0]![0]).trim(), "given");
});

Deno.test("executeNotebook() names the missing Python and the remedy", async () => {
  await assert.rejects(
    executeNotebook({ notebook: "a.ipynb", output: "b.ipynb", tools: { python: "/no/python" } }),
    /there is no \/no\/python; run the set-up/,
  );
});

/** A cell that tells its kernel's pid and then waits for longer than any test. */
const endless = (pidFile: string) =>
  `Deno.writeTextFileSync(${JSON.stringify(pidFile)}, String(Deno.pid));\n` +
  "await new Promise((resolve) => setTimeout(resolve, 600_000))";

Deno.test("executeNotebook() leaves no kernel behind when it is aborted", async () => {
  await using b = await bench();
  const pidFile = join(b.dir, "pid");
  const notebook = await b.notebook("endless.ipynb", [endless(pidFile)]);
  const abort = new AbortController();
  const execution = executeNotebook({
    notebook,
    output: join(b.dir, "out.ipynb"),
    tools: b.tools,
    signal: abort.signal,
  });
  const rejected = assert.rejects(execution, { name: "AbortError" });
  const pid = Number(await fileText(pidFile));
  abort.abort();
  await rejected;
  await gone(pid);
});

for (
  const [how, end] of Object.entries({
    "its standard input closes": (child: Deno.ChildProcess) => child.stdin.close(),
    "it gets SIGTERM": (child: Deno.ChildProcess) => child.kill("SIGTERM"),
    "it is killed": (child: Deno.ChildProcess) => child.kill("SIGKILL"),
  })
) {
  Deno.test(`the executor's kernel ends when ${how}`, async () => {
    await using b = await bench();
    const pidFile = join(b.dir, "pid");
    const notebook = await b.notebook("endless.ipynb", [endless(pidFile)]);
    const executor = new Deno.Command(b.tools.python, {
      args: [
        fileURLToPath(new URL("execute.py", import.meta.url)),
        notebook,
        join(b.dir, "out.ipynb"),
      ],
      env: { JUPYTER_PATH: b.tools.kernelDir!, JUPYTER_RUNTIME_DIR: join(b.dir, "runtime") },
      stdin: "piped",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const pid = Number(await fileText(pidFile));
    await end(executor);
    assert.notEqual((await executor.status).code, 0);
    await gone(pid);
    await executor.stdin.close().catch(() => {});
  });
}
