import assert from "node:assert/strict";
import fc from "fast-check";
import type { Cell } from "./cell.ts";
import type { Profile } from "./experiment.ts";
import { planHash } from "./plan.ts";

const whole = (max: number) => fc.integer({ min: 1, max });
const cells = fc.uniqueArray(
  fc.record({
    variant: fc.constantFrom("alpha-sync", "beta-async"),
    settings: fc.record({
      workers: whole(8),
      threads: fc.option(whole(16)),
      poolMin: whole(5),
      poolMax: whole(20),
      options: fc.option(fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }), {
        nil: undefined,
      }),
    }),
    scenario: fc.record({
      workload: fc.constant("shop"),
      endpoint: fc.string({ minLength: 1 }),
      size: whole(1000),
      load: fc.record({ kind: fc.constant("closed" as const), connections: whole(64) }),
    }),
  }),
  { minLength: 2, maxLength: 5, selector: (cell) => JSON.stringify(cell) },
) as fc.Arbitrary<Cell[]>;
const profiles: fc.Arbitrary<Profile> = fc.record({
  blocks: whole(10),
  warmUpS: whole(5),
  windowS: whole(5),
});

/** The same value with the fields of each object the other way round, and one that is not set. */
function turned<T>(value: T): T {
  if (Array.isArray(value)) return value.map(turned) as T;
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).reverse().map(([name, field]) => [name, turned(field)]);
  return { ...Object.fromEntries(fields), notSet: undefined };
}

Deno.test("planHash() is the same however fields are ordered, written and read", () => {
  fc.assert(fc.property(cells, profiles, (asked, profile) => {
    const hash = planHash(asked, profile);
    assert.equal(planHash(turned(asked), turned(profile)), hash);
    assert.equal(planHash(JSON.parse(JSON.stringify(asked)), profile), hash);
  }));
});

Deno.test("planHash() is another for every other number, cell or order", () => {
  fc.assert(fc.property(cells, profiles, (asked, profile) => {
    const hash = planHash(asked, profile);
    assert.notEqual(planHash(asked, { ...profile, windowS: profile.windowS + 1 }), hash);
    assert.notEqual(planHash(asked.toReversed(), profile), hash);
    assert.notEqual(planHash(asked.slice(1), profile), hash);
    const [first, ...rest] = asked;
    const more = { ...first!, settings: { ...first!.settings, poolMax: 21 } };
    assert.notEqual(planHash([more, ...rest], profile), hash);
  }));
});
