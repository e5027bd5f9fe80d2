/** Names of options that several of the lab's functions have. */
import { MEASURES } from "../../analysis/comparing/measure.ts";

export const COMPARE_OPTIONS = { deltaShare: true, alpha: true, measure: MEASURES } as const;
export const BEST_OPTIONS = { where: true, deltaShare: true } as const;
