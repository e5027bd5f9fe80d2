import assert from "node:assert/strict";
import { cleanConsole } from "./cleanconsole.ts";
import { faultTest } from "../../lab/testing/faults.ts";

faultTest(
  ["a password in a log", "escape sequences"],
  "what a task prints commands no terminal and shows no password",
  () => {
    const printed: unknown[][] = [];
    const note = (...values: unknown[]) => void printed.push(values);
    const to = { log: note, error: note, warn: note, info: note, debug: note };
    cleanConsole(to);
    to.error("\x1b]0;owned\x07its log: 100 %c\x1b[2J", "postgres://me:hush@host/db");
    to.log({ count: 1 });
    assert.deepEqual(printed, [
      ["%s", "its log: 100 %c postgres://me:[redacted]@host/db"],
      [{ count: 1 }],
    ]);
  },
);
