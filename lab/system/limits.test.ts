import assert from "node:assert/strict";
import { call } from "./processes/call.ts";
import { groupsOf } from "./cgroup.ts";
import { allowedCores, machineLimits, usableCoreCount } from "./limits.ts";
import { machineCpu } from "./processes/proc.ts";
import { faultTest } from "../testing/faults.ts";

const MACHINE: Record<string, string> = {
  "/proc/self/status": "Name:\tdeno\nCpus_allowed:\t06\nCpus_allowed_list:\t1-2\n",
  "/sys/devices/system/cpu/online": "0-3\n",
  "/proc/self/cgroup": "0::/\n",
  "/proc/self/mountinfo": "31 23 0:27 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
  "/sys/fs/cgroup/cpu.max": "150000 100000\n",
  "/sys/fs/cgroup/memory.max": "2147483648\n",
  "/proc/self/limits":
    "Max open files            1024                 524288               files\n",
  "/proc/sys/net/core/somaxconn": "128\n",
  "/proc/sys/net/ipv4/tcp_max_syn_backlog": "2048\n",
  "/proc/sys/net/ipv4/ip_local_port_range": "32768\t32895\n",
  "/proc/meminfo": "MemTotal: 8000000 kB\nSwapTotal:     1048576 kB\n",
  "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "powersave\n",
  "/sys/devices/system/cpu/intel_pstate/no_turbo": "0\n",
};
const read = (path: string) => MACHINE[path] ?? null;

Deno.test("machineLimits() reads what may be used, not what the machine has", () => {
  const limits = machineLimits(read);
  assert.deepEqual(limits, {
    onlineCoreCount: 4,
    allowedCoreCount: 2,
    quotaCores: 1.5,
    memoryLimitGiB: 2,
    openFileCount: 1024,
    acceptQueueCount: 128,
    synQueueCount: 2048,
    localPortCount: 128,
    swapGiB: 1,
    cpuGovernor: "powersave",
    turbo: true,
  });
  assert.equal(usableCoreCount(limits), 1.5);
  assert.equal(usableCoreCount({ ...limits, quotaCores: null }), 2);
});

Deno.test("machineLimits() knows nothing where nothing is told, but how many cores there are", () => {
  const limits = machineLimits(() => null);
  assert.ok(limits.onlineCoreCount > 0);
  assert.equal(limits.allowedCoreCount, limits.onlineCoreCount);
  const { onlineCoreCount: _online, allowedCoreCount: _allowed, ...told } = limits;
  assert.deepEqual(new Set(Object.values(told)), new Set([null]));
});

Deno.test("machineCpu() counts the cores that are asked for", () => {
  const stat = "cpu  300 0 0 0 0 0 0 30\ncpu0 100 0 0 0 0 0 0 10\ncpu1 200 0 0 0 0 0 0 20\n";
  assert.deepEqual(machineCpu(null, () => stat), { busyS: 3, stolenS: 0.3 });
  assert.deepEqual(machineCpu([1], () => stat), { busyS: 2, stolenS: 0.2 });
});

faultTest(
  "fewer cores by affinity",
  "allowedCores() follows the affinity of the process that asks",
  async (counted) => {
    const cores = allowedCores();
    if (cores === null) {
      return void (counted.cannot = "the kernel does not say which cores are allowed");
    }
    const script = `import { allowedCores } from "${new URL("./limits.ts", import.meta.url).href}";
    console.log(allowedCores().join());`;
    const { success, stdout } = await new Deno.Command("taskset", {
      args: ["-c", String(cores.at(-1)), Deno.execPath(), "eval", "--quiet", script],
    }).output();
    assert.ok(success);
    assert.equal(new TextDecoder().decode(stdout).trim(), String(cores.at(-1)));
  },
);

/** Makes a group that may use a core and a half, for cgroups of either version; `null` where it may not. */
async function groupWithQuota(): Promise<AsyncDisposable & { processes: string } | null> {
  const groups = groupsOf("cpu");
  if (groups === null) return null;
  const folder = `${groups.folders[0]}/gauntlet-test-${crypto.randomUUID().slice(0, 8)}`;
  const files: Record<string, string> = groups.version === 1
    ? { "cpu.cfs_period_us": "100000", "cpu.cfs_quota_us": "150000" }
    : { "cpu.max": "150000 100000" };
  try {
    await Deno.mkdir(folder);
  } catch {
    return null;
  }
  const group = {
    processes: `${folder}/cgroup.procs`,
    [Symbol.asyncDispose]: () => Deno.remove(folder),
  };
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    return group;
  } catch {
    await group[Symbol.asyncDispose]();
    return null;
  }
}

faultTest(
  "a quota of cores",
  "machineLimits() of a process in a group with a quota has it",
  async (counted) => {
    await using group = await groupWithQuota();
    if (group === null) {
      return void (counted.cannot = "it takes the right to make a control group with a quota");
    }
    const script = `import { machineLimits } from "${new URL("./limits.ts", import.meta.url).href}";
    console.log(machineLimits().quotaCores);`;
    const { stdout, said } = await call("bash", [
      ...["-c", `echo $$ >"${group.processes}" && exec "$0" eval --quiet "$1"`],
      ...[Deno.execPath(), script],
    ]);
    assert.equal(stdout.trim(), "1.5", said);
  },
);
