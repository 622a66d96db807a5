// The first steps: a broker's address becomes a connection once it has answered, and a new operator sees what comes next.

import type { Failure } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { count, plural } from "../shared/format";
import { ConnectionForm, trialProblem } from "./connection-form.svelte";

/** Tries an address and makes a connection of it. */
export class Start {
  readonly form: ConnectionForm;
  phase = $state<"idle" | "trying" | "adding">("idle");
  /** Why the broker or the engine did not take it; none where it did. */
  failure = $state.raw<Failure | null>(null);

  constructor(door: Door) {
    this.form = new ConnectionForm(door, [], null);
  }

  /** Tries the address and adds the connection; whether it did. */
  async connect(): Promise<boolean> {
    if (this.phase !== "idle") return false;
    const { form } = this;
    this.failure = null;
    form.set("url", completed(form.url));
    form.set("name", nameOf(form.url));
    this.phase = "trying";
    try {
      await form.try();
      if (form.trial.state === "failed") this.failure = form.trial.failure;
      if (form.trial.state !== "answered") return false;
      const message = trialProblem(form.trial.tested);
      if (message !== "") {
        this.failure = { code: "broker_unreachable", message, hint: "User name, CA file and client certificate are entered in Setup › Connections." };
        return false;
      }
      this.phase = "adding";
      const name = await form.save();
      this.failure = form.failure;
      return name !== null;
    } finally {
      this.phase = "idle";
    }
  }
}

/** An address as it is meant: `10.20.0.5` is that of a broker. */
export function completed(address: string): string {
  const text = address.trim();
  return text === "" || text.includes("://") ? text : `mqtt://${text}`;
}

/** What a connection to this address is called: the first part of the broker's name, or its whole number. */
export function nameOf(url: string): string {
  const host = url.replace(/^[a-z]+:\/\//i, "").replace(/[/?#].*$/, "").replace(/:\d*$/, "");
  if (/^[\d.]+$/.test(host) || host.startsWith("[")) return host;
  return host.split(".", 1)[0] ?? host;
}

/** One of the first steps. */
export interface Step {
  readonly key: "connect" | "traffic" | "accept" | "place";
  readonly word: string;
  /** What is done in it. */
  readonly words: string;
  /** How far it is. */
  readonly state: string;
  readonly done: boolean;
  /** Whether it can be taken now. */
  readonly open: boolean;
}

/** How far a new operator has come. */
export function firstSteps(connections: number, rows: readonly { readonly accepted: boolean; readonly floor: number | null }[]): Step[] {
  const accepted = rows.filter((row) => row.accepted).length;
  const placed = rows.filter((row) => row.floor !== null).length;
  const waiting = rows.length - accepted;
  return [
    { key: "connect", word: "Connect", words: "The address of a broker, tried at once. Plantroom listens only; nothing is ever sent.", state: connections === 0 ? "" : plural(connections, "connection"), done: connections > 0, open: true },
    { key: "traffic", word: "See traffic", words: "Every value that comes becomes a point, with unit, age and quality.", state: rows.length === 0 ? "" : `${plural(rows.length, "point")} heard`, done: rows.length > 0, open: connections > 0 },
    { key: "accept", word: "Accept", words: "Name, kind and unit are proposed for each, with the reason.", state: rows.length === 0 ? "" : `${count(accepted)} accepted, ${count(waiting)} wait`, done: accepted > 0, open: rows.length > 0 },
    { key: "place", word: "Place", words: "Buildings, floors and spaces; points go where they belong.", state: accepted === 0 ? "" : `${count(placed)} of ${count(accepted)} placed`, done: placed > 0, open: accepted > 0 },
  ];
}
