/** The chosen rows as a file: CSV, or Parquet for those who go on with them. */
import { parquetWriteBuffer } from "hyparquet-writer";
import { csvCell } from "../../../text/csv.ts";
import type { ExplorerData } from "../../explorer/data.ts";
import type { Trial } from "./data.ts";

export function csvOf(trials: readonly Trial[], { columns }: ExplorerData): Blob {
  const lines = [
    columns.map(({ name }) => name),
    ...trials.map(({ row }) => columns.map(({ name }) => row[name])),
  ];
  return new Blob([lines.map((line) => line.map(csvCell).join(",")).join("\n") + "\n"], {
    type: "text/csv;charset=utf-8",
  });
}

/** Columns of which nothing is known are left out: Parquet wants to know what they hold. */
export function parquetOf(trials: readonly Trial[], { columns }: ExplorerData): Blob {
  const columnData = columns.flatMap(({ name }) => {
    const data = trials.map(({ row }) => row[name] ?? null);
    const kinds = new Set(data.filter((value) => value !== null).map((value) => typeof value));
    if (kinds.size !== 1) return [];
    const type = kinds.has("number") ? "DOUBLE" : kinds.has("boolean") ? "BOOLEAN" : "STRING";
    return [{ name, data, type, nullable: true } as const];
  });
  return new Blob([parquetWriteBuffer({ columnData })], { type: "application/vnd.apache.parquet" });
}

/** Hands a file to the reader. */
export function save(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads it in its own time.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
