/** A server that keeps its contract, and one for each way of breaking it. */
import assert from "node:assert/strict";
import type { FoundVariant } from "../nouns/variant.ts";
import { alone } from "../testing/database.ts";
import { assertNothingLeft } from "../testing/leftovers.ts";
import { shop } from "../testing/project.ts";
import { variantIn } from "../testing/variants.ts";
import { problemWithReceipt } from "./books.ts";
import { conformance, optionConformance } from "./conformance.ts";
import { openStage } from "./open.ts";
import { receiptProblems } from "./receipts.ts";
import { cellOf, type ConformanceStage } from "./stage.ts";

const SHOP = shop.workloads.get("shop")!;
const mine = shop.variants.get("shop-deno")!;

Deno.test("the shop's server keeps its contract under each of its options, and its receipts are known", async () => {
  using _lock = await alone();
  {
    await using stage = await openStage(SHOP, () => {});
    const { checks, receipts } = await conformance(mine, stage);
    assert.deepEqual(checks.filter(({ problem }) => problem !== null), []);
    assert.deepEqual(checks.map(({ what }) => what), [
      "page answers by the contract",
      "HEAD page has no body and no server error",
      "item answers by the contract",
      "HEAD item has no body and no server error",
      "item does to the database what the workload says",
      "order answers by the contract",
      "order does to the database what the workload says",
      "price answers by the contract",
      "HEAD price has no body and no server error",
      "an order that is no JSON is a 400",
      "an unknown path is a 404 that tells nothing",
      "connections are kept alive",
      "the workers that were asked for exist",
      "requests are not logged",
      "it stops within the 3 s after SIGTERM",
    ]);
    assert.deepEqual(Object.keys(receipts), ["item", "order"]);
    assert.deepEqual(await receiptProblems(SHOP, new Map([["shop-deno", receipts]])), []);
    assert.deepEqual(await optionConformance(mine, stage), [
      { what: "greeting good-day keeps the contract", problem: null },
    ]);
    const more = { ...mine, env: { GREETING: "no" } };
    const [broken] = await optionConformance(more, stage);
    assert.match(broken!.problem!, /^page answered with another greeting: /);
  }
  await assertNothingLeft();
});

/** A stage with no database, on which a small server is asked for the page and nothing else. */
const bare: ConformanceStage = {
  workload: {
    ...SHOP,
    database: null,
    contract: [],
    endpoints: { page: SHOP.endpoints.page! },
  },
  database: null,
  services: { databaseUrl: null, variables: {} },
};

/** A server in one process that answers by `handler`, an expression of `path` and `method`. */
function server(handler: string, more = "", given: Partial<FoundVariant> = {}): FoundVariant {
  const text = `${more}
    const page = (init) => Response.json({ greeting: "hello" }, init);
    Deno.serve({ hostname: Deno.env.get("HOST"), port: Number(Deno.env.get("PORT")) },
      async (request) => {
        const { pathname: path } = new URL(request.url);
        const { method } = request;
        if (path !== "/") return ${
    handler.includes("lost") ? handler.split("lost:")[1] : 'new Response("", { status: 404 })'
  };
        return ${handler.includes("lost") ? "page()" : handler};
      });`;
  return variantIn("/", { command: () => [Deno.execPath(), "eval", "--quiet", text], ...given });
}

/** What is broken, by the line of the contract. */
async function brokenBy(variant: FoundVariant): Promise<Record<string, string>> {
  const { checks } = await conformance(variant, bare);
  return Object.fromEntries(
    checks.flatMap(({ what, problem }) => problem === null ? [] : [[what, problem]]),
  );
}

const CLOSING = '{ headers: { connection: "close" } }';

Deno.test("a server of one process with no database is asked what it promises", async () => {
  assert.deepEqual(await brokenBy(server("page()")), {});
});

Deno.test("what breaks the contract is told with what was seen", async () => {
  const cases: [FoundVariant, string, RegExp][] = [
    [
      server('Response.json({ greeting: "go away" })'),
      "page answers by the contract",
      /^answered with another greeting: /,
    ],
    [
      server('method === "HEAD" ? page({ status: 500 }) : page()'),
      "HEAD page has no body and no server error",
      /^status 500$/,
    ],
    [
      server("lost:page()"),
      "an unknown path is a 404 that tells nothing",
      /^status 200$/,
    ],
    [
      server('lost:new Response("Traceback (most recent call last)", { status: 404 })'),
      "an unknown path is a 404 that tells nothing",
      /^the page shows the program's insides$/,
    ],
    [
      server(`page(${CLOSING})`),
      "connections are kept alive",
      /^page: 3 requests took 3 connections$/,
    ],
    [
      server("page()", "", { keepAlive: false }),
      "each answer closes its connection, and says so",
      /^page: its answers say "Connection: /,
    ],
    [
      server("page()", 'console.log("Up 1"); console.log("Up 2");', {
        ready: { line: "^Up", times: "each worker" },
      }),
      "the workers that were asked for exist",
      /^0 of 2 workers are there$/,
    ],
    [
      server("page()", "", { mustLoad: { file: "no-such-file", what: "the fast parser" } }),
      "the fast parser is in use",
      /^no worker has loaded it$/,
    ],
    [
      server('(console.log(method + " " + path), page())'),
      "requests are not logged",
      /^the log has "(GET|HEAD) \/"$/,
    ],
    [
      server("page()", 'Deno.addSignalListener("SIGTERM", () => {});'),
      "it stops within the 3 s after SIGTERM",
      /^it took 3\.\d s$/,
    ],
  ];
  for (const [variant, what, seen] of cases) {
    const broken = await brokenBy(variant);
    assert.deepEqual(Object.keys(broken), [what]);
    assert.match(broken[what]!, seen);
  }
});

Deno.test("a server that closes connections and says so keeps what it promises", async () => {
  assert.deepEqual(await brokenBy(server(`page(${CLOSING})`, "", { keepAlive: false })), {});
});

Deno.test("a server that does not start is one broken line, with its reason", async () => {
  const broken = await brokenBy(server("page()", 'throw new Error("no luck");'));
  assert.deepEqual(Object.keys(broken), ["it starts"]);
  assert.match(broken["it starts"]!, /it ended with code 1 before it was ready/);
});

Deno.test("problemWithReceipt() tells what was too much or too little", () => {
  const receipt = (statementCount: number, rowCount: number) => ({
    ...{ statementCount, rowCount, sessionsOpenedCount: 0, executionMs: 0, statements: [] },
  });
  const use = { statements: { least: 1, most: 3 }, rows: 2 };
  assert.equal(problemWithReceipt(receipt(3, 2), use), null);
  assert.equal(problemWithReceipt(receipt(9, 9), { statements: 9 }), null);
  assert.equal(
    problemWithReceipt(receipt(4, 2), use),
    "it took 4 statements, and 1 to 3 are right",
  );
  assert.equal(
    problemWithReceipt(receipt(0, 2), use),
    "it took 0 statements, and 1 to 3 are right",
  );
  assert.equal(problemWithReceipt(receipt(1, 3), use), "it took 3 rows, and 2 are right");
});

Deno.test("cellOf() has two workers, and threads where the variant has them", () => {
  const { settings, scenario } = cellOf({ ...mine, threaded: true }, bare, { greeting: "hello" });
  assert.deepEqual([settings.workers, settings.threads], [2, 4]);
  assert.deepEqual(settings.options, { greeting: "hello" });
  assert.equal(scenario.size, 0);
  assert.equal(cellOf(mine, bare).settings.threads, null);
});
