/** Connections that found no place where they wait to be accepted: they try again seconds later. */
import { counted, type Rule } from "../rule.ts";

export const rule: Rule = {
  severity: "warning",
  remedy:
    "Raise the server's backlog (gunicorn and Granian: --backlog) and net.core.somaxconn above the " +
    "number of connections, or open fewer at once.",

  trial: ({ cell: { scenario: { load } }, outcome }, { environment }) => {
    const { listenOverflowCount = 0, acceptQueueCount, serverConnectionsByProcess } = outcome;
    if (listenOverflowCount === 0) return null;
    const most = environment.limits?.acceptQueueCount ?? null;
    const allowed = most === null ? "" : `net.core.somaxconn allows ${most}`;
    const length = acceptQueueCount === undefined
      ? allowed && `; ${allowed}`
      : ` of ${acceptQueueCount}${allowed && ` (${allowed})`}`;
    return `${counted(listenOverflowCount, "time")} a connection found no place in the accept ` +
      `queue${length}: each waits for a second or more until it is tried again` +
      `${missing(load.connections, serverConnectionsByProcess ?? null)}.`;
  },
};

/** How many had still found none when the window closed, as far as that is known. */
function missing(asked: number, held: readonly number[] | null): string {
  const count = held?.reduce((sum, each) => sum + each, 0) ?? asked;
  return count < asked ? `; in the end the server held ${count} of ${asked} connections` : "";
}
