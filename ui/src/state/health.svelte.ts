// The connections and the balance of what came in: received = stored + duplicate + replaced + refused + undecided.

import type { ConnectionHealth, ConnectionView, Failure, HealthView, MessageCounts, Timestamp, ValueCounts } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";

/** Between two requests for the counters. */
const REST_MS = 2_000;

/** What became of all values, over all connections. */
export interface Balance {
  received: number;
  stored: number;
  duplicate: number;
  refused: number;
  replaced: number;
  undecided: number;
  /** Received less everything that is accounted for: values on their way. */
  open: number;
  messages: { received: number; understood: number; refused: number };
}

/** Where the connections stand as a whole. */
export type Standing = "none" | "live" | "partly" | "connecting" | "offline";

/** Follows the connections and their counters. */
export class Health {
  connections = $state.raw<readonly ConnectionView[]>([]);
  balance = $state.raw<Balance | null>(null);
  /** The running totals of each connection by its name. */
  counters = $state.raw<ReadonlyMap<string, ConnectionHealth>>(new Map());
  loaded = $state(false);
  failure = $state<Failure | null>(null);

  #door: Door;
  #asking = false;
  #again = false;
  #rest: ReturnType<typeof setTimeout> | null = null;

  constructor(door: Door) {
    this.#door = door;
  }

  /** How many are live. */
  get live(): number {
    return this.connections.filter((one) => one.state === "live").length;
  }

  get standing(): Standing {
    if (this.connections.length === 0) return "none";
    if (this.live === this.connections.length) return "live";
    if (this.live > 0) return "partly";
    const starting = this.connections.some((one) => ["idle", "connecting", "subscribing"].includes(one.state));
    return starting ? "connecting" : "offline";
  }

  /** Since when the last of them is gone. */
  get offlineSince(): Timestamp | null {
    const since = this.connections.map((one) => one.since).filter((one) => one !== null);
    return since.length === 0 ? null : Math.max(...since);
  }

  /** When the newest message came on any of them. */
  get newest(): Timestamp | null {
    const newest = this.connections.map((one) => one.newest).filter((one) => one !== null);
    return newest.length === 0 ? null : Math.max(...newest);
  }

  /** What is the matter, one entry per connection that has something to say. */
  get troubles(): readonly ConnectionView[] {
    return this.connections.filter((one) => one.explanation !== "");
  }

  /** Asks for connections and counters. */
  async load(): Promise<void> {
    try {
      this.connections = await this.#door.call("connections", {});
      this.loaded = true;
      this.failure = null;
    } catch (reason) {
      this.failure = toFailure(reason);
      return;
    }
    await this.refresh();
  }

  /** Takes changed connections and asks for the counters behind them. */
  take(connections: readonly ConnectionView[]): void {
    this.connections = connections;
    this.loaded = true;
    void this.refresh();
  }

  /** Asks for the counters; never twice at once and at most every two seconds. */
  async refresh(): Promise<void> {
    if (this.#asking || this.#rest !== null) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    this.#again = false;
    try {
      const view = await this.#door.call("health", {});
      this.balance = balanceOf(view);
      this.counters = new Map(view.connections.map((one) => [one.name, one]));
    } catch {
      // The counters are an extra: what was shown last stays, and the failure shows where the values are.
    } finally {
      this.#asking = false;
    }
    this.#rest = setTimeout(() => {
      this.#rest = null;
      if (this.#again) void this.refresh();
    }, REST_MS);
  }
}

/** The balance over all connections. */
export function balanceOf(health: HealthView): Balance {
  const sum = (pick: (values: ValueCounts) => number) => health.connections.reduce((all, one) => all + pick(one.values), 0);
  const messages = (pick: (messages: MessageCounts) => number) => health.connections.reduce((all, one) => all + pick(one.messages), 0);
  const received = sum((values) => values.read);
  const stored = sum((values) => values.stored);
  const duplicate = sum((values) => values.duplicate);
  const replaced = sum((values) => values.replaced);
  const undecided = sum((values) => values.undecided);
  const refused = sum((values) => refusedOf(values));
  return {
    received,
    stored,
    duplicate,
    replaced,
    undecided,
    refused,
    open: received - stored - duplicate - replaced - undecided - refused,
    messages: {
      received: messages((one) => one.received),
      understood: messages((one) => one.understood),
      refused: messages((one) => refusedOf(one)),
    },
  };
}

/** How many were refused, for whatever reason. */
export function refusedOf(counts: { readonly refused: Readonly<Record<string, number>> }): number {
  return Object.values(counts.refused).reduce((all, one) => all + one, 0);
}
