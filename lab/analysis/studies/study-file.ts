/** `study.json`, validated: whose tables they are, and how their columns are read. */
import { z } from "zod";
import { GauntletError } from "../../nouns/error.ts";

const pattern = z.string().refine(isPattern, "expected a regular expression");

/** Somebody who published tables. */
const Source = z.strictObject({
  /** What claims and tables call it; unique over all studies. */
  id: z.string().min(1),
  title: z.string().min(1),
  /** As far as it is known: `2026-01-12`, `2026-01` or `2026`. */
  date: z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, "expected a date, a month or a year"),
  /** Of its closed loop; `null` where it is not told. */
  connections: z.int().positive().nullable(),
  /** How often each row was measured; `null` where it is not told. */
  runs: z.int().positive().nullable(),
});

/** What `study.json` holds. Regular expressions are those of JavaScript, as texts. */
const StudyFile = z.strictObject({
  title: z.string().min(1),
  sources: z.array(Source).min(1),
  /** The scenarios of its tables, by name. */
  scenarios: z.record(z.string(), z.strictObject({ touchesDatabase: z.boolean() })),
  /** Variants with the framework, driver, pool and queries of a published server; the first fits. */
  counterparts: z.array(
    z.strictObject({ server: pattern, driverAndPool: pattern, variant: z.string() }),
  ),
  /** Who writes the SQL of a row, which no column tells; the first fits. */
  sqlBy: z.array(z.strictObject({ driverAndPool: pattern, by: z.string() })),
  /** The table of the best settings that were found, and which of our cells it may stand beside. */
  best: z.strictObject({
    source: z.string(),
    table: z.string(),
    workload: z.string(),
    endpoint: z.string(),
    /** The variant that counts as 1. */
    reference: z.string(),
  }).optional(),
});
export type StudyFile = z.infer<typeof StudyFile>;

/** A `study.json`; `place` is for the message. */
export function parseStudy(text: string, place: string): StudyFile {
  const parsed = StudyFile.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new GauntletError(`Reading ${place}, field ${path.join(".")}: ${message}; correct it.`);
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) !== null;
  } catch {
    return false;
  }
}
