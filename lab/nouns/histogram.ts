/**
 * Latency histograms: HdrHistogram V2 in whole microseconds, 1 µs to 120 s, three significant
 * digits (a value is kept to 0.1 %). They can be merged without loss, which percentiles cannot.
 */
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from "hdr-histogram-js";

export type { Histogram };

export const LOWEST_LATENCY_US = 1;
export const HIGHEST_LATENCY_US = 120_000_000;

/**
 * A histogram with nothing in it.
 *
 * @example
 * ```ts
 * import { emptyHistogram, recordLatencyMs } from "lab/nouns/histogram.ts";
 * const histogram = emptyHistogram();
 * recordLatencyMs(histogram, 1.5);
 * console.log(histogram.getValueAtPercentile(50)); // 1500, in microseconds
 * ```
 */
export function emptyHistogram(): Histogram {
  return build({
    lowestDiscernibleValue: LOWEST_LATENCY_US,
    highestTrackableValue: HIGHEST_LATENCY_US,
    numberOfSignificantValueDigits: 3,
    // Counts beyond 32 bits: hours of load may be merged into one histogram.
    bitBucketSize: 64,
    // The plain program needs no start-up step and records some ten million values a second.
    useWebAssembly: false,
  });
}

/** Adds a latency in ms, once or more often; outside 1 µs … 120 s it counts as the nearer bound. */
export function recordLatencyMs(histogram: Histogram, latencyMs: number, count = 1): void {
  const latencyUs = Math.round(latencyMs * 1000);
  histogram.recordValueWithCount(
    Math.min(HIGHEST_LATENCY_US, Math.max(LOWEST_LATENCY_US, latencyUs)),
    count,
  );
}

/** As stored in `latencyHistogramUs`: V2, deflated, base64. */
export function encodeHistogram(histogram: Histogram): string {
  return encodeIntoCompressedBase64(histogram);
}

/**
 * Reads what `encodeHistogram` (or another HdrHistogram V2 library) wrote.
 *
 * @throws when the text is no such histogram
 */
export function decodeHistogram(encoded: string): Histogram {
  try {
    return decodeFromCompressedBase64(encoded, 64, false);
  } catch (error) {
    throw new Error(
      `Reading a latency histogram: "${encoded.slice(0, 24)}…" is no compressed HdrHistogram V2 ` +
        `in base64; measure the trial again or restore its line.`,
      { cause: error },
    );
  }
}
