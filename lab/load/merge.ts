/** What several load generators saw at the same time, as one. */
import { decodeHistogram, emptyHistogram, encodeHistogram } from "../nouns/histogram.ts";
import { type Merge, type MetricName, METRICS } from "../nouns/metrics.ts";
import type { LoadResult } from "../nouns/outcome.ts";
import { quantilesOf } from "./window.ts";

type Name = keyof LoadResult;
/** How the values of one field become one; `results` has at least two, and all of them have it. */
type Merging = (results: LoadResult[], name: Name) => unknown;

const numbers = (results: LoadResult[], name: Name) => results.map((each) => each[name] as number);
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** 0 where there is nothing to weigh by. */
const weighted = (weight: Name): Merging => (results, name) => {
  const weights = numbers(results, weight);
  const whole = sum(weights);
  return whole === 0
    ? 0
    : sum(numbers(results, name).map((value, index) => value * weights[index]!)) / whole;
};

/** What no trial keeps has no line among the metrics. */
const mergingOf = (name: Name): Merging =>
  name === "answersByPort" || name === "keptAnswers"
    ? (results) => results.flatMap((result): unknown[] => result[name] ?? [])
    : MERGING[METRICS[name as MetricName & Name].merge];

const MERGING: Record<Merge, Merging> = {
  "sum": (results, name) => sum(numbers(results, name)),
  // Their windows are the same but for a millisecond.
  "mean": (results, name) => sum(numbers(results, name)) / results.length,
  "most": (results, name) => Math.max(...numbers(results, name)),
  "by answers": weighted("okCount"),
  "by sent": weighted("sentCount"),
  "each second": (results, name) => {
    const each = results.map((result) => result[name] as number[]);
    const seconds = Math.min(...each.map((samples) => samples.length));
    return Array.from({ length: seconds }, (_, second) => sum(each.map((one) => one[second]!)));
  },
  "each loss": (results) => {
    const all = results.flatMap(({ losses = [] }) => losses);
    return [...Map.groupBy(all, ({ loss }) => loss)]
      .map(([loss, some]) => ({ loss, count: sum(some.map(({ count }) => count)) }));
  },
  "histogram": (results) => encodeHistogram(histogramOf(results)),
  "from histogram": (results, name) =>
    quantilesOf(histogramOf(results))[name as keyof ReturnType<typeof quantilesOf>],
  "answers over seconds": (results) =>
    sum(numbers(results, "okCount")) / (sum(numbers(results, "durationS")) / results.length),
};

function histogramOf(results: LoadResult[]) {
  const histogram = emptyHistogram();
  for (const { latencyHistogramUs } of results) histogram.add(decodeHistogram(latencyHistogramUs));
  return histogram;
}

/**
 * What several generators saw of one server at the same time, as one: counts add up, histograms merge
 * without loss, and quantiles are those of the merged histogram.
 *
 * @example
 * ```ts
 * import { mergeResults } from "lab/load/merge.ts";
 * import { Window } from "lab/load/window.ts";
 * const window = new Window();
 * window.open();
 * window.response(200, 100, 1.5);
 * window.close();
 * const one = window.result();
 * console.log(mergeResults([one, one]).okCount); // 2
 * ```
 */
export function mergeResults(results: LoadResult[]): LoadResult {
  const [first] = results;
  if (results.length === 1) return first!;
  // A generator that kept no answer does not say so; of all else each has the same.
  const all = new Set(results.flatMap((result) => Object.keys(result) as Name[]));
  const names = [...all].filter((name) => results.some((result) => result[name] !== undefined));
  return Object.fromEntries(
    names.map((name) => [name, mergingOf(name)(results, name)]),
  ) as LoadResult;
}
