import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../system/state.ts";
import { Cell } from "../nouns/cell.ts";
import { Environment } from "../nouns/environment.ts";
import { Profile } from "../nouns/experiment.ts";
import { LoadResult, Outcome, Receipt } from "../nouns/outcome.ts";
import { Plan } from "../nouns/plan.ts";
import { RunHeader, RunPart } from "../nouns/run.ts";
import { Scenario } from "../nouns/scenario.ts";
import { Settings } from "../nouns/settings.ts";
import { Trial } from "../nouns/trial.ts";
import {
  AgainstWrk,
  AgentCost,
  BenchResult,
  FarSeen,
  FleetShares,
  Reading,
  RunShares,
} from "./bench.ts";

Deno.test("data/README.md explains every field that a run or a bench result has", async () => {
  const dictionary = await Deno.readTextFile(join(ROOT, "data", "README.md"));
  const shapes = [
    Cell,
    Environment,
    // Which local port got how many answers is known within a trial alone, and kept by none; so is
    // what they were.
    LoadResult.omit({ answersByPort: true, keptAnswers: true }),
    Plan,
    Profile,
    Receipt,
    RunHeader,
    RunPart,
    Scenario,
    Settings,
    Trial,
    BenchResult,
    AgainstWrk,
    RunShares,
    Reading,
    FleetShares,
    FarSeen,
    AgentCost,
  ];
  const fields = [...shapes, ...Outcome.options].flatMap((schema) => Object.keys(schema.shape));
  assert.deepEqual(fields.filter((field) => !dictionary.includes(`\`${field}\``)), []);
});
