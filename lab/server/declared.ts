/** What `workload.ts` and `variants.ts` say, checked: a wrong field is named at once, with the file. */
import { z } from "zod";
import { closestTo } from "../text/closest.ts";
import type { Variant } from "../nouns/variant.ts";
import { SERVICE_RIGHTS, type Workload } from "../nouns/workload.ts";
import { wrongIn } from "../text/wrong.ts";
import { GauntletError } from "../system/state.ts";

const name = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "expected words-in-kebab-case");
const call = z.custom<(...given: never[]) => unknown>(
  (value) => typeof value === "function",
  "expected a function",
);
const text = z.string().min(1);
const expected = z.union([
  z.number().nonnegative(),
  z.strictObject({ least: z.number().nonnegative(), most: z.number().nonnegative() }),
]);
const parameters = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));
const request = z.strictObject({
  method: text.optional(),
  path: z.string().regex(/^\//, "expected a path from its first slash on"),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
});
const use = z.strictObject({ statements: expected, rows: expected.optional() });

const SingleEndpoint = z.strictObject({
  title: text.optional(),
  parameters: parameters.optional(),
  request: z.union([call, request]),
  check: call,
  database: z.union([z.null(), use, call]),
  writes: z.boolean().optional(),
  services: z.array(z.string()).optional(),
});
const MixedEndpoint = z.strictObject({
  title: text.optional(),
  mix: z.record(z.string(), z.number().positive()),
  parameters: parameters.optional(),
});

const Service = z.strictObject({
  program: text,
  variable: text,
  rights: z.array(z.enum(SERVICE_RIGHTS)).optional(),
});

const WorkloadSchema = z.strictObject({
  title: text,
  database: z.strictObject({
    sizes: z.array(z.int().min(1)).min(1),
    unit: text,
    fill: z.union([z.literal("fill.sql"), call]),
  }).nullable(),
  endpoints: z.record(z.string(), z.union([SingleEndpoint, MixedEndpoint])),
  services: z.record(z.string(), Service).optional(),
  contract: z.array(z.strictObject({
    what: text,
    endpoint: text.optional(),
    look: call,
    againUnder: z.array(text).optional(),
  })).optional(),
  contractSize: z.int().min(1).optional(),
  defaults: z.strictObject({
    endpoint: text.optional(),
    connections: z.int().min(1).optional(),
    pool: z.strictObject({ poolMin: z.int().min(0), poolMax: z.int().min(1) }).optional(),
  }).optional(),
  shapes: z.record(z.string(), z.string()).optional(),
});

const VariantSchema = z.strictObject({
  name,
  title: text,
  runtime: text,
  model: z.enum(["sync", "async", "unknown"]),
  threaded: z.boolean(),
  endpoints: z.array(text).min(1),
  options: z.record(z.string(), z.array(z.string()).min(1)).optional(),
  needs: z.array(text).optional(),
  build: z.strictObject({ command: call }).optional(),
  command: call.optional(),
  ready: z.strictObject({
    line: text.optional(),
    times: z.enum(["once", "each worker"]).optional(),
    path: z.string().regex(/^\//, "expected a path from its first slash on").optional(),
    status: z.int().min(100).max(599).optional(),
  }).optional(),
  keepAlive: z.literal(false).optional(),
  env: z.record(z.string(), z.string()).optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
  pid: z.int().min(1).optional(),
  statements: call.optional(),
  mustLoad: z.strictObject({ file: text, what: text }).optional(),
  maxConnections: call.optional(),
});

/** A workload as its file declares it. */
export function declaredWorkload(value: unknown, file: string): Workload {
  const workload = declared(WorkloadSchema, value, file, "workload") as unknown as Workload;
  for (const [endpoint, its] of Object.entries(workload.endpoints)) {
    const named = "mix" in its ? Object.keys(its.mix) : [];
    for (const part of named) {
      const known = Object.entries(workload.endpoints).filter(([, one]) => !("mix" in one));
      if (known.some(([name]) => name === part)) continue;
      throw wrong(
        file,
        `its endpoint "${endpoint}" mixes "${part}", which is no single endpoint of it`,
        closestTo(part, known.map(([name]) => name)),
      );
    }
    for (const service of "mix" in its ? [] : its.services ?? []) {
      if (workload.services?.[service]) continue;
      throw wrong(
        file,
        `its endpoint "${endpoint}" calls the service "${service}", which is none of it`,
        closestTo(service, Object.keys(workload.services ?? {})),
      );
    }
  }
  return workload;
}

/** The variants as their file declares them. */
export function declaredVariants(value: unknown, file: string, runtimes: string[]): Variant[] {
  const variants = declared(
    z.array(VariantSchema),
    value,
    file,
    "variants",
  ) as unknown as Variant[];
  for (const { name, runtime, url, command, statements } of variants) {
    if (!runtimes.includes(runtime)) {
      throw wrong(file, `"${name}" has the runtime "${runtime}"`, closestTo(runtime, runtimes));
    }
    const lacks = runtime === "url"
      ? url === undefined && "url"
      : runtime === "sql"
      ? statements === undefined && "statements"
      : command === undefined && "command";
    if (lacks) {
      throw wrong(file, `"${name}", of the runtime "${runtime}", has no ${lacks}`, "add it");
    }
  }
  return variants;
}

function declared<T>(schema: z.ZodType<T>, value: unknown, file: string, exported: string): T {
  if (value === undefined) {
    throw wrong(file, `it exports no \`${exported}\``, `write export const ${exported} = …`);
  }
  const problem = wrongIn(schema, value, exported);
  if (problem !== null) throw wrong(file, problem.what, problem.remedy);
  return value as T;
}

const wrong = (file: string, what: string, remedy: string) =>
  new GauntletError(`Cannot read ${file}: ${what}; ${remedy}`);
