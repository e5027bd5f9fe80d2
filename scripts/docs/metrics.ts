/** What is measured, and what tables make of it: two tables in data/README.md. */
import { join } from "node:path";
import { EXPLAINED_COLUMNS } from "../../lab/analysis/tables/columns.ts";
import { METRICS, type Unit } from "../../lab/nouns/metrics.ts";
import { isOwnProject, ROOT } from "../../lab/system/state.ts";
import { markdownTable, type Place } from "../shared/generated.ts";

export const places = (): Place[] => {
  if (isOwnProject()) return [];
  const common = { file: join(ROOT, "data", "README.md"), beginning: "# The data\n" };
  const fields = Object.entries(METRICS).map(([name, metric]) => ({ name, ...metric }));
  return [
    {
      ...common,
      of: "a trial",
      heading: "### Of a completed outcome",
      text: markdownTable(fields.map(rowOf)),
    },
    {
      ...common,
      of: "a table",
      heading: "### Columns that are no fields of a trial",
      text: markdownTable(EXPLAINED_COLUMNS.map(rowOf)),
    },
  ];
};

const rowOf = ({ name, unit, sentence }: { name: string; unit: Unit; sentence: string }) => ({
  name: `\`${name}\``,
  unit: unit === "none" || unit === "count" || unit === "share" ? "" : unit,
  meaning: sentence,
});
