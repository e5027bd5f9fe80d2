/** Arquero's tables show themselves as tables, whatever a cell has made of them. */
import { ColumnTable } from "arquero";
import { GauntletError } from "../../nouns/error.ts";
import { closestTo } from "../../text/closest.ts";
import { DISPLAY, displayable, insideKernel } from "./display.ts";

/** What checks a name already: loaded twice, it is checked once. */
const NAMED = new WeakSet<object>();

/** Gives every arquero table its way to be shown, and to say which column was likely meant. */
export function showTables(): void {
  for (const name of ["array", "get"] as const) {
    const read = ColumnTable.prototype[name] as (...given: unknown[]) => unknown;
    if (NAMED.has(read)) continue;
    const checked = function (this: ColumnTable, column: unknown, ...given: unknown[]) {
      const names = this.columnNames();
      if (typeof column === "string" && !names.includes(column)) {
        throw new GauntletError(
          `Cannot read the column "${column}": the table has none of that name; ${
            closestTo(column, names)
          }`,
        );
      }
      return read.call(this, column, ...given);
    };
    Object.defineProperty(checked, "name", { value: name });
    NAMED.add(checked);
    Object.defineProperty(ColumnTable.prototype, name, {
      ...{ configurable: true, writable: true, value: checked },
    });
  }
  Object.defineProperty(ColumnTable.prototype, DISPLAY, {
    configurable: true,
    value(this: ColumnTable) {
      return displayable(this)[DISPLAY]!();
    },
  });
}

if (insideKernel()) showTables();
