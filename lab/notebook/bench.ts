/** The newest result of `deno task bench` in a notebook. */
import { machineText } from "../nouns/environment.ts";
import { day } from "../text/format.ts";
import { plainMarkdown } from "../text/markdown.ts";
import { machineId } from "../system/machine.ts";
import { type BenchResult, latestBench } from "../store/bench.ts";
import { recordedOnly } from "../store/select.ts";
import { showMarkdown } from "./display/display.ts";

/**
 * What the lab itself costs: the newest result of this machine, else the recorded one, with a line
 * that says whose it is.
 *
 * @throws GauntletError when there is none yet
 * @example
 * ```ts
 * import { latestBenchResult } from "lab/notebook/bench.ts";
 * const { generator } = await latestBenchResult();
 * console.log(generator.wrk.startsWith("wrk")); // true
 * ```
 */
export async function latestBenchResult(): Promise<BenchResult> {
  const here = await machineId();
  const result = await latestBench(here);
  const { machineId: measuredOn } = result.environment;
  const whose = !recordedOnly() && measuredOn === here ? "Measured on this machine" : "Recorded";
  await showMarkdown(
    `**${whose}** on ${day(result.startedAt)} · ${plainMarkdown(machineText(result.environment))}`,
  );
  return result;
}
