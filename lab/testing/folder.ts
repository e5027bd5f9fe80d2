/** A folder with such files in it, gone when it leaves scope. */
import { dirname, join } from "node:path";

/** @param files by their path; their folders are made */
export async function temporaryFolder(
  files: Record<string, string> = {},
): Promise<AsyncDisposable & { folder: string; write: (files: Record<string, string>) => void }> {
  const folder = await Deno.makeTempDir({ prefix: "gauntlet-test-" });
  const write = (more: Record<string, string>) => {
    for (const [path, text] of Object.entries(more)) {
      Deno.mkdirSync(dirname(join(folder, path)), { recursive: true });
      Deno.writeTextFileSync(join(folder, path), text);
    }
  };
  write(files);
  return {
    folder,
    write,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
