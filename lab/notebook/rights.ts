/**
 * What a kernel may do. Jupyter's Deno kernels have all rights of the reader; one that only reads runs
 * gives back those that analysis does not need, as soon as it loads the lab: from then on none of its
 * cells starts a process or opens a connection. (Jupyter's own connection is not the cell's to open.)
 */
import { insideKernel } from "./display/display.ts";

/** The variable by which a task says what its kernels are for. */
export const RIGHTS_VARIABLE = "GAUNTLET_RIGHTS";

/** Of kernels that read runs and draw them. */
export const ANALYSIS = "analysis";

/** Whether this process has given back what analysis does not need. */
export const analysisOnly = (): boolean => Deno.env.get(RIGHTS_VARIABLE) === ANALYSIS;

if (insideKernel() && analysisOnly()) {
  for (const name of ["run", "net", "ffi"] as const) Deno.permissions.revokeSync({ name });
}
