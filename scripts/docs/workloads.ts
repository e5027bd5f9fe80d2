/** The workloads of the project with their endpoints, as two tables in servers/README.md. */
import { join } from "node:path";
import { formatCount } from "../../lab/text/format.ts";
import { type Endpoint, type FoundWorkload, isMix } from "../../lab/nouns/workload.ts";
import { catalog } from "../../lab/server/catalog.ts";
import { projectPath } from "../../lab/system/state.ts";
import { markdownTable, type Places } from "../shared/generated.ts";
import { ownWorkloads } from "../shared/ownworkloads.ts";

export const places: Places = () => {
  const workloads = ownWorkloads();
  if (workloads.length === 0) return [];
  return [{
    file: join(projectPath("servers"), "README.md"),
    beginning: "# The servers\n",
    heading: "## Workloads",
    text: [
      markdownTable(workloads.map(rowOf), ["variants"]),
      markdownTable(workloads.flatMap(endpointRows)),
    ].join("\n\n"),
  }];
};

function rowOf({ name, title, database, defaults = {} }: FoundWorkload): Record<string, string> {
  const variants = catalog.listed.filter((each) => catalog.variants.get(each)!.workload === name);
  return {
    workload: `[\`${name}\`](${name}/README.md)`,
    "what is asked": title,
    database: database === null ? "none" : `${sizes(database.sizes)} ${database.unit}`,
    "unless a grid says otherwise": [
      ...(defaults.endpoint ? [`\`${defaults.endpoint}\``] : []),
      ...(defaults.connections ? [`${formatCount(defaults.connections)} connections`] : []),
      ...(defaults.pool ? [`a pool of ${defaults.pool.poolMin} to ${defaults.pool.poolMax}`] : []),
    ].join(", "),
    variants: String(variants.length),
  };
}

/** `1,000, 10,000 or 100,000`. */
const sizes = (counts: readonly number[]) =>
  counts.map(formatCount).join(", ").replace(/, ([^ ]+)$/, " or $1");

const endpointRows = ({ name, endpoints }: FoundWorkload) =>
  Object.entries(endpoints).map(([endpoint, its], index) => ({
    workload: index === 0 ? `\`${name}\`` : "",
    endpoint: `\`${endpoint}\``,
    "what it is": its.title ?? "",
    parameters: Object.entries(its.parameters ?? {})
      .map(([parameter, value]) => `\`${parameter}\`: ${value}`).join(", "),
    besides: besides(its),
  }));

function besides(endpoint: Endpoint): string {
  if (isMix(endpoint)) {
    const parts = Object.entries(endpoint.mix).map(([part, weight]) => `${weight} × \`${part}\``);
    return `a mix of ${parts.join(", ")}`;
  }
  const { writes, services = [] } = endpoint;
  return [
    ...(writes ? ["changes rows: each trial on a copy"] : []),
    ...services.map((service) => `calls the service \`${service}\``),
  ].join("; ");
}
