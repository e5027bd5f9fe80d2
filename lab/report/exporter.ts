/** What an exporter is: a file in `exporters/`, found by being there. */
import { ReportError } from "./error.ts";
import type { Judged } from "./answer/judged.ts";
import type { JupyterTools } from "./tools.ts";

/** What an exporter gets: executed notebooks in order, and where to write. */
export interface Export {
  executed: ExecutedNotebook[];
  outDir: string;
  tools: JupyterTools;
  /** The project's name, for the head of each page. */
  project: string;
  /** A sentence for the index. */
  introduction?: string;
  /** The machine that executed the notebooks, for the foot of each page. */
  machine?: string;
  /** What the notebooks judged, and on which runs. */
  judged: Judged;
  /** Whether pages say when they were made; recorded runs read the same on every day. */
  dated: boolean;
  /** Whether code is shown at once, rather than folded, or left out on paper. */
  showsCode: boolean;
  signal?: AbortSignal;
}

/** A notebook with its outputs. */
export interface ExecutedNotebook {
  /** The executed copy. */
  path: string;
  /** The notebook itself: its links lead on from there. */
  source: string;
}

/** A file in `exporters/`. */
export interface Exporter {
  format: string;
  /** Writes the report and says where it begins. */
  write(report: Export): Promise<string>;
}

/**
 * The exporter of a format.
 *
 * @throws ReportError naming the formats that there are
 */
export async function exporterOf(format: string): Promise<Exporter> {
  const folder = new URL("./exporters/", import.meta.url);
  const formats = (await Array.fromAsync(Deno.readDir(folder)))
    .map((entry) => entry.name)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => name.slice(0, -".ts".length)).sort();
  if (!formats.includes(format)) {
    throw new ReportError(
      `Cannot export to "${format}": the formats are ${formats.join(", ")}; choose one of them`,
    );
  }
  return await import(new URL(`${format}.ts`, folder).href);
}
