/** JupyterLab, as `deno task lab` opens it, in a real browser. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { browser } from "../lab/report/fixtures.ts";
import { ManagedProcess } from "../lab/system/processes/processes.ts";
import { projectPath, ROOT, statePath } from "../lab/system/state.ts";

/** Where a screenshot of each step goes, for whoever wants to look. */
const shots = Deno.env.get("GAUNTLET_SCREENSHOTS");
const shoot = async (page: Page, name: string) => {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`) });
};

/** JupyterLab on a copy of 00, and of 00 with its run measured here, in long windows. */
async function opened() {
  // Below the project, so that its kernels find "lab".
  const folder = statePath(`test-lab-${crypto.randomUUID().slice(0, 8)}`);
  await Deno.mkdir(folder, { recursive: true });
  const text = await Deno.readTextFile(projectPath("notebooks", "00-start-here.ipynb"));
  await Deno.writeTextFile(join(folder, "00-start-here.ipynb"), text);
  await Deno.writeTextFile(
    join(folder, "01-measured.ipynb"),
    text.replace("measure: false", "measure: true").replace("windowS: 2 }", "windowS: 60 }"),
  );
  const lab = new ManagedProcess({
    program: Deno.execPath(),
    args: [
      ...["run", "-A", "--no-prompt", "--quiet", join(ROOT, "scripts", "gauntlet.ts"), "lab"],
      ...[
        "--no-browser",
        "--ServerApp.port=0",
        "--IdentityProvider.token=",
        `--notebook-dir=${folder}`,
      ],
      "--LabApp.expose_app_in_browser=True",
    ],
    cwd: ROOT,
    env: {},
  }, 20);
  return {
    folder,
    lab,
    [Symbol.asyncDispose]: async () => {
      await lab[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** The address that JupyterLab says it is at. */
async function addressOf(lab: ManagedProcess): Promise<string> {
  for (let waits = 0; waits < 240; waits++) {
    const found = /http:\/\/(?:localhost|127\.0\.0\.1):\d+\//.exec(lab.logTail());
    if (found) return found[0];
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`JupyterLab said no address: ${lab.logTail()}`);
}

const run = (page: Page, command: string) =>
  page.evaluate(`void window.jupyterapp.commands.execute(${JSON.stringify(command)})`);

/** The numbers beside the code cells of the notebook in front; `null`: not run, or running. */
const counts = (page: Page) =>
  page.evaluate(
    `[...document.querySelectorAll(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell .jp-InputPrompt")]
    .map((prompt) => /\\[(\\d+)\\]/.exec(prompt.textContent)?.[1] ?? null)
    .map((text) => text === null ? null : Number(text))`,
  ) as Promise<(number | null)[]>;

async function until(what: () => Promise<boolean>, s: number, message: string): Promise<void> {
  const ends = performance.now() + s * 1000;
  while (performance.now() < ends) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  assert.fail(message);
}

Deno.test("JupyterLab opens 00 with figures, runs it from top to bottom, and a cell again; a long cell is interrupted", async () => {
  await using jupyter = await opened();
  const address = await addressOf(jupyter.lab);
  await using chromium = await browser();
  const page = await chromium.newPage({ viewport: { width: 1300, height: 1000 } });
  await page.goto(address);
  await page.waitForURL(/\/lab\/tree\/00-start-here\.ipynb/);
  await page.waitForSelector(".jp-Notebook .jp-CodeCell", { timeout: 60_000 });
  await until(
    () => page.evaluate(`document.querySelectorAll(".jp-RenderedImage img").length > 2`),
    30,
    "no pictures before anything was run",
  );
  await shoot(page, "1-opened");
  assert.ok((await counts(page)).every((count) => count === null));
  await until(
    async () => (await page.textContent(".jp-KernelName") ?? "").includes("Gauntlet (Deno)"),
    60,
    "the kernel is not ours",
  );
  const kernels = await (await page.request.get(`${address}api/kernelspecs`)).json();
  assert.deepEqual(Object.keys(kernels.kernelspecs), ["gauntlet"]);

  await run(page, "notebook:run-all-cells");
  await until(
    async () => (await counts(page)).every((count) => count !== null),
    120,
    "not all cells ran",
  );
  const said = await page.evaluate(
    `[...document.querySelectorAll(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']")].map((each) => each.textContent).join("\\n")`,
  );
  assert.equal(said, "");
  const tools = `.gauntlet-figure .gauntlet-tools`;
  assert.ok(await page.locator(tools).count() > 3, "figures have no buttons");
  await shoot(page, "2-run");

  // A table sorts: the largest number first.
  const head = page.locator(".gauntlet-table th[title=throughputRps]").first();
  await head.scrollIntoViewIfNeeded();
  await head.click();
  const values = await head.evaluate((cell) => {
    const at = (cell as unknown as { cellIndex: number }).cellIndex;
    const grid = (cell as unknown as {
      closest(
        s: string,
      ): { querySelectorAll(s: string): Iterable<{ cells: { textContent: string }[] }> };
    }).closest("table");
    return [...grid.querySelectorAll("tbody tr")].map((row) =>
      Number(row.cells[at]!.textContent.replaceAll(",", ""))
    );
  });
  assert.ok(values.length > 2);
  assert.deepEqual(values, values.toSorted((a, b) => b - a));
  await shoot(page, "3-sorted");

  // One cell of analysis again: only its number changes.
  const before = await counts(page);
  await page.locator(".jp-CodeCell").nth(3).click();
  await run(page, "notebook:run-cell");
  await until(
    async () => (await counts(page))[3] === Math.max(...before as number[]) + 1,
    30,
    "the cell did not run again",
  );

  // A cell that measures shows itself, and stops when it is interrupted; its kernel goes on.
  await page.evaluate(
    `window.jupyterapp.commands.execute("docmanager:open", { path: "01-measured.ipynb" }).then(() => null)`,
  );
  await until(
    () =>
      page.evaluate(
        // Its own kernel, and not that of the notebook that was in front before.
        `(({ context, sessionContext }) => /01-measured/.test(context?.path ?? "") && sessionContext.isReady &&
          sessionContext.session?.kernel?.status === "idle")(window.jupyterapp.shell.currentWidget ?? {})`,
      ),
    60,
    "the second notebook has no kernel",
  );
  await run(page, "notebook:run-all-cells");
  await until(
    () => page.evaluate(`/trial 1 of \\d+: /.test(document.body.textContent)`),
    240,
    "no progress was shown",
  );
  await shoot(page, "4-measuring");
  await run(page, "notebook:interrupt-kernel");
  await until(
    () =>
      page.evaluate(
        `/the cell was interrupted; the kernel and its variables are still there/.test(document.body.textContent)`,
      ),
    60,
    "the interrupt was not told",
  );
  await shoot(page, "5-interrupted");
});
