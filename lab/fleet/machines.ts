/** The machines of a fleet: which of them take part, and why others do not. */
import type { FleetCommand, FleetEvent, Machine } from "./protocol.ts";

/** One that takes part. */
export interface Member {
  worker: string;
  name: string;
  machine: Machine;
  /** Whether it has said that it is ready. */
  ready: boolean;
}

export interface MachinesOptions {
  codeHash: string;
  tell: (command: FleetCommand) => void;
  /** Told in a sentence who takes no part. */
  note: (sentence: string) => void;
}

type Came = Extract<FleetEvent, { type: "worker" }>;

/**
 * Why a worker may not measure blocks of a run, as the rest of a sentence; `null`: it may.
 *
 * @example
 * ```ts
 * import { refusalOf } from "lab/fleet/machines.ts";
 * const machine = { type: "machine" as const, machineId: "a", codeHash: "b".repeat(64), bootId: null };
 * const came = { type: "worker" as const, worker: "tcp://10.0.0.6:4000", name: "six", machine, reason: null };
 * console.log(refusalOf(came, [], "c".repeat(64)));
 * // its code (bbbbbbbb) is not that of this run (cccccccc); check out the same commit there
 * ```
 */
export function refusalOf(
  { machine, reason }: Came,
  members: readonly Member[],
  codeHash: string,
): string | null {
  if (machine === null) return reason ?? "its runner said nothing";
  if (machine.codeHash !== codeHash) {
    return `its code (${machine.codeHash.slice(0, 8)}) is not that of this run (${
      codeHash.slice(0, 8)
    }); check out the same commit there`;
  }
  const twin = members.find((each) => each.machine.machineId === machine.machineId);
  return twin === undefined
    ? null
    : `it has the state folder of "${twin.name}", which takes part; start one worker a machine`;
}

/** Keeps the list as workers come and go. */
export class Machines {
  readonly #options: MachinesOptions;
  readonly #members = new Map<string, Member>();
  /** Sentences on those that were refused, the last one last. */
  readonly refusals: string[] = [];

  constructor(options: MachinesOptions) {
    this.#options = options;
  }

  get ready(): Member[] {
    return [...this.#members.values()].filter(({ ready }) => ready);
  }

  of(worker: string): Member | undefined {
    return this.#members.get(worker);
  }

  came(event: Came): void {
    const refusal = refusalOf(event, [...this.#members.values()], this.#options.codeHash);
    if (refusal !== null) return this.#refuse(event.name, refusal);
    const { worker, name, machine } = event;
    this.#members.set(worker, { worker, name, machine: machine!, ready: false });
    this.#options.tell({ type: "take", worker });
    const beside = this.#beside(worker);
    if (beside.length > 1) {
      this.#options.note(
        `The workers ${
          beside.map(({ name }) => name).join(" and ")
        } share a machine: this tries a ` +
          `fleet out, and no figure of it is worth much`,
      );
    }
  }

  /** How many workers share the machine of one, itself included. */
  countBeside(worker: string): number {
    return Math.max(1, this.#beside(worker).length);
  }

  #beside(worker: string): Member[] {
    const bootId = this.#members.get(worker)?.machine.bootId ?? null;
    if (bootId === null) return [];
    return [...this.#members.values()].filter(({ machine }) => machine.bootId === bootId);
  }

  taken(worker: string): void {
    const member = this.#members.get(worker);
    if (member) member.ready = true;
  }

  gone(worker: string): Member | undefined {
    const member = this.#members.get(worker);
    this.#members.delete(worker);
    return member;
  }

  /** One that could not measure a block: others do it. */
  leave(worker: string, reason: string): void {
    const member = this.gone(worker);
    if (member === undefined) return;
    this.#options.tell({ type: "leave", worker });
    this.#refuse(member.name, reason);
  }

  #refuse(name: string, reason: string): void {
    const sentence = `The worker "${name}" takes no part: ${reason}`;
    this.refusals.push(sentence);
    this.#options.note(sentence);
  }
}
