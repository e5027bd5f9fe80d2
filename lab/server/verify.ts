/** Asks a server a few times before it is measured: a fast wrong answer is worth nothing. */
import { drawRequests, parametersOf } from "../nouns/requests.ts";
import type { Cell } from "../nouns/cell.ts";
import type { FoundWorkload, HttpRequest, SingleEndpoint } from "../nouns/workload.ts";
import { GauntletError } from "../system/state.ts";
import { oneShotClient } from "./client.ts";
import type { Sql } from "postgres";

/** Enough to notice an answer that is constant; each costs at most a query. */
const QUESTION_COUNT = 4;
/** An answer that takes longer is none. */
const ANSWER_LIMIT_MS = 30_000;
/** So that the questions are not the requests that the load begins with. */
const SEED = 271_828_182;

/**
 * Throws one sentence when an answer is not what the workload says.
 *
 * @param sql the lab's own connection; `null` where the server's database is another
 */
export async function verify(
  cell: Cell,
  workload: FoundWorkload,
  url: string,
  sql: Sql | null,
): Promise<void> {
  const { variant, settings, scenario } = cell;
  const { next } = drawRequests(workload, { ...scenario, seed: SEED });
  using client = oneShotClient();
  const ask = async () => {
    const { endpoint, request } = next();
    const single = workload.endpoints[endpoint] as SingleEndpoint;
    const problem = await problemWith(single, request, url, client, {
      sql,
      settings,
      size: scenario.size,
      parameters: parametersOf(single, scenario.parameters),
    });
    return problem === null ? null : `${endpoint} ${problem}`;
  };
  // All at once: the first answer of each worker may take it a third of a second, and cores are idle.
  const problems = await Promise.all(Array.from({ length: QUESTION_COUNT }, ask));
  const problem = problems.find((each) => each !== null);
  if (problem === undefined) return;
  throw new GauntletError(
    `Cannot measure "${variant}": ${problem}; see the checks in workload.ts of ${workload.name}`,
  );
}

/** What is wrong with the answer to a request, as the end of a sentence, or `null`. */
export async function problemWith(
  endpoint: SingleEndpoint,
  request: HttpRequest,
  url: string,
  client: Deno.HttpClient | undefined,
  context: Parameters<SingleEndpoint["check"]>[1],
): Promise<string | null> {
  let response: Response;
  try {
    response = await fetch(url + request.path, {
      method: request.method ?? "GET",
      headers: request.headers,
      body: request.body,
      client,
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
  } catch (error) {
    return `was not answered (${(error as Error).message})`;
  }
  const { status, headers } = response;
  const body = await response.text();
  try {
    return await endpoint.check({ request, status, headers, body }, context);
  } catch (error) {
    return `could not be checked: ${(error as Error).message}`;
  }
}
