import assert from "node:assert/strict";
import { call } from "./processes/call.ts";
import { explain, refusalIn, refusalOf } from "./explain.ts";

Deno.test("explain() turns an installer's complaint into a sentence with the remedy", () => {
  const of = (said: string) =>
    explain("the npm packages", said, "set NPM_CONFIG_REGISTRY to a mirror").message;
  assert.equal(
    of("error: getaddrinfo: Temporary failure in name resolution"),
    "Cannot install the npm packages: the package registry is out of reach; check the network or " +
      "set NPM_CONFIG_REGISTRY to a mirror, then run the task again",
  );
  assert.match(
    of("OSError: [Errno 28] No space left on device"),
    /the disk is full; free some room/,
  );
  assert.match(of("THESE PACKAGES DO NOT MATCH THE HASHES"), /does not match its lock file/);
  assert.match(of("something nobody foresaw"), /the installer said:\nsomething nobody foresaw/);
});

Deno.test("refusalOf() makes a sentence of what the kernel refuses, and of nothing else", async () => {
  const thrown = async (work: () => unknown) => {
    try {
      await work();
    } catch (error) {
      return error;
    }
    assert.fail("nothing was refused");
  };
  assert.equal(
    refusalOf(await thrown(() => Deno.writeTextFile("/dev/full", "a"))),
    "Cannot write or read /dev/full: the disk is full; free some room",
  );
  assert.equal(
    refusalOf(
      Object.assign(new Error("open '/a/runs/x'"), { code: "EROFS" }),
    ),
    "Cannot write or read /a/runs/x: it is on a disk that is read only; make it writable, or set " +
      "GAUNTLET_DATA to another folder",
  );
  assert.equal(refusalOf(await thrown(() => Deno.readTextFile("/no/such/file"))), null);
  assert.equal(refusalOf(await thrown(() => JSON.parse("{"))), null);
});

Deno.test("refusalIn() makes a sentence of what Python was refused, and of no other traceback", async () => {
  const python = async (program: string) => {
    const { said } = await call("python3", ["-c", program]);
    return refusalIn(said);
  };
  assert.equal(
    await python("open('/dev/full', 'w', buffering=1).write('a\\n')"),
    "Cannot write or read a file: the disk is full; free some room",
  );
  assert.equal(
    refusalIn("Traceback:\nOSError: [Errno 30] Read-only file system: '/a/reports/x.html'\n"),
    "Cannot write or read /a/reports/x.html: it is on a disk that is read only; make it writable, " +
      "or set GAUNTLET_DATA to another folder",
  );
  assert.equal(await python("open('/no/such/file')"), null);
  assert.equal(await python("1 / 0"), null);
  assert.equal(refusalIn(""), null);
});
