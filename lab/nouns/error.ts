/** What every half of the lab says to its reader when it cannot do something. */

/** An error whose message is one sentence for the user: what was being done, the value, the remedy. */
export class GauntletError extends Error {
  override name = "GauntletError";
}

/** A figure or a table was asked of a run that has nothing for it: no mistake of whoever asked. */
export class NothingToShow extends GauntletError {
  override name = "NothingToShow";
}
