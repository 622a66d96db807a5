// What the Points page shows of all points: filter, order, selection, marks. Outlives the page, so that coming back
// finds everything as it was.

import type { PointCode, Timestamp } from "../ipc/bindings";
import type { Current, Row } from "./current.svelte";

/** As many as one chart takes. */
export const MARKS_MAX = 8;

/** Which points, before the search. */
export type Which = "all" | "not_good";

/** How many points stand how, and how old their values are. */
export interface Tally {
  total: number;
  good: number;
  uncertain: number;
  stale: number;
  bad: number;
  substituted: number;
  missing: number;
  newest: number | null;
  oldest: number | null;
}

/** The state of the Points page. */
export class Points {
  query = $state("");
  which = $state<Which>("all");
  /** Since when "not good" is held: rows neither join nor leave until it is chosen again. */
  heldSince = $state<Timestamp | null>(null);
  selected = $state<PointCode | null>(null);
  open = $state(false);
  marks = $state.raw<readonly PointCode[]>([]);
  /** Why the last mark was not set; empty where it was. */
  refusal = $state("");
  scroll = 0;

  #current: Current;
  #held = new Set<PointCode>();

  readonly shown = $derived.by(() => {
    void this.#current.listing;
    void this.heldSince;
    const words = this.query.toLowerCase().split(/\s+/).filter((word) => word !== "");
    const rows = this.which === "all" ? this.#current.rows : this.#current.rows.filter((row) => this.#held.has(row.code));
    return words.length === 0 ? rows : rows.filter((row) => words.every((word) => row.text.includes(word)));
  });

  readonly tally: Tally = $derived.by(() => {
    void this.#current.version;
    return tally(this.#current, this.#current.second);
  });

  constructor(current: Current) {
    this.#current = current;
  }

  /** Place of the selected point among those shown, or -1. */
  get place(): number {
    return this.shown.findIndex((row) => row.code === this.selected);
  }

  get selectedRow(): Row | undefined {
    void this.#current.listing;
    return this.selected === null ? undefined : this.#current.find(this.selected);
  }

  /** Chooses all points or, as they stand now, those that are not good. */
  choose(which: Which): void {
    this.#held = new Set(
      which === "all" ? [] : this.#current.rows.filter((row) => this.#current.standing(row) !== "good").map((row) => row.code),
    );
    this.which = which;
    this.heldSince = which === "all" ? null : this.#current.now();
  }

  /** Takes every filter away. */
  clear(): void {
    this.query = "";
    this.choose("all");
  }

  select(code: PointCode): void {
    this.selected = code;
  }

  /** Moves the selection by so many rows and stops at the ends; gives its place, or -1 where nothing is shown. */
  move(by: number): number {
    if (this.shown.length === 0) return -1;
    const last = this.shown.length - 1;
    const from = this.place;
    // Without a selection the first step lands on the end it comes from.
    const to = from < 0 && Number.isFinite(by) ? (by > 0 ? 0 : last) : Math.min(last, Math.max(0, Math.max(0, from) + by));
    this.selected = this.shown[to]?.code ?? null;
    return to;
  }

  /** Marks a point for the trend, or takes its mark away. */
  toggle(code: PointCode): void {
    this.refusal = "";
    if (this.marks.includes(code)) this.marks = this.marks.filter((one) => one !== code);
    else if (this.marks.length >= MARKS_MAX) this.refusal = `${MARKS_MAX} points are marked; a trend draws no more.`;
    else this.marks = [...this.marks, code];
  }

  unmark(): void {
    this.marks = [];
    this.refusal = "";
  }

  /** What `T` draws: the marked points, else the selected one. */
  get forTrend(): readonly PointCode[] {
    if (this.marks.length > 0) return this.marks;
    return this.selected === null ? [] : [this.selected];
  }
}

function tally(current: Current, now: Timestamp): Tally {
  const counts: Tally = {
    total: current.rows.length, good: 0, uncertain: 0, stale: 0, bad: 0, substituted: 0, missing: 0, newest: null, oldest: null,
  };
  for (const row of current.rows) {
    counts[current.standing(row)] += 1;
    const age = current.age(row, now);
    if (age === null) continue;
    if (counts.newest === null || age < counts.newest) counts.newest = age;
    if (counts.oldest === null || age > counts.oldest) counts.oldest = age;
  }
  return counts;
}
