import assert from "node:assert/strict";
import fc from "fast-check";
import { drawRequests, parametersOf, type Share } from "./requests.ts";
import type { Workload } from "./workload.ts";

const nothing = { check: () => null, database: null };
const workload: Workload = {
  title: "Items",
  database: null,
  endpoints: {
    page: { ...nothing, request: { path: "/" } },
    item: {
      ...nothing,
      parameters: { full: 0, lang: "en" },
      request: ({ integer, size, parameters, index }) => ({
        path: `/items/${
          integer(1, size)
        }?full=${parameters.full}&lang=${parameters.lang}&n=${index}`,
      }),
    },
    order: {
      ...nothing,
      request: ({ letters, pick, random, index }) => ({
        method: "POST",
        path: "/orders",
        body: JSON.stringify({
          note: letters(8),
          colour: pick(["red", "green"]),
          share: random(),
          index,
        }),
      }),
    },
    visit: { mix: { item: 3, order: 1 } },
    greet: { mix: { page: 2 } },
  },
};

const draw = (
  endpoint: string,
  count: number,
  { seed = 1, size = 50, share, parameters }: {
    seed?: number;
    size?: number;
    share?: Share;
    parameters?: Record<string, number | string>;
  } = {},
) => {
  const { next } = drawRequests(workload, { endpoint, size, seed, parameters }, share);
  return Array.from({ length: count }, next);
};
const indexOf = ({ endpoint, request }: ReturnType<typeof draw>[number]): number =>
  endpoint === "item"
    ? Number(new URL(request.path, "http://x").searchParams.get("n"))
    : JSON.parse(request.body!).index;

Deno.test("the same seed draws the same requests, and another seed others", () => {
  for (const endpoint of ["item", "order", "visit"]) {
    assert.deepEqual(draw(endpoint, 50), draw(endpoint, 50));
    assert.notDeepEqual(draw(endpoint, 50), draw(endpoint, 50, { seed: 2 }));
  }
});

Deno.test("keys lie within their bounds, and both bounds are drawn", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(), (size, seed) => {
    const keys = draw("item", 200, { size, seed }).map(({ request }) =>
      Number(request.path.match(/items\/(\d+)/)![1])
    );
    assert.deepEqual([...new Set(keys)].sort(), Array.from({ length: size }, (_, i) => i + 1));
  }));
});

Deno.test("what is drawn is of the kind that was asked for", () => {
  const bodies = draw("order", 200).map(({ request }) => JSON.parse(request.body!));
  for (const { note, share } of bodies) {
    assert.match(note, /^[a-z]{8}$/);
    assert.ok(share >= 0 && share < 1);
  }
  assert.deepEqual([...new Set(bodies.map(({ colour }) => colour))].sort(), ["green", "red"]);
  assert.equal(new Set(bodies.map(({ note }) => note)).size, bodies.length);
});

Deno.test("a mix draws its parts by their weights, and says which each is", () => {
  const COUNT = 4000;
  const drawn = draw("visit", COUNT);
  const orders = drawn.filter(({ endpoint }) => endpoint === "order");
  assert.ok(orders.every(({ request }) => request.path === "/orders"));
  assert.ok(
    drawn.every(({ endpoint, request }) =>
      (endpoint === "item") === request.path.startsWith("/items/")
    ),
  );
  // Five standard deviations of a binomial with p = ¼.
  const share = orders.length / COUNT;
  assert.ok(Math.abs(share - 0.25) < 5 * Math.sqrt(0.25 * 0.75 / COUNT), `${share} were orders`);
  assert.deepEqual(new Set(draw("greet", 20).map(({ endpoint }) => endpoint)), new Set(["page"]));
});

Deno.test("no two generators draw the same index, nor the same requests, and together they miss none", () => {
  const count = 3;
  for (const endpoint of ["order", "visit"]) {
    const shares = Array.from(
      { length: count },
      (_, index) => draw(endpoint, 40, { share: { index, count } }),
    );
    const indices = shares.flat().map(indexOf);
    assert.equal(new Set(indices).size, indices.length, endpoint);
    assert.deepEqual(indices.sort((a, b) => a - b), Array.from({ length: 120 }, (_, i) => i));
  }
  const [first, second] = [0, 1].map((index) =>
    draw("order", 20, { share: { index, count: 2 } }).map(({ request }) => request.body)
  );
  assert.deepEqual(first!.filter((body) => second!.includes(body)), []);
});

Deno.test("parameters of a scenario stand over the defaults, of a mix in each of its parts", () => {
  assert.match(draw("item", 1)[0]!.request.path, /full=0&lang=en/);
  for (const endpoint of ["item", "visit"]) {
    const [asked] = draw(endpoint, 20, { parameters: { full: 1 } })
      .filter(({ request }) => request.path.startsWith("/items/"));
    assert.match(asked!.request.path, /full=1&lang=en/);
  }
  assert.deepEqual(parametersOf({ parameters: { a: 1, b: 2 } }, { b: 3 }), { a: 1, b: 3 });
  assert.deepEqual(parametersOf({}), {});
});

Deno.test("a request that is no function is always the same, and nothing else is", () => {
  const isSame = (endpoint: string) =>
    drawRequests(workload, { endpoint, size: 1, seed: 1 }).alwaysTheSame;
  assert.deepEqual(["page", "item", "visit", "greet"].map(isSame), [true, false, false, false]);
});
