/** Local ports that are all in use towards one address: no more connections can be opened there. */
import { limitsOf } from "../../../nouns/environment.ts";
import { percent, type Rule } from "../rule.ts";

/** The kernel looks for a free one at random places: near the end it begins to find none. */
const NEAR_SHARE = 0.9;

export const rule: Rule = {
  severity: "error",
  remedy:
    "Keep connections instead of opening one for each request (a pool, keep-alive), or widen " +
    "net.ipv4.ip_local_port_range.",

  trial: ({ outcome: { localPortsUsedCount = 0, localPortsUsedTowards } }, { environment }) => {
    // Those of whoever asks: of the load towards the server, of the server towards the database.
    const asks = localPortsUsedTowards === "server" ? "load" : "server";
    const count = limitsOf(environment, asks)?.localPortCount ?? null;
    if (count === null || localPortsUsedCount < count * NEAR_SHARE) return null;
    const whose = {
      server: "the server",
      database: "the database",
      another: "another program",
    }[localPortsUsedTowards ?? "another"];
    return `${localPortsUsedCount} of ${count} local ports (${
      percent(localPortsUsedCount / count)
    }) ` +
      `were in use towards ${whose}: a new connection there finds none, and an ended one keeps its ` +
      `port for a while.`;
  },
};
