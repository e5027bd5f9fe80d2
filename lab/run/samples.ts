/**
 * Answers beside the load: a few a second while the window is open, each on a connection of its own,
 * some of the load's, and many at once when the load has ended. They are the workload's own requests,
 * and its own checks decide; checked is when nothing is measured any more.
 */
import { Buffer } from "node:buffer";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import zlib from "node:zlib";
import type { Sql } from "postgres";
import { Client } from "undici";
import type { KeptAnswer } from "../nouns/kept.ts";
import { drawRequests, parametersOf } from "../nouns/requests.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Outcome } from "../nouns/outcome.ts";
import type { FoundWorkload, HttpRequest, SingleEndpoint } from "../nouns/workload.ts";
import { textOfOthers } from "../system/secrets.ts";

/** What samples tell of a trial. */
export type Samples = Pick<
  Extract<Outcome, { state: "completed" }>,
  | "sampledCount"
  | "sampledWrongCount"
  | "sampledWrong"
  | "sampledFailure"
  | "sampledDistinctCount"
  | "sampledRequestDistinctCount"
  | "sampledForms"
>;

/** An answer as it came, and what it answers. */
export interface Sample {
  endpoint: string;
  request: HttpRequest;
  status: number;
  headers: Headers;
  /** As it was meant to be read. */
  body: string;
  /** How its body was sent: `plain`, or `gzip, chunked`. */
  form: string;
}

/** Four a second cost the machine about a thousandth of a core, and a window of 3 s has a dozen. */
const STEP_MS = 250;
/** Of a server that answers slowly, no more of its answers than one in so many. */
const LEAST_OF_LOAD = 100;
/** After the load: one wrong answer in two hundred is among them 19 times in 20. */
const AFTER_COUNT = 600;
/** A server that takes longer for them is asked for fewer. */
const AFTER_LIMIT_MS = 500;
const AFTER_CONNECTIONS = 16;
/** A sample that is not answered by then is nobody's: the load counts its own timeouts. */
const ANSWER_LIMIT_MS = 10_000;
/** How long one that is under way is waited for at the end. */
const LAST_LIMIT_MS = 1_000;
/** All samples of a trial are held until they are checked: of long answers there are fewer. */
const MOST_CHARS = 16_000_000;
/** A check may take a query of its own: those that are left by then are left out. */
const CHECK_LIMIT_MS = 1_000;
/** A load generator counts its requests from 0 on: names and keys made from these are never the same. */
const INDEX_FROM = 900_000_001;

/** What is sampled. */
export interface Sampled {
  cell: Cell;
  workload: FoundWorkload;
  url: string;
  /** The lab's own connection; `null` where the server's database is another. */
  sql: Sql | null;
  seed: number;
}

/** Takes samples; what was seen is checked when it is asked for. */
export class Sampler implements Disposable {
  readonly #what: Sampled;
  readonly #next: () => { endpoint: string; request: HttpRequest };
  readonly #samples: Sample[] = [];
  readonly #abort = new AbortController();
  #charCount = 0;

  constructor(what: Sampled) {
    this.#what = what;
    const { workload, cell: { scenario }, seed } = what;
    const share = { index: INDEX_FROM, count: 1 };
    this.#next = drawRequests(workload, { ...scenario, seed }, share).next;
  }

  /**
   * Samples beside the load until the returned function is called, which waits for the last of them.
   *
   * @param loadRps what the load gets: samples are a hundredth of it at most
   */
  beside(loadRps: number): () => Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#abort.signal]);
    const stepMs = Math.max(STEP_MS, 1000 * LEAST_OF_LOAD / Math.max(loadRps, 1e-9));
    const underWay = new Set<Promise<void>>();
    const ask = () => {
      // A connection each: whoever answers new connections is asked, and not one worker for ever.
      const asked: Promise<void> = withClient(this.#what.url, (client) => this.#ask(client))
        .finally(() => underWay.delete(asked));
      underWay.add(asked);
    };
    const work = (async () => {
      for (;;) {
        // A timer of more than 2^31 ms would end at once.
        await sleep(Math.min(stepMs, 1e9), undefined, { signal });
        ask();
      }
    })().catch(() => {});
    return async () => {
      over.abort();
      await work;
      await atMost(LAST_LIMIT_MS, Promise.all(underWay));
    };
  }

  /** Adds what the load itself was answered: its connections are kept, and a sample's are new. */
  async ofLoad(answers: readonly KeptAnswer[]): Promise<void> {
    for (const { headers, bodyBase64, ...answer } of answers) {
      if (this.#charCount > MOST_CHARS) return;
      const read = await readAnswer(new Headers(headers), Buffer.from(bodyBase64, "base64"));
      this.#charCount += read.body.length;
      this.#samples.push({ ...answer, ...read });
    }
  }

  /** Samples as fast as the server answers, when the load has ended. */
  async afterwards(): Promise<void> {
    const until = performance.now() + AFTER_LIMIT_MS;
    let left = AFTER_COUNT;
    const lane = () =>
      withClient(this.#what.url, async (client) => {
        while (left-- > 0 && performance.now() < until) await this.#ask(client);
      });
    const count = Math.min(AFTER_CONNECTIONS, this.#what.cell.scenario.load.connections);
    const all = Promise.all(Array.from({ length: count }, lane));
    await atMost(AFTER_LIMIT_MS + LAST_LIMIT_MS, all);
  }

  /** Checks what was sampled, and compares it. */
  async checked(): Promise<Samples> {
    this.#abort.abort();
    return await samplesOf([...this.#samples], this.#what);
  }

  /** One that is not answered is left out. */
  async #ask(client: Client): Promise<void> {
    if (this.#charCount > MOST_CHARS) return;
    const drawn = this.#next();
    const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
    const sample = await answerOf(client, drawn.request, signal).catch(() => null);
    if (sample === null || this.#abort.signal.aborted) return;
    this.#charCount += sample.body.length;
    this.#samples.push({ ...drawn, ...sample });
  }

  [Symbol.dispose](): void {
    this.#abort.abort();
  }
}

/** Waits for some work, but not for ever; the timer goes with it. */
async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const limit = sleep(ms, undefined, { signal: over.signal }).catch(() => {});
  await Promise.race([work, limit]).finally(() => over.abort());
}

async function withClient(url: string, use: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client(url, { pipelining: 1 });
  try {
    await use(client);
  } finally {
    await client.destroy().catch(() => {});
  }
}

/** An answer, undecoded: what the load got, and not what a browser would have asked for. */
async function answerOf(
  client: Client,
  { method = "GET", path, headers, body }: HttpRequest,
  signal: AbortSignal,
): Promise<Omit<Sample, "endpoint" | "request">> {
  const answer = await client.request({ method: method as "GET", path, headers, body, signal });
  const bytes = new Uint8Array(await answer.body.arrayBuffer());
  const given = new Headers(
    Object.entries(answer.headers).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value ?? ""]).map((one): [string, string] => [name, one])
    ),
  );
  return { status: answer.statusCode, ...await readAnswer(given, bytes) };
}

/** A body as it was meant to be read, and how it was sent. */
async function readAnswer(
  headers: Headers,
  bytes: Uint8Array,
): Promise<Pick<Sample, "headers" | "body" | "form">> {
  const encoding = headers.get("content-encoding")?.toLowerCase() ?? "";
  const chunked = headers.get("transfer-encoding")?.toLowerCase().includes("chunked") ?? false;
  const form = [...encoding ? [encoding] : [], ...chunked ? ["chunked"] : []].join(", ");
  return {
    headers,
    body: new TextDecoder().decode(await decoded(bytes, encoding)),
    form: beginning(form, 60) || "plain",
  };
}

const DECODERS: Record<string, (bytes: Uint8Array) => Promise<Uint8Array>> = {
  gzip: promisify(zlib.gunzip),
  "x-gzip": promisify(zlib.gunzip),
  deflate: promisify(zlib.inflate),
  br: promisify(zlib.brotliDecompress),
};

/** What is not what it says, or is said to be what nobody knows, is left as it came: the check sees it. */
const decoded = (bytes: Uint8Array, encoding: string): Promise<Uint8Array> =>
  DECODERS[encoding]?.(bytes).catch(() => bytes) ?? Promise.resolve(bytes);

/** What samples tell: each is checked, and all are compared with each other. */
export async function samplesOf(
  samples: readonly Sample[],
  { cell, workload, sql }: Pick<Sampled, "cell" | "workload" | "sql">,
): Promise<Samples> {
  const until = performance.now() + CHECK_LIMIT_MS;
  const verdicts = new Map<string, string | null>();
  const checked: Sample[] = [];
  const problems: { sample: Sample; problem: string }[] = [];
  for (const sample of samples) {
    if (checked.length > 0 && performance.now() > until) break;
    const key = JSON.stringify([sample.request, sample.status, sample.body]);
    // The same answer to the same request is checked once.
    const known = verdicts.get(key);
    const problem = known === undefined ? await problemOf(sample, cell, workload, sql) : known;
    verdicts.set(key, problem);
    checked.push(sample);
    if (problem !== null) problems.push({ sample, problem });
  }
  // The load counts any other status as a failure by itself.
  const [wrong, failed] = [true, false].map((ok) =>
    problems.filter(({ sample: { status } }) => (status >= 200 && status <= 299) === ok)
  ) as [typeof problems, typeof problems];
  const said = (found: typeof problems) =>
    found.slice(0, 1).map(({ sample, problem }) => beginning(`${sample.endpoint} ${problem}`));
  const [firstWrong, firstFailed] = [said(wrong)[0], said(failed)[0]];
  const distinct = (of: (sample: Sample) => string) => new Set(checked.map(of)).size;
  return {
    sampledCount: checked.length,
    sampledWrongCount: wrong.length,
    ...(firstWrong === undefined ? {} : { sampledWrong: firstWrong }),
    ...(firstFailed === undefined ? {} : { sampledFailure: firstFailed }),
    sampledDistinctCount: distinct(({ body }) => body),
    sampledRequestDistinctCount: distinct(({ request }) => JSON.stringify(request)),
    sampledForms: [...new Set(checked.map(({ form }) => form))].sort().slice(0, 8),
  };
}

/** A check that fails for once, as with a connection that was cut, is made again. */
async function problemOf(
  sample: Sample,
  cell: Cell,
  workload: FoundWorkload,
  sql: Sql | null,
): Promise<string | null> {
  const look = () => checkOf(sample, cell, workload, sql);
  try {
    return await look().catch(look);
  } catch (error) {
    return `could not be checked: ${(error as Error).message}`;
  }
}

async function checkOf(
  { endpoint, request, status, headers, body }: Sample,
  { settings, scenario: { size, parameters } }: Cell,
  { endpoints }: FoundWorkload,
  sql: Sql | null,
): Promise<string | null> {
  const single = endpoints[endpoint] as SingleEndpoint;
  const answer = { request, status, headers, body };
  const given = parametersOf(single, parameters);
  return await single.check(answer, { sql, settings, size, parameters: given });
}

/** The beginning of what a server wrote, in one line: an answer beside a sentence. */
const beginning = (text: string, lengthMax = 300) =>
  textOfOthers(text.replace(/\s+/g, " ").trim(), { lengthMax });
