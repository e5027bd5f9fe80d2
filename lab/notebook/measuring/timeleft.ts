/** How long a run will likely go on, told so that it can be believed: it runs down, and does not jump. */

/** What a trial of a kind took. */
export interface TimeLeft {
  /** A trial begins. */
  began(kind: string): void;
  /** It has ended, and so many are likely to follow it. */
  ended(kind: string, moreCount: number): void;
  /** In s; `null` as long as no trial has ended and nothing was guessed. */
  leftS(): number | null;
}

/** How much of what a new trial says is believed at once: the rest follows with the next ones. */
const BELIEVED = 0.3;

/**
 * An estimate by what trials of each kind took so far in this run: a cell with a slow start does not
 * make all others slow. The moment of the end is what is kept, and moves little by little.
 *
 * @param now seconds since some moment
 * @param options `budgetS`: when the run ends at the latest; `guessS`: before anything is known
 */
export function timeLeft(
  now: () => number,
  { budgetS = Infinity, guessS = null }: { budgetS?: number; guessS?: number | null } = {},
): TimeLeft {
  const tookS = new Map<string, number[]>();
  const started = now();
  let beganAt = started;
  let endsAt = guessS === null ? null : started + Math.min(guessS, budgetS);
  return {
    began() {
      beganAt = now();
    },
    ended(kind, moreCount) {
      tookS.set(kind, [...(tookS.get(kind) ?? []), now() - beganAt]);
      beganAt = now();
      // Each kind weighs the same: each is measured once a block.
      const eachS = mean([...tookS.values()].map(mean));
      const estimate = Math.min(now() + moreCount * eachS, started + budgetS);
      endsAt = endsAt === null ? estimate : endsAt + BELIEVED * (estimate - endsAt);
      if (moreCount === 0) endsAt = now();
    },
    leftS: () => endsAt === null ? null : Math.max(0, endsAt - now()),
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
