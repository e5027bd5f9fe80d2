/** What goes wrong with a report. */
import { GauntletError } from "../system/state.ts";

/** One sentence: which notebook and cell, what happened, what to do. */
export class ReportError extends GauntletError {
  override name = "ReportError";
}
