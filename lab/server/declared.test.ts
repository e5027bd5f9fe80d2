import assert from "node:assert/strict";
import { declaredVariants, declaredWorkload } from "./declared.ts";

const RUNTIMES = ["deno", "python", "sql", "url"];
const variant = {
  name: "mine",
  title: "Mine",
  runtime: "deno",
  model: "async",
  threaded: false,
  endpoints: ["page"],
  command: () => ["deno"],
};
const endpoint = { request: { path: "/" }, check: () => null, database: null };
const workload = {
  title: "Shop",
  database: { sizes: [10], unit: "items", fill: "fill.sql" },
  endpoints: { page: endpoint, item: { ...endpoint, database: { statements: 1 } } },
};

const refused = (read: () => unknown, sentence: string) =>
  assert.throws(read, { name: "GauntletError", message: sentence });
const wrongVariant = (given: Record<string, unknown>, sentence: string) =>
  refused(
    () =>
      declaredVariants([variant, { ...variant, ...given }], "servers/shop/variants.ts", RUNTIMES),
    `Cannot read servers/shop/variants.ts: ${sentence}`,
  );
const wrongWorkload = (given: Record<string, unknown>, sentence: string) =>
  refused(
    () => declaredWorkload({ ...workload, ...given }, "servers/shop/workload.ts"),
    `Cannot read servers/shop/workload.ts: ${sentence}`,
  );

Deno.test("what is right is taken as it is", () => {
  assert.equal(declaredVariants([variant], "f", RUNTIMES)[0]!.command, variant.command);
  assert.equal(declaredWorkload(workload, "f").endpoints.page, endpoint);
  declaredWorkload({ ...workload, database: null }, "f");
});

Deno.test("a field of a variant that does not exist is told with the one that was meant", () => {
  wrongVariant({ comand: 1 }, 'there is no field "variants.1.comand"; did you mean "command"?');
  wrongVariant(
    { ready: { lines: "up" } },
    'there is no field "variants.1.ready.lines"; did you mean "line"?',
  );
  wrongVariant({ model: "asynch" }, 'variants.1.model is "asynch"; did you mean "async"?');
  wrongVariant(
    { ready: { times: "each workers" } },
    'variants.1.ready.times is "each workers"; did you mean "each worker"?',
  );
});

Deno.test("a wrong value of a variant is told by its place", () => {
  wrongVariant(
    { name: "My Server" },
    'variants.1.name is "My Server": expected words-in-kebab-case; correct it',
  );
  wrongVariant(
    { command: "deno" },
    'variants.1.command is "deno": expected a function; correct it',
  );
  wrongVariant(
    { ready: { path: "up" } },
    'variants.1.ready.path is "up": expected a path from its first slash on; correct it',
  );
  for (const [field, value] of [["endpoints", []], ["url", "localhost"], ["pid", 0]] as const) {
    assert.throws(
      () => declaredVariants([{ ...variant, [field]: value }], "f", RUNTIMES),
      new RegExp(
        `^GauntletError: Cannot read f: variants\\.0\\.${field} is .*; (correct it|give .*)$`,
      ),
    );
  }
});

Deno.test("a runtime that does not exist, and what one lacks, are told", () => {
  wrongVariant({ runtime: "dno" }, '"mine" has the runtime "dno"; did you mean "deno"?');
  wrongVariant(
    { command: undefined },
    '"mine", of the runtime "deno", has no command; add it',
  );
  wrongVariant({ runtime: "url" }, '"mine", of the runtime "url", has no url; add it');
  wrongVariant({ runtime: "sql" }, '"mine", of the runtime "sql", has no statements; add it');
});

Deno.test("a file that exports nothing of the name says what to write", () => {
  refused(
    () => declaredVariants(undefined, "f", RUNTIMES),
    "Cannot read f: it exports no `variants`; write export const variants = …",
  );
  refused(
    () => declaredWorkload(undefined, "f"),
    "Cannot read f: it exports no `workload`; write export const workload = …",
  );
});

Deno.test("a field of a workload that does not exist is told with the one that was meant", () => {
  wrongWorkload({ tilte: 1 }, 'there is no field "workload.tilte"; did you mean "title"?');
  wrongWorkload(
    { database: { sizes: [1], unit: "items", fil: "fill.sql" } },
    'there is no field "workload.database.fil"; did you mean "fill"?',
  );
  const withEndpoint = (page: unknown, sentence: string) =>
    wrongWorkload({ endpoints: { page } }, sentence);
  withEndpoint(
    { ...endpoint, write: true },
    'there is no field "workload.endpoints.page.write"; did you mean "writes"?',
  );
  withEndpoint(
    { ...endpoint, request: { path: "/", mehtod: "POST" } },
    'there is no field "workload.endpoints.page.request.mehtod"; did you mean "method"?',
  );
  withEndpoint(
    { ...endpoint, database: { statments: 1 } },
    'there is no field "workload.endpoints.page.database.statments"; did you mean "statements"?',
  );
  withEndpoint(
    { ...endpoint, request: { path: "items" } },
    'workload.endpoints.page.request.path is "items": expected a path from its first slash on; correct it',
  );
});

Deno.test("a mix of what is no single endpoint, and a service that there is not, are told", () => {
  wrongWorkload(
    { endpoints: { ...workload.endpoints, visit: { mix: { itme: 1 } } } },
    'its endpoint "visit" mixes "itme", which is no single endpoint of it; did you mean "item"?',
  );
  wrongWorkload(
    {
      endpoints: {
        ...workload.endpoints,
        visit: { mix: { item: 1 } },
        tour: { mix: { visit: 1 } },
      },
    },
    'its endpoint "tour" mixes "visit", which is no single endpoint of it; choose one of page, item',
  );
  wrongWorkload(
    {
      endpoints: { page: { ...endpoint, services: ["price"] } },
      services: { prices: { program: "prices.ts", variable: "PRICES_URL" } },
    },
    'its endpoint "page" calls the service "price", which is none of it; did you mean "prices"?',
  );
  wrongWorkload(
    { endpoints: { page: { ...endpoint, services: ["prices"] } } },
    'its endpoint "page" calls the service "prices", which is none of it; there is none',
  );
});
