/** A variant's own build: done once for each state of its sources, in the state folder. */
import type { FoundVariant } from "../nouns/variant.ts";
import { call, lastLines } from "../system/processes/call.ts";
import { onPath } from "../system/path.ts";
import { GauntletError } from "../system/state.ts";
import { madeFolder, madeOnce } from "./once.ts";
import { hashOfFiles, sourcesOf } from "./sources.ts";

const KIND = "builds";

/** What of a variant's `needs` is not on PATH, as in `it needs …`; `null` when all is there. */
export async function missingPrograms({ needs = [] }: FoundVariant): Promise<string | null> {
  const found = await Promise.all(needs.map(onPath));
  const missing = needs.filter((_, index) => found[index] === null);
  return missing.length === 0 ? null : `${missing.join(" and ")} on PATH; install it`;
}

/** The folder that its build fills; `null` where it has none. */
export async function buildFolder(variant: FoundVariant): Promise<string | null> {
  return variant.build ? madeFolder(KIND, await nameOf(variant)) : null;
}

/**
 * Builds a variant, unless it was built from these sources.
 *
 * @throws GauntletError with the end of what the builder said
 */
export async function build(variant: FoundVariant, say: (what: string) => void): Promise<void> {
  if (!variant.build) return;
  const { command } = variant.build;
  await madeOnce(KIND, await nameOf(variant), async (folder) => {
    say(`building ${variant.name}`);
    const [program, ...args] = command(folder);
    const { success, said } = await call(program!, args, { cwd: variant.folder });
    if (success) return;
    throw new GauntletError(
      `Cannot build "${variant.name}": ${program} ${args.join(" ")} failed; ` +
        `mend what it says and try again; it ends:\n${lastLines(said)}`,
    );
  });
}

async function nameOf(variant: FoundVariant): Promise<string> {
  const { folder, name, build } = variant;
  const command = build!.command("OUT").join("\0");
  const hash = await hashOfFiles(folder, await sourcesOf(folder), command);
  return `${name.replace(/[^a-z0-9-]/gi, "-")}-${hash.slice(0, 12)}`;
}
