import assert from "node:assert/strict";
import { shop } from "../testing/project.ts";
import { variantIn } from "../testing/variants.ts";
import { type Grid, grid } from "./grid.ts";

/** The shop, with servers of other kinds in it. */
const among = {
  ...shop,
  variants: new Map([
    ...shop.variants,
    ...[
      variantIn("/", { name: "threaded", threaded: true, endpoints: ["page", "item"] }),
      variantIn("/", { name: "running", runtime: "url", url: "http://127.0.0.1:1" }),
      variantIn("/", { name: "elsewhere", workload: "other" }),
    ].map((variant) => [variant.name, variant] as const),
  ]),
  workloads: new Map([
    ...shop.workloads,
    ["other", {
      ...shop.workloads.get("shop")!,
      name: "other",
      database: null,
      defaults: undefined,
      endpoints: { page: shop.workloads.get("shop")!.endpoints.page! },
    }],
  ]),
};
const refused = (given: Record<string, unknown>, sentence: string | RegExp) =>
  assert.throws(
    () => grid({ variants: ["shop-deno"], ...given } as Grid, among),
    { name: "GauntletError", message: sentence },
  );

Deno.test("grid() fills in what the workload says, and no field that nobody set", () => {
  assert.deepEqual(grid({ variants: ["shop-deno"] }, among), [{
    variant: "shop-deno",
    settings: { workers: 1, threads: null, poolMin: 1, poolMax: 3 },
    scenario: {
      workload: "shop",
      endpoint: "item",
      size: 100,
      load: { kind: "closed", connections: 4 },
    },
  }]);
});

Deno.test("grid() has defaults of its own for a workload that says nothing", () => {
  const [cell] = grid({ variants: ["elsewhere"] }, among);
  assert.deepEqual(cell!.settings, { workers: 1, threads: null, poolMin: 1, poolMax: 10 });
  assert.deepEqual(cell!.scenario, {
    workload: "other",
    endpoint: "page",
    size: 0,
    load: { kind: "closed", connections: 64 },
  });
});

Deno.test("grid() has every combination of variants, workers and threads", () => {
  const cells = grid({
    variants: ["threaded", "threaded@main~1"],
    endpoint: "page",
    workers: [1, 2],
    threads: [3, 5, 7],
  }, among);
  const seen = cells.map(({ variant, settings: { workers, threads } }) =>
    `${variant} ${workers} ${threads}`
  );
  assert.equal(cells.length, 12);
  assert.equal(new Set(seen).size, 12);
  assert.deepEqual(grid({ variants: ["threaded"] }, among)[0]!.settings.threads, 4);
});

Deno.test("grid() sets what is given, and settings of a server that already runs to nothing", () => {
  const [cell] = grid({
    variants: ["shop-deno"],
    endpoint: "visit",
    parameters: { noteLetters: 3 },
    size: 2_000,
    connections: 9,
    keepAlive: false,
    tool: "autocannon",
    pool: { poolMin: 2, poolMax: 2 },
    options: { greeting: "good-day" },
    connectDelayMs: 5,
    databaseRoundTripMs: 0.5,
    killBackendsEveryS: 1,
    idleConnections: 7,
  }, among);
  assert.deepEqual(cell, {
    variant: "shop-deno",
    settings: {
      workers: 1,
      threads: null,
      poolMin: 2,
      poolMax: 2,
      options: { greeting: "good-day" },
    },
    scenario: {
      workload: "shop",
      endpoint: "visit",
      size: 2_000,
      load: { kind: "closed", connections: 9, keepAlive: false, tool: "autocannon" },
      parameters: { noteLetters: 3 },
      connectDelayMs: 5,
      databaseRoundTripMs: 0.5,
      killBackendsEveryS: 1,
      idleConnections: 7,
    },
  });
  const load = { kind: "open" as const, rateRps: 9, arrivals: "poisson" as const, connections: 3 };
  assert.deepEqual(grid({ variants: ["shop-deno"], load }, among)[0]!.scenario.load, load);
  assert.deepEqual(grid({ variants: ["running"], endpoint: "page" }, among)[0]!.settings, {
    workers: null,
    threads: null,
    poolMin: null,
    poolMax: null,
  });
});

Deno.test("grid() says what was meant by a misspelt variant, field, endpoint, parameter, option or value", () => {
  refused(
    { variants: ["shop-dneo"] },
    'Cannot find the variant "shop-dneo": did you mean "shop-deno"?',
  );
  refused(
    { conections: 3 },
    'Cannot make a grid: there is no field "conections"; did you mean "connections"?',
  );
  refused(
    { pool: { poolMin: 1, poolMaz: 2 } },
    'Cannot make a grid: there is no field "pool.poolMaz"; did you mean "poolMax"?',
  );
  refused(
    { endpoint: "itme" },
    'Cannot make a grid: the workload shop has no endpoint "itme"; did you mean "item"?',
  );
  refused(
    { endpoint: "order", parameters: { noteLeters: 3 } },
    'Cannot make a grid: the endpoint "order" of shop has no parameter "noteLeters"; ' +
      'did you mean "noteLetters"?',
  );
  refused(
    { endpoint: "item", parameters: { delayMs: 3 } },
    'Cannot make a grid: the endpoint "item" of shop has no parameter "delayMs"; there is none',
  );
  refused(
    { options: { gretting: "hello" } },
    'Cannot start "shop-deno": it has no option "gretting"; did you mean "greeting"?',
  );
  refused(
    { options: { greeting: "helo" } },
    'Cannot start "shop-deno": its option "greeting" has no value "helo"; did you mean "hello"?',
  );
  refused(
    { load: { kind: "opne", rateRps: 1, arrivals: "constant", connections: 1 } },
    /^Cannot make a grid: load\.kind/,
  );
  refused(
    { load: { kind: "open", rateRps: 1, arrivals: "poison", connections: 1 } },
    'Cannot make a grid: load.arrivals is "poison"; did you mean "poisson"?',
  );
});

Deno.test("grid() refuses what does not go together", () => {
  refused({ workers: [] }, /^Cannot make a grid: workers is \[\]; give at least 1 of them$/);
  refused({ threads: [5] }, /threads is 5, and it has none to set; leave threads out$/);
  refused({ pool: { poolMin: 9, poolMax: 3 } }, /minimum 9 is above the maximum 3/);
  refused(
    { variants: ["threaded"], endpoint: "order" },
    'Cannot measure "threaded" at "order": it does not answer it; choose one of page, item',
  );
  refused(
    { variants: ["shop-deno", "elsewhere"] },
    "Cannot make a grid: its variants are of the workloads shop and other, which answer other " +
      "questions; make a grid for each",
  );
  refused(
    { variants: ["elsewhere"], size: 5 },
    "Cannot make a grid: the workload other has no database, and so no size; leave size out",
  );
});
