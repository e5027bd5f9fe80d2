/**
 * A duet: exactly two cells whose servers are both up, measured in turns of short windows, so that a
 * machine that drifts within seconds slows both alike. While one is loaded the other waits, and its
 * load generator is held still.
 */
import { seededRandom } from "../analysis/random.ts";
import { pathOf } from "../scenario.ts";
import { GauntletError } from "../state.ts";
import type { Cell, Outcome, Plan, PlannedTrial, Profile, Trial } from "../types.ts";
import {
  type FoundVariant,
  mostConnections,
  RESERVED_CONNECTIONS,
  variantNamed,
} from "../variants.ts";
import { CEILING } from "./ceiling/variant.ts";
import type { Database, QuoteDatabase } from "./database/database.ts";
import { Generators } from "./generators.ts";
import { checkAnswered, type Measurement, TIMEOUT_S } from "./measure.ts";
import { observe } from "./observe.ts";
import { sleep } from "./processes.ts";
import { type RunningServer, withServer } from "./server.ts";
import { atRest, type Phase, unlessAborted } from "./trial.ts";
import { mergeTurns } from "./turns.ts";
import { verify } from "./verify.ts";

/** Under load again before its window opens. */
const LEAD_IN_S = 0.2;
/** What was under way when a generator was held still is waited for, but not longer. */
const RUN_OUT_LIMIT_MS = 2000;
/** A generator is held still for two windows at the most, and no answer may time out meanwhile. */
const LONGEST_TURN_S = TIMEOUT_S / 4;
const SHORTEST_TURN_S = 0.2;

/** Throws one sentence when an experiment cannot be measured as a duet. */
export function checkDuet(experiment: string, cells: Cell[], profile: Profile): void {
  if (!profile.duet) return;
  const problem = (what: string, remedy: string) =>
    new GauntletError(`Cannot measure "${experiment}" as a duet: ${what}; ${remedy}`);
  if (cells.length !== 2) {
    const count = cells.length === 1 ? "1 cell" : `${cells.length} cells`;
    throw problem(`it has ${count}, and a duet is of exactly two`, "leave duet out");
  }
  for (const { variant, scenario } of cells) {
    if (variant === CEILING.name) throw problem("the ceiling has no server", "leave duet out");
    if (scenario.load.kind !== "closed") {
      throw problem("arrivals at a rate cannot wait for their turn", "use a closed load");
    }
    if (scenario.connectDelayMs !== undefined || scenario.killBackendsEveryS !== undefined) {
      throw problem(
        "connectDelayMs and killBackendsEveryS would act on both servers",
        "leave duet out",
      );
    }
  }
  const turnS = profile.windowS / profile.duet.turns;
  if (turnS < SHORTEST_TURN_S || turnS > LONGEST_TURN_S) {
    throw problem(
      `${profile.duet.turns} turns of a window of ${profile.windowS} s are ${
        turnS.toFixed(2)
      } s each`,
      `choose turns so that each is ${SHORTEST_TURN_S} to ${LONGEST_TURN_S} s`,
    );
  }
}

/** Which of the two is measured when, 0 or 1: A B B A, or B A A B, by lot for each four. */
export function turnsOf(turns: number, seed: number): (0 | 1)[] {
  const random = seededRandom(seed);
  const order: (0 | 1)[] = [];
  while (order.length < 2 * turns) {
    const first = random() < 0.5 ? 0 : 1;
    const second = first === 0 ? 1 : 0;
    order.push(first, second, second, first);
  }
  // With an odd number of turns the last four are cut to two, which are one of each.
  return order.slice(0, 2 * turns);
}

/** Throws, with the arithmetic, when both servers together may want more than PostgreSQL gives. */
export function checkDuetConnections(
  { experiment, profile, trials }: Pick<Plan, "experiment" | "profile" | "trials">,
  variants: Map<string, FoundVariant>,
  { versionAndSettings: { settings } }: Pick<Database, "versionAndSettings">,
): void {
  if (!profile.duet) return;
  const most = trials.slice(0, 2).map(({ cell }) =>
    mostConnections(variantNamed(variants, cell.variant), cell)
  );
  const wanted = most.reduce((sum, each) => sum + each, 0);
  const given = Number(settings.max_connections) - RESERVED_CONNECTIONS;
  if (wanted <= given) return;
  throw new GauntletError(
    `Cannot measure "${experiment}" as a duet: its servers may open ${
      most.join(" + ")
    } = ${wanted} ` +
      `connections, and PostgreSQL gives ${settings.max_connections} - ${RESERVED_CONNECTIONS} = ` +
      `${given}; lower workers or poolMax, or leave duet out`,
  );
}

/**
 * Runs the two trials of a block. What goes wrong is the outcome of both; only an abort is thrown.
 *
 * @param pair both of a block; one alone is what a run leaves that was cut off between writing the
 * two, and it fails: its partner's turns are over
 */
export async function runDuet(
  pair: PlannedTrial[],
  plan: Plan,
  variants: Map<string, FoundVariant>,
  database: Database,
  upstreamUrl: string | null,
  signal: AbortSignal,
  onPhase: (planned: PlannedTrial, phase: Phase) => void,
): Promise<Trial[]> {
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const trialOf = ({ trial, block, cell }: PlannedTrial, outcome: Outcome) => ({
    ...{ trial, block, cell, startedAt, outcome },
  });
  try {
    if (pair.length !== 2) {
      throw new GauntletError("The run was cut off between writing the two trials of this duet");
    }
    for (const { cell } of pair) await atRest(database, cell.scenario);
    const sides = pair.map((planned) => ({
      planned,
      variant: variantNamed(variants, planned.cell.variant),
      quotes: database.withRows(planned.cell.scenario.rows),
      generators: new Generators(planned.cell.scenario.load),
    }));
    await using _generators = {
      [Symbol.asyncDispose]: async () =>
        void await Promise.all(sides.map(({ generators }) => generators.stop())),
    };
    const measured = await withServers(sides, upstreamUrl, signal, onPhase, async (servers) => {
      const [first, second] = sides.map((side, index) =>
        new Side(side.planned, servers[index]!, side.quotes, side.generators, database.pid)
      );
      return await unlessAborted(inTurns([first!, second!], plan, onPhase), signal);
    });
    const wholeS = (performance.now() - started) / 1000;
    const spentS = measured.reduce((sum, each) => sum + each.warmUpS + each.durationS, 0);
    return pair.map((planned, index) =>
      trialOf(planned, { ...measured[index]!, overheadS: (wholeS - spentS) / 2 })
    );
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    return pair.map((planned) => trialOf(planned, { state: "failed", reason }));
  }
}

interface Part {
  planned: PlannedTrial;
  variant: FoundVariant;
  quotes: QuoteDatabase;
  generators: Generators;
}

/** Has all servers up and verified, one after the other, and lends them to `use`. */
async function withServers<T>(
  [part, ...others]: Part[],
  upstreamUrl: string | null,
  signal: AbortSignal,
  onPhase: (planned: PlannedTrial, phase: Phase) => void,
  use: (servers: RunningServer[]) => Promise<T>,
): Promise<T> {
  if (!part) return await use([]);
  const { planned, variant, quotes } = part;
  onPhase(planned, "starting");
  const services = { databaseUrl: quotes.serverUrl, upstreamUrl };
  return await withServer(variant, planned.cell, services, signal, async (server) => {
    onPhase(planned, "verifying");
    await verify(planned.cell, server.url, quotes);
    return await withServers(others, upstreamUrl, signal, onPhase, (rest) => {
      return use([server, ...rest]);
    });
  });
}

/** Warms both up, each alone, and then lets them take turns. */
async function inTurns(
  sides: [Side, Side],
  { profile, seed }: Plan,
  onPhase: (planned: PlannedTrial, phase: Phase) => void,
): Promise<Measurement[]> {
  const { turns } = profile.duet!;
  for (const side of sides) {
    onPhase(side.planned, "measuring");
    await side.warmUp(profile, profile.windowS / turns);
  }
  for (const turn of turnsOf(turns, seed + sides[0].planned.block)) {
    await sides[turn].window();
  }
  for (const side of sides) onPhase(side.planned, "stopping");
  return sides.map((side) => side.result());
}

/** One of the two: loaded when it is its turn, and held still when it is not. */
class Side {
  #warm: { warmUpS: number; settled: boolean | null } = { warmUpS: 0, settled: null };
  readonly #seen: Awaited<ReturnType<typeof observe>>[] = [];

  constructor(
    readonly planned: PlannedTrial,
    readonly server: RunningServer,
    readonly quotes: QuoteDatabase,
    readonly generators: Generators,
    readonly databasePid: number | null,
  ) {}

  async warmUp(profile: Profile, windowS: number): Promise<void> {
    const { scenario } = this.planned.cell;
    this.#warm = await this.generators.warmUp(
      {
        url: this.server.url + pathOf(scenario),
        timeoutS: TIMEOUT_S,
        idleConnections: scenario.idleConnections,
        windowS,
      },
      { leastS: profile.warmUpS, mostS: profile.warmUpMaxS ?? profile.warmUpS },
    );
    this.generators.pause();
    await sleep(RUN_OUT_LIMIT_MS / 4);
  }

  async window(): Promise<void> {
    this.generators.resume();
    await sleep(LEAD_IN_S * 1000);
    const { quotes: database, databasePid, server } = this;
    const seen = await observe(
      { serverPid: server.pid, database, databasePid },
      async (hooks) => ({ result: await this.generators.window(hooks), ...this.#warm }),
    );
    this.#seen.push(seen);
    this.generators.pause();
    // The last requests are still being answered, and the other's window must not see that.
    await sleep(Math.min(RUN_OUT_LIMIT_MS, 2 * seen.latencyP99Ms));
  }

  /** All its windows as one. */
  result(): Measurement {
    const merged = mergeTurns(this.#seen);
    checkAnswered(this.server, merged);
    return { ...merged, readyS: this.server.readyS };
  }
}
