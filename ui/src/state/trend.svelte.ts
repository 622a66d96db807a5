// A trend: which points, from when to when, following or not; loads lines from the store and keeps their live edge.
//
// The store is asked again after each change of the range and at least each half minute while following; between
// those the live edge grows from the stream.

import { LiveEdge } from "../chart/live-edge";
import type { Scene } from "../chart/paint";
import { axes, lastTime, type Line, type Series } from "../chart/series";
import type { Failure, PointCode, Timestamp, TrendLine } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";
import type { Current, Row } from "./current.svelte";

/** As many lines as one chart draws. */
export const POINTS_MAX = 8;
export const RELOAD_MS = 30_000;
const LINE_POINTS_MIN = 3;
const LINE_POINTS_MAX = 2_000;
const RANGE_MS_MIN = 10_000;
const RANGE_MS_MAX = 20 * 366 * 86_400_000;
const SETTLE_MS = 120;
const LETTERS = "ABCDEFGH";
const EMPTY: Line = { times: [], values: [], mins: [], maxs: [], gaps: [] };

const HOUR = 3_600_000;
/** The ranges that have a button. */
export const SPANS = [
  { word: "2 h", words: "2 hours", ms: 2 * HOUR },
  { word: "12 h", words: "12 hours", ms: 12 * HOUR },
  { word: "1 d", words: "day", ms: 24 * HOUR },
  { word: "7 d", words: "7 days", ms: 7 * 24 * HOUR },
  { word: "1 mo", words: "month", ms: 30 * 24 * HOUR },
  { word: "1 y", words: "year", ms: 365 * 24 * HOUR },
] as const;

interface View {
  from: Timestamp;
  to: Timestamp;
  following: boolean;
}

/** One trend and what is known of it. */
export class Trend {
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

  #door: Door;
  #current: Current;
  #width = 600;
  #asking = 0;
  #loadedAt = 0;
  #settle: ReturnType<typeof setTimeout> | null = null;
  #back: View[] = [];
  #edges = new Map<PointCode, LiveEdge>();

  constructor(door: Door, current: Current, spanMs: number = 12 * HOUR) {
    this.#door = door;
    this.#current = current;
    this.to = current.now();
    this.from = this.to - spanMs;
  }

  /** The points with their letters; an id nobody knows is kept, its line may still be in the store. */
  readonly points = $derived.by(() => {
    void this.#current.listing;
    return this.codes.map((code, place) => ({ code, letter: LETTERS[place] ?? "?", row: this.#current.find(code), place }));
  });

  /** Units of the axes, left first. */
  readonly units: readonly (string | null)[] = $derived.by(() => {
    const found = axes(this.points.map((point) => this.#unitOf(point.code, point.row)));
    return "units" in found ? found.units : [];
  });

  readonly series: readonly Series[] = $derived(
    this.points.map((point): Series => {
      const line = this.lines.find((one) => one.point === point.code);
      const axis = this.units.indexOf(this.#unitOf(point.code, point.row)) === 1 ? 1 : 0;
      return {
        letter: point.letter,
        name: point.row?.name ?? line?.name ?? point.code,
        axis,
        line: line ?? EMPTY,
        live: this.#edges.get(point.code) ?? null,
        breakMs: Math.max(60_000, 3 * (point.row?.interval ?? 0), 3 * spacing(line)),
      };
    }),
  );

  readonly scene: Scene = $derived.by(() => {
    void this.edge;
    void this.#current.version;
    const now = this.#current.second;
    const series = this.series.map((one, place) => this.#withSilence(one, this.points[place]?.row, Math.min(now, this.to)));
    return { from: this.from, to: this.to, series, units: this.units, now };
  });

  get span(): number {
    return this.to - this.from;
  }

  /** Whether a zoom or shift can be taken back. */
  canGoBack = $state(false);

  /** Draws these points instead; what does not fit is left out and told. */
  show(codes: readonly PointCode[]): void {
    if (same(codes, this.codes)) return;
    this.refusal = "";
    const kept: PointCode[] = [];
    const left: string[] = [];
    for (const code of codes) {
      if (kept.includes(code)) continue;
      const refused = this.#refuses(kept, code);
      if (refused === "") kept.push(code);
      else left.push(this.#sentence(code, refused));
    }
    this.refusal = left.length <= 1 ? (left[0] ?? "") : `${left[0]} ${left.length - 1} more left out.`;
    if (same(kept, this.codes)) return;
    this.codes = kept;
    if (kept.length === 0) {
      this.lines = [];
      this.phase = "idle";
    }
    this.#trim();
    void this.load();
  }

  /** Adds a point; gives the refusal in words, or nothing where it was added. */
  add(code: PointCode): string {
    const reason = this.refusalOf(code);
    this.refusal = reason === "" ? "" : this.#sentence(code, reason);
    if (reason !== "") return this.refusal;
    this.codes = [...this.codes, code];
    this.#trim();
    void this.load();
    return "";
  }

  remove(code: PointCode): void {
    this.refusal = "";
    this.codes = this.codes.filter((one) => one !== code);
    this.#trim();
    if (this.codes.length === 0) {
      this.lines = [];
      this.phase = "idle";
    } else void this.load();
  }

  /** Why this point cannot be added, in a few words; empty where it can. */
  refusalOf(code: PointCode): string {
    return this.#refuses(this.codes, code);
  }

  /** Shows the newest so many ms and follows. */
  follow(spanMs: number = this.span): void {
    this.#back = [];
    this.canGoBack = false;
    this.following = true;
    this.to = this.#current.now();
    this.from = this.to - spanMs;
    void this.load();
  }

  /** Shows this range; following ends unless it reaches the newest time. */
  zoom(from: Timestamp, to: Timestamp): void {
    this.#remember();
    this.#go(from, to);
  }

  /** Zooms by a factor around the cursor, around the newest while following, else around the middle. */
  scale(factor: number): void {
    const span = Math.min(RANGE_MS_MAX, Math.max(RANGE_MS_MIN, this.span * factor));
    if (span === this.span) return;
    this.#remember();
    if (this.following && this.cursor === null) {
      this.to = this.#current.now();
      this.from = this.to - span;
      this.#loadSoon();
      return;
    }
    const around = this.cursor ?? (this.from + this.to) / 2;
    const share = (around - this.from) / this.span;
    this.#go(around - share * span, around + (1 - share) * span);
  }

  /** Shifts by this share of the range; to the newest time means following again. */
  shift(share: number): void {
    const now = this.#current.now();
    const by = share * this.span;
    if (by > 0 && this.following) return;
    this.#remember();
    if (this.to + by >= now) {
      const span = this.span;
      this.following = true;
      this.to = now;
      this.from = now - span;
      this.#loadSoon();
    } else this.#go(this.from + by, this.to + by);
  }

  /** Takes the last zoom or shift back. */
  back(): void {
    const view = this.#back.pop();
    this.canGoBack = this.#back.length > 0;
    if (view === undefined) return;
    this.following = view.following;
    this.to = view.following ? this.#current.now() : view.to;
    this.from = this.to - (view.to - view.from);
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
      let edge = this.#edges.get(code);
      if (edge === undefined) {
        edge = new LiveEdge();
        this.#edges.set(code, edge);
      }
      grown = edge.push(reading.time, reading.value) || grown;
    }
    const now = this.#current.now();
    if (this.following) {
      const span = this.span;
      // Sliding by less than half a pixel would redraw without a change.
      if (now - this.to >= span / this.#width / 2) {
        this.to = now;
        this.from = now - span;
      }
      if (this.phase === "ready" && now - this.#loadedAt >= RELOAD_MS) void this.load();
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
    if (this.phase !== "ready") this.phase = "loading";
    this.#loadedAt = this.#current.now();
    // Readings that come while the store is asked must not fall between its answer and the live edge.
    this.advance();
    try {
      const view = await this.#door.call("trends", { points: [...this.codes], range, points_max: points });
      if (asking !== this.#asking) return;
      this.lines = view.lines;
      this.tookMs = view.took_ms;
      this.failure = null;
      this.phase = "ready";
    } catch (reason) {
      if (asking !== this.#asking) return;
      this.failure = toFailure(reason);
      this.phase = "failed";
    }
  }

  #go(from: Timestamp, to: Timestamp): void {
    const span = Math.min(RANGE_MS_MAX, Math.max(RANGE_MS_MIN, to - from));
    const middle = (from + to) / 2;
    this.from = middle - span / 2;
    this.to = middle + span / 2;
    this.following = false;
    this.#loadSoon();
  }

  /** Keys repeat: only the range they come to rest at is loaded. */
  #loadSoon(): void {
    if (this.#settle !== null) clearTimeout(this.#settle);
    this.#settle = setTimeout(() => void this.load(), SETTLE_MS);
  }

  #remember(): void {
    this.#back.push({ from: this.from, to: this.to, following: this.following });
    if (this.#back.length > 50) this.#back.shift();
    this.canGoBack = true;
  }

  #refuses(codes: readonly PointCode[], code: PointCode): string {
    if (codes.includes(code)) return "drawn already";
    if (codes.length >= POINTS_MAX) return `a trend draws ${POINTS_MAX} points`;
    const row = this.#current.find(code);
    if (typeof row?.value === "string") return "texts have no line";
    const units = [...codes, code].map((one) => this.#unitOf(one, this.#current.find(one)));
    const found = axes(units);
    if ("units" in found) return "";
    const drawn = [...new Set(units.slice(0, -1))].map(unitWord).join(" and ");
    return `${unitWord(found.refused)} would need a third axis beside ${drawn}`;
  }

  #sentence(code: PointCode, reason: string): string {
    return `${this.#current.find(code)?.name ?? code} was not added: ${reason}.`;
  }

  /** A point that is silent by now has a gap up to the present, which the store does not know to be over. */
  #withSilence(series: Series, row: Row | undefined, until: Timestamp): Series {
    if (row === undefined || row.time === null || this.#current.standing(row) !== "stale") return series;
    const from = Math.max(row.time, lastTime(series.line));
    if (from >= until) return series;
    return { ...series, line: { ...series.line, gaps: [...series.line.gaps, { from, to: until }] } };
  }

  #unitOf(code: PointCode, row: Row | undefined): string | null {
    return row?.unit ?? this.lines.find((line) => line.point === code)?.unit ?? null;
  }

  #trim(): void {
    for (const code of this.#edges.keys()) if (!this.codes.includes(code)) this.#edges.delete(code);
    for (const code of this.codes) if (!this.#edges.has(code)) this.#edges.set(code, new LiveEdge());
  }
}

/** The reading a row holds now, where a line can be drawn of it. */
export function readingOf(row: Row): { time: Timestamp; value: number } | null {
  if (row.quality === "bad" || row.quality === "stale") return null;
  const time = row.time ?? row.received;
  if (time === null) return null;
  if (typeof row.value === "number" && Number.isFinite(row.value)) return { time, value: row.value };
  if (typeof row.value === "boolean") return { time, value: row.value ? 1 : 0 };
  return null;
}

/** A unit in a sentence. */
function unitWord(unit: string | null): string {
  return unit ?? "values without a unit";
}

function spacing(line: TrendLine | undefined): number {
  if (line === undefined || line.times.length < 2) return 0;
  return ((line.times.at(-1) ?? 0) - (line.times[0] ?? 0)) / (line.times.length - 1);
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((code, place) => code === other[place]);
}
