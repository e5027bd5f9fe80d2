import assert from "node:assert/strict";
import { busyThreads, type ThreadWaits, threadWaits } from "./threads.ts";

/** A process whose first thread has its number. */
const waits = (by: Record<number, number[]>): ThreadWaits =>
  new Map(
    Object.entries(by).map(([pid, counts]) => [
      Number(pid),
      new Map(counts.map((count, index) => [Number(pid) + index, count])),
    ]),
  );

Deno.test("threads that wait for requests are told from the first of a process and from those beside them", () => {
  // As seen of gunicorn with 5 threads: the first hands over, four belong to the pool of connections.
  const five = [904, 0, 0, 0, 0, 748, 726, 716, 737, 717];
  const two = [3630, 0, 0, 0, 0, 3656, 3660];
  const before = waits({ 100: [9, 9], 200: [5, 5] });
  assert.deepEqual(busyThreads(before, waits({ 50: [3], 100: five, 200: five }), 1567, 10), [
    5,
    5,
    0,
  ]);
  assert.deepEqual(busyThreads(before, waits({ 100: two, 200: two }), 2297, 10), [2, 2]);
});

Deno.test("what a thread had waited before is not counted", () => {
  const before = waits({ 7: [0, 1000, 1000] });
  assert.deepEqual(busyThreads(before, waits({ 7: [0, 1001, 1600] }), 1000, 2), [1]);
});

Deno.test("threads of a process that has gone are none", () => {
  assert.deepEqual([...threadWaits([999_999_999])], [[999_999_999, new Map()]]);
  assert.ok(threadWaits([Deno.pid]).get(Deno.pid)!.size > 1);
});
