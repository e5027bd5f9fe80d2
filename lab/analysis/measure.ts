/** What of two trials is compared. */
export type Measure =
  | "throughputRps"
  | "latencyMeanMs"
  | "latencyP50Ms"
  | "latencyP90Ms"
  | "latencyP99Ms"
  | "serverMemoryMiB";
