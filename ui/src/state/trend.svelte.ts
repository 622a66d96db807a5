// A trend: which points, from when to when, following or not; loads lines from the store and keeps their live edge.
//
// The store is asked again after each change of the range and at least each half minute while following; between
// those the live edge grows from the stream. While it is asked the lines of before stay, shifted with the view.

import { LiveEdges } from "../chart/live-edge";
import type { Scene } from "../chart/layout";
import type { Series } from "../chart/series";
import type { Failure, PointCode, SavedView, Timestamp, TrendLine } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";
import type { Current } from "./current.svelte";
import { Back } from "./trend-back.svelte";
import { isLane, readingOf, refusalOf, refusalSentence, unitsOf, type Known } from "./trend-points";
import { fixed, isWindow, newest, scaled, shifted, windowOf, type Span } from "./trend-range";
import { letterOf, seriesOf, withSilence, type TrendPoint } from "./trend-scene";

export { POINTS_MAX } from "./trend-points";
export { SPANS } from "./trend-range";

export const RELOAD_MS = 30_000;
const RELOAD_MS_MIN = 2_000;
const LINE_POINTS_MIN = 3;
const LINE_POINTS_MAX = 2_000;
const SETTLE_MS = 120;
/** A view that never comes to rest is read so often all the same. */
const SETTLE_MS_MAX = 400;
const HOUR = 3_600_000;

/** One trend and what is known of it. */
export class Trend implements Span {
  codes = $state.raw<readonly PointCode[]>([]);
  from = $state<Timestamp>(0);
  to = $state<Timestamp>(0);
  following = $state(true);
  lines = $state.raw<readonly TrendLine[]>([]);
  tookMs = $state<number | null>(null);
  phase = $state<"idle" | "loading" | "ready" | "failed">("idle");
  failure = $state<Failure | null>(null);
  cursor = $state<Timestamp | null>(null);
  /** Why a point was not added, in words; empty where all were. */
  refusal = $state("");
  /** Grows with each reading at the live edge. */
  edge = $state(0);
  /** The saved view this began as. */
  opened = $state.raw<SavedView | null>(null);

  /** The range of the lines; without an end where the live edge goes on from them. */
  #read = $state.raw<{ from: Timestamp; to: Timestamp; live: boolean } | null>(null);
  #door: Door;
  #current: Current;
  #width = 600;
  #asking = 0;
  #loadedAt = 0;
  #settle: ReturnType<typeof setTimeout> | null = null;
  #unsettledSince = 0;
  #back = new Back();
  #edges = new LiveEdges();

  constructor(door: Door, current: Current, spanMs: number = 12 * HOUR) {
    this.#door = door;
    this.#current = current;
    this.to = current.now();
    this.from = this.to - spanMs;
  }

  readonly points: readonly TrendPoint[] = $derived.by(() => {
    void this.#current.listing;
    return this.codes.map((code, place) => ({ code, letter: letterOf(place), row: this.#current.find(code), lane: isLane(this.known, code), place }));
  });

  /** Units of the axes, left first. */
  readonly units: readonly (string | null)[] = $derived.by(() => {
    void this.#current.listing;
    return unitsOf(this.known, this.codes);
  });

  readonly series: readonly Series[] = $derived(seriesOf(this.points, this.known, this.units, this.#edges));

  readonly scene: Scene = $derived.by(() => {
    void this.edge;
    void this.#current.version;
    const now = this.#current.second;
    const series = this.series.map((one, place) => {
      const row = this.points[place]?.row;
      const silent = row !== undefined && row.time !== null && this.#current.standing(row) === "stale";
      return silent ? withSilence(one, row.time ?? 0, Math.min(now, this.to)) : one;
    });
    const read = this.#read;
    const known = read === null ? { from: this.from, to: this.to } : { from: read.from, to: read.live ? Math.max(read.to, now, this.to) : read.to };
    return { from: this.from, to: this.to, series, units: this.units, now, known, failed: this.phase === "failed" };
  });

  /** Whether lines and figures are still those of another range. */
  readonly pending = $derived.by(() => {
    const read = this.#read;
    if (read === null) return false;
    const slack = this.span / 100 + (this.following ? this.#reloadMs + 1_000 : 0);
    return Math.abs(this.from - read.from) > slack || Math.abs(this.to - read.to) > slack;
  });

  /** Whether points or time differ from the saved view this began as. */
  readonly changed = $derived(this.opened !== null && !(isWindow(this.opened.window, this) && same(this.codes, this.opened.points)));

  /** Whether a zoom or shift can be taken back. */
  get canGoBack(): boolean {
    return this.#back.can;
  }

  get span(): number {
    return this.to - this.from;
  }

  /** Draws these points instead; what does not fit is left out and told. */
  show(codes: readonly PointCode[]): void {
    if (same(codes, this.codes)) return;
    this.opened = null;
    this.#draw(codes);
  }

  /** Shows a saved view; points that have gone are left out and told. */
  open(view: SavedView): void {
    const there = view.points.filter((code) => this.#current.find(code) !== undefined);
    const gone = view.points.length - there.length;
    this.refusal = "";
    if (!same(there, this.codes)) this.#draw(there);
    if (gone > 0) this.refusal = `${gone === 1 ? "One point" : `${gone} points`} of this view ${gone === 1 ? "is" : "are"} known no longer and left out.`;
    this.opened = view;
    this.cursor = null;
    if (view.window.kind === "live") this.follow(view.window.length_ms);
    else this.zoom(view.window.range.from, view.window.range.to);
  }

  /** What is shown now, as a view of this name. */
  asView(name: string): SavedView {
    return { name, points: [...this.codes], window: windowOf(this) };
  }

  /** Adds a point; gives the refusal in words, or nothing where it was added. */
  add(code: PointCode): string {
    const reason = this.refusalOf(code);
    this.refusal = reason === "" ? "" : refusalSentence(this.known, code, reason);
    if (reason !== "") return this.refusal;
    this.codes = [...this.codes, code];
    this.#edges.keep(this.codes);
    void this.load();
    return "";
  }

  remove(code: PointCode): void {
    this.refusal = "";
    this.codes = this.codes.filter((one) => one !== code);
    this.#edges.keep(this.codes);
    if (this.codes.length === 0) {
      this.opened = null;
      this.#forget();
    } else void this.load();
  }

  /** Why this point cannot be added, in a few words; empty where it can. */
  refusalOf(code: PointCode): string {
    return refusalOf(this.known, this.codes, code);
  }

  /** Shows the newest so many ms and follows. */
  follow(spanMs: number = this.span): void {
    this.#back.clear();
    this.#set(newest(spanMs, this.#current.now()));
    void this.load();
  }

  /** Shows this range; following ends. */
  zoom(from: Timestamp, to: Timestamp): void {
    this.#back.remember(this);
    this.#set(fixed(from, to));
    this.#loadSoon();
  }

  /** Zooms by a factor: around that time, else around the cursor, else the newest while following, else the middle. */
  scale(factor: number, around: Timestamp | null = null): void {
    const now = this.#current.now();
    const still = this.following ? this.to : (this.from + this.to) / 2;
    const at = around ?? this.cursor ?? still;
    const made = scaled(this, factor, at, now);
    // The newest edge stays the newest edge, which has moved on since it was drawn.
    const view = this.following && at === this.to ? newest(made.to - made.from, now) : made;
    if (view.to - view.from === this.span) return;
    this.#change(view);
  }

  /** Shifts by this share of the range; to the newest time means following again. */
  shift(share: number): void {
    if (share > 0 && this.following) return;
    this.#back.remember(this);
    this.#set(shifted(this, share * this.span, this.#current.now()));
    this.#loadSoon();
  }

  /** Shifts by so many ms with the hand; what is known moves along at once. */
  pan(by: number): void {
    if (by > 0 && this.following) return;
    this.#change(shifted(this, by, this.#current.now()));
  }

  /** Takes the last zoom or shift back. */
  back(): void {
    const view = this.#back.take();
    if (view === undefined) return;
    this.#set(view.following ? newest(view.to - view.from, this.#current.now()) : view);
    void this.load();
  }

  /** Moves the cursor by a share of the range; the first move starts at the newest time. */
  moveCursor(share: number): void {
    const from = this.cursor ?? Math.min(this.to, this.#current.now());
    this.cursor = Math.min(this.to, Math.max(this.from, from + share * this.span));
  }

  /** Tells how many points a line can show. */
  fit(width: number): void {
    if (width > 0) this.#width = width;
  }

  /** Takes new readings over to the live edge and slides; called with each frame of the stream and each second. */
  advance(): void {
    let grown = false;
    for (const code of this.codes) {
      const row = this.#current.find(code);
      const reading = row === undefined ? null : readingOf(row);
      if (reading === null) continue;
      grown = this.#edges.get(code)?.push(reading.time, reading.value) === true || grown;
    }
    const now = this.#current.now();
    if (this.following) {
      // Sliding by less than half a pixel would redraw without a change.
      if (now - this.to >= this.span / this.#width / 2) this.#set(newest(this.span, now));
      if (this.phase === "ready" && now - this.#loadedAt >= this.#reloadMs) void this.load();
    }
    if (grown) this.edge += 1;
  }

  /** Asks the store for the lines of the range. */
  async load(): Promise<void> {
    if (this.#settle !== null) clearTimeout(this.#settle);
    this.#settle = null;
    this.#asking += 1;
    if (this.codes.length === 0) return;
    const asking = this.#asking;
    const points = Math.min(LINE_POINTS_MAX, Math.max(LINE_POINTS_MIN, Math.round(this.#width)));
    const range = { from: Math.floor(this.from), to: Math.ceil(this.to) };
    if (this.#read === null) this.phase = "loading";
    const now = this.#current.now();
    this.#loadedAt = now;
    // Readings that come while the store is asked must not fall between its answer and the live edge.
    this.advance();
    try {
      const view = await this.#door.call("trends", { points: [...this.codes], range, points_max: points });
      if (asking !== this.#asking) return;
      this.lines = view.lines;
      this.#read = { ...range, live: range.to >= now - 1_000 };
      this.tookMs = view.took_ms;
      this.failure = null;
      this.phase = "ready";
    } catch (reason) {
      if (asking !== this.#asking) return;
      this.failure = toFailure(reason);
      this.phase = "failed";
    }
  }

  /** What is known of the points it may draw. */
  get known(): Known {
    return { current: this.#current, lines: this.lines };
  }

  /** Short ranges are read more often: their figures grow old as fast as they pass. */
  get #reloadMs(): number {
    return Math.min(RELOAD_MS, Math.max(RELOAD_MS_MIN, this.span / 40));
  }

  #draw(codes: readonly PointCode[]): void {
    const kept: PointCode[] = [];
    const left: string[] = [];
    for (const code of codes) {
      if (kept.includes(code)) continue;
      const refused = refusalOf(this.known, kept, code);
      if (refused === "") kept.push(code);
      else left.push(refusalSentence(this.known, code, refused));
    }
    this.refusal = left.length <= 1 ? (left[0] ?? "") : `${left[0]} ${left.length - 1} more left out.`;
    if (same(kept, this.codes)) return;
    this.codes = kept;
    if (!this.lines.some((line) => kept.includes(line.point))) this.#forget();
    this.#edges.keep(this.codes);
    void this.load();
  }

  #set(view: Span): void {
    this.from = view.from;
    this.to = view.to;
    this.following = view.following;
    // A cursor out of sight would have its panel speak of nothing.
    if (this.cursor !== null && (this.cursor < view.from || this.cursor > view.to)) this.cursor = null;
  }

  /** A step of a gesture: many follow each other, and are taken back as one. */
  #change(view: Span): void {
    this.#back.gesture(this, this.#current.now());
    this.#set(view);
    this.#loadSoon();
  }

  /** Keys repeat: only the range they come to rest at is loaded. */
  #loadSoon(): void {
    const now = performance.now();
    if (this.#settle === null) this.#unsettledSince = now;
    else if (now - this.#unsettledSince > SETTLE_MS_MAX) return;
    else clearTimeout(this.#settle);
    this.#settle = setTimeout(() => void this.load(), SETTLE_MS);
  }

  /** Nothing of what was read is drawn any more. */
  #forget(): void {
    this.lines = [];
    this.#read = null;
    this.phase = "idle";
    this.failure = null;
  }
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((code, place) => code === other[place]);
}
