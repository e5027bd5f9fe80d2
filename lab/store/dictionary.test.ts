import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../state.ts";
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
} from "../types.ts";

Deno.test("data/README.md explains every field that a run has", async () => {
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
  ];
  const fields = [...shapes, ...Outcome.options].flatMap((schema) => Object.keys(schema.shape));
  assert.deepEqual(fields.filter((field) => !dictionary.includes(`\`${field}\``)), []);
});
