import assert from "node:assert/strict";
import { shop } from "../testing/project.ts";
import { factsOf } from "./facts.ts";
import { grid } from "./grid.ts";

const cellsOf = (...endpoints: string[]) =>
  endpoints.flatMap((endpoint) =>
    grid({ variants: ["shop-deno"], endpoint, workers: [1, 2] }, shop)
  );

Deno.test("factsOf() tells of each variant, workload and scenario of the cells once", () => {
  const cells = [
    ...cellsOf("page", "item"),
    ...grid({ variants: ["shop-ceiling"] }, shop),
    ...grid({ variants: ["shop-deno"], connections: 9 }, shop),
    ...grid({ variants: ["shop-deno"], endpoint: "price", parameters: { delayMs: 5 } }, shop),
  ];
  const { variants, workloads, endpoints } = factsOf(cells, shop.variants, shop);
  assert.deepEqual(variants, {
    "shop-deno": { title: "Deno, postgres.js", runtime: "deno", model: "async" },
    "shop-ceiling": { title: "PostgreSQL alone", runtime: "sql", model: "unknown" },
  });
  assert.deepEqual(workloads, {
    shop: {
      title: "A small shop",
      unit: "items",
      shapes: { "by-key": "^select .* from item where id = " },
    },
  });
  const of = { workload: "shop", size: 100 };
  const one = { least: 1, most: 1 };
  assert.deepEqual(endpoints, [
    { ...of, endpoint: "page", database: null, services: [] },
    { ...of, endpoint: "item", database: { statements: one, rows: one }, services: [] },
    {
      ...of,
      endpoint: "price",
      parameters: { delayMs: 5 },
      database: null,
      services: ["prices"],
    },
  ]);
});

Deno.test("factsOf() of a mix are the means of its parts", () => {
  const workload = shop.workloads.get("shop")!;
  const among = {
    ...shop,
    workloads: new Map([["shop", {
      ...workload,
      endpoints: { ...workload.endpoints, visit: { mix: { item: 1, page: 3, price: 4 } } },
    }]]),
  };
  const [visit] = factsOf(cellsOf("visit"), shop.variants, among).endpoints;
  assert.deepEqual(visit!.database, {
    statements: { least: 0.125, most: 0.125 },
    rows: { least: 0.125, most: 0.125 },
  });
  assert.deepEqual(visit!.services, ["prices"]);
});

Deno.test("factsOf() of a variant at a revision have its commit", () => {
  const variant = { ...shop.variants.get("shop-deno")!, name: "shop-deno@main", commit: "abc" };
  const [cell] = cellsOf("page");
  const cells = [{ ...cell!, variant: variant.name }];
  const { variants } = factsOf(cells, new Map([[variant.name, variant]]), shop);
  assert.equal(variants["shop-deno@main"]!.commit, "abc");
});
