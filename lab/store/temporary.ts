/** Data of tests goes into a folder of its own: `GAUNTLET_DATA` for as long as it is in scope. */
export async function temporaryData(): Promise<AsyncDisposable & { folder: string }> {
  const folder = await Deno.makeTempDir({ prefix: "gauntlet-data-" });
  const before = Deno.env.get("GAUNTLET_DATA");
  Deno.env.set("GAUNTLET_DATA", folder);
  return {
    folder,
    [Symbol.asyncDispose]: async () => {
      if (before === undefined) Deno.env.delete("GAUNTLET_DATA");
      else Deno.env.set("GAUNTLET_DATA", before);
      await Deno.remove(folder, { recursive: true });
    },
  };
}
