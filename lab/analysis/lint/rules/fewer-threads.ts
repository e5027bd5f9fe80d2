/** A server with fewer processes or threads than its settings ask for. */
import { isCeiling } from "../../facts.ts";
import { counted, type Rule } from "../rule.ts";

export const rule: Rule = {
  severity: "error",
  remedy: "See whether the HTTP server takes the setting, and whether it starts threads only on " +
    "demand: the cell is not what its name says.",

  trial: ({ cell, outcome: { serverProcessCount, serverThreadCount } }, run) => {
    const { workers, threads } = cell.settings;
    // The ceiling has no server by design; of one that the lab did not start nothing was asked.
    if (isCeiling(run, cell) || workers === null) return null;
    if (serverProcessCount !== null && serverProcessCount < workers) {
      return `${serverProcessCount} processes were alive at the end, where ${workers} workers were ` +
        `asked.`;
    }
    // Threads of the main process and of the HTTP server count too, so this sees gross misses only.
    return threads !== null && serverThreadCount !== null && serverThreadCount < workers * threads
      ? `${counted(serverThreadCount, "thread")} alive in all where ${workers} × ${threads} = ` +
        `${workers * threads} were asked for requests alone.`
      : null;
  },
};
