/** undici, which drives an open loop of HTTP. */
import { Generators } from "../generators.ts";
import type { LoadTool } from "../tool.ts";
import { pinnedVersion } from "../pinned.ts";

export const tool: LoadTool = {
  speaks: "http",
  kinds: ["open"],
  version: () => pinnedVersion("undici"),
  remedy: 'run "deno task setup"',
  travels: true,
  open: (load, starts) => new Generators("undici", load, starts),
};
