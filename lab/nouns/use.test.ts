import assert from "node:assert/strict";
import { boundsOf, useOf } from "./use.ts";
import type { DatabaseUse, Workload } from "./workload.ts";

const endpoint = (database: DatabaseUse | null) => ({
  request: { path: "/" },
  check: () => null,
  database,
});
const workload: Workload = {
  title: "Items",
  database: null,
  endpoints: {
    page: endpoint(null),
    read: endpoint({ statements: 1, rows: 1 }),
    write: endpoint({ statements: { least: 3, most: 5 }, rows: 2 }),
    count: endpoint({ statements: 1 }),
    all: {
      ...endpoint(null),
      parameters: { pages: 2 },
      database: ({ size, parameters }) => ({ statements: Number(parameters.pages), rows: size }),
    },
    visit: { mix: { read: 3, write: 1 } },
    stroll: { mix: { page: 1, read: 1 } },
    unsure: { mix: { read: 1, count: 1 } },
    idle: { mix: { page: 5 } },
  },
};
const use = (name: string, parameters = {}) => useOf(workload, name, { size: 40, parameters });

Deno.test("useOf() is what the workload says, by the size and the parameters where it goes by them", () => {
  assert.deepEqual(use("read"), { statements: 1, rows: 1 });
  assert.equal(use("page"), null);
  assert.deepEqual(use("all"), { statements: 2, rows: 40 });
  assert.deepEqual(use("all", { pages: 7 }), { statements: 7, rows: 40 });
});

Deno.test("useOf() of a mix is the mean of its parts by their weights", () => {
  assert.deepEqual(use("visit"), {
    statements: { least: 1.5, most: 2 },
    rows: { least: 1.25, most: 1.25 },
  });
});

Deno.test("a part that touches no database counts as nothing, and a mix of such alone touches none", () => {
  assert.deepEqual(use("stroll"), {
    statements: { least: 0.5, most: 0.5 },
    rows: { least: 0.5, most: 0.5 },
  });
  assert.equal(use("idle"), null);
});

Deno.test("rows of a mix are known only where those of each part are", () => {
  assert.deepEqual(use("unsure"), { statements: { least: 1, most: 1 } });
});

Deno.test("boundsOf() takes a number for both of its bounds", () => {
  assert.deepEqual(boundsOf(3), { least: 3, most: 3 });
  assert.deepEqual(boundsOf({ least: 1, most: 2 }), { least: 1, most: 2 });
});
