/** Who else used the cores: the busiest program that is not the lab's, and what cannot be seen. */
import type { ProcessTable } from "../system/processes/proc.ts";

/** What others used between two looks at the process table. */
export interface Others {
  /** The program that used most, by the name that the kernel gives it. */
  busiestOtherProgram?: string;
  busiestOtherCpuS?: number;
  /** Of all processes that are to be seen, the given ones excepted. */
  seenOtherCpuS: number;
}

/**
 * CPU of programs between two looks; several processes of one name are one program.
 *
 * @param roles processes whose CPU is told apart already
 * @param own processes of the lab besides: they are others too, but are not named
 */
export function othersBetween(
  before: ProcessTable,
  after: ProcessTable,
  roles: ReadonlySet<number>,
  own: ReadonlySet<number>,
): Others {
  const byName = new Map<string, number>();
  let seenOtherCpuS = 0;
  for (const { pid, name, ownCpuS } of after.values()) {
    if (roles.has(pid)) continue;
    const usedS = Math.max(0, ownCpuS - (before.get(pid)?.ownCpuS ?? 0));
    seenOtherCpuS += usedS;
    if (!own.has(pid)) byName.set(name, (byName.get(name) ?? 0) + usedS);
  }
  const [busiest] = [...byName].toSorted(([, a], [, b]) => b - a);
  return {
    seenOtherCpuS: hundredths(seenOtherCpuS),
    ...(busiest === undefined || busiest[1] === 0 ? {} : {
      busiestOtherProgram: busiest[0],
      busiestOtherCpuS: hundredths(busiest[1]),
    }),
  };
}

const hundredths = (value: number) => Math.round(value * 100) / 100;
