/** What is private is taken out of the texts of a run before anybody else gets it. */
import { hostname, userInfo } from "node:os";
import { knownSecrets } from "../../system/secrets.ts";
import { dataPath, projectPath, ROOT, statePath } from "../../system/state.ts";
import { cleaned } from "../../text/cleaned.ts";
import { redacted } from "../../text/redacted.ts";
import { CREDENTIALS, NAMES } from "./words.ts";

/** What this machine and its user are called, and where things lie: in no archive, whatever its field. */
export interface Private {
  hosts: readonly string[];
  users: readonly string[];
  /** Folders of the project, whose files are known to everybody by their place in it. */
  folders: readonly string[];
  /** Folders of a person: what lies in them has names that are that person's. */
  homes: readonly string[];
  secrets: readonly string[];
}

/** Names that tell nothing of a user or a machine. */
const ANYBODY = new Set(["root", "user", "postgres", "nobody", "admin", "runner", "localhost"]);
/** A shorter name is a part of many words. */
const LEAST_CHARS = 3;

/** Of this machine, for this user. */
export function privateHere(): Private {
  const env = (name: string) => Deno.env.get(name) ?? "";
  const named = (names: string[]) =>
    [...new Set(names)].filter((each) =>
      each.length >= LEAST_CHARS && !ANYBODY.has(each.toLowerCase())
    );
  const host = hostname();
  return {
    hosts: named([host, host.split(".")[0]!, env("HOSTNAME")]),
    users: named([env("USER"), env("LOGNAME"), env("SUDO_USER"), userInfo().username]),
    folders: foldersOf([projectPath(), ROOT, statePath(), dataPath()]),
    homes: foldersOf([env("HOME"), userInfo().homedir ?? ""]),
    secrets: knownSecrets(),
  };
}

const foldersOf = (paths: string[]) =>
  paths.map((path) => path.replace(/\/+$/, "")).filter((path) => path.length > 1);

/** What was taken out, and how often. */
export type TakenOut = Record<
  "secrets" | "paths" | "addresses" | "names" | "markup" | "control characters",
  number
>;

export const nothingTaken = (): TakenOut => ({
  ...{ secrets: 0, paths: 0, addresses: 0, names: 0, markup: 0, "control characters": 0 },
});

/** Not within a word, where a name is a part of another. */
const whole = (word: string) =>
  `(?<![\\p{L}\\p{N}_])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}_])`;

/** A part of a path: letters of any script. */
const PART = String.raw`[\p{L}\p{N}_.@+~%-]+`;
const TOP = "(?:home|root|Users|Volumes|tmp|var|etc|opt|srv|mnt|media|proc|run|dev|usr)";
const NO_PATH = String.raw`(?<![\p{L}\p{N}_.\]/])`;
const PATH = new RegExp(
  [
    // In quotes it may have spaces.
    String.raw`(?<=["'${"`"}])(?:/${TOP}/|[A-Za-z]:\\{1,2})[^"'${"`"}\n]{1,300}(?=["'${"`"}])`,
    // What a request asks for stands behind its method, and is no path of a machine.
    String.raw`(?<!\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s)${NO_PATH}` +
    String.raw`(?:file://)?(?:/+${PART}){2,}/?`,
    String.raw`${NO_PATH}/${TOP}(?![\p{L}\p{N}_])(?:/+${PART})*/?`,
    // `~/notes`, `~bob/notes`; `~5/s` is a number.
    String.raw`(?<![\p{L}\p{N}_.\]/~])~(?:[\p{L}_][\p{L}\p{N}_.-]{0,64})?(?:/+${PART})+/?`,
    String.raw`\b[A-Za-z]:\\{1,2}[^\s"'<>|]{1,300}`,
    String.raw`(?<![\\\w])\\{2,4}[\w.$-]{1,64}\\{1,2}[^\s"'<>|]{1,300}`,
  ].join("|"),
  "gu",
);
const IP4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)/g;
/** Five groups, or fewer with two colons: a time of day has three. */
const IP6 =
  /(?<![\w:.])(?:(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{0,4}|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}|(?:[0-9a-f]{1,4}:){2,7}:|::(?:[0-9a-f]{1,4}:){0,6}[0-9a-f]{1,4})(?:%\w{1,20})?(?![\w:])/gi;
const MAC = /\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b/gi;
/** What ends in a number is the version of a package. */
const MAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,7}\.[a-z][\w-]{0,62}/gi;
/** Whoever stands in an address of the net: `user@`, and the host behind it. */
const HOST =
  /(\b[a-z][a-z0-9+.-]{1,30}:\/\/)(?:[^\s/@"'<>]{1,200}@)?([\w.-]{1,200}|\[[^\]\s]{1,60}\])/gi;
const MARKUP = /<(?=[a-z!/?])/gi;

/**
 * A text of others without anything private, and inert wherever it is shown.
 *
 * @param taken counts what was taken out
 * @example
 * ```ts
 * import { nothingTaken, withoutPrivate } from "lab/store/sharing/private.ts";
 * const none = { hosts: ["tower"], users: ["mary"], secrets: [],
 *   folders: ["/home/mary/lab"], homes: ["/home/mary"] };
 * const log = "mary@tower: /home/mary/lab/servers/a.py line 3, from 10.0.0.7";
 * console.log(withoutPrivate(log, none, nothingTaken()));
 * // [user]@[host]: servers/a.py line 3, from [address]
 * ```
 */
export function withoutPrivate(text: string, known: Private, taken: TakenOut): string {
  const replaced = (from: string, pattern: RegExp, by: string, what: keyof TakenOut) =>
    from.replace(pattern, (found, ...groups) => {
      const kept = by.replace(/\$1/, typeof groups[0] === "string" ? groups[0] : "");
      if (kept !== found) taken[what]++;
      return kept;
    });
  let result = cleaned(text, { lengthMax: Infinity });
  if (result !== text) taken["control characters"]++;
  const before = result;
  result = redacted(result, known.secrets);
  if (result !== before) taken.secrets++;
  for (const [pattern, by, what] of CREDENTIALS) result = replaced(result, pattern, by, what);
  const at = (folder: string) => whole(folder).replace(/^\(\?<!.*?\)/, "");
  for (const folder of known.folders) {
    result = replaced(result, new RegExp(`${at(folder)}/`, "gu"), "", "paths");
    result = replaced(result, new RegExp(at(folder), "gu"), "[path]", "paths");
  }
  for (const home of known.homes) {
    result = replaced(result, new RegExp(`${at(home)}(?:/+${PART})*/?`, "gu"), "[path]", "paths");
  }
  result = replaced(result, HOST, "$1[host]", "addresses");
  result = replaced(result, PATH, "[path]", "paths");
  // IP6 last: one may end in the four numbers of an IP4.
  for (const pattern of [MAC, MAIL, IP4, IP6]) {
    result = replaced(result, pattern, "[address]", "addresses");
  }
  for (const [pattern, by, what] of NAMES) result = replaced(result, pattern, by, what);
  for (const user of known.users) {
    result = replaced(result, new RegExp(whole(user), "giu"), "[user]", "names");
  }
  for (const host of known.hosts) {
    result = replaced(result, new RegExp(whole(host), "giu"), "[host]", "names");
  }
  return replaced(result, MARKUP, "‹", "markup");
}

/**
 * What is private in a text that must stay as it is, a name or a version, as the rest of a sentence;
 * `null` where nothing is.
 *
 * @param isVersion whether it may have four numbers that are no address
 */
export function privateIn(text: string, known: Private, isVersion: boolean): string | null {
  const holds = (words: readonly string[]) =>
    words.some((word) => new RegExp(whole(word), "iu").test(text));
  if (redacted(text, known.secrets) !== text) return "a password";
  if ([...known.folders, ...known.homes].some((folder) => text.includes(folder))) {
    return "a path of this machine";
  }
  if (holds(known.users)) return "the name of this user";
  if (holds(known.hosts)) return "the name of this machine";
  if (new RegExp(MAIL.source, "i").test(text)) return "an address of mail";
  const addresses = [IP6, MAC, ...(isVersion ? [] : [IP4])];
  return addresses.some(({ source }) => new RegExp(source, "i").test(text))
    ? "an address of the net"
    : null;
}
