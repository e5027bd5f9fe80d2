/** A state folder of its own, for this process and for those that it starts. */
export async function temporaryState(): Promise<AsyncDisposable & { folder: string }> {
  const folder = await Deno.makeTempDir({ prefix: "gauntlet-state-" });
  await Deno.chmod(folder, 0o755);
  const before = Deno.env.get("GAUNTLET_STATE");
  Deno.env.set("GAUNTLET_STATE", folder);
  return {
    folder,
    [Symbol.asyncDispose]: async () => {
      if (before === undefined) Deno.env.delete("GAUNTLET_STATE");
      else Deno.env.set("GAUNTLET_STATE", before);
      await Deno.remove(folder, { recursive: true });
    },
  };
}
