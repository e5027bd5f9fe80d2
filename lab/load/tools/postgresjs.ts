/** postgres.js, which drives a closed loop of SQL. */
import { Generators } from "../generators.ts";
import type { LoadTool } from "../tool.ts";
import { pinnedVersion } from "../pinned.ts";

export const tool: LoadTool = {
  speaks: "sql",
  kinds: ["closed"],
  version: () => pinnedVersion("postgres"),
  remedy: 'run "deno task setup"',
  travels: true,
  open: (load, starts) => new Generators("postgresjs", load, starts),
};
