/**
 * A load generator, a process of its own so that its CPU is known and its event loop is nobody
 * else's. It loads, tells what it sees slice by slice, and measures one window when it is told to:
 * whether the warm-up has ended is decided for all generators together (`generators.ts`).
 *
 * Argument: the kind of load. stdin: one `Order`, then `open` (once a window), then `leave`. stdout:
 * `ready`, `loading`, `slice` after `slice`, `opened` and `closed` as the window does, then `result`.
 * The load goes on until it may leave, so that what is counted at the end of the window is counted
 * under load.
 */
import { shareOf } from "./arrivals.ts";
import { IdleConnections } from "./idle.ts";
import { jsonLines, lineWriter } from "../system/lines.ts";
import { type GeneratorEvent, Order } from "./order.ts";
import { type OpenResult, Window } from "./window.ts";

/**
 * The loops, each with the library that drives it. A generator loads its own only: all of them
 * would take twice the CPU, beside a server that starts.
 */
const LOOPS = {
  closed: () => import("./closedloop.ts"),
  open: () => import("./openloop.ts"),
  queries: () => import("../ceiling/queryloop.ts"),
};

/** A loop under way: reports into its window until it is stopped. */
export interface Loop {
  /** Rejects when the loop cannot be run. */
  failed: Promise<never>;
  opened(): void;
  /** What it knows of the window beyond its answers. */
  closed(): OpenResult | null;
  stop(): void;
}

/** What a generator waits for. */
export interface Commands {
  /** The warm-up has ended. */
  open: Promise<unknown>;
  /** Everything was looked at: whether one window more is to be measured, or it may leave. */
  again: () => Promise<boolean>;
}

/** Loads until it may leave, and measures a window meanwhile, or several. */
export async function generate(
  order: Order,
  { open, again }: Commands,
  tell: (event: GeneratorEvent) => Promise<void>,
): Promise<void> {
  const { url, idleConnections } = order;
  using idle = await IdleConnections.open(url, shareOf(idleConnections ?? 0, order.share));
  const window = new Window();
  const loop = await start(order, window);
  await tell({ type: "loading" });
  const slices = setInterval(
    () => void tell({ type: "slice", ...window.takeSlice() }),
    order.sliceS * 1000,
  );
  try {
    await Promise.race([open, loop.failed]);
    clearInterval(slices);
    do {
      await tell({ type: "opened" });
      window.open();
      loop.opened();
      await Promise.race([wait(order.windowS), loop.failed]);
      window.close();
      const beyond = {
        ...loop.closed(),
        ...(idleConnections === undefined ? {} : { idleConnectionCount: idle.openCount }),
      };
      await tell({ type: "closed" });
      await tell({ type: "result", result: window.result(beyond) });
    } while (await Promise.race([again(), loop.failed]));
  } finally {
    clearInterval(slices);
    loop.stop();
  }
}

async function start(order: Order, window: Window): Promise<Loop> {
  const { load, share } = order;
  const connections = shareOf(load.connections, share);
  if (load.kind === "open") {
    return (await LOOPS.open()).openLoop(order, load, share, window);
  }
  if (load.kind === "queries") {
    return (await LOOPS.queries()).queryLoop(order, load.sql, connections, window);
  }
  return (await LOOPS.closed()).closedLoop(order, connections, window);
}

const wait = (seconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));

if (import.meta.main) {
  const tell = lineWriter(Deno.stdout.writable);
  const lines = jsonLines(Deno.stdin.readable);
  await LOOPS[Deno.args[0] as keyof typeof LOOPS]();
  await tell({ type: "ready" });
  const { value: order } = await lines.next();
  const again = async () => {
    const { value } = await lines.next();
    return value !== undefined && JSON.parse(value).type === "open";
  };
  const commands = { open: lines.next(), again };
  if (order !== undefined) await generate(Order.parse(JSON.parse(order)), commands, tell);
  // The connections are still busy; leaving is the quickest way to end them.
  Deno.exit(0);
}
