import assert from "node:assert/strict";
import { pressureBetween, pressureNow } from "./pressure.ts";

const machine = (periods: number, throttled: number, pages: number, waitedUs: number) => {
  const texts: Record<string, string> = {
    "/proc/self/cgroup": "0::/box\n",
    "/proc/self/mountinfo": "31 23 0:27 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
    "/sys/fs/cgroup/box/cpu.max": "100000 100000\n",
    "/sys/fs/cgroup/box/cpu.stat":
      `nr_periods ${periods}\nnr_throttled ${throttled}\nthrottled_usec ${throttled * 20_000}\n`,
    "/proc/vmstat": `pswpin 3\npswpout ${pages}\n`,
    "/proc/pressure/memory": `some avg10=0.00 total=${waitedUs}\nfull avg10=0.00 total=0\n`,
  };
  return pressureNow((path) => texts[path] ?? null);
};

Deno.test("pressureBetween() tells what held the machine back between two looks", () => {
  assert.deepEqual(pressureBetween(machine(100, 10, 0, 0), machine(140, 20, 512, 250_000)), {
    throttledShare: 0.25,
    throttledS: 0.2,
    swappedMiB: 2,
    memoryWaitS: 0.25,
  });
});

Deno.test("pressureBetween() has no share of a quota that is not there, and no wait that is not kept", () => {
  const nothing = pressureNow(() => null);
  assert.deepEqual(pressureBetween(nothing, nothing), { swappedMiB: 0 });
});
