/** The tools that ask a database with no server between: what they measure, and what they send. */
import assert from "node:assert/strict";
import type { Database, SizedDatabase } from "../../database/database.ts";
import type { Load } from "../../nouns/load.ts";
import { type Observation, observe } from "../../run/observe.ts";
import { Look } from "../../watch/look.ts";
import { SIZE, withShop } from "../../testing/database.ts";
import { shop } from "../../testing/project.ts";
import type { StatementSource } from "../order.ts";
import { toolFor } from "../tool.ts";
import { tool as pgbench } from "./pgbench.ts";
import { faultTest } from "../../testing/faults.ts";

const CONNECTIONS = 8;
const ceiling = shop.variants.get("shop-ceiling")!;

/** The statements of the shop's ceiling. */
function statementsOf(sql: "by-key" | "with-maker"): StatementSource {
  const settings = { workers: 1, threads: null, poolMin: 1, poolMax: 1, options: { sql } };
  const { draws, texts } = ceiling.statements!(settings, SIZE);
  return { draws: draws as StatementSource["draws"], texts: [...texts], seed: 1 };
}

/** Those that are on this machine. */
async function toolsHere(): Promise<string[]> {
  return await pgbench.version() === null ? ["postgresjs"] : ["postgresjs", "pgbench"];
}

async function measured(
  sized: SizedDatabase,
  database: Database,
  name: string,
  sql: "by-key" | "with-maker" = "by-key",
  given: Partial<StatementSource> = {},
  onOpened: () => void = () => {},
): Promise<Observation> {
  const load: Load = { kind: "closed", connections: CONNECTIONS, tool: name };
  const { tool } = await toolFor(load, "sql");
  await using session = tool.open(load);
  const statements = { ...statementsOf(sql), ...given };
  await session.warmUp({
    url: sized.serverUrl,
    asked: { speaks: "sql", statements },
    timeoutS: 5,
  }, { leastS: 0.5, mostS: 0.5 });
  return await observe(
    { look: new Look({ server: null, databasePid: database.pid }), database: sized },
    ({ onOpened: opened, onClosed }) =>
      session.window(1, {
        onOpened: async (pids) => {
          await opened(pids);
          onOpened();
        },
        onClosed,
      }),
  );
}

function assertPlausible(seen: Observation): void {
  assert.ok(seen.okCount > 50, `${seen.okCount} queries`);
  assert.equal(seen.errorCount + seen.non2xxCount + seen.timeoutCount, 0);
  const inFlight = seen.throughputRps * seen.latencyMeanMs / 1000;
  assert.ok(inFlight > CONNECTIONS / 2 && inFlight < CONNECTIONS * 1.5, `${inFlight} in flight`);
  assert.ok(seen.databaseCpuS! > 0 && seen.generatorCpuS > 0);
  assert.ok(seen.latencyP50Ms <= seen.latencyP99Ms);
}

Deno.test("the lab's own client of SQL agrees with pgbench within a factor, by a median of alternating pairs", () =>
  withShop(async (sized, database) => {
    // The work is PostgreSQL's, so that it is not the clients that are compared.
    const heavy = {
      draws: {},
      texts: ["SELECT count(*) FROM item a, item b, generate_series(1, 3) WHERE a.price > b.price"],
    };
    const [own, reference] = await toolsHere();
    const ratios: number[] = [];
    for (let pair = 0; pair < 3; pair++) {
      const first = await measured(sized, database, own!, "by-key", heavy);
      assertPlausible(first);
      // Without pgbench there is nothing to agree with, and what was measured must do.
      if (!reference) return;
      const second = await measured(sized, database, reference, "by-key", heavy);
      assertPlausible(second);
      ratios.push(first.throughputRps / second.throughputRps);
    }
    const median = ratios.toSorted((a, b) => a - b)[1]!;
    assert.ok(median > 0.6 && median < 1.5, `ratios ${ratios.map((ratio) => ratio.toFixed(2))}`);
  }));

Deno.test("both tools send what the statements say, and nothing beside them", () =>
  withShop(async (sized, database) => {
    const { sql } = sized;
    for (const name of await toolsHere()) {
      await sql`SELECT pg_stat_statements_reset()`;
      const seen = await measured(sized, database, name, "with-maker");
      assertPlausible(seen);
      const calls = await sql`
        SELECT query LIKE '%FROM maker%' AS maker, sum(calls)::int AS count, sum(rows)::int AS rows
        FROM pg_stat_statements
        WHERE query LIKE '%FROM item%' OR query LIKE '%FROM maker%' GROUP BY 1`;
      const of = (maker: boolean) => calls.find((row) => row.maker === maker)!;
      const others = await sql`
        SELECT query FROM pg_stat_statements
        WHERE query NOT LIKE '%pg_%' AND query NOT LIKE '%FROM item%'
          AND query NOT LIKE '%FROM maker%'
          AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())`;
      assert.ok(of(true).count <= of(false).count, name);
      assert.ok(of(true).count >= of(false).count - CONNECTIONS, name);
      assert.equal(of(true).rows, of(true).count, `${name} found the maker of each item`);
      assert.equal(of(false).rows, of(false).count, `${name} drew keys that there are`);
      assert.deepEqual([...others], [], name);
    }
  }));

faultTest(
  "a clock set back",
  "a clock that is set back by an hour within the window changes nothing of it",
  () =>
    withShop(async (sized, database) => {
      const wall = Date.now;
      for (const name of await toolsHere()) {
        try {
          const step = () => void (Date.now = () => wall() - 3_600_000);
          const seen = await measured(sized, database, name, "by-key", {}, step);
          assertPlausible(seen);
          assert.ok(seen.durationS >= 0.99 && seen.durationS < 60, `${name}: ${seen.durationS} s`);
        } finally {
          Date.now = wall;
        }
      }
    }),
);

Deno.test("both tools tell that a statement is wrong, with what PostgreSQL said", () =>
  withShop(async (sized, database) => {
    for (const name of await toolsHere()) {
      await assert.rejects(
        measured(sized, database, name, "by-key", { texts: ["SELECT nothing FROM item"] }),
        /column "nothing" does not exist/,
        name,
      );
    }
  }));

Deno.test("pgbench has no version where no folder of PATH has it", async () => {
  const path = Deno.env.get("PATH")!;
  Deno.env.set("PATH", "/nowhere::/dev");
  try {
    assert.equal(await pgbench.version(), null);
  } finally {
    Deno.env.set("PATH", path);
  }
});
