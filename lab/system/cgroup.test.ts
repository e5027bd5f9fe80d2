import assert from "node:assert/strict";
import { groupsOf, memoryLimitBytes, quotaCores, throttling } from "./cgroup.ts";
import type { Read } from "./processes/proc.ts";

const files = (texts: Record<string, string>): Read => (path) => texts[path] ?? null;

const V2 = {
  "/proc/self/cgroup": "0::/lab.slice/run.scope\n",
  "/proc/self/mountinfo": "31 23 0:27 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n",
};
const RUN = "/sys/fs/cgroup/lab.slice/run.scope";

const V1 = {
  "/proc/self/cgroup": "4:memory:/box\n1:cpu,cpuacct:/box/inner\n0::/\n",
  "/proc/self/mountinfo": [
    "33 32 0:28 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct",
    "36 32 0:31 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
    "42 32 0:37 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw",
  ].join("\n"),
};

Deno.test("groupsOf() finds a group and all above it, in both versions", () => {
  assert.deepEqual(groupsOf("cpu", files(V2)), {
    version: 2,
    folders: [RUN, "/sys/fs/cgroup/lab.slice", "/sys/fs/cgroup"],
  });
  assert.deepEqual(groupsOf("cpu", files(V1))!.folders, [
    "/sys/fs/cgroup/cpu/box/inner",
    "/sys/fs/cgroup/cpu/box",
    "/sys/fs/cgroup/cpu",
  ]);
  assert.equal(groupsOf("cpu", files({})), null);
});

Deno.test("groupsOf() sees a container's group where the container has it mounted", () => {
  const container = {
    "/proc/self/cgroup": "0::/docker/4f2a/inner\n",
    "/proc/self/mountinfo": "31 23 0:27 /docker/4f2a /sys/fs/cgroup ro - cgroup2 cgroup rw\n",
  };
  assert.deepEqual(groupsOf("cpu", files(container))!.folders, [
    "/sys/fs/cgroup/inner",
    "/sys/fs/cgroup",
  ]);
});

Deno.test("the narrowest quota on the way up counts, and none where there is none", () => {
  assert.equal(quotaCores(files({ ...V2, [`${RUN}/cpu.max`]: "max 100000\n" })), null);
  const both = {
    ...V2,
    [`${RUN}/cpu.max`]: "300000 100000\n",
    "/sys/fs/cgroup/lab.slice/cpu.max": "150000 100000\n",
  };
  assert.equal(quotaCores(files(both)), 1.5);
  const old = (quota: string) => ({
    ...V1,
    "/sys/fs/cgroup/cpu/box/cpu.cfs_quota_us": quota,
    "/sys/fs/cgroup/cpu/box/cpu.cfs_period_us": "100000\n",
  });
  assert.equal(quotaCores(files(old("50000\n"))), 0.5);
  assert.equal(quotaCores(files(old("-1\n"))), null);
});

Deno.test("a limit of memory is read in both versions, and the number that means none is none", () => {
  assert.equal(memoryLimitBytes(files({ ...V2, [`${RUN}/memory.max`]: "536870912\n" })), 2 ** 29);
  assert.equal(memoryLimitBytes(files({ ...V2, [`${RUN}/memory.max`]: "max\n" })), null);
  const limit = "/sys/fs/cgroup/memory/box/memory.limit_in_bytes";
  assert.equal(memoryLimitBytes(files({ ...V1, [limit]: "9223372036854771712\n" })), null);
  assert.equal(memoryLimitBytes(files({ ...V1, [limit]: "1073741824\n" })), 2 ** 30);
});

Deno.test("throttling() counts in seconds whatever the version counts in", () => {
  const now = {
    ...V2,
    [`${RUN}/cpu.max`]: "100000 100000",
    [`${RUN}/cpu.stat`]: "usage_usec 9\nnr_periods 40\nnr_throttled 10\nthrottled_usec 1500000\n",
  };
  const expected = { periodCount: 40, throttledPeriodCount: 10, throttledS: 1.5 };
  assert.deepEqual(throttling(files(now)), expected);
  const old = {
    ...V1,
    "/sys/fs/cgroup/cpu/box/cpu.cfs_quota_us": "100000",
    "/sys/fs/cgroup/cpu/box/cpu.cfs_period_us": "100000",
    "/sys/fs/cgroup/cpu/box/cpu.stat":
      "nr_periods 40\nnr_throttled 10\nthrottled_time 1500000000\n",
  };
  assert.deepEqual(throttling(files(old)), expected);
  assert.equal(throttling(files(V2)), null, "without a quota there is nothing to be held back by");
});
