/** A long recording, replayed through the stopping rule as if it were many runs of one pair. */
import { sum } from "simple-statistics";
import type { Run } from "../../nouns/run.ts";
import { LOOKS, standings } from "../judgement/looks.ts";
import { DELTA_SHARE } from "../judgement/verdict.ts";
import { type Call, callOf } from "./known-effects.ts";
import { type EffectBlock, type EffectPair, effectPairs } from "./effect-blocks.ts";
import { oldVerdict } from "./old-method.ts";

/** What a repeat may take: two cells in their blocks, alone. */
export const REPEAT_MINUTES = 20;

/**
 * Why a repeat ended. `decided`: a look said different or equivalent; `looks`: the last look came to
 * nothing; `time`: the next look would be later than the repeat's minutes; `cut off`: the recording
 * ended before the next look, so that nothing is known of how it would have gone on.
 */
export type Ended = "decided" | "looks" | "time" | "cut off";

/** One effect in one stretch of a recording. */
export interface Repeat {
  /** Nominal: 0.1 for ten percent more. */
  effectShare: number;
  /** From 1, for each effect apart. */
  repeat: number;
  /** The block that it begins with. */
  fromBlock: number;
  /** Blocks that the last look had; of one that was cut off before the first look, those there were. */
  blocks: number;
  ended: Ended;
  call: Call;
  /** Base over dearer cell: 1.1 where ten percent more is done; NaN before the first look. */
  ratio: number;
  /** At the level of one look of several; 0 and Infinity before the first look. */
  low: number;
  high: number;
  /** What a run of the pair alone takes to that look, by the trials' own times. */
  minutes: number;
  /** What the old method says of the very same trials. */
  oldCall: Call;
}

export interface ReplayOptions {
  looks?: readonly number[];
  /** Of a repeat. Default 20. */
  minutes?: number;
}

/**
 * What the stopping rule of a run says of each effect, again and again over a long recording. A repeat
 * begins where the one before it ended, and takes looks until one decides: its blocks are its own, so
 * that repeats of one effect are independent of each other. (Those of different effects share the
 * base's trials.) It is judged as a run of two cells would be, by the pair's own spread; in the
 * recording the partners have other cells between them, which an ordinary run avoids.
 *
 * A repeat that the recording cuts off counts as nothing: slow ones are cut off more often, and
 * `proof.ts` says how much that can matter.
 *
 * @param run cells that differ in work alone, the base twice in each block
 * @example
 * ```ts
 * import { fixtureKnownEffects } from "lab/analysis/fixtures/runs.ts";
 * import { replay } from "lab/analysis/known-effects/replay.ts";
 * const run = fixtureKnownEffects(["120"], { blocks: 10, noiseShare: 0.01 });
 * console.log(replay(run).map(({ call, blocks }) => `${call} ${blocks}`));
 * // [ "equivalent 5", "equivalent 5", "found 5", "found 5" ]
 * ```
 */
export function replay(run: Run, options: ReplayOptions = {}): Repeat[] {
  return effectPairs(run).flatMap((pair) => replayOne(pair, options));
}

function replayOne(
  { effectShare, blocks }: EffectPair,
  { looks = LOOKS, minutes = REPEAT_MINUTES }: ReplayOptions,
): Repeat[] {
  const repeats: Repeat[] = [];
  let from = 0;
  // What is left before a first look says nothing of how it would have gone on: it is no repeat.
  while (blocks.length - from >= looks[0]! || (repeats.length === 0 && blocks.length > 0)) {
    const ahead = blocks.slice(from);
    const next = judged(ahead, effectShare, looks, minutes);
    repeats.push({ effectShare, repeat: repeats.length + 1, fromBlock: ahead[0]!.block, ...next });
    if (next.ended === "cut off") break;
    from += next.blocks;
  }
  return repeats;
}

/** One repeat from the first of these blocks on. */
function judged(
  ahead: EffectBlock[],
  effectShare: number,
  looks: readonly number[],
  minutes: number,
): Omit<Repeat, "effectShare" | "repeat" | "fromBlock"> {
  const takesMin = (count: number) => sum(ahead.slice(0, count).map(({ tookS }) => tookS)) / 60;
  const taken = looks.filter((look) => look <= ahead.length && takesMin(look) <= minutes);
  const most = taken.at(-1) ?? Math.min(ahead.length, looks[0]!);
  const [standing] = standings([{
    ...{ cellA: "base", cellB: "dearer", scenario: "recorded" },
    // A first look that would be too late is not taken.
    differences: ahead.slice(0, taken.at(-1) ?? 0).map(({ difference }) => difference),
  }], { looks });
  const { decided, look, judgement } = standing!;
  const blocks = decided ? look : most;
  const isMeasured = judgement.verdict !== "not measured";
  const { ratio } = isMeasured ? judgement : { ratio: NaN };
  const { low, high } = isMeasured ? judgement.interval : { low: 0, high: Infinity };
  const next = looks.find((later) => later > (taken.at(-1) ?? 0));
  return {
    blocks,
    ended: decided
      ? "decided"
      : next === undefined
      ? "looks"
      : takesMin(most) / most * next > minutes
      ? "time"
      : "cut off",
    call: callOf({ verdict: judgement.verdict, ratio, deltaShare: DELTA_SHARE }, effectShare),
    ...{ ratio, low, high },
    minutes: takesMin(blocks),
    oldCall: oldCallOf(ahead.slice(0, blocks), effectShare),
  };
}

function oldCallOf(blocks: EffectBlock[], effectShare: number): Call {
  const known = (values: (number | null)[]) => values.filter((value) => value !== null);
  const verdict = oldVerdict(
    known(blocks.map(({ difference }) => difference)),
    known(blocks.map(({ twinDifference }) => twinDifference)),
  );
  return callOf(verdict, effectShare);
}
