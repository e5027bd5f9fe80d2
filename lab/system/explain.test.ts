import assert from "node:assert/strict";
import { explain } from "./explain.ts";

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
