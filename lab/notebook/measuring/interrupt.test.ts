import assert from "node:assert/strict";
import { join } from "node:path";
import { bench, fileText, gone, importOf, outputsOf, textOfOutput } from "../../report/fixtures.ts";
import { executeNotebook } from "../../report/execute.ts";
import { interruptible, Interrupts } from "./interrupt.ts";

const silent = () => {};
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) =>
    signal.addEventListener("abort", () => reject(new Error("cleaned up")))
  );

Deno.test("an interrupt aborts the work, waits for its cleaning up and rejects", async () => {
  const interrupts = new Interrupts(60_000, silent);
  let cleaned = false;
  const work = interrupts.run(async (signal) => {
    await untilAborted(signal).catch(() => {});
    cleaned = true;
  });
  interrupts.interrupt();
  await assert.rejects(work, { name: "Interrupted" });
  assert.ok(cleaned);
});

Deno.test("a second interrupt no longer waits for work that does not listen", async () => {
  const interrupts = new Interrupts(60_000, silent);
  const work = interrupts.run(() => new Promise(() => {}));
  interrupts.interrupt();
  interrupts.interrupt();
  await assert.rejects(work, { name: "Interrupted" });
});

Deno.test("work that does not clean up is left after a while", async () => {
  const interrupts = new Interrupts(1, silent);
  const work = interrupts.run(() => new Promise(() => {}));
  interrupts.interrupt();
  await assert.rejects(work, { name: "Interrupted" });
});

Deno.test("an interrupt with nothing to stop is explained, and earlier work is forgotten", async () => {
  let explained = 0;
  const interrupts = new Interrupts(60_000, () => explained++);
  assert.equal(await interrupts.run(() => Promise.resolve(42)), 42);
  await assert.rejects(interrupts.run(() => Promise.reject(new Error("own"))), /own/);
  interrupts.interrupt();
  assert.equal(explained, 1);
});

Deno.test("interruptible() hands on result and error outside a notebook", async () => {
  assert.equal(await interruptible(() => Promise.resolve("done")), "done");
  await assert.rejects(interruptible(() => Promise.reject(new TypeError("own"))), TypeError);
});

Deno.test("a kernel survives interrupts, stops what can be stopped and explains the rest", async () => {
  await using b = await bench();
  const interrupted = `setTimeout(() => Deno.kill(Deno.pid, "SIGINT"), 200);\n`;
  const notebook = await b.notebook("interrupted.ipynb", [
    importOf("interruptible", "notebook/measuring/interrupt.ts") + interrupted +
    `try { await interruptible((signal) => new Promise((_, no) => signal.addEventListener("abort", () => no(signal.reason)))); } catch (error) { console.log(error.name); }`,
    interrupted + `await new Promise((resolve) => setTimeout(resolve, 1_500)); "went on"`,
    `console.log("alive")`,
  ]);
  const output = join(b.dir, "out.ipynb");
  await executeNotebook({ notebook, output, tools: b.tools });
  const [first, second, third] = (await outputsOf(output)).map((outputs) =>
    outputs.map(textOfOutput).join("\n")
  );
  assert.match(first!, /^Interrupted/);
  assert.match(second!, /Wrap long work in interruptible/);
  assert.match(second!, /went on/);
  assert.match(third!, /alive/);
});

Deno.test("a kernel whose parent was killed ends by itself", async () => {
  await using b = await bench();
  const pidFile = join(b.dir, "pid");
  const code = importOf("interruptible", "notebook/measuring/interrupt.ts") +
    `Deno.writeTextFileSync(${JSON.stringify(pidFile)}, String(Deno.pid));`;
  const parent = new Deno.Command(b.tools.python, {
    args: [
      "-c",
      "import sys, time\nfrom jupyter_client.manager import start_new_kernel\n" +
      "_, client = start_new_kernel(kernel_name='gauntlet')\nclient.execute(sys.argv[1])\ntime.sleep(600)",
      code,
    ],
    env: { JUPYTER_PATH: b.tools.kernelDir!, JUPYTER_RUNTIME_DIR: join(b.dir, "runtime") },
    stdout: "null",
    stderr: "null",
  }).spawn();
  const pid = Number(await fileText(pidFile));
  parent.kill("SIGKILL");
  await parent.status;
  await gone(pid);
});
