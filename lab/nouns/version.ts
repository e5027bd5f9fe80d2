/** The version of the shape of what is written. */

/** The version of the shape of `run.json` and `trials.jsonl`; a reader refuses any other. */
export const SCHEMA_VERSION = 2;
