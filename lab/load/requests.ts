/** The requests of a load generator, from the workload's own file. */
import { pathToFileURL } from "node:url";
import { drawRequests, type Requests, type Share } from "../nouns/requests.ts";
import type { Workload } from "../nouns/workload.ts";
import type { RequestSource } from "./order.ts";

/** Read from the file itself: whoever loads a server is in a process of its own. */
export async function requestsOf(source: RequestSource, share: Share): Promise<Requests> {
  const { workload }: { workload: Workload } = await import(pathToFileURL(source.file).href);
  return drawRequests(workload, source, share);
}
