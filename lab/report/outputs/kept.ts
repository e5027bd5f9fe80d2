/**
 * The outputs that a notebook is committed with: what every reader's tool shows of a notebook that
 * nobody has run. Repository pages and JupyterLab take scripts, style sheets and drawings away from what
 * they do not trust, so that prose and tables are kept as Markdown and figures as pictures.
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { z } from "zod";
import { PICTURE } from "../../figures/frame/figure.ts";
import { withoutHtml } from "../../text/markdown.ts";
import { SCALE } from "./png.ts";

const text = z.union([z.string(), z.array(z.string())]);

const Output = z.looseObject({
  output_type: z.string(),
  data: z.record(z.string(), z.unknown()).optional(),
  metadata: z.looseObject({
    gauntlet: z.looseObject({ drawing: z.string() }).optional(),
  }).optional(),
  text: text.optional(),
});
export type Output = z.infer<typeof Output>;

/** The little of a notebook's file that is used here; the rest stays as it is. */
export const Book = z.looseObject({
  cells: z.array(z.looseObject({
    cell_type: z.string(),
    source: text,
    outputs: z.array(Output).optional(),
    execution_count: z.number().nullable().optional(),
  })),
});
export type Book = z.infer<typeof Book>;

/** Makes a picture of a drawing: PNG in base64. */
export type Paint = (svg: string) => Promise<string>;

/** What figures bring into their Markdown. */
const FIGURE_TAGS = ["<br>", "<sub>", "</sub>"];

/**
 * A notebook with the outputs of its executed copy, as they are committed. Counts are left out: nobody
 * has run a cell here.
 *
 * @param pictures those that are there, by the name of their drawing: they are not painted again
 * @throws Error when the copy has other cells
 */
export async function withOutputs(
  notebook: Book,
  executed: Book,
  paint: Paint,
  pictures: ReadonlyMap<string, string> = new Map(),
): Promise<Book> {
  const cells = [];
  for (const [at, cell] of notebook.cells.entries()) {
    const copy = executed.cells[at];
    if (cell.cell_type !== "code") {
      cells.push(cell);
      continue;
    }
    if (copy === undefined || joined(copy.source) !== joined(cell.source)) {
      throw new Error(`cell ${at + 1} of the notebook is not that of its executed copy`);
    }
    const outputs = [];
    for (const output of copy.outputs ?? []) outputs.push(...await kept(output, paint, pictures));
    cells.push({ ...cell, execution_count: null, outputs });
  }
  return { ...notebook, cells };
}

/** The numbers, from 1, of the cells whose outputs are others than those of an executed copy. */
export async function changedCells(notebook: Book, executed: Book): Promise<number[]> {
  // A drawing that is not there has no picture that could be the same.
  const whole = await withOutputs(
    notebook,
    executed,
    () => Promise.resolve(""),
    picturesIn(notebook),
  );
  return notebook.cells.flatMap((cell, at) =>
    cell.cell_type === "code" && textOf(cell.outputs) !== textOf(whole.cells[at]!.outputs)
      ? [at + 1]
      : []
  );
}

/** However its texts are cut into lines. */
function textOf(outputs: Output[] = []): string {
  return JSON.stringify(
    outputs,
    (_, value) =>
      Array.isArray(value) && value.every((line) => typeof line === "string")
        ? value.join("")
        : value,
  );
}

/** A notebook's file. */
export const readBook = async (path: string): Promise<Book> =>
  Book.parse(JSON.parse(await Deno.readTextFile(path)));

/** The pictures of a notebook by the names of their drawings. */
export function picturesIn(book: Book): Map<string, string> {
  return new Map(
    book.cells.flatMap(({ outputs = [] }) => outputs).flatMap(({ data, metadata }) => {
      const [drawing, png] = [metadata?.gauntlet?.drawing, data?.["image/png"]];
      return drawing && typeof png === "string" ? [[drawing, png.trim()] as const] : [];
    }),
  );
}

/** What is drawn, in a name: the same drawing has the same. */
export const drawingOf = (svg: string): string =>
  createHash("sha256").update(svg).digest("hex").slice(0, 16);

async function kept(
  output: Output,
  paint: Paint,
  pictures: ReadonlyMap<string, string>,
): Promise<Output[]> {
  if (output.output_type === "stream") return [output];
  if (output.output_type === "error") return [output];
  const data = output.data ?? {};
  const of = (type: string) => data[type] === undefined ? undefined : joined(data[type]);
  const [svg, markdown, plain] = ["image/svg+xml", "text/markdown", "text/plain"].map(of);
  if (svg !== undefined && markdown !== undefined) {
    const [above, below] = aroundPicture(markdown);
    const drawing = drawingOf(svg);
    const png = pictures.get(drawing) ?? await paint(svg);
    return [
      shown({ "text/markdown": above }),
      {
        ...shown({ "image/png": png, "text/plain": plain ?? "" }),
        metadata: { gauntlet: { drawing }, "image/png": sizeOf(png) },
      },
      shown({ "text/markdown": below }),
    ];
  }
  if (markdown !== undefined) return [shown({ "text/markdown": markdown })];
  return plain === undefined ? [] : [shown({ "text/plain": plain })];
}

/** As large as the figure is, whatever the picture has. */
function sizeOf(base64: string): { width: number; height: number } {
  const head = Buffer.from(base64.slice(0, 64), "base64");
  if (head.length < 24) return { width: 0, height: 0 };
  const [width, height] = [16, 20].map((at) => Math.round(head.readUInt32BE(at) / SCALE));
  return { width: width!, height: height! };
}

/** The title above a figure's picture, and the caption below it. */
function aroundPicture(markdown: string): [string, string] {
  const parts = markdown.split("\n\n");
  const at = parts.findIndex((part) => part.startsWith("![") && part.endsWith(`](${PICTURE})`));
  return [parts.slice(0, at), parts.slice(at + 1)].map((some) => some.join("\n\n")) as [
    string,
    string,
  ];
}

function shown(data: Record<string, string>): Output {
  const safe = Object.fromEntries(
    Object.entries(data).map(([type, value]) => [
      type,
      type === "text/markdown"
        ? lines(withoutHtml(value, FIGURE_TAGS))
        : type === "text/plain"
        ? lines(value)
        : value,
    ]),
  );
  return { output_type: "display_data", data: safe, metadata: {} };
}

const joined = (value: unknown): string => Array.isArray(value) ? value.join("") : String(value);

/** As Jupyter writes texts: a line each, so that what changes shows as lines. */
const lines = (value: string): string[] => value.split(/(?<=\n)/);

/** A notebook's file, as `deno fmt` and Jupyter leave it. */
export const fileOf = (book: Book): string => JSON.stringify(book, null, 1) + "\n";
