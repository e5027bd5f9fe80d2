import assert from "node:assert/strict";
import { inTrials } from "../testing.ts";

const found = (outcome: Record<string, number>) =>
  inTrials("file-limit", { outcome }).map(({ sentence }) => sentence)[0];

Deno.test("file-limit names who has no file left", () => {
  assert.equal(
    found({ serverOpenFileCount: 1023, serverOpenFileLimitCount: 1024 }),
    "A process of the server had 1023 files and sockets open, of 1024 that it may: what needs one more fails.",
  );
  assert.match(
    found({ generatorOpenFileCount: 128, generatorOpenFileLimitCount: 128 })!,
    /^A process of the load generator had 128 files and sockets open, of 128 /,
  );
});

Deno.test("file-limit says nothing of who has files left, nor where nothing is known", () => {
  assert.equal(found({ serverOpenFileCount: 900, serverOpenFileLimitCount: 1024 }), undefined);
  assert.equal(found({}), undefined);
});
