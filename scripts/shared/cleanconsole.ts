/** What a task prints: the one way by which text of others comes to the reader's terminal. */
import { textOfOthers } from "../../lab/system/secrets.ts";

/** The ways to print that tasks use. */
const METHODS = ["log", "error", "warn", "info", "debug"] as const;

/**
 * From here on nothing that is printed by `console` can command the terminal or show a password that
 * the lab knows: sentences of errors, logs of servers, titles of somebody's project. Values that are
 * no strings are printed as Deno prints them, with their control characters escaped.
 */
export function cleanConsole(to: Pick<Console, typeof METHODS[number]> = console): void {
  for (const method of METHODS) {
    const print = to[method].bind(to);
    to[method] = (...values: unknown[]) =>
      // "%s": a percent sign in a text is no format of ours.
      print(...values.every((each) => typeof each === "string") ? ["%s", shown(values)] : values);
  }
}

const shown = (values: unknown[]) => textOfOthers(values.join(" "), { lengthMax: Infinity });
