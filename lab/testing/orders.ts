/** What load generators are told to ask in tests. */
import { join } from "node:path";
import type { RequestSource, Target } from "../load/order.ts";
import { PROJECT } from "./project.ts";

/** Requests of the shop. */
export const requestsFor = (
  endpoint: string,
  given: Partial<RequestSource> = {},
): RequestSource => ({
  file: join(PROJECT, "servers", "shop", "workload.ts"),
  endpoint,
  size: 100,
  seed: 1,
  ...given,
});

/** A server that is asked for the shop's page, or for another endpoint. */
export const targetAt = (url: string, endpoint = "page"): Target => ({
  url,
  asked: { speaks: "http", requests: requestsFor(endpoint) },
  timeoutS: 5,
});
