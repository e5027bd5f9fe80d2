/** What the recorded runs answer, in the sentences of `notebooks/answer.json`: a part of README.md. */
import { join } from "node:path";
import { ledgerRows } from "../../lab/analysis/claims/ledger.ts";
import { notebookOf } from "../../lab/notebook/claims/ledger.ts";
import { findNotebooks } from "../../lab/notebook/source.ts";
import { conclusionsOf, readConclusions } from "../../lab/report/answer/conclusions.ts";
import { recordedClaims } from "../../lab/store/ledger.ts";
import { isOwnProject, ROOT } from "../../lab/system/state.ts";
import type { Places } from "../shared/generated.ts";

/** The report that is committed. */
const REPORT = "data/reports/recorded";

export const places: Places = async () => {
  const conclusions = isOwnProject() ? null : await readConclusions();
  if (conclusions === null) return [];
  const notebooks = await findNotebooks();
  const rows = ledgerRows(await recordedClaims(), [], {
    machineId: "",
    notebookOf: (claim) => notebookOf(claim, notebooks),
  });
  const sentences = conclusionsOf(
    rows,
    conclusions,
    ({ notebook, id }) => `${REPORT}/${notebook}.md#claim-${id}`,
  );
  const text = sentences?.map((each) => `- ${each}`).join("\n") ?? "Nothing is recorded yet.";
  return [{
    file: join(ROOT, "README.md"),
    beginning: "# Gauntlet\n",
    heading: "## The answer",
    text: `<!-- deno-fmt-ignore-start -->\n\n${text}\n\n<!-- deno-fmt-ignore-end -->`,
  }];
};
