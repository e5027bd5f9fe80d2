/** `deno task share RUN [--to FILE]`: a run as one file that somebody else may have. */
import { resolve } from "node:path";
import { machineText } from "../lab/nouns/environment.ts";
import { refuseUnlessRun } from "../lab/store/closest.ts";
import { isThere } from "../lab/store/files.ts";
import { listRuns } from "../lab/store/read.ts";
import { knownMachines, toldBy } from "../lab/machines/known.ts";
import { type Private, privateHere } from "../lab/store/sharing/private.ts";
import { type Shared, shareRun } from "../lab/store/sharing/share.ts";
import { GauntletError } from "../lab/system/state.ts";
import { counted } from "../lab/text/format.ts";
import type { Task } from "./gauntlet.ts";
import { useOf } from "./help.ts";
import { readArguments } from "./shared/arguments.ts";

const share: Task = async (args) => {
  const { runId, to } = read(args);
  refuseUnlessRun("share", runId, await listRuns());
  // It counts from where the reader stands.
  const file = resolve(Deno.env.get("INIT_CWD") ?? ".", to ?? `${runId}.tar.gz`);
  if (isThere(file)) {
    throw new GauntletError(
      `Cannot share "${runId}": ${file} is there; name another file with --to, or move it`,
    );
  }
  const shared = await shareRun(runId, privateOf());
  await Deno.writeFile(file, shared.archive, { createNew: true });
  console.log(sharedText(shared, file));
};
export default share;

/** Of this machine, and of those that `machines.json` names: their hosts, and who logs in there. */
function privateOf(): Private {
  const known = privateHere();
  const { hosts, users } = toldBy([...knownMachines().values()]);
  return { ...known, hosts: [...known.hosts, ...hosts], users: [...known.users, ...users] };
}

/** What the file holds, and what it does not. */
export function sharedText({ archive, run, list, takenOut }: Shared, file: string): string {
  const { environment: machine, trials, plan, end } = run;
  const failed = trials.filter(({ outcome }) => outcome.state === "failed").length;
  const taken = Object.entries(takenOut).filter(([, count]) => count > 0);
  const named = Object.entries(list.files).map(([name, { bytes }]) => `${name} ${kB(bytes)}`);
  return [
    `${file}: ${kB(archive.length)}`,
    `  files    ${named.join(", ")}; share.json has the SHA-256 of each`,
    `  run      ${run.runId}: ${counted(trials.length, "trial")}${
      failed === 0 ? "" : ` (${failed} failed)`
    } of "${plan.experiment}", ${plan.profileName} profile${end === null ? ", cut off" : ""}`,
    `  machine  ${machineText(machine)}, ${machine.memoryGiB} GiB, ${machine.os}, ` +
    `Linux ${machine.kernel}; known by the random id ${machine.machineId}`,
    `  claims   ${
      plan.claims?.length
        ? `${counted(plan.claims.length, "claim")}, registered before it was measured`
        : "none was registered before it was measured"
    }`,
    taken.length === 0
      ? "  taken out: nothing; no text had a name, a path, an address, a password or markup"
      : `  taken out: ${taken.map(([what, count]) => `${what} ${count}×`).join(", ")}`,
    "Whoever has it adds it with: deno task add FILE",
  ].join("\n");
}

const kB = (bytes: number) =>
  `${(bytes / 1000).toLocaleString("en", { maximumFractionDigits: 1 })} kB`;

function read(args: string[]): { runId: string; to?: string } {
  try {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: { to: { type: "string" } },
    });
    const [runId, another] = positionals;
    if (runId === undefined) throw new Error("no run is named");
    if (another !== undefined) throw new Error(`"${another}" is one name too many`);
    if (values.to === "") throw new Error("--to names no file");
    return { runId, to: values.to };
  } catch (error) {
    throw new GauntletError(`Cannot share: ${(error as Error).message}; ${useOf("share")}`);
  }
}
