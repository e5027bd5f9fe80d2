/**
 * Parts of the READMEs that are written from what is there: each stands between two markers, and
 * everything around it is somebody's own words. A part is a file in `scripts/docs/` that exports its
 * `places`, found by being there.
 */
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { exists, projectPath } from "../../lab/system/state.ts";

/** One generated part of one file. */
export interface Place {
  /** The file that it is in; made where it is not there. */
  file: string;
  /** Where a file has several of one part, what tells this one from the others: `trial`. */
  of?: string;
  /** Between its markers, in Markdown as `deno fmt` writes it. */
  text: string;
  /** What stands above it where the file has no such part yet: `## Variants`. */
  heading: string;
  /** What a file begins with that is not there yet. */
  beginning: string;
}

/** What a file in `scripts/docs/` exports: where its part goes, now. */
export type Places = () => Promise<Place[]> | Place[];

const PARTS = fileURLToPath(new URL("../docs/", import.meta.url));

/** A place, and the marker of its part. */
type Marked = Place & { marker: string };

/** The places of all parts, or of those in another folder. */
export async function placesOfParts(folder = PARTS): Promise<Marked[]> {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts")).sort();
  const found: Marked[] = [];
  for (const name of names) {
    const { places }: { places: Places } = await import(pathToFileURL(join(folder, name)).href);
    const part = name.replace(/\.ts$/, "");
    for (const place of await places()) {
      found.push({ ...place, marker: place.of === undefined ? part : `${part} of ${place.of}` });
    }
  }
  return found;
}

/** What is stale in the files, a sentence each with how to renew it. */
export async function staleParts(places: readonly Marked[]): Promise<string[]> {
  const stale: string[] = [];
  for (const place of places) {
    const text = await read(place);
    if (withPart(text, place) === text) continue;
    stale.push(
      `${shown(place.file)}: the part "${place.marker}" is not what the project has; ` +
        `run "deno task docs"`,
    );
  }
  return stale;
}

/**
 * Writes the parts that are stale.
 *
 * @returns the files that were changed, from the project's folder on
 */
export async function writeParts(places: readonly Marked[]): Promise<string[]> {
  const changed = new Set<string>();
  for (const place of places) {
    const text = await read(place);
    const renewed = withPart(text, place);
    if (renewed === text) continue;
    await Deno.mkdir(dirname(place.file), { recursive: true });
    await Deno.writeTextFile(place.file, renewed);
    changed.add(shown(place.file));
  }
  return [...changed];
}

const read = async ({ file, beginning }: Place) =>
  await exists(file) ? await Deno.readTextFile(file) : beginning;

const shown = (file: string) => relative(projectPath(), file);

/** A text with its part renewed; one that has no such part gets it at its end. */
export function withPart(text: string, { marker, heading, text: part }: Omit<Marked, "file">) {
  const begin = `<!-- ${marker}: written by deno task docs -->`;
  const end = `<!-- end of ${marker} -->`;
  const whole = `${begin}\n\n${part.trim()}\n\n${end}`;
  const [start, stop] = [text.indexOf(begin), text.indexOf(end)];
  if (start < 0 || stop < start) return `${text.trimEnd()}\n\n${heading}\n\n${whole}\n`;
  return text.slice(0, start) + whole + text.slice(stop + end.length);
}

/**
 * A Markdown table with its columns lined up, as `deno fmt` has them, so that it reads in an editor.
 *
 * @param rows by the names of their columns, all with the same
 * @param numeric columns that are lined up at their right
 */
export function markdownTable(
  rows: readonly Record<string, string>[],
  numeric: readonly string[] = [],
): string {
  const names = Object.keys(rows[0] ?? {});
  const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
  const lines = [names, ...rows.map((row) => names.map((name) => cell(row[name]!)))];
  const widths = names.map((_, at) => Math.max(3, ...lines.map((line) => [...line[at]!].length)));
  const padded = (line: string[]) =>
    line.map((text, at) => {
      const space = " ".repeat(widths[at]! - [...text].length);
      return numeric.includes(names[at]!) ? space + text : text + space;
    });
  const rule = names.map((name, at) =>
    numeric.includes(name) ? `${"-".repeat(widths[at]! - 1)}:` : "-".repeat(widths[at]!)
  );
  const [head, ...body] = lines.map(padded);
  return [head!, rule, ...body].map((line) => `| ${line.join(" | ")} |`).join("\n");
}

/** Words as code, one after the other. */
export const codes = (words: readonly string[]): string =>
  words.map((word) => `\`${word}\``).join(", ");
