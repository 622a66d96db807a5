// Names in topics: the patterns of a site, in the order in which they are tried, and the one that is being written.
//
// Nothing counts before it is saved; a pattern is tried on the topics heard so far, a moment after the last key.

import type { Failure, TopicPatternTried } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";

/** A pattern of the list; how much it fits is known once it was tried or saved. */
export interface Listed {
  pattern: string;
  words: string;
  matched: number;
}

/** How long after the last key a pattern is tried, ms. */
const SETTLE_MS = 250;
/** The engine takes no more. */
const PATTERNS_MAX = 64;

export class TopicPatterns {
  phase = $state<"loading" | "ready" | "failed">("loading");
  /** Why the patterns could not be read or were not saved. */
  failure = $state.raw<Failure | null>(null);
  busy = $state(false);
  list = $state.raw<readonly Listed[]>([]);
  /** Place of the selected pattern, or -1. */
  at = $state(-1);
  text = $state("");
  tried = $state.raw<TopicPatternTried | null>(null);

  #saved = $state.raw<readonly string[]>([]);
  readonly #door: Door;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #asking = 0;

  constructor(door: Door) {
    this.#door = door;
  }

  readonly changed: boolean = $derived.by(() => this.list.length !== this.#saved.length || this.list.some((one, at) => one.pattern !== this.#saved[at]));
  /** Why the written pattern cannot be added; empty where it can, or where there is none. */
  readonly hindrance: string = $derived.by(() => {
    if (this.text.trim() === "" || this.tried === null) return "";
    if (this.tried.wrong_at !== null) return this.tried.words;
    if (this.list.some((one) => one.pattern === this.text.trim())) return "It is in the list already.";
    return this.list.length >= PATTERNS_MAX ? `There are ${PATTERNS_MAX} patterns, as many as there may be.` : "";
  });

  async load(): Promise<void> {
    try {
      this.#keep(await this.#door.call("topic_patterns", {}));
      this.failure = null;
      this.phase = "ready";
    } catch (reason) {
      this.failure = toFailure(reason);
      this.phase = "failed";
    }
  }

  /** Takes what is being written, and tries it once the keys rest. */
  write(text: string): void {
    this.text = text;
    this.stop();
    if (text.trim() === "") this.tried = null;
    else this.#timer = setTimeout(() => void this.#try(text.trim()), SETTLE_MS);
  }

  /** Tries nothing any more. */
  stop(): void {
    this.#asking += 1;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Puts the written pattern at the end of the list; tells whether it is right. */
  async add(): Promise<boolean> {
    const pattern = this.text.trim();
    if (pattern === "") return false;
    this.stop();
    await this.#try(pattern);
    const { tried } = this;
    if (tried === null || this.hindrance !== "") return false;
    this.list = [...this.list, { pattern, words: tried.words, matched: tried.matched }];
    this.at = this.list.length - 1;
    this.text = "";
    this.tried = null;
    return true;
  }

  select(at: number): void {
    this.at = Math.min(this.list.length - 1, Math.max(0, at));
  }

  /** Moves the selected pattern by one place, up or down. */
  move(by: -1 | 1): void {
    const [one, other] = [this.list[this.at], this.list[this.at + by]];
    if (one === undefined || other === undefined) return;
    this.list = this.list.map((listed) => (listed === one ? other : listed === other ? one : listed));
    this.at += by;
  }

  remove(): void {
    this.list = this.list.filter((_, at) => at !== this.at);
    this.at = Math.min(this.at, this.list.length - 1);
  }

  /** Makes the list count; a pattern that is written and right goes with it. */
  async save(): Promise<boolean> {
    if (this.busy || (this.text.trim() !== "" && !(await this.add()))) return false;
    this.busy = true;
    try {
      this.#keep(await this.#door.call("set_topic_patterns", { patterns: this.list.map((one) => one.pattern) }));
      this.failure = null;
      return true;
    } catch (reason) {
      this.failure = toFailure(reason);
      return false;
    } finally {
      this.busy = false;
    }
  }

  #keep(views: readonly Listed[]): void {
    this.list = views;
    this.#saved = views.map((one) => one.pattern);
    this.at = Math.min(this.at, views.length - 1);
  }

  async #try(pattern: string): Promise<void> {
    this.#asking += 1;
    const asking = this.#asking;
    try {
      const tried = await this.#door.call("try_topic_pattern", { pattern });
      if (asking !== this.#asking) return;
      this.tried = tried;
      this.failure = null;
    } catch (reason) {
      if (asking === this.#asking) this.failure = toFailure(reason);
    }
  }
}
