/** What a column is called above a table: words and a unit, made from its name in code. */

/** What a name says in letters, and a heading in words. */
const UNITS: Record<string, string> = {
  Ms: "ms",
  S: "s",
  Us: "µs",
  Min: "min",
  MiB: "MiB",
  GiB: "GiB",
  Rps: "requests/s",
  Percent: "%",
  Share: "share",
};

/** `poolMin` is no duration: these end in what would be a unit elsewhere. */
const NO_UNITS = new Set(["poolMin"]);

const WORDS: Record<string, string> = {
  Cpu: "CPU",
  Sql: "SQL",
  Tcp: "TCP",
  Os: "OS",
  Http: "HTTP",
};

/** Names whose words say less than a reader needs. */
const SAID: Record<string, string> = {
  okCount: "answers",
  non2xxCount: "other answers",
  std: "std",
};

/**
 * A column's heading: `latency p99, ms` for `latencyP99Ms`, `server CPU a request, ms` for
 * `serverCpuMsPerRequest`, `trials` for `trialCount`. A name that is no name of code stays as it is.
 *
 * @example
 * ```ts
 * import { headOf } from "lab/notebook/display/heads.ts";
 * console.log(headOf("latencyP99Ms"), "·", headOf("throughputRps"), "·", headOf("variant"));
 * // latency p99, ms · throughput, requests/s · variant
 * ```
 */
export function headOf(name: string): string {
  if (SAID[name] !== undefined) return SAID[name];
  if (!/^[a-z][a-zA-Z0-9]*$/.test(name) || !/[A-Z]/.test(name)) return name;
  const parts = name.match(/[MG]iB|[A-Z]?[a-z0-9]+|[A-Z]/g) ?? [name];
  const each = parts.length > 2 && parts.at(-2) === "Per" ? parts.at(-1)!.toLowerCase() : null;
  const words = each === null ? parts : parts.slice(0, -2);
  const last = words.at(-1)!;
  const unit = words.length > 1 && !NO_UNITS.has(name) ? UNITS[last] : undefined;
  const said = unit === undefined ? words : words.slice(0, -1);
  const told = last === "Count" && words.length > 1 ? plural(said.slice(0, -1)) : said;
  const text = told.map((part) => WORDS[part] ?? part.toLowerCase()).join(" ");
  return text + (each === null ? "" : ` a ${each}`) + (unit === undefined ? "" : `, ${unit}`);
}

/** `trialCount` counts trials; `sessionsOpenedCount` has its plural already. */
function plural(words: readonly string[]): string[] {
  const last = words.at(-1)!;
  const counted = /[^s]s$|ed$|[A-Z0-9]$/.test(last) || words.some((word) => /[^s]s$/.test(word));
  return counted
    ? [...words]
    : [...words.slice(0, -1), /ss$|x$|ch$/.test(last) ? `${last}es` : `${last}s`];
}
