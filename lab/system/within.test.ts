import assert from "node:assert/strict";
import { within } from "./within.ts";

const bound = { limitS: 30, sentence: () => "Cannot go on: it took too long; begin again" };
const never = new Promise<number>(() => {});

Deno.test("within() gives what the work gives, and its error", async () => {
  assert.equal(await within(Promise.resolve(3), bound), 3);
  await assert.rejects(within(Promise.reject(new Error("broken")), bound), /^Error: broken$/);
});

Deno.test("within() ends a wait by its bound with the sentence, and leaves no timer", async () => {
  await assert.rejects(
    within(never, { ...bound, limitS: 0.01 }),
    /^GauntletError: Cannot go on: it took too long; begin again$/,
  );
});

Deno.test("within() ends a wait with the reason of an abort, at once when that was before", async () => {
  const abort = new AbortController();
  const waiting = within(never, { ...bound, signal: abort.signal });
  abort.abort(new Error("stopped"));
  await assert.rejects(waiting, /stopped/);
  await assert.rejects(within(never, { ...bound, signal: abort.signal }), /stopped/);
});
