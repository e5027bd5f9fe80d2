/** JSON from a file that someone may have touched: validated, or an error that names file and field. */
import { z } from "zod";
import { unstamped } from "./checksum.ts";
import { GauntletError } from "../system/state.ts";
import { SCHEMA_VERSION } from "../nouns/version.ts";

/** Whether a text must have its checksum; one that is there must be right either way. */
export type ChecksumDue = "must" | "may";

/**
 * A text as what its schema says it is.
 *
 * @param place for the message: `data/runs/…/trials.jsonl, line 7`
 * @param remedy what to do about a text that is something else: `restore the file`
 * @param checksum one that is there must be right; whether one must be there
 * @throws GauntletError that names the place and the field
 *
 * @example
 * ```ts
 * import { z } from "zod";
 * import { parseJson } from "lab/store/json.ts";
 * const rows = parseJson(z.array(z.int()), "[1, 2]", "rows.json", "restore the file");
 * console.log(rows.length); // 2
 * ```
 */
export function parseJson<T>(
  schema: z.ZodType<T>,
  text: string,
  place: string,
  remedy: string,
  checksum: ChecksumDue = "may",
): T {
  const { text: unsummed, isRight } = unstamped(text);
  // What was changed tells nothing: neither its version, nor where it is no JSON.
  if (isRight === false) {
    throw new GauntletError(
      `Cannot read ${place}: its checksum is that of another text: it was changed or damaged; ` +
        remedy,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(unsummed);
  } catch (error) {
    throw new GauntletError(
      `Cannot read ${place}: it is no JSON (${(error as Error).message}); ${remedy}`,
    );
  }
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (version !== undefined && version !== SCHEMA_VERSION) {
    const isOlder = typeof version === "number" && version < SCHEMA_VERSION;
    throw new GauntletError(
      `Cannot read ${place}: its schemaVersion is ${version} and this lab reads ${SCHEMA_VERSION}; ` +
        (isOlder ? `run "deno task migrate"` : `use a lab that writes version ${version}`),
    );
  }
  if (isRight === null && checksum === "must") {
    throw new GauntletError(
      `Cannot read ${place}: its checksum is missing: it was changed or damaged; ${remedy}`,
    );
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new GauntletError(
    `Cannot read ${place}, field ${path.join(".") || "(the whole)"}: ${message}; ${remedy}`,
  );
}
