import assert from "node:assert/strict";
import type { Cell } from "../nouns/cell.ts";
import type { FoundWorkload, SingleEndpoint } from "../nouns/workload.ts";
import { freePort, LOOPBACK } from "../system/ports.ts";
import { problemWith, verify } from "./verify.ts";

const item: SingleEndpoint = {
  parameters: { full: 0 },
  request: ({ integer, size, parameters }) => ({
    method: "PUT",
    path: `/items/${integer(1, size)}?full=${parameters.full}`,
    headers: { "x-test": "yes" },
    body: "ü",
  }),
  check: ({ request, status, body }, { parameters, size }) =>
    status === 200 && body === `PUT ${request.path} yes ü ${parameters.full} ${size}`
      ? null
      : `answered ${status}: ${body}`,
  database: null,
};
const workload: FoundWorkload = {
  name: "things",
  folder: "/",
  title: "Things",
  database: null,
  endpoints: { item, both: { mix: { item: 1 } } },
};
const cellOf = (endpoint: string, parameters?: Cell["scenario"]["parameters"]): Cell => ({
  variant: "mine",
  settings: { workers: 1, threads: null, poolMin: 1, poolMax: 1 },
  scenario: {
    workload: "things",
    endpoint,
    ...(parameters ? { parameters } : {}),
    size: 90,
    load: { kind: "closed", connections: 1 },
  },
});

/** Answers rightly, and keeps the paths that it was asked. */
function serving(handler?: (request: Request) => Response | undefined) {
  const paths: string[] = [];
  const server = Deno.serve(
    { hostname: LOOPBACK, port: 0, onListen: () => {} },
    async (request) => {
      const { pathname, search, searchParams } = new URL(request.url);
      paths.push(pathname + search);
      return handler?.(request) ?? new Response(
        `${request.method} ${pathname}${search} ${request.headers.get("x-test")} ` +
          `${await request.text()} ${searchParams.get("full")} 90`,
      );
    },
  );
  const url = `http://${LOOPBACK}:${server.addr.port}`;
  return { url, paths, [Symbol.asyncDispose]: () => server.shutdown() };
}

Deno.test("verify() asks what the workload asks, a few of its requests, with the scenario's parameters", async () => {
  for (const endpoint of ["item", "both"]) {
    await using server = serving();
    await verify(cellOf(endpoint, { full: 1 }), workload, server.url, null);
    assert.equal(server.paths.length, 4);
    assert.ok(server.paths.every((path) => /^\/items\/\d+\?full=1$/.test(path)));
    assert.ok(new Set(server.paths).size > 1, "they are drawn");
  }
});

Deno.test("verify() tells the endpoint, what was wrong, and where the check stands", async () => {
  await using server = serving(() => new Response("busy", { status: 503 }));
  await assert.rejects(verify(cellOf("both"), workload, server.url, null), {
    name: "GauntletError",
    message:
      'Cannot measure "mine": item answered 503: busy; see the checks in workload.ts of things',
  });
});

Deno.test("a redirection is an answer, and not followed", async () => {
  await using server = serving(() => Response.redirect("http://127.0.0.1:1/"));
  await assert.rejects(verify(cellOf("item"), workload, server.url, null), /item answered 302: ;/);
});

Deno.test("no answer, and a check that throws, are problems too", async () => {
  const context = { sql: null, settings: cellOf("item").settings, size: 1, parameters: {} };
  const request = { path: "/" };
  assert.match(
    (await problemWith(item, request, `http://${LOOPBACK}:${freePort()}`, undefined, context))!,
    /^was not answered \(.*\)$/,
  );
  await using server = serving();
  const throwing = { ...item, check: () => JSON.parse("{") };
  assert.match(
    (await problemWith(throwing, request, server.url, undefined, context))!,
    /^could not be checked: .*JSON/,
  );
});
