// The current value of every point: a snapshot, then what the stream changes.
//
// Rows are plain objects changed in place; `version` is what screens follow, at most once per frame of the stream.
// With 50,000 points one signal per row would cost more than the drawing.

import type { ConnectionView, CurrentView, Failure, Kind, PointCode, Quality, Timestamp, Value, Watched } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";
import type { Frame } from "../ipc/frame";

/** One point as screens see it. */
export interface Row {
  readonly code: PointCode;
  readonly name: string;
  readonly place: string;
  readonly unit: string | null;
  readonly interval: number | null;
  readonly accepted: boolean;
  readonly kind: Kind;
  /** Numbers of the places it belongs to; see `Places`. */
  readonly building: number | null;
  readonly floor: number | null;
  readonly zone: number | null;
  readonly space: number | null;
  readonly equipment: number | null;
  readonly connection: string | null;
  readonly topic: string;
  readonly path: string;
  /** What a search looks through. */
  readonly text: string;
  value: Value | null;
  quality: Quality | null;
  /** When the value was true; none where nobody knows. */
  time: Timestamp | null;
  received: Timestamp | null;
}

/** What a row says about itself once its connection is counted in. */
export type Standing = Quality | "missing";

const PENDING_FRAMES_MAX = 32;
/** Ages that were moved on less than this ago are as they should be. */
const JUST_MS = 700;

/** Follows all points. */
export class Current {
  /** Sorted by name, then place; the order never changes with the values. */
  rows: readonly Row[] = [];
  version = $state(0);
  /** Changes with the list of points, not with their values. */
  listing = $state(0);
  /** The engine's time, moving once per second. */
  second = $state<Timestamp>(0);
  phase = $state<"loading" | "ready" | "failed">("loading");
  failure = $state<Failure | null>(null);
  /** How long the snapshot took, ms. */
  tookMs = $state(0);

  #door: Door;
  #clock: () => number;
  #watch = 0;
  #asking = 0;
  #answered = 0;
  #places: Row[] = [];
  #byCode = new Map<PointCode, Row>();
  #pending: Frame[] = [];
  #lost = new Set<string>();
  #allLost = false;
  #offset: number;

  /** `clock` tells this computer's time in ms; ages count from the engine's. */
  constructor(door: Door, clock: () => number = Date.now) {
    this.#door = door;
    this.#clock = clock;
    this.#offset = 0;
    this.second = clock();
  }

  /** The engine's time. */
  now(): Timestamp {
    return this.#clock() + this.#offset;
  }

  /** Moves the ages on. */
  tick(): void {
    this.second = this.now();
  }

  /** Moves the ages on unless that was just done: what changes by the second is drawn at once, not one after the other. */
  tickIfDue(): void {
    if (Math.abs(this.now() - this.second) >= JUST_MS) this.tick();
  }

  /** Asks for a whole snapshot and follows it from there. */
  async watch(): Promise<void> {
    this.#asking += 1;
    const asking = this.#asking;
    const began = performance.now();
    if (this.phase === "failed") this.phase = "loading";
    try {
      const watched = await this.#door.call("watch", { points: null });
      if (asking !== this.#asking) return;
      this.tookMs = performance.now() - began;
      this.#answered = asking;
      this.#replace(watched);
      this.failure = null;
      this.phase = "ready";
    } catch (reason) {
      if (asking !== this.#asking) return;
      this.#answered = asking;
      this.failure = toFailure(reason);
      // What was read before stays on screen; the banner says what is the matter.
      if (this.listing === 0) this.phase = "failed";
    }
  }

  /** Takes a frame; one of an older watch changes nothing, one of a watch not answered yet waits for it. */
  take(frame: Frame): void {
    if (frame.watch === this.#watch) this.#apply(frame);
    else if (frame.watch > this.#watch) {
      this.#pending.push(frame);
      if (this.#pending.length > PENDING_FRAMES_MAX) this.#pending.shift();
    }
  }

  /** Takes what a person said of points; their values come in frames and stay as they are. */
  edit(views: readonly CurrentView[]): void {
    // A list that is on its way may be from before this.
    if (this.#answered !== this.#asking) void this.watch();
    const edited = new Map(views.map((view) => [view.point, view]));
    this.#places = this.#places.map((row) => {
      const view = edited.get(row.code);
      if (view === undefined) return row;
      const { value, quality, time, received } = row;
      return { ...rowOf(view, this.now()), value, quality, time, received };
    });
    this.#sort();
  }

  /** The point of this id. */
  find(code: PointCode): Row | undefined {
    return this.#byCode.get(code);
  }

  /** Notes which connections are live: the values of the others count as stale. */
  follow(connections: readonly ConnectionView[]): void {
    this.#lost = new Set(connections.filter((one) => one.state !== "live").map((one) => one.name));
    this.version += 1;
  }

  /** Counts everything as stale, or no longer. */
  loseAll(lost: boolean): void {
    this.#allLost = lost;
    this.version += 1;
  }

  /** How far a row can be trusted now. */
  standing(row: Row): Standing {
    if (row.value === null) return "missing";
    if (this.isLost(row) && row.quality !== "bad") return "stale";
    return row.quality ?? "uncertain";
  }

  /** Whether nothing new can come for this row at present. */
  isLost(row: Row): boolean {
    return this.#allLost || (row.connection !== null && this.#lost.has(row.connection));
  }

  /** How old a row's value is, ms; none where nobody knows. */
  age(row: Row, now: Timestamp = this.second): number | null {
    return row.value === null || row.time === null ? null : Math.max(0, now - row.time);
  }

  #replace(watched: Watched): void {
    this.#watch = watched.watch;
    this.#offset = watched.now - this.#clock();
    this.#places = watched.rows.map((view) => rowOf(view, watched.now));
    this.#sort();
    const pending = this.#pending;
    this.#pending = [];
    this.tick();
    for (const frame of pending) this.take(frame);
  }

  /** Shows the list as its words are now; values stay as they are. */
  #sort(): void {
    this.#byCode = new Map(this.#places.map((row) => [row.code, row]));
    const order = new Intl.Collator("en", { numeric: true });
    this.rows = [...this.#places].sort(
      (one, other) =>
        order.compare(one.name, other.name) || order.compare(one.place || one.topic, other.place || other.topic) || order.compare(one.code, other.code),
    );
    this.listing += 1;
    this.version += 1;
  }

  #apply(frame: Frame): void {
    this.#offset = frame.now - this.#clock();
    for (const changed of frame.rows) {
      const row = this.#places[changed.row];
      if (row === undefined) continue;
      row.value = changed.value;
      row.quality = changed.quality;
      row.time = changed.time;
      row.received = changed.received;
    }
    this.version += 1;
  }
}

/** A point as a snapshot taken at `now` tells it. */
function rowOf(view: CurrentView, now: Timestamp): Row {
  const received = view.receive_time === null ? NaN : Date.parse(view.receive_time);
  return {
    code: view.point,
    name: view.name,
    place: view.place,
    unit: view.unit,
    interval: view.interval_ms,
    accepted: view.accepted,
    kind: view.kind,
    building: view.building,
    floor: view.floor,
    zone: view.zone,
    space: view.space,
    equipment: view.equipment,
    connection: view.source.connection,
    topic: view.source.topic,
    path: view.source.path,
    text: `${view.name}\n${view.place}\n${view.source.topic}\n${view.unit ?? ""}\n${view.source.connection ?? ""}\n${view.point}`.toLowerCase(),
    value: view.value,
    quality: view.quality,
    time: view.source_time_ms ?? (view.age_ms === null ? null : now - view.age_ms),
    received: Number.isNaN(received) ? null : received,
  };
}
