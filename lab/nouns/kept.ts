/** A whole answer of the load's, which is checked as a sample is. */
import { z } from "zod";

/** An answer as it came, and what it answers. */
export const KeptAnswer = z.strictObject({
  endpoint: z.string(),
  request: z.strictObject({
    method: z.string().optional(),
    path: z.string(),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.string().optional(),
  }),
  status: z.int(),
  /** As they came: names may be there twice. */
  headers: z.array(z.tuple([z.string(), z.string()])),
  /** Undecoded. */
  bodyBase64: z.string(),
});
export type KeptAnswer = z.infer<typeof KeptAnswer>;
