/**
 * The lab's own connections to PostgreSQL. Each question has a bound and ends with the run: a session
 * that is held up (a stopped process, a pooler that waits for another, a network that swallows) would
 * hold up everything else, and the end of the run too.
 */
import postgres, { type Sql } from "postgres";
import { LAB_APPLICATION } from "../nouns/session.ts";
import { GauntletError } from "../system/state.ts";
import { within } from "../system/within.ts";

/** The lab asks catalogs and books; copies and fillings, which take as long as they do, say so. */
export const QUESTION_LIMIT_S = 60;
/** A copy of a large database, on a slow disk. */
export const COPY_LIMIT_S = 900;
/** What is still asked once a run was told to stop: it tidies up, or leaves it to the next one. */
const TIDYING_LIMIT_S = 3;
const CONNECT_LIMIT_S = 10;

/** What connections of one database share: when they end, and whether one of them was given up. */
export interface Lifeline {
  signal?: AbortSignal;
  kind: "embedded" | "DATABASE_URL";
  /** Why nothing more is asked; `null` while PostgreSQL answers. */
  lost: GauntletError | null;
}

/** One connection that says nothing and is told apart from the servers' by its name. */
export function connect(url: string, lifeline: Lifeline, limitS: number = QUESTION_LIMIT_S): Sql {
  const sql = postgres(url, {
    ...hostOptions(url),
    max: 1,
    onnotice: () => {},
    connect_timeout: CONNECT_LIMIT_S,
    connection: { application_name: LAB_APPLICATION },
  });
  return bounded(sql, lifeline, limitS);
}

/**
 * postgres.js takes the brackets of an IPv6 address for a part of a name, and cuts what stands between
 * them at its first colon, unless it gets it in a list; its types leave the list out.
 */
function hostOptions(url: string): { host?: string; port?: number } {
  const { hostname, port } = new URL(url);
  if (!hostname.startsWith("[")) return {};
  return { host: [hostname.slice(1, -1)], port: [Number(port || 5432)] } as object;
}

/** The same face, on which a question that is waited for has a bound. */
function bounded(sql: Sql, lifeline: Lifeline, limitS: number): Sql {
  const wait = <T>(work: PromiseLike<T>, asked: string): Promise<T> => {
    const aborted = lifeline.signal?.aborted ?? false;
    if (lifeline.lost !== null) return Promise.reject(lifeline.lost);
    const bound = aborted ? TIDYING_LIMIT_S : limitS;
    return within(work, {
      limitS: bound,
      signal: aborted ? undefined : lifeline.signal,
      sentence: () => (lifeline.lost = new GauntletError(silence(lifeline, bound, asked))).message,
    });
  };
  /** A part of a question is never waited for, so that nothing but its `then` may be another. */
  const watched = (asking: unknown, asked: string) => {
    if (!(asking instanceof Promise)) return asking;
    const ask = asking.then.bind(asking);
    const then = (...next: Parameters<typeof ask>) => wait({ then: ask }, asked).then(...next);
    return Object.assign(asking, { then });
  };
  return new Proxy(sql, {
    apply: (target, self, args) => watched(Reflect.apply(target, self, args), textOf(args[0])),
    get: (target, name) => {
      const value = Reflect.get(target, name);
      if (name === "unsafe") {
        return (...args: unknown[]) => watched(value.apply(target, args), textOf(args[0]));
      }
      if (name === "begin") {
        return (...args: unknown[]) => wait(value.apply(target, args), "a transaction");
      }
      return value;
    },
  });
}

const SHOWN_CHARS = 60;

function textOf(asked: unknown): string {
  const text = Array.isArray(asked) ? asked.join("?") : typeof asked === "string" ? asked : "";
  const line = text.trim().replaceAll(/\s+/g, " ");
  return line.length > SHOWN_CHARS ? `${line.slice(0, SHOWN_CHARS)}…` : line;
}

function silence({ kind }: Lifeline, limitS: number, asked: string): string {
  const remedy = kind === "embedded"
    ? "see what holds up its processes or this machine, then run again"
    : "see what holds it up, and let DATABASE_URL name PostgreSQL itself and no pooler before it";
  return `Cannot ask PostgreSQL: it has not answered within ${limitS} s (${asked}); ${remedy}`;
}
