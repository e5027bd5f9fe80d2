/** Finds the variants: every `servers/…/variants.ts` that is there. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { CEILING } from "../ceiling/variant.ts";
import { exists, GauntletError, pythonBin, ROOT, statePath } from "../system/state.ts";
import type { Cell, Settings, Variant } from "../nouns/types.ts";

/** A variant and the folder of its program. */
export interface FoundVariant extends Variant {
  folder: string;
}

const SERVERS = join(ROOT, "servers");

/** All variants by name, in the order of the folders' names. */
export async function findVariants(servers = SERVERS): Promise<Map<string, FoundVariant>> {
  const found = new Map<string, FoundVariant>();
  const folders = (await Array.fromAsync(Deno.readDir(servers))).filter((entry) =>
    entry.isDirectory
  );
  for (const entry of folders.map((folder) => folder.name).sort()) {
    const file = join(servers, entry, "variants.ts");
    if (!await exists(file)) continue;
    const { variants }: { variants: Variant[] } = await import(pathToFileURL(file).href);
    for (const variant of variants) {
      if (found.has(variant.name)) {
        throw new GauntletError(
          `Cannot read the variants: "${variant.name}" is in servers/${entry} and in another folder; rename one`,
        );
      }
      found.set(variant.name, { ...variant, folder: join(servers, entry) });
    }
  }
  return found;
}

/** The variant of a name, the ceiling among them, or `undefined`. */
export function knownVariant(
  variants: Map<string, FoundVariant>,
  name: string,
): FoundVariant | undefined {
  return name === CEILING.name ? CEILING : variants.get(name);
}

/** The variant of a name, or one sentence that lists those there are. */
export function variantNamed(variants: Map<string, FoundVariant>, name: string): FoundVariant {
  const variant = knownVariant(variants, name);
  if (variant) return variant;
  throw new GauntletError(
    `Cannot find the variant "${name}": there are ${
      [...variants.keys()].join(", ")
    }; correct the name`,
  );
}

/** Throws when a variant cannot be started with such settings. */
export function checkSettings(variant: Variant, settings: Settings): void {
  const say = (problem: string, remedy: string) =>
    new GauntletError(`Cannot start "${variant.name}": ${problem}; ${remedy}`);
  if (variant.threaded && settings.threads === null) throw say("threads is null", "set a number");
  if (!variant.threaded && settings.threads !== null) {
    throw say(`threads is ${settings.threads}, and it has none to set`, "set threads to null");
  }
  if (settings.poolMin > settings.poolMax) {
    throw say(
      `its pool's minimum ${settings.poolMin} is above the maximum ${settings.poolMax}`,
      "lower poolMin",
    );
  }
  for (const [name, value] of Object.entries(settings.options ?? {})) {
    const values = variant.options?.[name];
    const known = Object.keys(variant.options ?? {}).join(", ") || "none";
    if (!values) throw say(`it has no option "${name}"`, `choose one of ${known}`);
    if (!values.includes(value)) {
      throw say(
        `its option "${name}" has no value "${value}"`,
        `choose one of ${values.join(", ")}`,
      );
    }
  }
}

/** Connections that PostgreSQL keeps for itself and those that the lab uses. */
export const RESERVED_CONNECTIONS = 3 + 5;

/** The most connections that a cell's server may open. */
export function mostConnections(variant: Variant, { settings, scenario }: Cell): number {
  return variant.maxConnections?.(settings, scenario.load.connections) ??
    settings.workers * settings.poolMax;
}

/** Throws, with the arithmetic, when a cell may open more connections than PostgreSQL gives. */
export function checkConnections(variant: Variant, cell: Cell, maxConnections: number): void {
  const { settings } = cell;
  const most = mostConnections(variant, cell);
  const given = maxConnections - RESERVED_CONNECTIONS;
  if (most <= given) return;
  throw new GauntletError(
    `Cannot start "${variant.name}": ${settings.workers} workers with pools of ${settings.poolMax} may open ` +
      `${most} connections, and PostgreSQL gives ${maxConnections} - ${RESERVED_CONNECTIONS} = ${given}; ` +
      `lower workers or poolMax`,
  );
}

/** What a variant lacks on this machine, or `null` when it can run. */
export async function whatItNeeds(variant: Variant): Promise<string | null> {
  if (variant.runtime === "python" && !await exists(join(pythonBin("servers"), "granian"))) {
    return 'Python 3.11 or newer with its venv module; install it, then run "deno task setup"';
  }
  if (variant.runtime === "node" && !await exists(statePath("stamps", "node"))) {
    return 'Node.js 20 or newer with npm; install it, then run "deno task setup"';
  }
  return null;
}

/** SHA-256 of what a variant's behaviour depends on: its folder, its lock list, the schema. */
export async function hashOf(variant: FoundVariant): Promise<string> {
  const hash = createHash("sha256");
  const names = (await Array.fromAsync(walk(variant.folder))).sort();
  const shared = [join(SERVERS, "schema.sql")];
  if (variant.runtime === "python") shared.push(join(SERVERS, "requirements.lock"));
  for (const path of [...names, ...shared]) {
    hash.update(path.slice(ROOT.length)).update(await Deno.readFile(path));
  }
  return hash.digest("hex");
}

async function* walk(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    if (entry.name.startsWith(".") || ["__pycache__", "node_modules"].includes(entry.name)) {
      continue;
    }
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* walk(path);
    else if (entry.isFile) yield path;
  }
}
