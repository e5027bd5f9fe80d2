/** A server or a load generator that has as many files and sockets open as it may. */
import { type Rule } from "../rule.ts";

/** What is opened now and then (a log, a lookup) needs a few more. */
const NEAR_SHARE = 0.95;

export const rule: Rule = {
  severity: "error",
  remedy:
    "Raise the limit before the run starts (`ulimit -n`, LimitNOFILE of a service), or use fewer " +
    "connections, or more generator processes.",

  trial: ({ outcome }) => {
    const said = [
      saidOf("the server", outcome.serverOpenFileCount, outcome.serverOpenFileLimitCount),
      saidOf(
        "the load generator",
        outcome.generatorOpenFileCount,
        outcome.generatorOpenFileLimitCount,
      ),
    ].flat();
    return said.length === 0 ? null : `${said.join(", and ")}: what needs one more fails.`;
  },
};

function saidOf(who: string, count = 0, limit = Infinity): string[] {
  return count < limit * NEAR_SHARE
    ? []
    : [`A process of ${who} had ${count} files and sockets open, of ${limit} that it may`];
}
