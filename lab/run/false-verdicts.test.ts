/** The runner's loop on made-up runs whose cells are equal: how often it calls a pair different. */
import assert from "node:assert/strict";
import { standings } from "../analysis/judgement/looks.ts";
import { simulatedPairs } from "../analysis/judgement/simulate.ts";
import { fixtureCell, fixtureRun, setThroughput } from "../analysis/fixtures/runs.ts";
import { limitedTo } from "../nouns/blocks.ts";
import { seededRandom } from "../nouns/random.ts";
import type { Cell } from "../nouns/cell.ts";
import type { PlannedTrial } from "../nouns/plan.ts";
import type { Trial } from "../nouns/trial.ts";
import { agendaOf } from "./agenda/agenda.ts";

const PAIRS = 10;
const RUNS = 20;
const pairOfCells = (index: number): [Cell, Cell] => {
  const [over, under] = [1, 2].map((workers) => fixtureCell("gamma-sync", workers, 5));
  const at = (cell: Cell) => ({ ...cell, scenario: { ...cell.scenario, size: 100 + index } });
  return [at(over!), at(under!)];
};
const cells = Array.from({ length: PAIRS }, (_, index) => pairOfCells(index));
const template = fixtureRun({ cells: cells.flat(), blocks: 1, answerCount: 1 });
const plan = limitedTo({
  ...template.plan,
  profile: { ...template.plan.profile, blocks: 3 },
  claims: cells.map((of, index) => ({
    ...{ id: `claim-${index}`, of, expects: "more" as const },
    ...{ source: "gauntlet", sentence: "One gives more" },
  })),
}, { blocksMax: 80, budgetMin: null });

/** The loop until nothing is open, with the differences of a simulation: what each claim came to. */
function decidedBy(differences: number[][]) {
  const outcome = template.trials[0]!.outcome;
  assert.ok(outcome.state === "completed");
  const measured = ({ trial, block, cell }: PlannedTrial): Trial => {
    const index = cell.scenario.size - 100;
    const log = cell.settings.workers === 1 ? differences[index]![block - 1]! : 0;
    const throughputRps = 400 * Math.exp(log);
    return setThroughput(
      { trial, block, cell, startedAt: template.startedAt, outcome: { ...outcome } },
      throughputRps,
    );
  };
  const clock = { elapsedS: () => 0, trialS: () => null };
  const trials: Trial[] = [];
  for (;;) {
    const agenda = agendaOf(plan, trials, clock);
    if (agenda.reason !== null) return { trials, claims: agenda.claims };
    trials.push(...agenda.trials.map(measured));
  }
}

Deno.test("the loop of the runner calls equal cells different 5 times in 100 at most, as the looks alone do", () => {
  const random = seededRandom(11);
  let different = 0, open = 0, trialCount = 0;
  for (let run = 0; run < RUNS; run++) {
    const noise = run % 2 === 0 ? "equal" : "spread";
    const pairs = simulatedPairs({ blocks: 80, scenarios: PAIRS, noise }, random);
    const { trials, claims } = decidedBy(pairs.map(({ differences }) => differences));
    const verdicts = claims.map(({ standing }) => standing!.judgement.verdict);
    const whole = standings(pairs).map(({ judgement }) => judgement.verdict);
    assert.deepEqual(verdicts, whole, "dropping what is decided changes no verdict");
    different += verdicts.filter((verdict) => verdict === "different").length;
    open += verdicts.filter((verdict) => verdict === "undecided").length;
    trialCount += trials.length;
  }
  const count = RUNS * PAIRS;
  assert.ok(different / count <= 0.05, `${different} of ${count} are called different`);
  assert.ok(open / count < 0.2, `${open} of ${count} stay open`);
  assert.ok(trialCount < 0.5 * RUNS * 80 * 2 * PAIRS, `${trialCount} trials`);
});
