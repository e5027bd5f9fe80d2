import assert from "node:assert/strict";
import { checkPort, freePort, isFree, LOOPBACK, portAsked, serverPort } from "./ports.ts";

Deno.test("serverPort() takes PORT, or a free port where it is not set", () => {
  const port = freePort();
  assert.equal(serverPort("shop-deno", String(port)), port);
  assert.ok(isFree(serverPort("shop-deno", "")));
});

Deno.test("serverPort() says that a port is in use, whose it would be, and the remedy", () => {
  using listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
  const { port } = listener.addr;
  assert.throws(() => serverPort("shop-deno", String(port)), {
    message: `Cannot start "shop-deno": port ${port} is in use; stop the other server or set PORT`,
  });
});

Deno.test("a PORT that is no port is refused, by whoever asks", () => {
  for (const wrong of ["http", "0", "70000", "80.5", "1e3", " 80", "-1"]) {
    for (const ask of [serverPort, portAsked, checkPort]) {
      assert.throws(() => ask("x", wrong), /PORT is ".*"; set it to a number from 1 to 65535/);
    }
  }
  assert.equal(portAsked("x", ""), null);
});
