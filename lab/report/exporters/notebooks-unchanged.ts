/**
 * Writes nothing: it holds the outputs that notebooks are committed with against those of an execution.
 */
import { basename } from "node:path";
import { GauntletError } from "../../nouns/error.ts";
import type { Export } from "../exporter.ts";
import { changedCells, readBook } from "../outputs/kept.ts";

/** The name by which the exporter is asked for. */
export const format = "notebooks-unchanged";

/**
 * @returns the path of the first notebook
 * @throws GauntletError naming each cell whose outputs are others
 */
export async function write({ executed }: Export): Promise<string> {
  const complaints: string[] = [];
  for (const { path, source } of executed) {
    const cells = await changedCells(await readBook(source), await readBook(path));
    complaints.push(
      ...cells.map((cell) =>
        `${basename(source, ".ipynb")}: cell ${cell} has other outputs than an execution gives`
      ),
    );
  }
  if (complaints.length > 0) throw new GauntletError(complaints.join("\n"));
  return executed[0]!.source;
}
