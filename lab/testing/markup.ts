/** Data with markup in every text that its schema lets through. */
import type { z } from "zod";

/** Ends whatever a text may stand in, and then does what no text may do; as a regular expression, valid. */
export const MARKUP =
  `"'></title></text></svg></style></script><img src=x onerror="globalThis.owned=1">` +
  `<script>globalThis.owned=1</script><svg onload=globalThis.owned=1>` +
  `[l](javascript:globalThis.owned=1)![p](http://127.0.0.1:9/p)`;

/**
 * A copy of data with markup behind every text, in values and in the keys of records, wherever its
 * schema accepts that. What was the same text before is the same text afterwards, so that names still
 * lead to what they name.
 *
 * @param except fields that are read by programs and refused by these
 * @returns the data, and the fields that were fed
 */
export function withMarkup<T>(
  schema: z.ZodType<T>,
  data: T,
  except: readonly string[] = [],
): { fed: T; fields: Set<string> } {
  const fed = structuredClone(data);
  const fields = new Set<string>();
  const refused = new Set<string>();
  const isFine = () => schema.safeParse(fed).success;
  const each = (visit: (parent: Record<string, unknown>, key: string, field: string) => void) => {
    const walk = (parent: Record<string, unknown>, path: string) => {
      for (const key of Object.keys(parent)) {
        if (except.includes(key)) continue;
        const field = Array.isArray(parent) ? path : `${path}.${key}`.replace(/^\./, "");
        const value = parent[key];
        if (typeof value === "object" && value !== null) walk(value as typeof parent, field);
        visit(parent, key, field);
      }
    };
    walk(fed as Record<string, unknown>, "");
  };
  each((parent, key, field) => {
    const value = parent[key];
    if (typeof value !== "string") return;
    parent[key] = value + MARKUP;
    if (isFine()) return fields.add(field);
    parent[key] = value;
    refused.add(value);
  });
  each((parent, key, field) => {
    // A key that names what could not be renamed must go on to name it.
    if (Array.isArray(parent) || refused.has(key)) return;
    const value = parent[key];
    delete parent[key];
    parent[key + MARKUP] = value;
    if (isFine()) return fields.add(`key ${field}`);
    delete parent[key + MARKUP];
    parent[key] = value;
  });
  return { fed, fields };
}
