// What the faceplate knows beyond the current value: the span of the last day, the raw messages, and the neighbours.

import type { Failure, Kind, MessageView, ModelChange, PointCode, PointEdit, Timestamp } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";
import type { Current, Row } from "./current.svelte";

const DAY_MS = 24 * 3_600_000;
/** The span of a day moves slowly; between two answers the current value widens it. */
export const SPAN_KEEP_MS = 5 * 60_000;
/** A point may speak many times per second; its messages are asked for once. */
export const MESSAGES_REST_MS = 1_000;
/** Only least and greatest are wanted of the line, so it may be as coarse as it likes. */
const LINE_POINTS = 24;

/** Least and greatest value of the last 24 hours. */
export interface Span {
  readonly least: number;
  readonly greatest: number;
}

/** One point's faceplate; another point gets another one. */
export class Faceplate {
  messages = $state.raw<readonly MessageView[]>([]);
  /** Whether the messages were answered once. */
  messagesRead = $state(false);
  messagesFailure = $state<Failure | null>(null);

  readonly code: PointCode;
  #door: Door;
  #current: Current;
  #stored = $state.raw<Span | null>(null);
  #spanAsked: Timestamp = -Infinity;
  #seen: Timestamp | null | undefined = undefined;
  #asking = false;
  #again = false;
  #rest: ReturnType<typeof setTimeout> | null = null;
  #stopped = false;

  constructor(door: Door, current: Current, code: PointCode) {
    this.#door = door;
    this.#current = current;
    this.code = code;
  }

  /** Least and greatest of the last day, the value of now included; none for what is no number or was never read. */
  readonly span: Span | null = $derived.by(() => {
    void this.#current.version;
    const stored = this.#stored;
    const row = this.#current.find(this.code);
    const now = row !== undefined && typeof row.value === "number" && row.quality !== "bad" ? row.value : null;
    if (stored === null) return null;
    return now === null ? stored : { least: Math.min(stored.least, now), greatest: Math.max(stored.greatest, now) };
  });

  /** Called with each frame and each second: asks again for what has become old. */
  advance(): void {
    const row = this.#current.find(this.code);
    if (row === undefined || this.#stopped) return;
    if (this.#seen !== row.received) {
      this.#seen = row.received;
      void this.#askMessages();
    }
    const now = this.#current.now();
    if (typeof row.value === "number" && now - this.#spanAsked >= SPAN_KEEP_MS) {
      this.#spanAsked = now;
      void this.#askSpan(now);
    }
  }

  stop(): void {
    this.#stopped = true;
    if (this.#rest !== null) clearTimeout(this.#rest);
  }

  async #askSpan(now: Timestamp): Promise<void> {
    try {
      const range = { from: Math.floor(now - DAY_MS), to: Math.ceil(now) };
      const { lines } = await this.#door.call("trends", { points: [this.code], range, points_max: LINE_POINTS });
      const { min = null, max = null } = lines[0] ?? {};
      if (min !== null && max !== null) this.#stored = { least: min, greatest: max };
    } catch {
      // The trend below asks the same store and tells why it does not answer.
    }
  }

  /** Never twice at once and at most once per second. */
  async #askMessages(): Promise<void> {
    if (this.#asking || this.#rest !== null) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    this.#again = false;
    try {
      this.messages = await this.#door.call("messages", { point: this.code });
      this.messagesRead = true;
      this.messagesFailure = null;
    } catch (reason) {
      this.messagesFailure = toFailure(reason);
    } finally {
      this.#asking = false;
    }
    if (this.#stopped) return;
    this.#rest = setTimeout(() => {
      this.#rest = null;
      if (this.#again) void this.#askMessages();
    }, MESSAGES_REST_MS);
  }
}

/** The other points of the same equipment; of the same space where it belongs to none. */
export function neighbours(current: Current, row: Row): readonly Row[] {
  if (row.equipment !== null) return current.rows.filter((one) => one.equipment === row.equipment && one.code !== row.code);
  if (row.space !== null) return current.rows.filter((one) => one.space === row.space && one.equipment === null && one.code !== row.code);
  return [];
}

/** Where a value lies in the span of the last day, in words. */
export function positionWords(value: number, span: Span): string {
  const { least, greatest } = span;
  if (greatest - least <= Math.abs(greatest) * 1e-9) return "the same all the time";
  if (value >= greatest) return "at the highest of it";
  if (value <= least) return "at the lowest of it";
  const share = (value - least) / (greatest - least);
  return share < 1 / 3 ? "in its lower third" : share > 2 / 3 ? "in its upper third" : "in its middle third";
}

/** What the form of a point begins with. */
export interface PointForm {
  name: string;
  kind: Kind;
  unit: string;
  floor: number | null;
  space: number | null;
  equipment: number | null;
}

/** All that the form says of a point at present. */
export function saidOf(row: Row): PointForm {
  return { name: row.name, kind: row.kind, unit: row.unit ?? "", floor: row.floor, space: row.space, equipment: row.equipment };
}

/** What the form changes of a point. */
export function changeOf(row: Row, form: PointForm): ModelChange {
  const { floor, space } = form;
  const moved = floor !== row.floor || space !== row.space;
  const place = space !== null ? ({ is: "space", id: space } as const) : floor !== null ? ({ is: "floor", id: floor } as const) : null;
  const unit = form.unit.trim() === "" ? null : form.unit.trim();
  const edits: PointEdit[] = [{ set: "name", name: form.name.trim() }, { set: "kind", kind: form.kind }, { set: "unit", unit }, { set: "equipment", equipment: form.equipment }];
  return { do: "edit_points", points: [row.code], edits: moved ? [...edits, { set: "place", place }] : edits };
}
