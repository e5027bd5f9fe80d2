/** Expectations of a gate as claims: registered in a plan before anything is measured. */
import { DELTA_SHARE } from "../analysis/judgement/verdict.ts";
import { cellKey, scenarioKey } from "../nouns/cell.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Experiment, ProfileName } from "../nouns/experiment.ts";
import type { Plan } from "../nouns/plan.ts";
import { profileOf } from "../nouns/plan.ts";
import type { RegisteredClaim } from "../nouns/registered.ts";
import { type Catalog, catalog, variantNamed } from "../server/catalog.ts";
import { GauntletError } from "../system/state.ts";
import { distinctCellLabels } from "../analysis/tables/cells.ts";
import { experiment } from "./experiment.ts";
import type { Expected, Side } from "./expectation.ts";
import { grid } from "./grid.ts";
import { planRun } from "./plan.ts";

/** What a gate asks has such an id, and nothing else has. */
const GATE_ID = /^expect-\d+$/;

export const isOfGate = ({ id }: Pick<RegisteredClaim, "id">): boolean => GATE_ID.test(id);

/** Blocks that every cell is measured in before blocks are for what is open: the first look. */
const FIRST_BLOCKS = 5;
/** As long as a reader of a pull request waits; `--minutes` says otherwise. */
const USUAL = { blocks: FIRST_BLOCKS, warmUpS: 1, warmUpMaxS: 6, windowS: 3 };

/** Two cells that are compared, and what is expected of them. */
interface Asked {
  expected: Expected;
  of: [Cell, Cell];
}

/**
 * A plan that measures two servers for each expectation, in the usual scenario of their workload.
 *
 * @throws GauntletError where a side is no variant, or cannot run on this machine
 */
export async function gatePlan(
  expectations: readonly Expected[],
  { seed, among = catalog }: { seed?: number; among?: Catalog } = {},
): Promise<Plan> {
  const asked = expectations.map((expected): Asked => {
    const [over, under] = [expected.over, expected.under].map((side) => usualCell(side, among));
    return { expected, of: [over!, under!] };
  });
  const cells = needed(asked);
  const plan = await planRun(
    experiment({
      name: "gate",
      question: `Does it hold that ${expectations.map(({ text }) => text).join(", and ")}?`,
      cells,
      claims: asked.map(claimOf),
      quick: USUAL,
      full: USUAL,
    }),
    "quick",
    seed,
    among,
  );
  return checkedPlan(plan);
}

/**
 * The plan of a notebook's experiment with expectations of its cells. Where it has a side not, as it has
 * not how a server was at a revision, that cell is measured beside the others, and the run is of an
 * experiment of its own, `NAME-gate`: the notebook goes on showing what it asked.
 *
 * @throws GauntletError where a side is several cells of the experiment, or cannot run on this machine
 */
export async function gatedPlan(
  whole: Experiment,
  profileName: ProfileName,
  expectations: readonly Expected[],
  { seed, among = catalog }: { seed?: number; among?: Catalog } = {},
): Promise<Plan> {
  const { cells } = profileOf(whole, profileName);
  const asked = expectations.map((expected): Asked => ({ expected, of: pairIn(whole, expected) }));
  const claims = [...whole.claims ?? [], ...asked.map(claimOf)];
  const known = new Set(cells.map(cellKey));
  const more = needed(asked).filter((cell) => !known.has(cellKey(cell)));
  if (more.length === 0) {
    const plan = await planRun(whole, profileName, seed, among);
    return checkedPlan({ ...plan, claims });
  }
  const all = [...whole.cells, ...needed(asked).filter((cell) => !holds(whole.cells, cell))];
  return checkedPlan(
    await planRun(
      {
        ...whole,
        ...{ name: `${whole.name}-gate`, claims, cells: all },
        quick: { ...whole.quick, cells: [...profileOf(whole, "quick").cells, ...more] },
      },
      profileName,
      seed,
      among,
    ),
  );
}

const holds = (cells: readonly Cell[], cell: Cell) =>
  cells.some((each) => cellKey(each) === cellKey(cell));

/** Each cell once; one that is compared with itself twice. */
function needed(asked: readonly Asked[]): Cell[] {
  const cells = new Map<string, Cell[]>();
  for (const { of: [over, under] } of asked) {
    const twins = cellKey(over) === cellKey(under) ? [over, under] : [over];
    if ((cells.get(cellKey(over))?.length ?? 0) < twins.length) cells.set(cellKey(over), twins);
    if (!cells.has(cellKey(under))) cells.set(cellKey(under), [under]);
  }
  return [...cells.values()].flat();
}

function claimOf({ expected, of }: Asked, index: number): RegisteredClaim {
  const { text, expects, deltaShare } = expected;
  const isUsual = deltaShare === undefined || deltaShare === DELTA_SHARE;
  return {
    ...{ id: `expect-${index + 1}`, source: "gate", sentence: text, expects, of },
    ...(isUsual ? {} : { deltaShare, deltaReason: "The expectation says so" }),
    headline: true,
  };
}

/** A variant as it is usually measured. */
function usualCell({ variant, workers, threads }: Side, among: Catalog): Cell {
  return grid({
    variants: [variant],
    ...(workers === undefined ? {} : { workers: [workers] }),
    ...(threads === undefined ? {} : { threads: [threads] }),
  }, among)[0]!;
}

/** The two cells of an experiment that are meant: where a side is several, those that differ least. */
function pairIn({ name, cells }: Experiment, { text, over, under }: Expected): [Cell, Cell] {
  const once = [...new Map(cells.map((cell) => [cellKey(cell), cell])).values()];
  const [overs, unders] = [over, under].map((side) => once.filter((cell) => isMeant(side, cell)));
  const asOther = (side: Side, others: Cell[]) =>
    others.map(({ settings, ...cell }) => ({
      ...cell,
      settings: {
        ...settings,
        workers: side.workers ?? settings.workers,
        threads: side.threads ?? settings.threads,
      },
      variant: side.variant,
    }));
  const left = overs!.length > 0 ? overs! : asOther(over, unders!);
  const right = unders!.length > 0 ? unders! : asOther(under, overs!);
  const cannot = (why: string) =>
    new GauntletError(`Cannot expect "${text}" of the experiment "${name}": ${why}`);
  if (left.length === 0) {
    const variants = [...new Set(once.map(({ variant }) => variant))];
    throw cannot(`it has neither side; it measures ${variants.join(", ")}`);
  }
  const pairs = left.flatMap((a) =>
    right.filter((b) => scenarioKey(a.scenario) === scenarioKey(b.scenario))
      .map((b): [Cell, Cell] => [a, b])
  );
  const alike = pairs.filter(([a, b]) =>
    a.settings.workers === b.settings.workers && a.settings.threads === b.settings.threads
  );
  const [pair, second] = pairs.length === 1 ? pairs : alike;
  if (pair !== undefined && second === undefined) return pair;
  if (pair === undefined) throw cannot("it measures the two in no scenario alike");
  throw cannot(
    `these are several pairs of its cells: ${
      alike.map((each) => distinctCellLabels(each).join(" and ")).slice(0, 3).join("; ")
    } …; name workers and threads (2×5), or write a claim in its notebook`,
  );
}

const isMeant = ({ variant, workers, threads }: Side, cell: Cell): boolean =>
  cell.variant === variant &&
  (workers === undefined || workers === cell.settings.workers) &&
  (threads === undefined || threads === cell.settings.threads);

/** That both sides of each expectation are measured: to learn it after the run would be late. */
function checkedPlan(plan: Plan): Plan {
  for (const { of, sentence } of (plan.claims ?? []).filter(isOfGate)) {
    for (const { variant } of of as [Cell, Cell]) {
      const lacking = plan.unavailable.find((each) => each.variant === variant);
      if (lacking === undefined) continue;
      throw new GauntletError(
        `Cannot measure "${sentence}": ${variant} needs ${lacking.needs}`,
      );
    }
  }
  return plan;
}

/** Every name of a side, so that a misspelt one is told before anything else is done. */
export function checkSides(expectations: readonly Expected[], among: Catalog = catalog): void {
  for (const { over, under } of expectations) {
    for (const { variant } of [over, under]) variantNamed(variant.split("@")[0]!, among);
  }
}
