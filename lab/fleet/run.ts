/** A run over a fleet: which block goes next, what comes of it, and when there is enough. */
import type { Plan, PlannedTrial } from "../nouns/plan.ts";
import { SCHEMA_VERSION } from "../nouns/version.ts";
import { claimsAfter, endOf, runEnded } from "../run/blocks.ts";
import type { MeasuredOn } from "../run/parts.ts";
import type { RunOptions } from "../run/client.ts";
import { type Clock, clockOf } from "../run/clock.ts";
import { codeHash as ourCodeHash } from "../server/code.ts";
import { InterruptedError } from "../run/lasting.ts";
import { likelyTrials, mostTrials } from "../run/agenda/likely.ts";
import { resumableAnywhere } from "../run/parts.ts";
import { RunnerCommand, RunnerEvent } from "../run/protocol.ts";
import { endRun } from "../store/append.ts";
import { GauntletError } from "../system/state.ts";
import { textOfOthers } from "../system/secrets.ts";
import type { FleetAddress } from "./address.ts";
import { type Next, nextBlock } from "./ahead.ts";
import { type Answer, answerOf } from "./answer.ts";
import { type Dask, openFleet } from "./dask.ts";
import { type KeptRun, keptRun, restsOf } from "./kept.ts";
import { Machines, type Member } from "./machines.ts";
import type { FleetEvent } from "./protocol.ts";
import { untilLater, type Waited } from "./waited.ts";

type RunEnded = Extract<RunnerEvent, { type: "run-ended" }>;

export interface FleetRunOptions extends RunOptions {
  fleet: FleetAddress;
  /** Told a sentence that is to stay: who takes no part, what was lost, where Dask's pages are. */
  onNote?: (sentence: string) => void;
  /** How often a block may be lost with its machine. Default: as Dask has it, 3. */
  allowedFailures?: number;
  /** Given the fleet once it is connected, for whoever looks at its processes. */
  onOpen?: (dask: Dask) => void;
  /** How long there may be no machine before the run is given up. Default 120 s. */
  patienceS?: number;
  clock?: Clock;
  /** Starts the runner of a worker of `local:N`, by its number. Default: that of this checkout. */
  runnerOf?: (worker: number) => string[];
}

/** Setting up a worker's checkout takes longer: that is done before a fleet is asked for. */
const PATIENCE_S = 120;

/**
 * Measures a plan block by block on the machines of a fleet, as `runPlan` does on this one.
 *
 * A machine has one block at a time, whole; which block is the next follows from what is in hand, as on
 * one machine. A block that is lost with its machine is begun anew on another. What has been measured is
 * kept when the fleet is lost: the run can be gone on with.
 *
 * @throws GauntletError when no machine may take part, or the fleet is lost; it says how to go on
 */
export async function runOverFleet(plan: Plan, options: FleetRunOptions): Promise<RunEnded> {
  const { fleet, resume = null, onEvent = () => {}, signal = new AbortController().signal } =
    options;
  const earlier = resume === null ? null : await resumableAnywhere(plan, resume);
  const codeHash = await ourCodeHash();
  const say = (what: string) => void onEvent({ type: "preparing", what });
  const resource = `gauntlet-${codeHash.slice(0, 12)}`;
  await using dask = await openFleet(fleet, resource, { ...options, say, signal })
    .catch((error) => Promise.reject(signal.aborted ? stoppedEarly() : error));
  options.onOpen?.(dask);
  const kept = keptRun(plan, earlier);
  const conductor = new Conductor(plan, kept, dask, codeHash, options);
  conductor.rests = restsOf(plan, earlier);
  try {
    const end = await conductor.conduct(signal);
    await onEvent(end);
    return end;
  } catch (error) {
    throw error instanceof InterruptedError ? interrupted(error, kept) : error;
  }
}

const stoppedEarly = () => new GauntletError("The run was stopped before its first trial");

/** What has gone, with what is kept and how it is gone on with. */
function interrupted({ message }: InterruptedError, { runId }: KeptRun): GauntletError {
  return new GauntletError(
    runId === null
      ? `Cannot measure over this fleet: ${message}; mend that and run it again`
      : `The run was interrupted: ${message}; its trials are kept in data/runs/${runId}: go on with ` +
        `"deno task run --resume ${runId} --fleet …"`,
  );
}

/** Takes what a fleet tells, one event at a time, and sends blocks off. */
class Conductor {
  rests: ReturnType<typeof restsOf> = [];
  readonly #machines: Machines;
  readonly #underWay = new Map<number, readonly PlannedTrial[]>();
  /** On whose machine a block is, as far as is known. */
  readonly #workerOf = new Map<number, string>();
  readonly #clock: Clock;
  readonly #waited: Waited;
  #started = false;
  #claimsTold = 0;
  /** Trials that machines have told and not yet handed over, by block. */
  readonly #seen = new Map<number, number>();

  constructor(
    readonly plan: Plan,
    readonly kept: KeptRun,
    readonly dask: Dask,
    readonly codeHash: string,
    readonly options: FleetRunOptions,
  ) {
    const { clock = clockOf(plan), patienceS = PATIENCE_S } = options;
    this.#clock = clock;
    this.#waited = untilLater(patienceS);
    this.#machines = new Machines({ codeHash, tell: dask.tell, note: this.#note });
  }

  #note = (sentence: string) => this.options.onNote?.(textOfOthers(sentence));
  /** In their order; the next event of the fleet waits until all are told, and what throws ends the run. */
  #tell = (event: RunnerEvent) => {
    this.#told = this.#told.then(async () => void await this.options.onEvent?.(event));
  };
  #told: Promise<void> = Promise.resolve();

  /** Until the run has its end, is told to stop, or cannot go on. */
  async conduct(signal: AbortSignal): Promise<RunEnded> {
    const events = this.dask.events[Symbol.asyncIterator]();
    const stopped = Promise.withResolvers<"stopped">();
    const stop = () => stopped.resolve("stopped");
    signal.addEventListener("abort", stop);
    try {
      if (signal.aborted) stop();
      for (let coming = events.next();;) {
        const event = await Promise.race([coming, stopped.promise, this.#waited.over]);
        if (event === "stopped") return this.#end(null);
        if (event === "over") throw new InterruptedError(this.#whyNobody());
        if (event.done) throw new InterruptedError("its Dask client has ended");
        coming = events.next();
        coming.catch(() => {});
        await this.#take(event.value);
        await this.#told;
        const end = this.#next();
        if (end !== null) return await this.#finish(end);
      }
    } finally {
      signal.removeEventListener("abort", stop);
      this.#waited.cancel();
    }
  }

  #whyNobody(): string {
    const last = this.#machines.refusals.at(-1);
    return last === undefined ? "no machine takes part" : `no machine takes part. ${last}`;
  }

  async #take(event: FleetEvent): Promise<void> {
    switch (event.type) {
      case "connected":
        if (event.dashboard !== null) this.#note(`Dask's pages are at ${event.dashboard}`);
        return this.#waited.begin();
      case "worker":
        this.#machines.came(event);
        // Of this machine nobody else comes.
        if (this.dask.local?.workers.length === this.#machines.refusals.length) {
          throw new InterruptedError(this.#whyNobody());
        }
        return;
      case "taken":
        this.#machines.taken(event.worker);
        return this.#waited.cancel();
      case "worker-gone":
        return this.#gone(event.worker);
      case "event":
        return await this.#hear(event);
      case "block":
        return await this.#handOver(event.block, event.worker, answerOf(event));
      case "block-lost":
        throw new InterruptedError(
          `block ${event.block} was lost with its machine ${event.times} times`,
        );
      case "block-failed":
        throw new InterruptedError(`block ${event.block} failed (${event.reason})`);
      case "lost":
        throw new InterruptedError(event.reason);
    }
  }

  #gone(worker: string): void {
    const member = this.#machines.gone(worker);
    const lost = [...this.#workerOf].filter(([, each]) => each === worker);
    for (const [block] of lost) {
      this.#workerOf.delete(block);
      this.#seen.delete(block);
      this.#note(
        `The worker "${member?.name}" has gone; block ${block}, which it had, is done again elsewhere`,
      );
    }
    if (lost.length === 0 && member) this.#note(`The worker "${member.name}" has gone`);
    if (this.#machines.ready.length === 0) this.#waited.begin();
  }

  /** A machine that could not measure a block takes no part any more; others do that block. */
  #leave(worker: string, reason: string): void {
    this.#machines.leave(worker, reason);
    if (this.#machines.ready.length === 0) this.#waited.begin();
  }

  /** A line of the runner that measures a block. */
  async #hear({ block, worker, line }: Extract<FleetEvent, { type: "event" }>): Promise<void> {
    this.#workerOf.set(block, worker);
    const event = RunnerEvent.parse(JSON.parse(line));
    const member = this.#machines.of(worker);
    if (event.type === "block-staged") {
      const { environment, variantHashes } = event;
      await this.#staged({ environment, variantHashes }, worker);
      this.#begin();
    }
    if (event.type === "trial-phase") {
      this.#seen.set(block, event.place - 1);
      this.#tell({ ...event, ...this.#place(member) });
    }
    if (event.type === "preparing") {
      this.#tell({ type: "preparing", what: `${event.what} (${member?.name ?? worker})` });
    }
  }

  #place(member: Member | undefined) {
    const seen = [...this.#seen.values()].reduce((sum, count) => sum + count, 0);
    const done = this.kept.trials.length + seen;
    const [likely, most] = this.#leftCounts();
    const [likelyCount, mostCount] = [likely, most].map((left) => this.kept.trials.length + left);
    return {
      ...{
        place: Math.min(done + 1, likelyCount!),
        likelyCount: likelyCount!,
        mostCount: mostCount!,
      },
      remainingS: this.#clock.remainingS(likelyCount! - done),
      ...(member ? { machineId: member.machine.machineId } : {}),
    };
  }

  /** What is under way, and what will likely follow, or can at the most. */
  #leftCounts(): [likely: number, most: number] {
    const underWay = [...this.#underWay.values()].flat().length;
    const now = underWay + this.rests.flatMap(({ trials }) => trials).length;
    const next = this.#look();
    if (next.state === "end") return [now, now];
    const ofNext = now + next.trials.length;
    return [ofNext + likelyTrials(this.plan, next), ofNext + mostTrials(this.plan, next)];
  }

  /** Why a machine that would join a run may not; `null`: it may, or has. */
  async #staged(on: MeasuredOn, worker: string): Promise<string | null> {
    const isFirst = this.kept.runId === null;
    const { fleet } = this.options;
    // Of this machine it is known before the second of them comes.
    const count = fleet.kind === "local" ? fleet.count : this.#machines.countBeside(worker);
    const shared = count > 1 ? { workersHereCount: count } : {};
    try {
      await this.kept.staged({ ...on, environment: { ...on.environment, ...shared } });
      return null;
    } catch (error) {
      if (isFirst || !(error instanceof GauntletError)) throw error;
      return error.message;
    }
  }

  /** A block is in hand; or its machine could not measure it, and another will. */
  async #handOver(block: number, worker: string, answer: Answer): Promise<void> {
    const planned = this.#underWay.get(block);
    this.#workerOf.delete(block);
    this.#seen.delete(block);
    // Of a block that was given up, or that is in hand: none is kept twice.
    if (planned === undefined) return;
    this.#underWay.delete(block);
    if (answer.state === "failed") return this.#leave(worker, answer.reason);
    const wrong = answer.wrongFor(planned) ?? await this.#staged(answer.on, worker);
    if (wrong !== null) return this.#leave(worker, wrong);
    await this.kept.keep(answer.trials);
    answer.trials.forEach(() => this.#clock.trialEnded());
    const whole = this.#place(this.#machines.of(worker));
    for (const [index, trial] of answer.trials.entries()) {
      const place = this.kept.trials.length - answer.trials.length + index + 1;
      this.#tell({ ...endOf(trial, this.plan), ...whole, place });
    }
    this.#tellClaims();
  }

  /** As far as all blocks are in hand: a look at fewer would be none. */
  #tellClaims(): void {
    const first = Math.min(Infinity, ...this.#underWay.keys());
    const trials = this.kept.trials.filter(({ block }) => block < first);
    const next = nextBlock(this.plan, trials, new Map(), this.#clock);
    if (next.block <= this.#claimsTold) return;
    this.#claimsTold = next.block;
    const reason = next.state === "end" ? next.reason : null;
    claimsAfter(this.plan, trials, { ...next, reason }).forEach(this.#tell);
  }

  #look(): Next {
    // A block takes its machine as long as it takes, however many others there are.
    const trialS = () => {
      const ofAll = this.#clock.trialS();
      return ofAll === null ? null : ofAll * Math.max(1, this.#machines.ready.length);
    };
    const clock = { elapsedS: this.#clock.elapsedS, trialS };
    return nextBlock(this.plan, this.kept.trials, this.#underWay, clock);
  }

  /** Sends blocks off for as long as machines are idle; what ends the run, when nothing is under way. */
  #next(): Extract<Next, { state: "end" }> | null {
    for (;;) {
      if (this.#underWay.size === 0 && this.rests.length === 0) {
        const next = this.#look();
        if (next.state === "end") return next;
      }
      const idle = this.#machines.ready.length - this.#underWay.size;
      if (idle <= 0) return null;
      const rest = this.#restNow();
      if (rest !== null) {
        this.#send(rest.block, rest.trials, [rest.worker]);
        continue;
      }
      const next = this.#look();
      if (next.state === "block") this.#send(next.block, next.trials);
      else return null;
    }
  }

  /** What a block lacks whose machine is here; where it is not, the block stays as it is. */
  #restNow(): { block: number; trials: PlannedTrial[]; worker: string } | null {
    for (let rest = this.rests.shift(); rest; rest = this.rests.shift()) {
      const { block, trials, machineId } = rest;
      const member = this.#machines.ready.find(({ machine }) => machine.machineId === machineId);
      if (member) return { block, trials, worker: member.worker };
      this.#note(
        `Leaving out what block ${block} lacks: it is of the machine ${machineId}, which takes no part`,
      );
    }
    return null;
  }

  #send(block: number, trials: readonly PlannedTrial[], only?: string[]): void {
    this.#underWay.set(block, trials);
    const order = RunnerCommand.parse({
      ...{ type: "block", plan: { ...this.plan, trials: [] }, trials },
      codeHash: this.codeHash,
    });
    this.dask.tell({ type: "block", block, order: JSON.stringify(order), only });
  }

  #begin(): void {
    if (this.#started) return;
    this.#started = true;
    const doneCount = this.kept.trials.length;
    const [left] = this.#leftCounts();
    this.#tell({
      ...{ type: "run-started", runId: this.kept.runId!, doneCount },
      ...{ trialCount: doneCount + left, remainingS: this.#clock.remainingS(left) },
    });
  }

  async #finish({ reason }: Extract<Next, { state: "end" }>): Promise<RunEnded> {
    const { runId, trials } = this.kept;
    if (runId !== null) {
      const endedAt = new Date().toISOString();
      const trialCount = trials.length;
      await endRun(runId, { schemaVersion: SCHEMA_VERSION, endedAt, reason, trialCount });
    }
    return this.#end(reason);
  }

  #end(reason: RunEnded["reason"]): RunEnded {
    const { trials } = this.kept;
    // Of a run that is gone on with there may be nothing more to measure.
    const runId = this.kept.runId ?? this.options.resume ?? null;
    if (runId === null) throw stoppedEarly();
    return runEnded(runId, trials, reason);
  }
}
