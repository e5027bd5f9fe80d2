/**
 * How an error looks in a cell. Deno's kernel shows the stack of what a cell threw, under the words
 * `Stack trace:`, which are its own. Loading this module inside a kernel makes that stack short: a
 * sentence for the reader stands alone, with the call that it is about; any other error keeps the
 * innermost of the lab's lines, for whoever reports it.
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { GauntletError } from "../nouns/error.ts";
import { ROOT } from "../system/state.ts";
import { insideKernel } from "./display/display.ts";
import { Interrupted } from "./measuring/interrupt.ts";

/** The little of a V8 call site that is used here. */
export interface Frame {
  /** A path or an address; empty in a cell; `null` where the engine itself is at work. */
  getFileName(): string | null;
  getFunctionName(): string | null;
  getLineNumber(): number | null;
}

/**
 * What a cell shows of an error. The line within the cell is not told: the kernel runs what TypeScript
 * becomes, whose lines are others.
 *
 * @param frames where it was thrown, the innermost first
 * @example
 * ```ts
 * import { GauntletError } from "lab/nouns/error.ts";
 * import { stackOf } from "lab/notebook/errors.ts";
 * console.log(stackOf(new GauntletError("Cannot do it: it is done; do another"), []));
 * ```
 */
export function stackOf(error: Error, frames: readonly Frame[]): string {
  const call = callOf(frames);
  const where = call === null ? [] : [`    in your call of ${call}()`];
  if (error instanceof GauntletError || error instanceof Interrupted) {
    return [error.message, ...where].join("\n");
  }
  const inner = frames.find((frame) => isOurs(frame));
  // Of a wrong kind are most often the arguments: a cell has no type check.
  const isOfKind = error instanceof TypeError && call !== null && inner !== undefined;
  return [
    ...(isOfKind
      ? [
        `Cannot do what ${call}() was asked: one of its arguments is likely of another kind than it takes; ` +
        "compare the call with an example of it",
      ]
      : []),
    `${error.name}: ${error.message}`,
    ...where,
    ...(inner === undefined ? [] : [`    at ${placeOf(inner)}`]),
  ].join("\n");
}

const isCell = (frame: Frame): boolean => frame.getFileName() === "";
const isOurs = (frame: Frame): boolean => pathOf(frame).startsWith(ROOT);

function pathOf(frame: Frame): string {
  const file = frame.getFileName() ?? "";
  return file.startsWith("file:") ? fileURLToPath(file) : file;
}

/** The function of ours that the cell called, where it called one. */
function callOf(frames: readonly Frame[]): string | null {
  const cell = frames.findIndex(isCell);
  const called = cell > 0 ? frames[cell - 1]! : frames.at(-1);
  if (called === undefined || !isOurs(called)) return null;
  const name = called.getFunctionName() ?? "";
  return /^[a-z]\w*$/i.test(name) ? name : null;
}

/** `cellKey (lab/nouns/cell.ts:12)`. */
function placeOf(frame: Frame): string {
  const place = `${relative(ROOT, pathOf(frame))}:${frame.getLineNumber() ?? "?"}`;
  const name = frame.getFunctionName();
  return name ? `${name} (${place})` : place;
}

if (insideKernel()) {
  Object.assign(Error, { prepareStackTrace: stackOf });
}
