/** How long a run will likely go on, told so that it can be believed: it runs down, and does not jump. */
import { mean } from "simple-statistics";
import type { Guess } from "./guess.ts";

/** What a trial of a kind took. */
export interface TimeLeft {
  /** A trial begins, and so many are likely to follow it: a look may want more than the last one knew. */
  began(moreCount?: number, mostCount?: number): void;
  /** It has ended, and so many are likely to follow it; `mostCount` where it may be more. */
  ended(kind: string, moreCount: number, mostCount?: number): void;
  /** In s; `null` as long as no trial has ended and nothing was guessed. */
  leftS(): number | null;
  /** In s, if all follows that can; never less than {@link leftS}, and `null` as that. */
  mostS(): number | null;
  /** Why it is much more than was told before; `null`: it is not. */
  why(): string | null;
}

/** How much of a shorter time is believed at once: the rest follows with the next trials. */
const BELIEVED = 0.3;
/** How much longer it may become at once without a word. */
const MOST_UP_SHARE = 0.03;
/** What is more than so much longer, and than so many seconds, is told with its reason. */
const JUMP_SHARE = 0.5;
const JUMP_S = 10;
/** And not by one slow trial: others may be as fast as was guessed. */
const JUMP_TRIALS = 2;
const MORE_WANTED = "more trials are wanted than before";
/** The guess counts as so many trials of the run, and as this share of many: one slow cell is not all. */
const GUESS_WEIGHT = 3;
const GUESS_SHARE = 0.1;

/**
 * An estimate by what trials of each kind took so far in this run: a cell with a slow start does not
 * make all others slow. Where more time is needed than was told, what is told goes down slower than the
 * clock, so that both end together.
 *
 * @param now seconds since some moment
 * @param options `budgetS`: when the run ends at the latest; `guess`: of how many trials, before
 *   anything is known: the first one then says little of the others
 */
export function timeLeft(
  now: () => number,
  { budgetS = Infinity, guess = null }: {
    budgetS?: number;
    guess?: (Guess & { count: number }) | null;
  } = {},
): TimeLeft {
  const tookS = new Map<string, number[]>();
  const started = now();
  const guessedS = guess === null || guess.count === 0
    ? null
    : Math.min(guess.firstS + (guess.count - 1) * guess.eachS, budgetS);
  let beganAt = started;
  let endedCount = 0;
  let expectedCount = guess === null ? null : guess.count - 1;
  let why: string | null = null;
  /** What was told at a moment, and what it stood for. */
  let told = guessedS === null
    ? null
    : { at: started, leftS: guessedS, realS: guessedS, mostS: guessedS };

  function leftS(): number | null {
    if (told === null) return null;
    if (told.realS <= 0) return 0;
    return Math.max(0, told.leftS - (now() - told.at) * (told.leftS / told.realS));
  }

  function mostS(): number | null {
    return told === null ? null : Math.max(leftS()!, told.mostS - (now() - told.at));
  }

  function eachS(): number {
    // Each kind weighs the same: each is measured once a block.
    const seenS = tookS.size === 0 ? null : mean([...tookS.values()].map(mean));
    if (guess === null) return seenS!;
    const count = [...tookS.values()].flat().length;
    const weight = Math.max(GUESS_WEIGHT, GUESS_SHARE * guess.count);
    return (weight * guess.eachS + count * (seenS ?? 0)) / (weight + count);
  }

  const takesS = (count: number) =>
    Math.max(0, Math.min(count * eachS(), started + budgetS - now()));
  const isMuchMore = (realS: number, before: number) =>
    realS > before * (1 + JUMP_SHARE) && realS > before + JUMP_S;

  return {
    began(moreCount = 0, mostCount = moreCount) {
      beganAt = now();
      // A look that decides little is taken between two trials.
      if (told === null || expectedCount === null || moreCount <= expectedCount) return;
      const realS = takesS(1 + moreCount);
      if (!isMuchMore(realS, leftS()!)) return;
      why = MORE_WANTED;
      expectedCount = moreCount;
      told = { at: now(), leftS: realS, realS, mostS: takesS(1 + mostCount) };
    },
    ended(kind, moreCount, mostCount = moreCount) {
      endedCount++;
      if (guess === null || endedCount > 1) {
        tookS.set(kind, [...(tookS.get(kind) ?? []), now() - beganAt]);
      }
      beganAt = now();
      const realS = takesS(moreCount);
      const before = leftS() ?? realS;
      const isMore = expectedCount !== null && moreCount > expectedCount;
      expectedCount = moreCount - 1;
      const seenCount = [...tookS.values()].flat().length;
      const isJump = isMuchMore(realS, before) && (isMore || seenCount >= JUMP_TRIALS);
      why = !isJump ? null : isMore ? MORE_WANTED : "trials take longer than was guessed";
      const next = isJump
        ? realS
        : realS > before
        ? Math.min(realS, before * (1 + MOST_UP_SHARE))
        : before + BELIEVED * (realS - before);
      told = { at: now(), leftS: moreCount === 0 ? 0 : next, realS, mostS: takesS(mostCount) };
    },
    leftS,
    mostS,
    why: () => why,
  };
}
