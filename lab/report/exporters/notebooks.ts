/**
 * The executed outputs, put into the notebooks themselves: what a repository's page and a first look at
 * a notebook show before anything was run. See `outputs/kept.ts` for what is kept of them.
 */
import { Buffer } from "node:buffer";
import { basename } from "node:path";
import { ReportError } from "../error.ts";
import type { Export } from "../exporter.ts";
import { fileOf, picturesIn, readBook, withOutputs } from "../outputs/kept.ts";
import { type Painter, painter } from "../outputs/picture.ts";

/** The name by which the exporter is asked for. */
export const format = "notebooks";

/**
 * Writes the outputs of each executed copy into its notebook. Pictures of drawings that have not changed
 * stay as they are, to the byte.
 *
 * @returns the path of the first notebook
 * @throws ReportError when a notebook was changed while it was executed, or there is no browser to paint
 *   new pictures with
 */
export async function write({ executed }: Export): Promise<string> {
  let brush: Painter | undefined;
  try {
    const paint = async (svg: string) => {
      brush ??= await painter();
      return Buffer.from(await brush.paint(svg)).toString("base64");
    };
    for (const { path, source } of executed) {
      const [notebook, copy] = [await readBook(source), await readBook(path)];
      const whole = await withOutputs(notebook, copy, paint, picturesIn(notebook)).catch(
        (error) => {
          throw new ReportError(
            `Cannot keep the outputs of ${basename(source)}: ${
              (error as Error).message
            }; execute it again`,
          );
        },
      );
      await Deno.writeTextFile(source, fileOf(whole));
    }
    return executed[0]!.source;
  } finally {
    await brush?.[Symbol.asyncDispose]();
  }
}
