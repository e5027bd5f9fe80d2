/** Variants that stand in no catalog. */
import type { FoundVariant } from "../nouns/variant.ts";

/** A program of its own in a folder, of which the test says what matters to it. */
export function variantIn(folder: string, given: Partial<FoundVariant> = {}): FoundVariant {
  return {
    name: "made-up",
    title: "Made up",
    runtime: "program",
    model: "async",
    threaded: false,
    endpoints: ["page"],
    workload: "shop",
    command: () => ["server"],
    folder,
    ...given,
  };
}
