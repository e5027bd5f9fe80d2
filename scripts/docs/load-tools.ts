/** The load tools as a table in servers/README.md; they are the lab's, whatever the project. */
import { join } from "node:path";
import type { LoadTool } from "../../lab/load/tool.ts";
import { toolNames } from "../../lab/load/tool.ts";
import { isOwnProject, ROOT } from "../../lab/system/state.ts";
import { markdownTable, type Places } from "../shared/generated.ts";

export const places: Places = async () => {
  if (isOwnProject()) return [];
  return [{
    file: join(ROOT, "servers", "README.md"),
    beginning: "# The servers\n",
    heading: "## Load tools",
    text: markdownTable(await Promise.all(toolNames().map(rowOf))),
  }];
};

async function rowOf(name: string): Promise<Record<string, string>> {
  const { tool }: { tool: LoadTool } = await import(
    new URL(`../../lab/load/tools/${name}.ts`, import.meta.url).href
  );
  return {
    tool: `\`${name}\``,
    asks: tool.speaks === "http" ? "a server, by HTTP" : "the database, by SQL",
    loads: tool.kinds.join(", "),
    "where it is missing": tool.remedy,
  };
}
