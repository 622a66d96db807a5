// One window's session with the engine: opens the stream, hands out what it carries, starts again after a loss.

import type { Event, Failure } from "../ipc/bindings";
import type { Door, Listener } from "../ipc/door";
import { toFailure } from "../ipc/failure";
import type { Frame } from "../ipc/frame";
import { Current } from "./current.svelte";
import { Health } from "./health.svelte";
import { Places } from "./places.svelte";

/** New points often come many at once; the list is asked for again when they pause, and at the latest after four times this. */
const POINTS_PAUSE_MS = 500;

/** What every page needs. */
export class Session implements Listener {
  readonly door: Door;
  readonly current: Current;
  readonly health: Health;
  readonly places: Places;
  /** Why nothing new can be written at present; none while it can. */
  trouble = $state<Failure | null>(null);
  /** Set while the shell wants to know what closing the window means. */
  closingAsked = $state(false);
  /** How often mappings were changed, by whomever, since this page began. */
  mappingsChanged = $state(0);
  /** Set while the engine is gone. */
  gone = $state<Failure | null>(null);
  retrying = $state(false);

  #running: Promise<void> | null = null;
  /** How often the engine was said to be gone. */
  #losses = 0;
  #pause: ReturnType<typeof setTimeout> | null = null;
  #pausedSince = 0;

  constructor(door: Door, clock: () => number = Date.now) {
    this.door = door;
    this.current = new Current(door, clock);
    this.health = new Health(door);
    this.places = new Places(door);
  }

  /** Opens the stream and asks for everything once. */
  async start(): Promise<void> {
    try {
      await this.door.openStream(this);
      this.gone = null;
    } catch (reason) {
      this.#lose(toFailure(reason));
      // What was read once stays on screen, with its age; only a window that never read anything has nothing to show.
      if (this.current.listing === 0) {
        this.current.failure = this.gone;
        this.current.phase = "failed";
      }
      return;
    }
    await Promise.all([this.current.watch(), this.health.load(), this.places.load()]);
    this.current.follow(this.health.connections);
  }

  /** Starts again after a failure; the stream as well where the engine was gone. Never twice at once. */
  retry(): Promise<void> {
    this.#running ??= this.#again().finally(() => (this.#running = null));
    return this.#running;
  }

  async #again(): Promise<void> {
    this.retrying = true;
    let told: number;
    do {
      told = this.#losses;
      await this.#attempt();
      // A dying engine can be found once more before it is gone for good: then this attempt was made on it.
    } while (told !== this.#losses);
    this.retrying = false;
  }

  async #attempt(): Promise<void> {
    const wasGone = this.gone !== null;
    if (wasGone) {
      await this.start();
    } else {
      await Promise.all([this.current.watch(), this.health.load(), this.places.load()]);
      this.current.follow(this.health.connections);
    }
    if (this.gone === null) this.current.loseAll(wasGone && this.current.failure !== null);
  }

  frame(frame: Frame): void {
    this.current.take(frame);
    this.door.acknowledge(frame.number);
  }

  event(event: Event): void {
    switch (event.name) {
      case "connections_changed":
        this.health.take(event.data);
        this.current.follow(event.data);
        this.current.tick();
        return;
      case "points_changed":
        this.#askAgainSoon();
        return;
      case "points_edited":
        this.current.edit(event.data);
        return;
      case "places_changed":
        void this.places.load();
        return;
      case "mappings_changed":
        this.mappingsChanged += 1;
        return;
      case "store_trouble":
        this.trouble = event.data;
        return;
      case "closing_asked":
        this.closingAsked = true;
        return;
      case "engine_gone":
        this.#losses += 1;
        this.#lose(event.data);
        // The shell takes over by itself; the stream opened now waits for that.
        void this.retry();
        return;
    }
  }

  #lose(failure: Failure): void {
    this.gone = failure;
    this.current.loseAll(true);
  }

  #askAgainSoon(): void {
    const now = performance.now();
    if (this.#pause === null) this.#pausedSince = now;
    else if (now - this.#pausedSince > 4 * POINTS_PAUSE_MS) return;
    else clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#pause = null;
      void this.current.watch();
      void this.places.load();
    }, POINTS_PAUSE_MS);
  }
}
