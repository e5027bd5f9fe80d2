/**
 * `deno task fleet scheduler [--host H] [--port N]`, `fleet worker ADDRESS [--name N]`, `fleet setup`: the
 * machines of a fleet, each by one command; `deno task run NAME --fleet ADDRESS` measures on them.
 */
import { fleetAddress } from "../lab/fleet/address.ts";
import { daskPython } from "../lab/fleet/environment.ts";
import { serveScheduler, serveWorker } from "../lab/fleet/serve.ts";
import { PORT_MAX } from "../lab/system/ports.ts";
import { GauntletError } from "../lab/system/state.ts";
import type { Task } from "./gauntlet.ts";
import { useOf } from "./help.ts";
import { abortOnSignals } from "./shared/interrupted.ts";
import { readArguments, wholeNumber } from "./shared/arguments.ts";

const say = (line: string) => console.error(line);

const fleet: Task = async (args) => {
  const asked = read(args);
  if (asked.what === "setup") return console.log(await daskPython(say));
  const signal = abortOnSignals();
  if (asked.what === "scheduler") await serveScheduler(asked, say, signal);
  else await serveWorker(asked, say, signal);
};
export default fleet;

type Asked =
  | { what: "setup" }
  | { what: "scheduler"; host: string; port: number }
  | { what: "worker"; address: string; name: string };

/** A name for those who read what the fleet tells; not the machine's own, which is nobody's business. */
const someName = () => `worker-${crypto.randomUUID().slice(0, 4)}`;

function read(args: string[]): Asked {
  try {
    const { values, positionals: [what, ...rest] } = readArguments({
      args,
      allowPositionals: true,
      options: {
        host: { type: "string", default: "127.0.0.1" },
        port: { type: "string", default: "8786" },
        name: { type: "string", default: someName() },
      },
    });
    if (rest.length > (what === "worker" ? 1 : 0)) {
      throw new Error(`"${rest.at(-1)}" is one word too many`);
    }
    if (what === "setup") return { what };
    if (what === "scheduler") return { what, host: values.host, port: portIn(values.port) };
    if (what !== "worker") throw new Error(`"${what ?? ""}" is no part of a fleet`);
    const address = fleetAddress(rest[0] ?? "");
    if (address.kind !== "tcp") throw new Error("a worker needs the address of a scheduler");
    return { what, address: address.address, name: values.name };
  } catch (error) {
    if (error instanceof GauntletError) throw error;
    throw new GauntletError(
      `Cannot join a fleet: ${(error as Error).message.split("\n")[0]}; ${useOf("fleet")}`,
    );
  }
}

/** 0: any that is free. */
const portIn = (text: string): number => wholeNumber("port", text, { least: 0, most: PORT_MAX })!;
