/** Connections that the server closes: then each request pays for a new one. */
import { counted, percent, type Rule } from "../rule.ts";

/** A server may end a connection now and then (after so many requests, for example). */
const NOW_AND_THEN_SHARE = 0.01;
const EACH_REQUEST_SHARE = 0.5;

export const rule: Rule = {
  severity: "warning",
  remedy: "Turn keep-alive on in the HTTP server (gunicorn's sync worker has none).",

  trial: ({ cell: { scenario: { load } }, outcome }) => {
    // Then a connection each is what was asked.
    if (load.kind === "closed" && load.keepAlive === false) return null;
    const { okCount, losses = [] } = outcome;
    // What closed instead of an answer is a failure, and told as one; so is a timeout, after which the
    // load itself closes.
    const lostCount = losses.reduce((sum, { count }) => sum + count, outcome.timeoutCount);
    const reconnectCount = Math.max(0, outcome.reconnectCount - lostCount);
    const share = reconnectCount / Math.max(1, okCount);
    if (share <= NOW_AND_THEN_SHARE) return null;
    return {
      sentence: `The server closed ${counted(reconnectCount, "connection")}, one for ` +
        `${percent(share)} of its answers.`,
      severity: share >= EACH_REQUEST_SHARE ? "error" : "warning",
    };
  },
};
