/** What a client sees of a server: its answers, and what becomes of its connections. */
import http from "node:http";
import type { Cell } from "../nouns/cell.ts";
import type { FoundVariant } from "../nouns/variant.ts";
import type { HttpRequest } from "../nouns/workload.ts";
import type { RunningServer } from "../server/server.ts";
import { problemWith } from "../server/verify.ts";
import {
  answerLimit,
  checkContextOf,
  type ConformanceStage,
  firstRequest,
  singleOf,
  singles,
} from "./stage.ts";

/** Whether an endpoint answers as the workload says. */
export async function answers(
  server: RunningServer,
  cell: Cell,
  stage: ConformanceStage,
  endpoint: string,
): Promise<string | null> {
  const request = firstRequest(stage, endpoint);
  const context = checkContextOf(stage, cell, endpoint);
  return await problemWith(singleOf(stage, endpoint), request, server.url, undefined, context);
}

/** A server may refuse HEAD; it may not fail at it, nor send a body. */
export async function head(server: RunningServer, path: string): Promise<string | null> {
  const response = await fetch(server.url + path, { method: "HEAD", signal: answerLimit() });
  const body = await response.text();
  if (body !== "") return "it has a body";
  return response.status < 500 ? null : `status ${response.status}`;
}

/** What nobody knows is not found, and the answer gives nothing of the program away. */
export async function unknownPath(server: RunningServer): Promise<string | null> {
  const response = await fetch(`${server.url}/nothing-here`, { signal: answerLimit() });
  const body = await response.text();
  if (response.status !== 404) return `status ${response.status}`;
  return /traceback|DEBUG|urlconf/i.test(body) ? "the page shows the program's insides" : null;
}

/** What is promised of connections. */
export const connectionPromise = ({ keepAlive }: FoundVariant): string =>
  keepAlive === false
    ? "each answer closes its connection, and says so"
    : "connections are kept alive";

/** Whether connections are kept, or closed by a server that says it keeps none, at each endpoint. */
export async function connections(
  server: RunningServer,
  variant: FoundVariant,
  stage: ConformanceStage,
): Promise<string | null> {
  for (const endpoint of singles(stage, variant)) {
    const problem = await connectionsAt(server, variant, firstRequest(stage, endpoint));
    if (problem !== null) return `${endpoint}: ${problem}`;
  }
  return null;
}

async function connectionsAt(
  server: RunningServer,
  { keepAlive }: FoundVariant,
  request: HttpRequest,
): Promise<string | null> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set<number | undefined>();
  const said: string[] = [];
  try {
    for (let round = 0; round < 3; round++) {
      const { port, connection } = await ask(server.url, request, agent);
      ports.add(port);
      said.push(connection);
    }
  } finally {
    agent.destroy();
  }
  if (keepAlive !== false) {
    return ports.size === 1 ? null : `3 requests took ${ports.size} connections`;
  }
  if (said.some((connection) => connection !== "close")) {
    return `its answers say "Connection: ${said.find((each) => each !== "close")}"`;
  }
  return ports.size === 3 ? null : `3 requests took ${ports.size} connections`;
}

/** Sends a request and reads its answer to the end. */
function ask(
  url: string,
  { method = "GET", path, headers, body }: HttpRequest,
  agent: http.Agent,
): Promise<{ port: number | undefined; connection: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request(url + path, {
      ...{ agent, method, headers },
      signal: answerLimit(),
    }, (response) => {
      const { localPort: port } = response.socket;
      const connection = response.headers.connection?.toLowerCase() ?? "";
      response.resume().on("end", () => resolve({ port, connection })).on("error", reject);
    });
    request.on("error", reject).end(body);
  });
}
