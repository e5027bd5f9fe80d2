/**
 * A load generator, a process of its own so that its CPU is known and its event loop is nobody
 * else's. It loads, tells what it sees slice by slice, in the window too, and measures one window when it is told to:
 * whether the warm-up has ended is decided for all generators together (`generators.ts`).
 *
 * Argument: the loop, a file in `loops/`. stdin: one `Order`, then `open` (once a window), then
 * `leave`. stdout: `ready`, `loading`, `slice` after `slice`, `opened` and `closed` as the window does, then `result`;
 * `failed`, with why, where it cannot go on.
 * The load goes on until it may leave, so that what is counted at the end of the window is counted
 * under load.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { IdleConnections } from "./idle.ts";
import { Stalls } from "../system/stalls.ts";
import { GauntletError } from "../system/state.ts";
import { jsonLines, lineWriter } from "../system/processes/lines.ts";
import { GeneratorCommand, type GeneratorEvent, Order } from "./order.ts";
import { type OpenResult, Window } from "./window.ts";

/** A loop's file in `loops/`, which loads the library that drives it, and no other. */
const loopNamed = async (name: string): Promise<StartLoop> =>
  (await import(new URL(`./loops/${name}.ts`, import.meta.url).href)).loop;

/** Starts a loop of this share of an order, which reports into a window. */
export type StartLoop = (order: Order, window: Window) => Loop | Promise<Loop>;

/** A loop under way: reports into its window until it is stopped. */
export interface Loop {
  /** Rejects when the loop cannot be run. */
  failed: Promise<never>;
  opened(): void;
  /** What it knows of the window beyond its answers. */
  closed(): OpenResult | null;
  stop(): void;
}

/**
 * Loads until it is told to leave, and measures a window whenever it is told to.
 *
 * @param commands what it is told; their end is a leave
 */
export async function generate(
  order: Order,
  startLoop: StartLoop,
  commands: AsyncIterator<GeneratorCommand>,
  tell: (event: GeneratorEvent) => Promise<void>,
): Promise<void> {
  using idle = await IdleConnections.open(order);
  const window = new Window();
  const loop = await startLoop(order, window);
  await tell({ type: "loading" });
  // The first slice begins here, and not as the loop was made ready.
  window.takeSlice();
  const slices = setInterval(
    () => void tell({ type: "slice", ...window.takeSlice() }),
    order.sliceS * 1000,
  );
  try {
    for (;;) {
      const { value: command } = await Promise.race([commands.next(), loop.failed]);
      if (command?.type !== "open") return;
      await tell({ type: "opened" });
      window.open();
      loop.opened();
      using stalls = new Stalls();
      await Promise.race([sleep(command.windowS * 1000), loop.failed]);
      window.close();
      const beyond = {
        ...loop.closed(),
        generatorStallMs: stalls.longestMs(),
        ...(order.idleConnections === undefined ? {} : { idleConnectionCount: idle.openCount }),
      };
      await tell({ type: "closed" });
      await tell({ type: "result", result: window.result(beyond) });
    }
  } finally {
    clearInterval(slices);
    loop.stop();
  }
}

async function* commandsOf(lines: AsyncIterator<string>): AsyncGenerator<GeneratorCommand> {
  for (let line = await lines.next(); !line.done; line = await lines.next()) {
    yield GeneratorCommand.parse(JSON.parse(line.value));
  }
}

if (import.meta.main) {
  const tell = lineWriter(Deno.stdout.writable);
  const lines = jsonLines(Deno.stdin.readable);
  const startLoop = await loopNamed(Deno.args[0]!);
  await tell({ type: "ready" });
  const { value: order } = await lines.next();
  if (order !== undefined) {
    try {
      await generate(Order.parse(JSON.parse(order)), startLoop, commandsOf(lines), tell);
    } catch (error) {
      if (!(error instanceof GauntletError)) throw error;
      await tell({ type: "failed", reason: error.message });
    }
  }
  // The connections are still busy; leaving is the quickest way to end them.
  Deno.exit(0);
}
