// All counters of the engine at one moment, and what they add up to.

import type { ConnectionHealth, Failure, HealthView, Timestamp } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";

/** One side of a balance: how many, and of which reasons where that is told. */
export interface Part {
  word: string;
  count: number;
  reasons: readonly (readonly [reason: string, count: number])[];
}

/** A sum that must come out: the whole, its parts, and what is not accounted for. */
export interface Sum {
  word: string;
  whole: number;
  parts: readonly Part[];
  /** The whole less its parts: 0 where every one is accounted for. */
  open: number;
}

/** received = understood + refused. */
export function messageSum(connections: readonly ConnectionHealth[]): Sum {
  const add = (pick: (one: ConnectionHealth) => number) => connections.reduce((sum, one) => sum + pick(one), 0);
  return sum("Received", add((one) => one.messages.received), [
    plain("Understood", add((one) => one.messages.understood)),
    refused(connections.map((one) => one.messages.refused)),
  ]);
}

/** read = stored + duplicate + replaced + refused + undecided. */
export function valueSum(connections: readonly ConnectionHealth[]): Sum {
  const add = (pick: (one: ConnectionHealth) => number) => connections.reduce((sum, one) => sum + pick(one), 0);
  return sum("Read", add((one) => one.values.read), [
    plain("Stored", add((one) => one.values.stored)),
    plain("Duplicate", add((one) => one.values.duplicate)),
    plain("Replaced", add((one) => one.values.replaced)),
    refused(connections.map((one) => one.values.refused)),
    plain("Undecided", add((one) => one.values.undecided)),
  ]);
}

/** Messages of the quarantine that were heard again. */
export function heardAgain(connections: readonly ConnectionHealth[]): number {
  return connections.reduce((sum, one) => sum + one.replayed.messages, 0);
}

/** What was read of them, beside both balances: read = new + stored already + replaced + refused. */
export function replaySum(connections: readonly Pick<ConnectionHealth, "replayed">[]): Sum {
  const add = (pick: (one: ConnectionHealth["replayed"]) => number) => connections.reduce((sum, one) => sum + pick(one.replayed), 0);
  return sum("Read again", add((one) => one.read), [
    plain("New", add((one) => one.stored)),
    plain("Stored already", add((one) => one.duplicate)),
    plain("Replaced", add((one) => one.replaced)),
    plain("Refused again", add((one) => one.refused)),
  ]);
}

function sum(word: string, whole: number, parts: readonly Part[]): Sum {
  return { word, whole, parts, open: whole - parts.reduce((all, part) => all + part.count, 0) };
}

function plain(word: string, count: number): Part {
  return { word, count, reasons: [] };
}

function refused(all: readonly Record<string, number>[]): Part {
  const reasons = new Map<string, number>();
  for (const one of all) for (const [reason, count] of Object.entries(one)) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  const sorted = [...reasons].sort((a, b) => b[1] - a[1]);
  return { word: "Refused", count: sorted.reduce((all, [, count]) => all + count, 0), reasons: sorted };
}

/** The counters, asked for when somebody looks at them. */
export class Counters {
  view = $state.raw<HealthView | null>(null);
  /** When they were asked for last with success, by this computer's clock. */
  at = $state<Timestamp | null>(null);
  failure = $state<Failure | null>(null);

  readonly #door: Door;
  readonly #clock: () => Timestamp;
  #asking = false;

  constructor(door: Door, clock: () => Timestamp) {
    this.#door = door;
    this.#clock = clock;
  }

  /** Asks for the counters; never twice at once. */
  async load(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      this.view = await this.#door.call("health", {});
      this.at = this.#clock();
      this.failure = null;
    } catch (reason) {
      this.failure = toFailure(reason);
    } finally {
      this.#asking = false;
    }
  }

  of(name: string): ConnectionHealth | undefined {
    return this.view?.connections.find((one) => one.name === name);
  }
}
