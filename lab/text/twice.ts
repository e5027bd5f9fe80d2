/** A name that stands twice in an object of JSON, of which `JSON.parse` keeps the last and says nothing. */

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]]/g;

/**
 * The first name that an object has twice; `null` where none has.
 *
 * @param json which `JSON.parse` takes
 * @example
 * ```ts
 * import { nameTwice } from "lab/text/twice.ts";
 * console.log(nameTwice('{"a": {"b": 1}, "c": {"b": 2}}')); // null
 * console.log(nameTwice('{"a": 1, "\\u0061": 2}')); // a
 * ```
 */
export function nameTwice(json: string): string | null {
  const open: Set<string>[] = [];
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    else if (/^\s*:/.test(json.slice(index + token.length))) {
      const name: string = JSON.parse(token);
      if (open.at(-1)!.has(name)) return name;
      open.at(-1)!.add(name);
    }
  }
  return null;
}
