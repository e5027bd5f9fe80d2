/** Whose work it was that took the cores: a program by name, or one that cannot be seen from here. */
import { percent, type Rule } from "../rule.ts";

/** Half of what counts as a busy machine: one program alone is easily ended. */
const PROGRAM_SHARE = 0.025;
/** The kernel's own work for the network is of this size; what is beyond it is somebody's. */
const UNSEEN_SHARE = 0.15;

export const rule: Rule = {
  severity: "note",
  ofCircumstances: true,
  remedy:
    "End that program, or move it to another machine; ask the host for a machine of your own.",

  trial: ({ outcome }, { environment }) => {
    const { busiestOtherProgram, busiestOtherCpuS = 0, unseenCpuS = 0, durationS } = outcome;
    const cores = environment.limits?.allowedCoreCount ?? environment.cpuCoreCount;
    const share = (cpuS: number) => cores === 0 ? 0 : cpuS / (durationS * cores);
    const parts = [
      busiestOtherProgram !== undefined && share(busiestOtherCpuS) >= PROGRAM_SHARE
        ? [`“${busiestOtherProgram}” used ${percent(share(busiestOtherCpuS))} of all cores`]
        : [],
      share(unseenCpuS) >= UNSEEN_SHARE
        ? [
          `${percent(share(unseenCpuS))} were used by what cannot be seen from here: other ` +
          `containers, the kernel, or programs that had ended`,
        ]
        : [],
    ].flat();
    if (parts.length === 0) return null;
    const sentence = parts.join(", and ");
    return `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`;
  },
};
