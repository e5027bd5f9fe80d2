/** Arquero's tables show themselves as tables, whatever a cell has made of them. */
import { ColumnTable } from "arquero";
import { DISPLAY, displayable, insideKernel } from "./display.ts";

/** Gives every arquero table its way to be shown. */
export function showTables(): void {
  Object.defineProperty(ColumnTable.prototype, DISPLAY, {
    configurable: true,
    value(this: ColumnTable) {
      return displayable(this)[DISPLAY]!();
    },
  });
}

if (insideKernel()) showTables();
