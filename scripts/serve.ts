/**
 * `deno task serve VARIANT [--workers N] [--threads N] [--size N] [--endpoint E]`: one server of any
 * workload with its database, to try by hand, until Ctrl-C.
 */
import { drawRequests } from "../lab/nouns/requests.ts";
import type { Cell } from "../lab/nouns/cell.ts";
import type { FoundVariant } from "../lab/nouns/variant.ts";
import type { HttpRequest } from "../lab/nouns/workload.ts";
import { serveCell } from "../lab/run/client.ts";
import { grid } from "../lab/plan/grid.ts";
import { variantNamed, whatItNeeds, workloadNamed } from "../lab/server/catalog.ts";
import { secretsPath } from "../lab/system/secrets.ts";
import { GauntletError } from "../lab/system/state.ts";
import type { Task } from "./gauntlet.ts";
import { typed, useOf } from "./help.ts";
import { readArguments, wholeNumber } from "./shared/arguments.ts";
import { abortOnSignals } from "./shared/interrupted.ts";

const serve: Task = async (args) => {
  const cell = await read(args);
  const { next } = drawRequests(workloadNamed(cell.scenario.workload), {
    ...cell.scenario,
    seed: 1,
  });
  await serveCell(cell, abortOnSignals(), (event) => {
    if (event.type === "preparing") console.error(`Preparing: ${event.what}`);
    if (event.type === "serving") {
      console.log(`${cell.variant} answers at ${event.url}${asked(next().request)}`);
      if (event.databaseUrl !== null) {
        console.log(`Its database: ${withoutPassword(event.databaseUrl)}`);
      }
      console.log("Ctrl-C stops it.");
    }
  });
};
export default serve;

/** Where the database is, and where its password is found: a terminal's lines are kept by many. */
function withoutPassword(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  if (url.password === "") return databaseUrl;
  url.password = "";
  const where = Deno.env.get("DATABASE_URL") ? "DATABASE_URL" : `${secretsPath()} ("server")`;
  return `${url.href}, with the password of ${where}`;
}

/** `/items/17`, or `/orders (POST {"item":17})`. */
function asked({ method = "GET", path, body }: HttpRequest): string {
  return method === "GET" ? path : `${path} (${method}${body === undefined ? "" : ` ${body}`})`;
}

/** What its workload is usually asked, where it answers that; else the first that it does. */
function usualEndpoint({ workload, endpoints }: FoundVariant): string {
  const usual = workloadNamed(workload).defaults?.endpoint;
  return usual !== undefined && endpoints.includes(usual) ? usual : endpoints[0]!;
}

/** No machine has more cores, and a typing error may ask for more processes than it can start. */
const MOST_PROCESSES = 1024;
/** To fill more would take days. */
const MOST_ROWS = 1_000_000_000;

async function read(args: string[]): Promise<Cell> {
  const usage = `${useOf("serve")}; "${typed("variants")}" lists them`;
  try {
    const { values, positionals: [name, ...more] } = readArguments({
      args,
      allowPositionals: true,
      options: {
        workers: { type: "string" },
        threads: { type: "string" },
        size: { type: "string" },
        endpoint: { type: "string" },
        on: { type: "string" },
        fleet: { type: "string" },
      },
    });
    const elsewhere = values.on !== undefined
      ? "--on"
      : values.fleet !== undefined
      ? "--fleet"
      : null;
    if (elsewhere !== null) {
      throw new GauntletError(
        `Cannot serve with ${elsewhere}: a server to try by hand is on this machine; leave it out, or ` +
          `serve from a checkout there`,
      );
    }
    if (!name) throw new Error("no variant is named");
    if (more.length > 0) throw new Error(`"${more[0]}" is one name too many`);
    const variant = variantNamed(name);
    if (variant.runtime === "sql" || variant.runtime === "url") {
      throw new GauntletError(`Cannot serve "${name}": it is no program that the lab starts`);
    }
    const workers = wholeNumber("workers", values.workers, { most: MOST_PROCESSES }) ?? 1;
    const threads = wholeNumber("threads", values.threads, { most: MOST_PROCESSES });
    const size = wholeNumber("size", values.size, { most: MOST_ROWS });
    if (threads !== undefined && !variant.threaded) {
      throw new Error(`${name} has no threads to set; leave --threads out`);
    }
    const [cell] = grid({
      variants: [name],
      endpoint: values.endpoint ?? usualEndpoint(variant),
      workers: [workers],
      ...(threads === undefined ? {} : { threads: [threads] }),
      ...(size === undefined ? {} : { size }),
    });
    const needs = await whatItNeeds(variant);
    if (needs) throw new GauntletError(`Cannot serve "${name}": it needs ${needs}`);
    return cell!;
  } catch (error) {
    if (error instanceof GauntletError) throw error;
    throw new GauntletError(`Cannot serve: ${(error as Error).message}; ${usage}`);
  }
}
