/** A cell in words for people: `flask-sqlalchemy 3×5, /quote of 1,000`. */
import type { Cell } from "./types.ts";

/** Workers × threads, or workers alone where there are no threads to set. */
export function settingsLabel({ workers, threads }: Cell["settings"]): string {
  return threads === null ? `${workers} ${workers === 1 ? "worker" : "workers"}` : `${workers}×${threads}`;
}

/** Names a cell within an experiment. */
export function trialLabel({ variant, settings, scenario }: Cell): string {
  const rows = scenario.rows.toLocaleString("en");
  return `${variant} ${settingsLabel(settings)}, ${scenario.endpoint} of ${rows}`;
}

/** A duration as people say it: `40 s`, `6 min`. */
export function spokenTime(seconds: number): string {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
