/** Every notebook reads on where a cell of its run gave nothing that counts, or is not there at all. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findNotebooks, type Notebook } from "../lab/notebook/source.ts";
import { cellKey } from "../lab/nouns/cell.ts";
import type { RunEnd } from "../lab/nouns/run.ts";
import { forgetSums, recordedRuns } from "../lab/store/recorded.ts";
import { endRun } from "../lab/store/append.ts";
import { stamped } from "../lab/store/checksum.ts";
import { dataPath, isOwnProject, projectPath, statePath } from "../lab/system/state.ts";

/** What is done to all trials of one cell. */
const DAMAGES = {
  /** Three times the latency: throughput × latency is not the connections, so that none counts. */
  invalid: (trial: Line): Line[] => {
    const { outcome } = trial;
    if (typeof outcome.latencyMeanMs === "number") outcome.latencyMeanMs *= 3;
    return [trial];
  },
  missing: (): Line[] => [],
};
type Damage = keyof typeof DAMAGES;

interface Line {
  cell: Parameters<typeof cellKey>[0];
  outcome: Record<string, unknown>;
  checksum?: string;
}

/** A notebook as a function: its imports, and its code in the order of its cells. */
function programOf({ cells }: Notebook): string {
  const code = cells.filter(({ kind }) => kind === "code").map(({ source }) => source).join("\n");
  const imports = /^import [^;]*?from "[^"]+";$/gm;
  return `${(code.match(imports) ?? []).join("\n")}\nexport async function page() {\n${
    code.replace(imports, "")
  }\n}\n`;
}

/** A data folder that is the project's, but for one cell of one run. */
async function damagedData(folder: string, runId: string, key: string, damage: Damage) {
  await Deno.mkdir(join(folder, "runs", runId), { recursive: true });
  const from = projectPath("data");
  for await (const { name } of Deno.readDir(from)) {
    if (name === "runs") continue;
    // Its note of what the run was is taken away below.
    if (name === "recorded.json") await Deno.copyFile(join(from, name), join(folder, name));
    else await Deno.symlink(join(from, name), join(folder, name));
  }
  for await (const { name } of Deno.readDir(join(from, "runs"))) {
    if (name !== runId) await Deno.symlink(join(from, "runs", name), join(folder, "runs", name));
  }
  for await (const { name } of Deno.readDir(join(from, "runs", runId))) {
    const text = await Deno.readTextFile(join(from, "runs", runId, name));
    await Deno.writeTextFile(
      join(folder, "runs", runId, name),
      name === "trials.jsonl"
        ? damaged(text, key, damage)
        : name.endsWith(".jsonl")
        ? text.trimEnd().split("\n").map((line) => stamped(bare(line)) + "\n").join("")
        : stamped(bare(text), 2) + "\n",
    );
  }
}

function damaged(text: string, key: string, damage: Damage): string {
  return text.trimEnd().split("\n").flatMap((line) => {
    const trial = JSON.parse(line) as Line;
    const left = cellKey(trial.cell) === key ? DAMAGES[damage](trial) : [trial];
    return left.map(({ checksum: _checksum, ...rest }) => stamped(rest));
  }).map((line) => line + "\n").join("");
}

/** The run ended with what is there now; the data folder is the damaged one. */
async function endedAnew(runId: string): Promise<void> {
  const text = await Deno.readTextFile(dataPath("runs", runId, "end.json"));
  const { trialCount: _count, sums: _sums, ...end } = bare(text) as RunEnd & { sums?: unknown };
  await endRun(runId, end);
}

/** A file or a line without its checksum. */
function bare(text: string): object {
  const { checksum: _checksum, ...rest } = JSON.parse(text) as Record<string, unknown>;
  return rest;
}

async function cellsIn(runId: string): Promise<string[]> {
  const text = await Deno.readTextFile(projectPath("data", "runs", runId, "trials.jsonl"));
  return [
    ...new Set(text.trimEnd().split("\n").map((line) => cellKey((JSON.parse(line) as Line).cell))),
  ];
}

/** Runs a page in silence, and gives what it ended with. */
async function outcomeOf(page: () => Promise<void>): Promise<string | null> {
  const { log, error } = console;
  Object.assign(console, { log: () => {}, error: () => {} });
  try {
    await page();
    return null;
  } catch (thrown) {
    return String((thrown as Error).stack).split("\n").slice(0, 3).join(" | ");
  } finally {
    Object.assign(console, { log, error });
  }
}

const VARIABLES = ["GAUNTLET_DATA", "GAUNTLET_RUNS", "GAUNTLET_LEDGER"];

Deno.test({
  name: "no page breaks where all trials of a cell are invalid, or where it was not measured",
  ignore: isOwnProject(),
  async fn() {
    const before = VARIABLES.map((name) => [name, Deno.env.get(name)] as const);
    const notebooks = await findNotebooks();
    const recorded = await recordedRuns();
    const work = statePath(`test-pages-${crypto.randomUUID().slice(0, 8)}`);
    const only = Deno.env.get("GAUNTLET_NOTEBOOK");
    const broken: string[] = [];
    try {
      await Deno.mkdir(work, { recursive: true });
      Deno.env.set("GAUNTLET_RUNS", "recorded");
      for (const notebook of notebooks) {
        const experiment = notebook.name.replace(/^\d+-/, "");
        const runId = recorded[experiment];
        if (runId === undefined || (only && !notebook.name.startsWith(only))) continue;
        const file = join(work, `${notebook.name}.ts`);
        await Deno.writeTextFile(file, programOf(notebook));
        const { page } = await import(pathToFileURL(file).href) as { page: () => Promise<void> };
        const keys = await cellsIn(runId);
        for (const [at, key] of keys.entries()) {
          // By turns: some 250 cells take 0.7 s each. A run without trials is none, and its notebook says so.
          const damage = at % 2 === 0 || keys.length === 1 ? "invalid" : "missing";
          const folder = join(work, `${notebook.name}-${at}`);
          await damagedData(folder, runId, key, damage);
          Deno.env.set("GAUNTLET_DATA", folder);
          Deno.env.set("GAUNTLET_LEDGER", join(folder, "ledger-now"));
          await endedAnew(runId);
          await forgetSums(runId);
          const said = await outcomeOf(page);
          Deno.env.delete("GAUNTLET_DATA");
          if (said !== null) {
            broken.push(`${notebook.name}, ${damage}: ${key.slice(0, 160)}\n    ${said}`);
          }
          await Deno.remove(folder, { recursive: true });
        }
      }
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) Deno.env.delete(name);
        else Deno.env.set(name, value);
      }
      await Deno.remove(work, { recursive: true });
    }
    assert.deepEqual(broken, []);
  },
});
