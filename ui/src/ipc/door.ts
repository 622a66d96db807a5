// What the window can ask of the engine and what it hears from it. Two things implement it: client.ts for the real
// engine, fake.ts for tests and for looking at the pages without one.

import type { Event, Requests } from "./bindings";
import type { Frame } from "./frame";

/** Hears what the one stream carries. */
export interface Listener {
  /** Takes changed values. Every frame must be acknowledged, old ones too. */
  frame(frame: Frame): void;
  /** Takes something that happened. */
  event(event: Event): void;
}

/** The way to the engine. Every promise rejects with a `Failure` and nothing else. */
export interface Door {
  /** Asks one thing. */
  call<K extends keyof Requests>(name: K, args: Requests[K]["args"]): Promise<Requests[K]["reply"]>;
  /** Opens the stream; a second one replaces the first. */
  openStream(listener: Listener): Promise<void>;
  /** Tells that a frame was taken, so that the engine may send more. */
  acknowledge(number: number): void;
}
