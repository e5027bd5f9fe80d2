/** Files that count for the folders below them: lock lists, configuration. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The nearest file of a name in a folder or above it, or `null`. It looks no higher than the folder
 * that has a `.git`: beyond it another project begins.
 */
export function nearest(folder: string, name: string): string | null {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  const above = dirname(folder);
  return above === folder || existsSync(join(folder, ".git")) ? null : nearest(above, name);
}
