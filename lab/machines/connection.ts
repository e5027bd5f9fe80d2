/** The near side of an agent: starts it by the machine's words, asks, hears, and notices when it is lost. */
import { setTimeout as sleep } from "node:timers/promises";
import { jsonLines, lineWriter } from "../system/processes/lines.ts";
import { ManagedProcess } from "../system/processes/processes.ts";
import { textOfOthers } from "../system/secrets.ts";
import { GauntletError } from "../system/state.ts";
import { within } from "../system/within.ts";
import { agentCommand, type KnownMachine } from "./known.ts";
import {
  AgentCommand,
  AgentEvent,
  type Answer,
  type Asked,
  BEAT_S,
  BEATS_LOST_S,
  type CallName,
  CALLS,
} from "./protocol.ts";

/** A far machine loads the lab within so long, an `npx` among it. */
const HELLO_LIMIT_S = 60;
/** What takes longer says so where it is asked. */
const ANSWER_LIMIT_S = 60;
const FIRST_BEATS = 5;
/** The agent ends what it started, PostgreSQL last; then it is ended. */
const LEAVE_LIMIT_S = 15;
/** What is lost, or never said hello, has nothing to end. */
const GONE_LIMIT_S = 1;
/** A login shell greets with a page; whatever says more, and no hello, is no agent. */
const GREETING_LIMIT_BYTES = 64_000;

/** The end of it, for the sentence. */
const LOG_LIMIT_CHARS = 2000;

const ECHO =
  "gives back what it is told, as a terminal does or what is no agent; let its words in " +
  "machines.json start a command without a terminal (ssh -T, kubectl exec -i, neither with -t)";
const NO_AGENT = "says much and no hello: the words in machines.json start something else";

type EventOf<Type> = Extract<AgentEvent, { type: Type }>;
type Waiting = PromiseWithResolvers<unknown>;

/** One agent, while it can be asked. */
export class AgentConnection implements AsyncDisposable {
  readonly #machine: KnownMachine;
  readonly #process: ManagedProcess;
  readonly #say: (message: unknown) => Promise<void>;
  readonly #lost = new AbortController();
  readonly #hello = Promise.withResolvers<void>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #beats: ReturnType<typeof setInterval>;
  readonly #sentAtMs = new Map<number, number>();
  readonly #hearers = new Set<(event: AgentEvent) => void>();
  #asked = 0;
  #beat = 0;
  #heardAtMs = performance.now();
  #isGreeted = false;
  #isLeaving = false;
  /** The end of what was said before the hello: by a login shell, or by what is no agent. */
  #greeting = "";
  /** The quickest beat's: what was held up tells nothing of the way. */
  #distance = { clockOffsetMs: 0, roundTripMs: Infinity };

  private constructor(machine: KnownMachine) {
    this.#machine = machine;
    const [program, ...args] = agentCommand(machine);
    this.#process = started(machine, program!, args);
    this.#say = lineWriter(this.#process.child.stdin);
    this.#hello.promise.catch(() => {});
    this.#read().catch((error) => this.#lose(String(error.message ?? error)));
    this.#beats = setInterval(() => this.#sendBeat(), BEAT_S * 1000);
  }

  /**
   * Starts an agent.
   *
   * @throws GauntletError when it does not say hello, with what was said instead
   */
  static async open(machine: KnownMachine, signal?: AbortSignal): Promise<AgentConnection> {
    const connection = new AgentConnection(machine);
    try {
      await within(connection.#hello.promise, {
        limitS: HELLO_LIMIT_S,
        signal,
        sentence: () => connection.#sentence(`has not said hello within ${HELLO_LIMIT_S} s`),
      });
      // A few words there and back, one after the other: the quickest tells how far it is.
      for (let round = 0; round < FIRST_BEATS; round++) {
        const beat = connection.#sendBeat();
        await within(connection.#beaten(beat!), {
          limitS: ANSWER_LIMIT_S,
          signal,
          sentence: () => connection.#sentence(`has not answered within ${ANSWER_LIMIT_S} s`),
        });
      }
      return connection;
    } catch (error) {
      await connection[Symbol.asyncDispose]();
      throw error;
    }
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  get distance(): { clockOffsetMs: number; roundTripMs: number } {
    return this.#distance;
  }

  /** Is told each event, until it leaves scope. */
  hear(hearer: (event: AgentEvent) => void): Disposable {
    this.#hearers.add(hearer);
    return { [Symbol.dispose]: () => void this.#hearers.delete(hearer) };
  }

  say(pid: number, message: unknown): Promise<void> {
    return this.#say({ type: "say", pid, message });
  }

  /**
   * Asks the agent.
   *
   * @throws GauntletError with the agent's sentence, or when it is lost or does not answer in time
   */
  async ask<Name extends CallName>(
    name: Name,
    asked: Asked<Name>,
    { limitS = ANSWER_LIMIT_S, signal }: { limitS?: number; signal?: AbortSignal } = {},
  ): Promise<Answer<Name>> {
    this.lost.throwIfAborted();
    const id = ++this.#asked;
    const waiting: Waiting = Promise.withResolvers();
    this.#waiting.set(id, waiting);
    try {
      await this.#say({ type: "ask", id, name, asked });
      const answer = await within(waiting.promise, {
        limitS,
        signal,
        sentence: () => this.#sentence(`has not answered "${name}" within ${limitS} s`),
      });
      return CALLS[name].answer.parse(answer) as Answer<Name>;
    } finally {
      this.#waiting.delete(id);
    }
  }

  #sendBeat(): number | null {
    // Until it has loaded the lab there is another limit.
    if (this.#isGreeted && performance.now() - this.#heardAtMs > BEATS_LOST_S * 1000) {
      this.#lose(`has said nothing for ${BEATS_LOST_S} s`);
      return null;
    }
    this.#sentAtMs.set(++this.#beat, performance.now());
    void this.#say({ type: "beat", beat: this.#beat });
    return this.#beat;
  }

  /** Fulfilled when a beat has come back. */
  #beaten(beat: number): Promise<void> {
    const waiting: Waiting = Promise.withResolvers();
    // Beats count down where questions count up.
    this.#waiting.set(-beat, waiting);
    return waiting.promise.finally(() => this.#waiting.delete(-beat)) as Promise<void>;
  }

  async #read(): Promise<void> {
    let greetingBytes = 0;
    const bounded = new TransformStream<Uint8Array, Uint8Array>({
      transform: (bytes, controller) => {
        greetingBytes += bytes.length;
        if (this.#isGreeted || greetingBytes <= GREETING_LIMIT_BYTES) {
          controller.enqueue(bytes);
          return;
        }
        // A flood that comes in one piece is not read as lines any more.
        this.#greeting ||= new TextDecoder().decode(bytes.slice(-LOG_LIMIT_CHARS));
        controller.error(new Error(NO_AGENT));
      },
    });
    for await (const line of jsonLines(this.#process.child.stdout.pipeThrough(bounded))) {
      this.#heardAtMs = performance.now();
      const json = readJson(line);
      const parsed = AgentEvent.safeParse(json);
      if (parsed.success) this.#hearEvent(parsed.data);
      else if (AgentCommand.safeParse(json).success) return this.#lose(ECHO);
      else if (!this.#isGreeted) {
        this.#greeting = `${this.#greeting}\n${line}`.slice(-LOG_LIMIT_CHARS);
      }
    }
    const { code } = await this.#process.child.status;
    this.#lose(`ended with code ${code}`);
  }

  #hearEvent(event: AgentEvent): void {
    if (event.type === "hello") {
      this.#isGreeted = true;
      this.#hello.resolve();
    }
    if (event.type === "beat") this.#hearBeat(event);
    if (event.type === "answer") this.#waiting.get(event.id)?.resolve(event.answer);
    if (event.type === "refused") {
      const { reason, fault } = event;
      const error = fault ? new Error(reason) : new GauntletError(reason);
      this.#waiting.get(event.id)?.reject(error);
    }
    for (const hearer of this.#hearers) hearer(event);
  }

  #hearBeat({ beat, wallMs }: EventOf<"beat">): void {
    const sentAtMs = this.#sentAtMs.get(beat);
    this.#sentAtMs.delete(beat);
    this.#waiting.get(-beat)?.resolve(undefined);
    if (sentAtMs === undefined) return;
    const roundTripMs = performance.now() - sentAtMs;
    if (roundTripMs > this.#distance.roundTripMs) return;
    const clockOffsetMs = wallMs - (Date.now() - roundTripMs / 2);
    this.#distance = { clockOffsetMs: rounded(clockOffsetMs), roundTripMs: rounded(roundTripMs) };
  }

  #lose(what: string): void {
    clearInterval(this.#beats);
    if (this.#isLeaving || this.lost.aborted) return;
    const error = new GauntletError(this.#sentence(what));
    this.#lost.abort(error);
    this.#hello.reject(error);
    for (const { reject, promise } of this.#waiting.values()) {
      promise.catch(() => {});
      reject(error);
    }
  }

  #sentence(what: string): string {
    const { name } = this.#machine;
    // What stands in a trial names no host, as ssh does.
    if (this.#isGreeted) {
      return `The machine "${name}" is lost: its agent ${what}; see whether its words in ` +
        `machines.json still reach it, then "deno task setup --on ${name}"`;
    }
    return `Cannot reach the machine "${name}": its agent ${what}; see what ` +
      `"deno task setup --on ${name}" says; it said:\n${this.#said() || "(nothing)"}`;
  }

  /** The last lines, what went beside its stdout after what stood there. */
  #said(): string {
    const greeting = textOfOthers(this.#greeting, { keep: "end" });
    return `${greeting}\n${this.#process.logTail(5)}`.trim().split("\n").slice(-5).join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isLeaving = true;
    clearInterval(this.#beats);
    const limitS = this.lost.aborted || !this.#isGreeted ? GONE_LIMIT_S : LEAVE_LIMIT_S;
    // A pipe that nobody reads at its other end takes no word.
    await Promise.race([this.#say({ type: "leave" }), sleep(GONE_LIMIT_S * 1000)]);
    const bound = {
      limitS,
      sentence: () => "",
    };
    await within(this.#process.child.status, bound).catch(() => {});
    // Its own heartbeat ends what a word no longer reaches.
    await this.#process.stop(1);
  }
}

function started({ name }: KnownMachine, program: string, args: string[]): ManagedProcess {
  try {
    return new ManagedProcess({ program, args, stdin: "piped", stdout: "piped" }, LEAVE_LIMIT_S);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new GauntletError(
      `Cannot reach the machine "${name}": there is no program "${program}" here, with which its ` +
        `words in machines.json begin; install it, or correct them`,
    );
  }
}

const rounded = (ms: number) => Math.round(ms * 1000) / 1000;

function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
