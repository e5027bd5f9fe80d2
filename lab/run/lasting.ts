/** A stage that is set again, once, when what trials stand on has gone. */
import type { Trial } from "../nouns/trial.ts";
import { GauntletError } from "../system/state.ts";
import type { Stage } from "./stage.ts";

/** A run that cannot go on, though nobody stopped it: what it has is kept. */
export class InterruptedError extends GauntletError {}

/** A stage, or the one that took its place. */
export interface LastingStage extends AsyncDisposable {
  readonly stage: Stage;
  /**
   * Measures a trial. One that failed because the stage had gone says nothing of its server: it is
   * measured again on a stage that is set anew.
   *
   * @throws InterruptedError when the stage goes a second time in a run, or could not be set again
   */
  measure: (work: (stage: Stage) => Promise<Trial>) => Promise<Trial>;
}

/**
 * Sets a stage that lasts.
 *
 * @param set sets it, the first time and again
 */
export async function lastingStage(set: () => Promise<Stage>): Promise<LastingStage> {
  let stage: Stage | null = await set();
  let wasSetAgain = false;
  let notSet: GauntletError | null = null;
  const close = async () => {
    const gone = stage;
    stage = null;
    await gone?.[Symbol.asyncDispose]();
  };
  const measure = async (work: (stage: Stage) => Promise<Trial>): Promise<Trial> => {
    if (notSet !== null) throw new InterruptedError(notSet.message);
    const trial = await work(stage!);
    if (trial.outcome.state === "completed") return trial;
    const missing = await stage!.missing();
    if (missing === null) return trial;
    if (wasSetAgain) {
      throw new InterruptedError(
        `${missing} has gone a second time (${trial.outcome.reason.split("\n")[0]})`,
      );
    }
    wasSetAgain = true;
    await close();
    try {
      stage = await set();
    } catch (error) {
      if (!(error instanceof GauntletError)) throw error;
      // The trial tells what was lost; that nothing more can be measured is told by the next one.
      notSet = error;
      return trial;
    }
    return await measure(work);
  };
  return {
    get stage() {
      return stage!;
    },
    measure,
    [Symbol.asyncDispose]: close,
  };
}
