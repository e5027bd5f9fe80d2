/** What is made of the trials of a run, once: a run is asked for one thing after the other. */

/**
 * A memory of what was made of the trials of runs, by what was asked. It is made anew where trials have
 * been added since: those of a run that is measured may still grow.
 *
 * @example
 * ```ts
 * import { remembered } from "lab/analysis/tables/remembered.ts";
 * const once = remembered<string[]>();
 * const trials = [1, 2];
 * const made = once(trials, "names", () => ["a"]);
 * console.log(once(trials, "names", () => ["b"]) === made); // true
 * ```
 */
export function remembered<T extends object>() {
  const known = new WeakMap<readonly unknown[], { trialCount: number; made: Map<string, T> }>();
  return (trials: readonly unknown[], what: string, make: () => T): T => {
    let ofRun = known.get(trials);
    if (ofRun?.trialCount !== trials.length) {
      known.set(trials, ofRun = { trialCount: trials.length, made: new Map() });
    }
    let made = ofRun.made.get(what);
    if (made === undefined) ofRun.made.set(what, made = make());
    return made;
  };
}
