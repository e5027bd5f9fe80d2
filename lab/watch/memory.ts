/** How much memory a server has made its own. */
import { privateMemoryMiB, treeOf } from "../system/processes/proc.ts";

/** Of a server and all its processes, what they alone have written to, in MiB. */
export async function memoryOf(pid: number): Promise<number> {
  return (await treeOf(pid)).reduce((sum, each) => sum + privateMemoryMiB(each), 0);
}
