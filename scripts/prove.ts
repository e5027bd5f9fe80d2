/**
 * `deno task prove`: the lab tested on effects that are known. Servers whose requests take 0, 5, 10 and
 * 20 % more CPU were recorded at length; the recordings are replayed, stretch by stretch, through the
 * rule by which runs stop, and what it said is counted, beside the old method on the same trials and one
 * long shot of each server. `--record [--minutes N] [--shots N] [--server S] [--again]` measures them:
 * what is there in full is left as it is, what was cut off is gone on with.
 */
import { closestTo } from "../lab/text/closest.ts";
import { GauntletError } from "../lab/system/state.ts";
import type { Task } from "./gauntlet.ts";
import { readArguments, wholeNumber } from "./shared/arguments.ts";
import { abortOnSignals } from "./shared/interrupted.ts";
import { recordAll } from "./prove/record.ts";
import { type Server, SERVERS } from "./prove/recordings.ts";
import { tell } from "./prove/tell.ts";

/** What is recorded unless servers are named: those that are like what people deploy. */
const USUAL: readonly Server[] = ["flask", "deno"];

const prove: Task = async (args) => {
  const { record, servers, ...options } = read(args);
  if (record) await recordAll(servers ?? USUAL, options, abortOnSignals());
  await tell(servers ?? SERVERS);
};
export default prove;

function read(args: string[]) {
  try {
    const { values } = readArguments({
      args,
      options: {
        record: { type: "boolean", default: false },
        again: { type: "boolean", default: false },
        minutes: { type: "string" },
        shots: { type: "string" },
        server: { type: "string", multiple: true },
      },
    });
    const { record, again } = values;
    const measuring = again || values.minutes !== undefined || values.shots !== undefined;
    if (!record && measuring) {
      throw new Error("--minutes, --shots and --again say how to record; give --record too");
    }
    const minutes = wholeNumber("minutes", values.minutes, { most: 600 }) ?? 60;
    const shots = wholeNumber("shots", values.shots, { most: 100 }) ?? 5;
    const unknown = values.server?.find((name) => !(SERVERS as readonly string[]).includes(name));
    if (unknown !== undefined) {
      throw new Error(`--server is "${unknown}"; ${closestTo(unknown, [...SERVERS])}`);
    }
    return { record, again, minutes, shots, servers: values.server as Server[] | undefined };
  } catch (error) {
    throw new GauntletError(
      `Cannot prove: ${(error as Error).message}; use deno task prove [--server S], or ` +
        `deno task prove --record [--minutes N] [--shots N] [--server S] [--again]`,
    );
  }
}
