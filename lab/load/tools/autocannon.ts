/** autocannon, which drives a closed loop of HTTP. */
import { Generators } from "../generators.ts";
import type { LoadTool } from "../tool.ts";
import { pinnedVersion } from "../pinned.ts";

export const tool: LoadTool = {
  speaks: "http",
  kinds: ["closed"],
  version: () => pinnedVersion("autocannon"),
  remedy: 'run "deno task setup"',
  travels: true,
  open: (load, starts) => new Generators("autocannon", load, starts),
};
