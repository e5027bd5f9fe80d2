/** The progress line of a task: one line that changes on a terminal, a line a trial in a log. */
import { cellLabel } from "../../lab/analysis/tables/cells.ts";
import { spoken } from "../../lab/notebook/progress.ts";
import { decidedLine } from "../../lab/run/agenda/claim-progress.ts";
import { oneLine } from "../../lab/text/cleaned.ts";
import type { RunnerEvent } from "../../lab/run/protocol.ts";
import { textOfOthers } from "../../lab/system/secrets.ts";

const PHASES = {
  starting: "starting the server",
  verifying: "checking its answer",
  measuring: "measuring",
  stopping: "stopping",
};

export interface ProgressLine {
  show: (text: string) => void;
  /** Leaves a line behind and goes on below it. */
  keep: (text: string) => void;
}

export function progressLine(out = Deno.stderr): ProgressLine {
  const terminal = out.isTerminal();
  const encoder = new TextEncoder();
  const write = (text: string) => void out.writeSync(encoder.encode(text));
  const width = () => terminal ? Deno.consoleSize().columns - 1 : 0;
  return {
    show: (text) =>
      terminal && write(`\r\x1b[2K${oneLine(textOfOthers(text), { lengthMax: width() })}`),
    keep: (text) => write(`${terminal ? "\r\x1b[2K" : ""}${textOfOthers(text)}\n`),
  };
}

const onMachine = ({ machineId }: { machineId?: string }) =>
  machineId === undefined ? "" : ` on ${machineId}`;

/** Says what a run does: what, trial k of n, the time left, what is decided. */
export function reportEvents(line: ProgressLine, title: string, extraS = () => 0) {
  let decided = "";
  return (event: RunnerEvent) => {
    if (event.type === "preparing") line.show(`${title}: ${event.what}`);
    if (event.type === "trial-phase") {
      const left = spoken(event.remainingS + extraS());
      line.show(
        `${title}: trial ${event.place} of ${event.likelyCount}, about ${left} left; ${
          cellLabel(event.cell)
        }: ${PHASES[event.phase]}${onMachine(event)}${decided}`,
      );
    }
    if (event.type === "claims") {
      const text = decidedLine(event.claims);
      decided = `; ${text}`;
      line.keep(`${title}: after block ${event.block}, ${text}`);
    }
    if (event.type === "trial-ended") {
      const place = `${title}: trial ${event.place} of ${event.likelyCount}`;
      const left = `about ${spoken(event.remainingS + extraS())} left`;
      line.keep(
        event.failure === null
          ? `${place}, ${left}; ${cellLabel(event.cell)}: ${Math.round(event.throughputRps!)}/s${
            onMachine(event)
          }`
          : `${place}, ${left}; ${cellLabel(event.cell)} failed: ${event.failure}`,
      );
    }
  };
}
