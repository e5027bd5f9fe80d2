/** What the explorer's page carries, and its script reads. No code: both sides have it. */
import type { PackedColumn } from "./packed.ts";

/** A cell of a run: what several trials say together. */
export interface ExplorerCell {
  /** Place of its run in `runs`. */
  run: number;
  label: string;
  trialCount: number;
  /** Geometric mean over trials that count, with its 95 % interval; `null` where there are too few. */
  throughputRps: number | null;
  lowRps: number | null;
  highRps: number | null;
  /** Latency in ms at each of `SHARES`, of all its answers; shorter where there are too few. */
  curveMs: number[];
}

/** What is shown of one trial when it is asked for. */
export interface ExplorerTrial {
  /** Place in `cells`. */
  cell: number;
  samplesRps: readonly number[];
  curveMs: number[];
  /** Statements by their place in `statements`: calls and rows a request, ms a call. */
  receipt: [number, number, number, number][];
  waits: { event: string; share: number }[];
  log: string;
}

export interface ExplorerFailure {
  run: number;
  trial: number;
  block: number;
  cell: string;
  reason: string;
  log: string;
}

/** All of it, as it stands in the page. */
export interface ExplorerData {
  runs: { id: string; experiment: string; profile: string; startedAt: string; machine: string }[];
  shares: readonly number[];
  /** Columns of the rows with their unit and what they are; the same as in `trialsTable`. */
  columns: { name: string; unit: string; sentence: string }[];
  rows: PackedColumn[];
  rowCount: number;
  cells: ExplorerCell[];
  trials: ExplorerTrial[];
  statements: string[];
  failures: ExplorerFailure[];
}
