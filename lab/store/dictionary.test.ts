import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../system/state.ts";
import {
  Cell,
  Environment,
  LoadResult,
  Outcome,
  Plan,
  Profile,
  Receipt,
  RunHeader,
  Scenario,
  Settings,
  Trial,
} from "../nouns/types.ts";
import { AgainstWrk, BenchResult, Reading, RunShares } from "./bench.ts";

Deno.test("data/README.md explains every field that a run or a bench result has", async () => {
  const dictionary = await Deno.readTextFile(join(ROOT, "data", "README.md"));
  const shapes = [
    Cell,
    Environment,
    LoadResult,
    Plan,
    Profile,
    Receipt,
    RunHeader,
    Scenario,
    Settings,
    Trial,
    BenchResult,
    AgainstWrk,
    RunShares,
    Reading,
  ];
  const fields = [...shapes, ...Outcome.options].flatMap((schema) => Object.keys(schema.shape));
  assert.deepEqual(fields.filter((field) => !dictionary.includes(`\`${field}\``)), []);
});
