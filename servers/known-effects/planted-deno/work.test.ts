import assert from "node:assert/strict";
import { join } from "node:path";
import { workload } from "../workload.ts";
import { hash, ROUNDS_PER_PERCENT } from "./work.ts";
import { variants as deno } from "./variants.ts";
import { variants as flask } from "../planted-flask/variants.ts";

Deno.test("both servers plant the same percents, each a whole number of rounds", () => {
  const [ours, theirs] = [deno, flask].map(([variant]) => variant!.options.moreCpu);
  assert.deepEqual(ours, theirs);
  for (const percent of ours!.map(Number)) {
    assert.ok(Number.isInteger(percent * ROUNDS_PER_PERCENT) && percent >= 0, String(percent));
  }
});

Deno.test("hash() does every round that it is asked for", () => {
  const seed = Array.from({ length: 50 }, (_, index) => 2 * index + 1)
    .find((candidate) => hash(candidate, 300) % 2 !== 0)!;
  assert.equal(hash(hash(seed, 300), 30), hash(seed, 330));
  assert.equal(hash(seed, 0), seed);
});

Deno.test("Flask's rounds go on from where they were too", async () => {
  const program = "import work; print(work.hashed(work.hashed(1, 100), 50) == work.hashed(1, 150))";
  const { success, stdout, stderr } = await new Deno.Command("python3", {
    args: ["-B", "-c", program],
    cwd: join(import.meta.dirname!, "..", "planted-flask"),
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  assert.equal(new TextDecoder().decode(stdout).trim(), "True");
});

Deno.test("an item that was not asked for is no answer", async () => {
  const endpoint = workload.endpoints["/item"]!;
  assert.ok("check" in endpoint);
  const answer = (body: string, status = 200) => ({
    ...{ request: { path: "/item?id=7" }, headers: new Headers(), status, body },
  });
  const context = {
    ...{ sql: null, size: 100, parameters: {} },
    settings: { workers: 1, threads: null, poolMin: 1, poolMax: 4 },
  };
  const right = '{"id":7,"name":"item","maker":"maker"}';
  assert.equal(await endpoint.check(answer(right), context), null);
  assert.match(
    (await endpoint.check(answer(right.replace("7", "8")), context))!,
    /^answered \/item/,
  );
  assert.match((await endpoint.check(answer("{}"), context))!, /a body that is no item/);
  assert.match((await endpoint.check(answer("", 500), context))!, /^answered 500/);
});
