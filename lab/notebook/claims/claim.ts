/** A sentence that the data decides, shown with its verdict and noted for the ledger. */
import { machineText } from "../../nouns/environment.ts";
import { counted } from "../../text/format.ts";
import { MARK, trialsBehind } from "../../analysis/claims/behind.ts";
import { trialsOf } from "../../analysis/tables/cells.ts";
import { type Evidence, isComparison, judge, valueOf } from "../../analysis/claims/claim.ts";
import { judgeCells } from "../../analysis/claims/held-back.ts";
import { compareAsClaimed } from "../../analysis/comparing/looked.ts";
import { compareBest, winnersOf } from "../../analysis/best/winners.ts";
import type { Measure } from "../../analysis/comparing/measure.ts";
import { METHOD_VERSION } from "../../analysis/judgement/method.ts";
import { ALPHA, DELTA_SHARE } from "../../analysis/judgement/verdict.ts";
import {
  type Finding,
  lintComparison,
  lintHtml,
  lintLine,
  lintText,
} from "../../analysis/lint/mod.ts";
import { themeCss } from "../../figures/frame/theme.ts";
import {
  Claim,
  type ClaimSource,
  type ClaimVerdict,
  type Expectation,
  type PublishedRatio,
  type Registered,
} from "../../nouns/claim.ts";
import { refuseUnlessRun } from "../../analysis/tables/cells.ts";
import { closestTo } from "../../text/closest.ts";
import { escaped } from "../../text/html.ts";
import { wrongIn } from "../../text/wrong.ts";
import { inertMarkdown, plainMarkdown } from "../../text/markdown.ts";
import { GauntletError } from "../../system/state.ts";
import { noteClaim } from "../../store/ledger.ts";
import type { Cell } from "../../nouns/cell.ts";
import type { BestCells, RegisteredClaim } from "../../nouns/registered.ts";
import type { Run } from "../../nouns/run.ts";
import { type Bundle, DISPLAY, type Displayable, show } from "../display/display.ts";
import { percent } from "../display/say.ts";
import { figuresOf, ratioText } from "./figure.ts";

/** A claim that is not registered: it was thought of after the data had been seen. */
export interface ClaimDefinition {
  /** Kebab-case, unique over all notebooks. */
  id: string;
  /** Who says it: a source of a study, anybody else by name, or the lab itself, `gauntlet`. */
  source: ClaimSource;
  /** What is said, without a number: the numbers are the data's. */
  sentence: string;
  /**
   * Two cells, the first over the second: where the run did not measure one of them, the claim is not
   * measured, and says why; else lint says what stands between them. Or the best of some cells over the best
   * of others: `{ best: { over, under } }`. Or a comparison that was made otherwise, or another quantity
   * with its interval.
   */
  ours: Evidence | readonly [Cell, Cell] | BestCells;
  /** What of the two cells is compared. Default `throughputRps`. */
  measure?: Measure;
  expects: Expectation;
  /** Ratios of the two cells within 1 ± this share make no difference that matters. Default 0.1. */
  deltaShare?: number;
  /** Why it is another; without a reason it may not be. */
  deltaReason?: string;
  /** Their ratio, within one table. */
  published?: PublishedRatio;
  /** What `ours` is counted in, where it is no ratio: `ms`. */
  unit?: string;
}

/** A judged claim: shown when it is awaited, or as the last expression of a cell. */
export interface ShownClaim extends Displayable, PromiseLike<void> {
  verdict: ClaimVerdict;
  toString(): string;
}

/**
 * Judges a sentence on a run, shows it with its verdict, and notes it for the ledger.
 * It is noted at once; it is shown when it is awaited, or when it is what a cell ends with.
 *
 * Two cells of a run whose blocks went where claims were open are judged as the runner judged them: at a
 * look, at its confidence (see `compareAsClaimed`). The best of some cells is chosen by the blocks that all
 * of them ride in, and compared by later ones (see `compareBest`).
 *
 * `claim(run, "id")` is a claim that the run's experiment registered. Where the run was measured before
 * that, it is one of the experiment as it is written now, and says so; as does a claim that is defined
 * on the spot, which was thought of when the data had been seen.
 *
 * @param run of `runOf`, or `latestRunOf`
 * @param what the id of a registered claim; or one that is not registered
 * @param ours what is judged, where the registered claim is of a quantity
 * @throws GauntletError when the claim is not well-formed, or another experiment has its id
 * @example
 * ```ts
 * import { cellsOf } from "lab/analysis/tables/cells.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * import { claim } from "lab/notebook/claims/claim.ts";
 * Deno.env.set("GAUNTLET_LEDGER", await Deno.makeTempDir()); // outside of notebooks: no trace
 * const run = fixtureRun({ blocks: 5, noiseShare: 0.01 });
 * const [one, other] = cellsOf(run);
 * await claim(run, {
 *   id: "one-beats-the-other",
 *   source: "gauntlet",
 *   sentence: "The first server gives more than the second",
 *   ours: [one!, other!],
 *   expects: "more",
 * });
 * ```
 */
export function claim(
  run: Run,
  what: string | ClaimDefinition,
  ours?: ClaimDefinition["ours"],
): ShownClaim {
  if (typeof run === "string") {
    throw new GauntletError(
      `Cannot judge the claim "${run}": the run comes first; write claim(run, "${run}")`,
    );
  }
  refuseUnlessRun(run);
  if (typeof what !== "string" && (typeof what !== "object" || what === null)) {
    throw new GauntletError(
      'Cannot judge a claim: there is no id; give one of the experiment\'s claims, as claim(run, "id")',
    );
  }
  const { definition, registered } = typeof what === "string"
    ? registeredClaim(run, what, ours)
    : { definition: what, registered: "never" as const };
  const judged = judgedClaim(run, definition, registered);
  noteClaim(judged);
  const bundle = claimBundle(judged, judged.value === null ? null : lintOf(run, definition));
  const shown: Displayable = { [DISPLAY]: () => bundle };
  return {
    ...shown,
    verdict: judged.verdict,
    toString: () => bundle["text/plain"],
    then: (resolve, reject) => show(shown).then(resolve, reject),
  };
}

/** The definition of a claim by its id: as the run's plan has it, else as it is written now. */
export function registeredClaim(run: Run, id: string, ours?: ClaimDefinition["ours"]) {
  const withId = (claims: readonly RegisteredClaim[] = []) =>
    claims.find((claim) => claim.id === id);
  const planned = withId(run.plan.claims);
  const found = planned ?? withId(run.claims);
  const cannot = `Cannot judge the claim "${id}"`;
  if (!found) {
    const ids = [run.plan.claims, run.claims].flatMap((claims) =>
      claims?.map(({ id }) => id) ?? []
    );
    throw new GauntletError(
      `${cannot}: the experiment "${run.plan.experiment}" has registered none of that id; ${
        closestTo(id, [...new Set(ids)])
      }`,
    );
  }
  const { of, measure, headline: _headline, ...said } = found;
  const isOfCells = typeof of !== "string";
  if (isOfCells && ours !== undefined) {
    const what = Array.isArray(of) ? "two cells" : "the best of its cells";
    throw new GauntletError(`${cannot}: it is of ${what}; leave out what is given beside its id`);
  }
  if (!isOfCells && ours === undefined) {
    throw new GauntletError(`${cannot}: it is of ${of}; give that beside its id`);
  }
  const definition: ClaimDefinition = {
    ...said,
    ours: isOfCells ? of : ours!,
    // It was checked as the experiment was written down.
    ...(measure === undefined ? {} : { measure: measure as Measure }),
  };
  return { definition, registered: planned ? "before" as const : "after" as const };
}

/** The ledger's entry for a claim on a run. */
export function judgedClaim(
  run: Run,
  definition: ClaimDefinition,
  registered: Registered = "never",
): Claim {
  const { id, source, sentence, expects, published, unit, deltaReason } = definition;
  const evidence = evidenceOf(run, definition);
  const comparison = isComparison(evidence) ? evidence : null;
  if ((comparison?.deltaShare ?? DELTA_SHARE) !== DELTA_SHARE && !deltaReason) {
    throw new GauntletError(
      `Cannot judge the claim "${id}": its δ is ${
        comparison!.deltaShare
      }, and not ${DELTA_SHARE} as ` +
        `usual; give the reason as deltaReason`,
    );
  }
  const judged = comparison === null
    ? judge(evidence, expects)
    : judgeCells(run, comparison, expects);
  const isMeasured = judged.verdict !== "not measured";
  const shown = (value: number) => isMeasured && Number.isFinite(value) ? value : null;
  const { environment, plan } = run;
  // What a quantity was made of is not known: any trial of the run may be in it.
  const { mark } = comparison?.behind ?? trialsBehind(run);
  const entry = {
    id,
    source,
    sentence,
    expects,
    ...judged,
    value: shown(valueOf(evidence)),
    low: shown(evidence.low),
    high: shown(evidence.high),
    unit: unit ?? (comparison ? null : ""),
    blocks: comparison?.blocks ?? null,
    deltaShare: comparison?.deltaShare ?? null,
    deltaReason: deltaReason ?? null,
    pValue: comparison && shown(comparison.pValue),
    mark: isMeasured ? mark : null,
    ...(isMeasured && comparison && comparison.alpha !== ALPHA
      ? { confidence: comparison.confidence }
      : {}),
    compared: comparison &&
      {
        ...{ measure: comparison.measure, over: comparison.cellA, under: comparison.cellB },
        ...(comparison.afterBlock === undefined ? {} : { afterBlock: comparison.afterBlock }),
      },
    methodVersion: METHOD_VERSION,
    published: published ?? null,
    registered,
    experiment: plan.experiment,
    runId: run.runId,
    profile: plan.profileName,
    // Whatever machine a stranger's run says it is of, it is not this one.
    machineId: (run.origin ? "stranger-" : "") + environment.machineId,
    machine: machineText(environment) + (run.origin ? ", a stranger's" : ""),
    codeHash: environment.codeHash ?? null,
    python: environment.versions.python ?? null,
  };
  const problem = wrongIn(Claim, entry);
  if (problem === null) return Claim.parse(entry);
  throw new GauntletError(`Cannot judge the claim "${id}": ${problem.what}; ${problem.remedy}`);
}

function evidenceOf(
  run: Run,
  { id, ours, measure, deltaShare, expects }: ClaimDefinition,
): Evidence {
  const asked = { measure, deltaShare: deltaShare ?? DELTA_SHARE, expects };
  if (isPair(ours)) return compareAsClaimed(run, ours, asked);
  if (isBest(ours)) return compareBest(run, ours.best, asked);
  if (measure === undefined && deltaShare === undefined) return ours;
  throw new GauntletError(
    `Cannot judge the claim "${id}": measure and deltaShare are for two cells; give them to the ` +
      `comparison`,
  );
}

/** What lint finds in a pair of cells; of other evidence (`null`) the notebook says it. */
function lintOf(
  run: Run,
  { ours, measure, deltaShare, expects }: ClaimDefinition,
): Finding[] | null {
  const { over, under, afterBlock } = isBest(ours)
    ? winnersOf(run, ours.best)
    : isPair(ours)
    ? { over: ours[0], under: ours[1], afterBlock: undefined }
    : {};
  const cells = over && under ? [over, under] as const : null;
  return cells?.every((cell) => trialsOf(run, cell).length > 0)
    ? lintComparison(run, ...cells, { measure, deltaShare, expects, afterBlock })
    : null;
}

const isBest = (ours: ClaimDefinition["ours"]): ours is BestCells => "best" in ours;

const isPair = (ours: ClaimDefinition["ours"]): ours is readonly [Cell, Cell] =>
  Array.isArray(ours);

/** `99 % `: only where it is not the usual one. */
const confidenceText = ({ confidence }: Pick<Claim, "confidence">): string =>
  confidence === undefined ? "" : `${percent(confidence)} `;

/** The sign behind a verdict that rests on trials with a mark; nothing behind others. */
export const markOf = ({ mark }: Pick<Claim, "mark">): string => mark === null ? "" : ` ${MARK}`;

/** When the claim was registered, in words; of a sentence that begins with "it was". */
export const REGISTERED: Record<Registered, string> = {
  before: "registered before this run was measured",
  after: "registered after this run was measured",
  never: "thought of after the data was seen",
};

/** What is shown of a judged claim, with what lint found, if it was asked. */
export function claimBundle(claim: Claim, findings: readonly Finding[] | null = null): Bundle {
  const { verdict, sentence, value, blocks, published, deltaReason } = claim;
  /** In one form of writing: why it is so, and when it was registered. */
  const reasonIn = (write: (text: string) => string) =>
    [
      write(claim.reason),
      deltaReason &&
      write(`δ is ${percent(claim.deltaShare ?? 0)}: ${deltaReason.replace(/\.?$/, ".")}`),
    ].filter(Boolean).join(" ");
  const registered = REGISTERED[claim.registered].replace(/^./, (letter) => letter.toUpperCase()) +
    ".";
  /** What stands beside it: lint's line with its links, and why it bears a mark. */
  const besideIn = (write: (text: string) => string, lint: (found: readonly Finding[]) => string) =>
    [findings && lint(findings), claim.mark && write(`${MARK} ${claim.mark}`)].filter(Boolean)
      .map(String);
  const allIn: typeof besideIn = (write, lint) => [
    [reasonIn(write), ...besideIn(write, lint), registered].filter(Boolean).join(" "),
  ];
  const { figure, interval } = figuresOf(claim);
  const details = [
    ...(interval ? [`${confidenceText(claim)}interval ${interval}`] : []),
    ...(blocks === null ? [] : [counted(blocks, "block")]),
  ].join(", ");
  // Where nothing was measured the verdict says so, and the reason why.
  const ours = value === null ? null : {
    figure,
    details: details ? ` (${details})` : "",
  };
  const theirs = published && {
    figure: ratioText(published.ratio),
    place: `${published.source}, table “${published.table}”: ${published.over} over ` +
      `${published.under}`,
  };
  const said = verdict + markOf(claim);
  const text = `${sentence}: ${said}.` + (ours ? ` Ours: ${ours.figure}${ours.details}.` : "") +
    (theirs ? ` Theirs: ${theirs.figure} (${theirs.place}).` : "") +
    ` ${allIn((words) => words, lintText)[0]}`;
  const markdown = `**${said}** · ${plainMarkdown(sentence)}\n\n` + [
    ...(ours ? [`Ours: **${plainMarkdown(ours.figure)}**${ours.details}`] : []),
    ...(theirs
      ? [`Theirs: **${plainMarkdown(theirs.figure)}** (${plainMarkdown(theirs.place)})`]
      : []),
    ...allIn(inertMarkdown, lintLine),
  ].join(" · ");
  return {
    "text/plain": text,
    "text/markdown": markdown,
    "text/html": html(
      claim,
      [reasonIn(escaped), registered].filter(Boolean).join(" "),
      { count: findings?.length ?? 0, html: besideIn(escaped, lintHtml) },
      { ours, theirs },
    ),
  };
}

function html(
  { id, verdict, mark, sentence }: Claim,
  reasonHtml: string,
  beside: { count: number; html: readonly string[] },
  { ours, theirs }: {
    ours: { figure: string; details: string } | null;
    theirs: { figure: string; place: string } | null;
  },
): string {
  // No list of terms: JupyterLab and nbconvert have styles of their own for it.
  const part = (whose: string, figure: string, details: string) =>
    `<p class="side"><span class="whose">${whose}</span> <b>${escaped(figure)}</b>${
      escaped(details)
    }</p>`;
  const parts = [
    ...(ours ? [part("Ours", ours.figure, ours.details)] : []),
    ...(theirs ? [part("Theirs", theirs.figure, ` (${theirs.place})`)] : []),
  ];
  return [
    `<div class="gauntlet-claim ${
      verdict.replace(" ", "-")
    }" data-claim="${id}"><style>${CSS}</style>`,
    `<p class="sentence"><span class="badge">${verdict}${markOf({ mark })}</span> ${
      escaped(sentence)
    }</p>`,
    ...(parts.length > 0 ? [`<div class="sides">${parts.join("")}</div>`] : []),
    `<p class="reason">${reasonHtml}</p>`,
    ...besideHtml(mark, beside),
    `</div>`,
  ].join("\n");
}

/** More than a line's worth waits until it is asked for. */
const FOLDED_FROM = 60;

function besideHtml(
  mark: string | null,
  { count, html }: { count: number; html: readonly string[] },
): string[] {
  if (html.length === 0) return [];
  const lines = html.map((line) => `<p class="reason">${line}</p>`).join("");
  if (html.join("").length < FOLDED_FROM) return [lines];
  const said = [
    ...(count > 0 ? [`lint has ${counted(count, "finding")}`] : []),
    ...(mark === null ? [] : [`${MARK} trials that may not have been steady`]),
  ].join("; ");
  return [
    `<details class="beside"><summary>${escaped(said)}</summary>${lines}</details>`,
  ];
}

const CSS = `
${
  themeCss(".gauntlet-claim", [
    "ink",
    "quiet",
    "rule",
    "surface",
    ...["green", "vermilion", "slate"],
  ])
}
.gauntlet-claim{--verdict:var(--gauntlet-slate);margin:1em 0;padding:12px 16px 11px;border:1px solid var(--gauntlet-rule);border-left:4px solid var(--verdict);border-radius:8px;background:var(--gauntlet-surface);color:var(--gauntlet-ink);font:14px/1.45 system-ui,sans-serif}
.gauntlet-claim.holds{--verdict:var(--gauntlet-green)}
.gauntlet-claim.fails{--verdict:var(--gauntlet-vermilion)}
.gauntlet-claim.not-measured{--verdict:var(--gauntlet-quiet);border-left-style:dashed}
.gauntlet-claim .sentence{margin:0;font-size:16px;font-weight:600;line-height:1.4}
.gauntlet-claim .badge{display:inline-block;margin-right:6px;padding:0 8px;border:1.5px solid var(--verdict);border-radius:99px;color:var(--verdict);font-size:13px;font-weight:700;line-height:1.5}
.gauntlet-claim .sides{display:flex;flex-wrap:wrap;gap:2px 24px;margin:6px 0 0}
.gauntlet-claim .side{margin:0}
.gauntlet-claim .whose{margin-right:4px;color:var(--gauntlet-quiet)}
.gauntlet-claim .reason,.gauntlet-claim .beside{margin:4px 0 0;color:var(--gauntlet-quiet);font-size:13px}
.gauntlet-claim .beside summary{cursor:pointer;width:fit-content}
@media print{.gauntlet-claim .beside::details-content{content-visibility:visible;display:block}}
`.trim();
