/** A database that is not next door: the near side of the relay. */
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { jsonLines } from "../system/lines.ts";
import { LOOPBACK } from "../system/ports.ts";
import { ManagedProcess } from "../system/processes.ts";
import { GauntletError } from "../system/state.ts";

/** It says its port within so long. */
const START_LIMIT_MS = 20_000;

/** A database seen through a relay. */
export interface FarDatabase extends AsyncDisposable {
  /** What the server under test is given in place of the database's own address. */
  url: string;
  /** The relay, whose CPU is a role of its own. */
  pid: number;
}

/**
 * Puts a round trip between whoever uses the URL that it gives and the database behind `url`. It ends
 * when it leaves scope.
 *
 * @param url a connection string with host and port: `postgresql://role:password@127.0.0.1:5432/name`
 * @param roundTripMs as an answer without work would take: 0.5 in a data centre, 2 between two, 10 and
 * more between cities
 * @throws GauntletError when the relay does not start, with what it said
 */
export async function farDatabase(url: string, roundTripMs: number): Promise<FarDatabase> {
  const address = new URL(url);
  const port = address.port === "" ? "5432" : address.port;
  await using stack = new AsyncDisposableStack();
  const relay = stack.use(
    new ManagedProcess({
      program: Deno.execPath(),
      args: [
        ...["run", "--allow-net", "--allow-ffi", "--quiet"],
        fileURLToPath(new URL("./relay.ts", import.meta.url)),
        ...[address.hostname.replace(/^\[|\]$/g, ""), port, String(roundTripMs)],
      ],
      stdin: "piped",
      stdout: "piped",
    }, 1),
  );
  const first = await Promise.race([jsonLines(relay.child.stdout).next(), sleep(START_LIMIT_MS)]);
  if (first?.value === undefined) {
    throw new GauntletError(
      `Cannot put ${roundTripMs} ms between server and database: the relay said no port; its log ` +
        `ends:\n${relay.logTail() || "(nothing)"}`,
    );
  }
  address.hostname = LOOPBACK;
  address.port = first.value;
  const owned = stack.move();
  return { url: address.href, pid: relay.pid, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
