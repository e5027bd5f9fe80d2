/** The passwords that the lab knows, and texts of others without them. */
import { statSync } from "node:fs";
import { bounded, type Bounds, cleaned } from "../text/cleaned.ts";
import { redacted } from "../text/redacted.ts";
import { statePath } from "./state.ts";

/** The file of the passwords of the lab's own PostgreSQL, readable by the lab's user alone. */
export const secretsPath = (): string => statePath("postgres-secrets.json");

/** Variables whose values are nobody's business, by how their names end. */
const SECRET_NAME = /(?:PASSWORD|PASSWD|PASS|PWD|SECRET|TOKEN|APIKEY|_KEY|CREDENTIALS?)$/i;
/** What is shorter is a switch (`1`, `true`) and no secret. */
const LEAST_CHARS = 8;
/** Names that end so and hold no secret: where we stand, and what children of a run are known by. */
const NO_SECRETS = new Set(["PWD", "OLDPWD", "GAUNTLET_TOKEN"]);

/**
 * Every password that the lab knows: of its own PostgreSQL, of `DATABASE_URL` and of any other address
 * in the environment, and what the environment names a password, a token or a key. A server inherits
 * all of these, and may write them into its log.
 *
 * @example
 * ```ts
 * import { knownSecrets } from "lab/system/secrets.ts";
 * console.log(knownSecrets({ DATABASE_URL: "postgres://me:p%40ss@host/db" }).includes("p@ss")); // true
 * ```
 */
export function knownSecrets(
  environment: Readonly<Record<string, string>> = Deno.env.toObject(),
): string[] {
  const found = new Set<string>(ownSecrets());
  for (const [name, value] of Object.entries(environment)) {
    const inAddress = value.match(/^[a-z][a-z0-9+.-]*:\/\/[^\s/?#:@]*:(.+)@/i)?.[1];
    // As it is written, should it not be decodable or not have been meant to be.
    if (inAddress) found.add(inAddress).add(decodedOrSame(inAddress));
    const named = SECRET_NAME.test(name) && !NO_SECRETS.has(name);
    if (named && (value.length >= LEAST_CHARS || name === "PGPASSWORD") && !value.startsWith("/")) {
      found.add(value);
    }
    const asParameter = value.match(/[?&]password=([^&#\s]+)/i)?.[1];
    if (asParameter) found.add(asParameter).add(decodedOrSame(asParameter));
  }
  return [...found].filter((each) => each !== "");
}

function decodedOrSame(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

let own: { path: string; mtimeMs: number; secrets: string[] } | null = null;

/** Those of the lab's own PostgreSQL; none before it was set up. */
function ownSecrets(): string[] {
  const path = secretsPath();
  const mtimeMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (mtimeMs === undefined) return [];
  if (own?.path === path && own.mtimeMs === mtimeMs) return own.secrets;
  try {
    const secrets = Object.values(JSON.parse(Deno.readTextFileSync(path)))
      .filter((each) => typeof each === "string");
    own = { path, mtimeMs, secrets };
    return secrets;
  } catch {
    return []; // Being written at this moment, or no longer JSON: then it opens no database either.
  }
}

/**
 * A text that others wrote, fit to be kept and shown: without commands to a terminal, without a
 * password that the lab knows, and bounded. What a server logged, what a database or a tool complained
 * of, what a project says of itself.
 *
 * @example
 * ```ts
 * import { textOfOthers } from "lab/system/secrets.ts";
 * console.log(textOfOthers("\x1b[31mFATAL\x1b[0m: postgres://me:hush@host/db"));
 * // FATAL: postgres://me:[redacted]@host/db
 * ```
 */
export function textOfOthers(text: string, bounds: Bounds = {}): string {
  // Cleaned first: a command within a password would hide it; bounded last: half of one would stay.
  return bounded(redacted(cleaned(text, { lengthMax: Infinity }), knownSecrets()), bounds);
}
