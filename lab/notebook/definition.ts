/**
 * What the cell that defines an experiment may use of "lab": it is run by itself by tasks that need
 * neither figures nor tables.
 */
export { same } from "../nouns/cell.ts";
export { publishedRatio } from "../analysis/studies/published.ts";
export { experiment } from "../plan/experiment.ts";
export { cellOf, grid } from "../plan/grid.ts";
