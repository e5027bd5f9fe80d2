/** Database sessions that are still being opened after the warm-up. */
import { counted, type Rule, significant } from "../rule.ts";

/** A pool that has filled opens none; one a second may be a connection that was replaced. */
const FEW_PER_SECOND = 1;
/** From here on, a request as a rule pays for a connection of its own. */
const ONE_A_REQUEST = 0.5;

export const rule: Rule = {
  severity: "warning",
  remedy:
    "Give the pool its full size as a minimum (SQLAlchemy: pool_size, no overflow; Django: a " +
    "pool or CONN_MAX_AGE), and warm up until it has grown.",

  trial: ({ outcome: { receipt, okCount, durationS } }) => {
    const sessions = receipt?.sessionsOpenedCount ?? 0;
    if (sessions <= durationS * FEW_PER_SECOND) return null;
    const sentence = `${counted(sessions, "session")} opened within the window of ` +
      `${significant(durationS)} s, ${
        significant(sessions / Math.max(1, okCount))
      } a request; each costs ` +
      `a connection handshake.`;
    return { sentence, severity: sessions > okCount * ONE_A_REQUEST ? "error" : "warning" };
  },

  published: ({ driverAndPool, touchesDatabase }) =>
    touchesDatabase && driverAndPool.endsWith("/ none")
      ? "It has no pool: unless connections were kept otherwise, each request opened a session."
      : null,
};
