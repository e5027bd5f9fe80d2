/** What of the machine the processes of a run may use, as far as it is told. */
import { z } from "zod";
import { count, quantity } from "./fields.ts";

export const MachineLimits = z.strictObject({
  onlineCoreCount: count,
  /** By affinity (`taskset`, cpusets). */
  allowedCoreCount: count,
  /** Cores' worth of time by the narrowest quota of a control group; `null`: none is set. */
  quotaCores: quantity.nullable(),
  /** By the narrowest control group; `null`: none is set. */
  memoryLimitGiB: quantity.nullable(),
  /** `ulimit -n` of what is started; a program may raise its own. */
  openFileCount: count.nullable(),
  /** `net.core.somaxconn`: no accept queue is longer, whatever a server asks for. */
  acceptQueueCount: count.nullable(),
  /** `net.ipv4.tcp_max_syn_backlog`. */
  synQueueCount: count.nullable(),
  /** Of `net.ipv4.ip_local_port_range`: connections that can be open to one address. */
  localPortCount: count.nullable(),
  swapGiB: quantity.nullable(),
  cpuGovernor: z.string().nullable(),
  turbo: z.boolean().nullable(),
});
export type MachineLimits = z.infer<typeof MachineLimits>;
