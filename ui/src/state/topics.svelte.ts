// Topics as a tree that opens level by level, and the newest messages of the chosen one.
//
// Asked for once a second while the page is shown: only the levels that are open, and only the topic that is chosen.

import type { Failure, FoundTopic, TopicBranch, TopicLevel, TopicLevelView, TopicMessageView, TopicSums } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";
import type { Health } from "./health.svelte";

/** As many levels as the engine tells at once. */
const LEVELS_MAX = 64;
/** Keys repeat: only the topic they come to rest at is asked about. */
const SETTLE_MS = 150;

/** A line of the tree, or of what a filter found. */
export type TopicLine =
  | { kind: "connection"; key: string; connection: string; depth: 0; opened: boolean; topics: number; messages: number; perSecond: number }
  | { kind: "branch"; key: string; connection: string; topic: string; depth: number; opened: boolean | null; branch: TopicBranch }
  | { kind: "more"; key: string; connection: string; depth: number; more: number };

export class Topics {
  phase = $state<"loading" | "ready" | "failed">("loading");
  failure = $state.raw<Failure | null>(null);
  sums = $state.raw<TopicSums | null>(null);
  query = $state("");
  selected = $state<string | null>(null);
  scroll = 0;

  /** The messages of the chosen topic, newest first. */
  messages = $state.raw<readonly TopicMessageView[]>([]);
  messagesRead = $state(false);
  messagesFailure = $state.raw<Failure | null>(null);
  /** The message shown whole; the newest while none is chosen. */
  chosen = $state<number | null>(null);
  whole = $state.raw<TopicMessageView | null>(null);
  paused = $state(false);

  readonly #door: Door;
  readonly #health: Health;
  #levels = $state.raw<ReadonlyMap<string, TopicLevelView>>(new Map());
  #open = $state.raw<ReadonlySet<string>>(new Set());
  #closed = $state.raw<ReadonlySet<string>>(new Set());
  #found = $state.raw<readonly FoundTopic[]>([]);
  #foundMore = $state(0);
  #foundFor = $state("");
  #asking = false;
  #messagesAsked = 0;
  #settling: ReturnType<typeof setTimeout> | null = null;

  constructor(door: Door, health: Health) {
    this.#door = door;
    this.#health = health;
  }

  /** The lines of the tree, or those that the filter found. */
  readonly lines: readonly TopicLine[] = $derived.by(() => (this.query.trim() === "" ? this.#tree() : this.#results()));
  readonly line: TopicLine | undefined = $derived(this.lines.find((line) => line.key === this.selected));
  /** Whether anything at all was heard. */
  readonly empty: boolean = $derived(this.sums !== null && this.sums.topics === 0);
  /** The filter that the lines shown belong to is another one still. */
  readonly searching: boolean = $derived(this.query.trim() !== "" && this.#foundFor !== this.query.trim());

  get place(): number {
    return this.lines.findIndex((line) => line.key === this.selected);
  }

  /** Asks anew for what is open and for the chosen topic's messages; never twice at once. */
  async load(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      await Promise.all([this.#askLevels(), this.#askFound()]);
      this.failure = null;
      this.phase = "ready";
    } catch (reason) {
      this.failure = toFailure(reason);
      // A tree that is there stays: it is as it was a moment ago.
      if (this.sums === null) this.phase = "failed";
    } finally {
      this.#asking = false;
    }
    if (!this.paused) await this.loadMessages();
  }

  /** Asks for what the filter says, at once. */
  async search(): Promise<void> {
    try {
      await this.#askFound();
    } catch (reason) {
      this.failure = toFailure(reason);
    }
  }

  select(key: string | null): void {
    if (key === this.selected) return;
    this.selected = key;
    this.chosen = null;
    this.whole = null;
    this.messages = [];
    this.messagesRead = false;
    this.messagesFailure = null;
    this.paused = false;
    if (this.#settling !== null) clearTimeout(this.#settling);
    this.#settling = setTimeout(() => void this.loadMessages(), SETTLE_MS);
  }

  /** Moves the selection by so many lines; gives its place, or -1. */
  move(by: number): number {
    const lines = this.lines;
    if (lines.length === 0) return -1;
    const from = this.place;
    const last = lines.length - 1;
    const to = from < 0 && Number.isFinite(by) ? (by > 0 ? 0 : last) : Math.min(last, Math.max(0, Math.max(0, from) + by));
    this.select(lines[to]?.key ?? null);
    return to;
  }

  /** Opens or closes a level. */
  toggle(line: TopicLine): void {
    if (line.kind === "more" || line.opened === null) return;
    if (line.opened) {
      this.#open = without(this.#open, line.key);
      this.#closed = new Set([...this.#closed, line.key]);
    } else {
      this.#open = new Set([...this.#open, line.key]);
      this.#closed = without(this.#closed, line.key);
      void this.load();
    }
  }

  /** To the right: opens, or goes to the first line below. To the left: closes, or goes to the line above. */
  turn(right: boolean): number {
    const { line, place } = this;
    if (line === undefined) return this.move(1);
    const opened = line.kind === "more" ? null : line.opened;
    if (right) {
      if (opened === false) this.toggle(line);
      else if (opened === true) return this.move(1);
      return place;
    }
    if (opened === true) {
      this.toggle(line);
      return place;
    }
    const parent = this.lines.findLastIndex((one, at) => at < place && one.depth < line.depth);
    if (parent >= 0) this.select(this.lines[parent]?.key ?? null);
    return this.place;
  }

  /** Shows a message whole, and keeps it while newer ones come; without one, the newest. */
  async choose(number: number | null): Promise<void> {
    this.chosen = number;
    await this.#askWhole();
  }

  /** Asks for the newest messages of the chosen topic. */
  async loadMessages(): Promise<void> {
    const of = this.line;
    if (of?.kind !== "branch" || of.branch.heard === null) return;
    this.#messagesAsked += 1;
    const asked = this.#messagesAsked;
    try {
      const messages = await this.#door.call("topic_messages", { connection: of.connection, topic: of.topic });
      if (asked !== this.#messagesAsked || this.selected !== of.key) return;
      this.messages = messages;
      this.messagesRead = true;
      this.messagesFailure = null;
      await this.#askWhole();
    } catch (reason) {
      if (asked === this.#messagesAsked) this.messagesFailure = toFailure(reason);
    }
  }

  /** The whole message is asked for where the list has only its beginning. */
  async #askWhole(): Promise<void> {
    const of = this.line;
    const number = this.chosen ?? this.messages[0]?.number;
    if (of?.kind !== "branch" || number === undefined || this.whole?.number === number) return;
    const listed = this.messages.find((one) => one.number === number);
    if (listed !== undefined && isWhole(listed)) {
      this.whole = listed;
      return;
    }
    try {
      const whole = await this.#door.call("topic_message", { connection: of.connection, topic: of.topic, number });
      if (this.selected === of.key && (this.chosen ?? this.messages[0]?.number) === number) this.whole = whole;
    } catch {
      // It gave way meanwhile: its beginning is still in the list.
      if (listed !== undefined && this.selected === of.key) this.whole = listed;
    }
  }

  async #askLevels(): Promise<void> {
    const levels = this.#wanted();
    const view = await this.#door.call("topics", { levels });
    this.#levels = new Map(view.levels.map((one) => [keyOf(one.level.connection, one.level.below), one]));
    this.sums = view.sums;
  }

  async #askFound(): Promise<void> {
    const text = this.query.trim();
    if (text === "") return;
    const found = await this.#door.call("topic_search", { text });
    if (this.query.trim() !== text) return;
    this.#found = found.found;
    this.#foundMore = found.more;
    this.#foundFor = text;
  }

  /** The levels that are open and seen, in the order of the tree. */
  #wanted(): TopicLevel[] {
    const wanted: TopicLevel[] = [];
    const add = (connection: string, below: string | null): void => {
      const key = keyOf(connection, below);
      if (!this.#isOpen(key, below === null) || wanted.length >= LEVELS_MAX) return;
      wanted.push({ connection, below, filter: "" });
      for (const branch of this.#levels.get(key)?.branches ?? []) if (branch.has_children) add(connection, topicOf(below, branch.name));
    };
    for (const one of this.#health.connections) add(one.name, null);
    return wanted;
  }

  #tree(): TopicLine[] {
    const lines: TopicLine[] = [];
    const add = (connection: string, below: string | null, depth: number): void => {
      const level = this.#levels.get(keyOf(connection, below));
      for (const branch of level?.branches ?? []) {
        const topic = topicOf(below, branch.name);
        const key = keyOf(connection, topic);
        const opened = branch.has_children ? this.#isOpen(key, false) : null;
        lines.push({ kind: "branch", key, connection, topic, depth, opened, branch });
        if (opened === true) add(connection, topic, depth + 1);
      }
      if (level !== undefined && level.more > 0) lines.push({ kind: "more", key: `more ${keyOf(connection, below)}`, connection, depth, more: level.more });
    };
    for (const { name } of this.#health.connections) {
      const key = keyOf(name, null);
      const branches = this.#levels.get(key)?.branches ?? [];
      const sum = (pick: (one: TopicBranch) => number) => branches.reduce((all, one) => all + pick(one), 0);
      const opened = this.#isOpen(key, true);
      lines.push({ kind: "connection", key, connection: name, depth: 0, opened, topics: sum((one) => one.topics), messages: sum((one) => one.messages), perSecond: sum((one) => one.per_second) });
      if (opened) add(name, null, 1);
    }
    return lines;
  }

  #results(): TopicLine[] {
    const lines: TopicLine[] = this.#found.map(({ connection, branch }) => ({ kind: "branch", key: keyOf(connection, branch.name), connection, topic: branch.name, depth: 0, opened: null, branch }));
    if (this.#foundMore > 0) lines.push({ kind: "more", key: "more found", connection: "", depth: 0, more: this.#foundMore });
    return lines;
  }

  /** Connections are open until they are closed, levels are closed until they are opened. */
  #isOpen(key: string, first: boolean): boolean {
    return first ? !this.#closed.has(key) : this.#open.has(key);
  }
}

/** Whether the list holds all of a message. */
export function isWhole(of: TopicMessageView): boolean {
  const { payload, hexadecimal, bytes } = of.message;
  return hexadecimal ? payload === "" ? bytes === 0 : (payload.length + 1) / 3 >= bytes : new TextEncoder().encode(payload).length >= bytes;
}

function topicOf(below: string | null, name: string): string {
  return below === null ? name : `${below}/${name}`;
}

/** A connection's name holds no line break. */
function keyOf(connection: string, topic: string | null): string {
  return topic === null ? connection : `${connection}\n${topic}`;
}

function without(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return new Set([...set].filter((one) => one !== key));
}
