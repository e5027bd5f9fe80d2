/**
 * `deno task serve VARIANT [--workers N] [--threads N] [--rows N]`: one server with its database, to
 * try by hand, until Ctrl-C.
 */
import { parseArgs } from "node:util";
import { serveCell } from "../lab/run/client.ts";
import { ARTICLE_POOL, grid } from "../lab/run/experiment.ts";
import { GauntletError } from "../lab/system/state.ts";
import { Cell } from "../lab/nouns/types.ts";
import { checkSettings, findVariants, variantNamed, whatItNeeds } from "../lab/server/variants.ts";
import type { Task } from "./gauntlet.ts";
import { abortOnSignals } from "./interrupted.ts";

const serve: Task = async (args) => {
  const cell = await read(args);
  await serveCell(cell, abortOnSignals(), (event) => {
    if (event.type === "preparing") console.error(`Preparing: ${event.what}`);
    if (event.type === "serving") {
      console.log(`${cell.variant} answers at ${event.url}/quote`);
      console.log(`Its database: ${event.databaseUrl}`);
      console.log("Ctrl-C stops both.");
    }
  });
};
export default serve;

async function read(args: string[]): Promise<Cell> {
  const variants = await findVariants();
  const usage =
    `use deno task serve VARIANT [--workers N] [--threads N] [--rows N], where VARIANT is one of ${
      [...variants.keys()].join(", ")
    }`;
  try {
    const { values, positionals: [name] } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        workers: { type: "string", default: "1" },
        threads: { type: "string" },
        rows: { type: "string", default: "1000" },
      },
    });
    if (!name) throw new Error("no variant is named");
    const variant = variantNamed(variants, name);
    const [plain] = grid({ variants: [name], workers: [1] });
    const threads = variant.threaded ? Number(values.threads ?? 5) : null;
    const cell = Cell.parse({
      ...plain,
      settings: { workers: Number(values.workers), threads, ...ARTICLE_POOL },
      scenario: { ...plain!.scenario, rows: Number(values.rows) },
    });
    checkSettings(variant, cell.settings);
    const needs = await whatItNeeds(variant);
    if (needs) throw new GauntletError(`Cannot serve "${name}": it needs ${needs}`);
    return cell;
  } catch (error) {
    if (error instanceof GauntletError) throw error;
    throw new GauntletError(`Cannot serve: ${(error as Error).message.split("\n")[0]}; ${usage}`);
  }
}
