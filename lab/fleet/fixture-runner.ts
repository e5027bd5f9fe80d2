/**
 * A runner whose trials sleep, for tests and for the bench of a fleet: what it answers has the shape of
 * the real one's, and nothing is measured.
 *
 * Arguments: the hash of the code that it says it has; ms of a trial; a file to which it adds a line for
 * each block that it begins, with its own pid.
 */
import { fixtureRun } from "../analysis/fixtures/runs.ts";
import { jsonLines, lineWriter } from "../system/processes/lines.ts";
import { machineId as ourMachineId } from "../system/machine.ts";
import { RunnerCommand, type RunnerEvent } from "../run/protocol.ts";

if (import.meta.main) {
  const [codeHash, trialMs, notes] = Deno.args as [string, string, string];
  const write = lineWriter(Deno.stdout.writable);
  const tell = (event: RunnerEvent) => write(event);
  const lines = jsonLines(Deno.stdin.readable);
  const order = RunnerCommand.parse(JSON.parse((await lines.next()).value!));
  const machineId = await ourMachineId();
  if (order.type === "look") await tell({ type: "machine", machineId, codeHash, bootId: null });
  if (order.type === "block") {
    // As the real one does: whatever comes next ends it.
    lines.next().finally(() => Deno.exit(1));
    const { trials: [like], environment, variantHashes } = fixtureRun({ blocks: 1 });
    Deno.writeTextFileSync(notes, `${order.trials[0]!.block} ${Deno.pid}\n`, { append: true });
    await tell({
      type: "block-staged",
      environment: { ...environment, machineId, codeHash },
      variantHashes,
    });
    for (const [index, planned] of order.trials.entries()) {
      await tell({
        ...{ type: "trial-phase", trial: planned.trial, phase: "measuring", cell: planned.cell },
        ...{ place: index + 1, likelyCount: order.trials.length },
        ...{ mostCount: order.trials.length, remainingS: 0 },
      });
      const startedAt = new Date().toISOString();
      await new Promise((resolve) => setTimeout(resolve, Number(trialMs)));
      const { outcome } = like!;
      await tell({ type: "trial-measured", trial: { ...planned, startedAt, outcome, machineId } });
    }
    await tell({ type: "block-ended" });
  }
  Deno.exit(0);
}
