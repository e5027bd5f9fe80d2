import assert from "node:assert/strict";
import type { FoundWorkload } from "../nouns/workload.ts";
import { processTable } from "../system/processes/proc.ts";
import { temporaryFolder } from "../testing/folder.ts";
import { shop } from "../testing/project.ts";
import { servicesOf, startService } from "./services.ts";

const own = shop.workloads.get("shop")!;

/** A workload whose one service is this program. */
async function withProgram(text: string) {
  const t = await temporaryFolder({ "service.ts": text });
  const workload: FoundWorkload = {
    ...own,
    folder: t.folder,
    services: { stock: { program: "service.ts", variable: "STOCK_URL" } },
  };
  return { ...t, workload };
}
const SERVE = `Deno.serve({ hostname: "127.0.0.1", port: 0,
  onListen: ({ port }) => console.log("http://127.0.0.1:" + port) },`;

Deno.test("servicesOf() are those that an endpoint calls, and of a mix those of its parts", () => {
  assert.deepEqual(servicesOf(own, "price"), ["prices"]);
  assert.deepEqual(servicesOf(own, "visit"), []);
  const endpoints = { ...own.endpoints, both: { mix: { page: 1, price: 2 } } };
  assert.deepEqual(servicesOf({ ...own, endpoints }, "both"), ["prices"]);
});

Deno.test("a service is up when it has said its address, and gone when it leaves scope", async () => {
  let url: string;
  {
    await using service = await startService(own, "prices");
    ({ url } = service);
    assert.equal(service.variable, "PRICES_URL");
    assert.deepEqual(await (await fetch(`${url}/?ms=3`)).json(), { waited: 3 });
  }
  await assert.rejects(fetch(url));
});

Deno.test("a service that goes on writing is not held up", async () => {
  await using t = await withProgram(`${SERVE} () => {
    console.log("x".repeat(100_000));
    return new Response("ok");
  });`);
  await using service = await startService(t.workload, "stock");
  for (let request = 0; request < 20; request++) {
    const response = await fetch(service.url, { signal: AbortSignal.timeout(10_000) });
    assert.equal(await response.text(), "ok");
  }
});

async function assertNoneOf(text: string): Promise<void> {
  for (const pid of (await processTable()).keys()) {
    const line = await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
    assert.ok(!line.includes(text), line);
  }
}

Deno.test("a service starts nothing and writes nothing, unless its workload gives it the right", async () => {
  const file = await Deno.makeTempFile();
  await using t = await withProgram(`${SERVE} () => {
    try {
      Deno.writeTextFileSync("${file}", "sold");
    } catch (error) {
      return new Response(error.name);
    }
    const { state } = Deno.permissions.querySync({ name: "run" });
    return new Response("written, run is " + state);
  });`);
  const said = async () => {
    await using service = await startService(t.workload, "stock");
    return await (await fetch(service.url)).text();
  };
  assert.equal(await said(), "NotCapable");
  const { stock } = t.workload.services!;
  t.workload.services = { stock: { ...stock!, rights: ["write"] } };
  assert.equal(await said(), "written, run is prompt");
  await Deno.remove(file);
});

Deno.test("a first line that is no address is told", async () => {
  await using t = await withProgram('console.log("ready!"); setTimeout(() => {}, 60_000);');
  await assert.rejects(
    startService(t.workload, "stock"),
    /^GauntletError: Cannot start the service "stock" of the workload "shop": its first line "ready!" is no address; mend service\.ts; its log ends:\n\(nothing\)$/,
  );
  await assertNoneOf(t.folder);
});

Deno.test("a service that dies is told with the end of its log", async () => {
  await using t = await withProgram('throw new Error("no stock");');
  await assert.rejects(
    startService(t.workload, "stock"),
    /it ended before it said its address; mend service\.ts; its log ends:\n[^]*no stock/,
  );
});

Deno.test("a service that says nothing is not waited for without end, and is ended", async () => {
  await using t = await withProgram("setTimeout(() => {}, 60_000);");
  await assert.rejects(
    startService(t.workload, "stock", 600),
    /it said nothing within 0\.6 s; mend service\.ts/,
  );
  await assertNoneOf(t.folder);
});
