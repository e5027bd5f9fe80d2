/** What a cell asks of a run: checked before anything is measured, since a cell has no type check. */
import { z } from "zod";
import { PROFILE_NAMES } from "../nouns/experiment.ts";
import { wrongIn } from "../text/wrong.ts";
import { GauntletError } from "../nouns/error.ts";

const ASKED = z.strictObject({
  measure: z.boolean().optional(),
  profile: z.enum(PROFILE_NAMES).optional(),
  invalid: z.enum(["include"]).optional(),
});

/**
 * Refuses what is no experiment, and options that `runOf` does not have.
 *
 * @throws GauntletError with what was likely meant
 * @example
 * ```ts
 * import { refuseUnlessAsked } from "lab/notebook/asked.ts";
 * refuseUnlessAsked({ name: "small", cells: [] }, { measure: false });
 * ```
 */
export function refuseUnlessAsked(experiment: unknown, options: unknown): void {
  const { name, cells } = (experiment ?? {}) as { name?: unknown; cells?: unknown };
  if (typeof name !== "string" || !Array.isArray(cells)) {
    throw new GauntletError(
      "Cannot get a run: the first argument is no experiment; give what experiment({ … }) returned, " +
        'or write latestRunOf("NAME") for another notebook\'s',
    );
  }
  const wrong = wrongIn(ASKED, options);
  if (wrong === null) return;
  throw new GauntletError(`Cannot get a run of "${name}": ${wrong.what}; ${wrong.remedy}`);
}
