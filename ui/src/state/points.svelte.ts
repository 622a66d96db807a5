// What the Floors page shows: which points, filter, grouping, order, selection, marks. Outlives the page, so that
// coming back finds everything as it was.

import type { PointCode, Timestamp } from "../ipc/bindings";
import type { Current, Row } from "./current.svelte";
import { group, namesOf, type GroupBy, type Names } from "./grouping";
import type { FloorChoice } from "../shared/go";
import type { Places } from "./places.svelte";

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

const KEY = "plantroom-group";

/** The state of the Floors page. */
export class Points {
  /** The list that is shown. */
  floor = $state<FloorChoice>(null);
  by = $state<GroupBy>(kept());
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

  #places = $state.raw<Places | null>(null);

  readonly names: Names = $derived(namesOf(this.#places?.view ?? null));
  readonly #nameTexts = $derived({
    spaces: new Map([...this.names.spaces].map(([id, name]) => [id, name.toLowerCase()])),
    equipment: new Map([...this.names.equipment].map(([id, one]) => [id, `${one.name}\n${one.kind}`.toLowerCase()])),
  });

  /** The points of the floor, or of everywhere, before any filter. */
  readonly scope: readonly Row[] = $derived.by(() => {
    void this.#current.listing;
    const { rows } = this.#current;
    if (this.floor === null) return rows;
    const wanted = this.floor === "none" ? null : this.floor;
    return rows.filter((row) => row.floor === wanted);
  });

  /** The lines of the list, heads among them; their order never follows a value. */
  readonly grouped = $derived.by(() => group(this.#found(), this.#places?.view === null ? "none" : this.by, this.names, this.floor === "none" ? null : this.floor));

  /** The points of the list in its order. */
  readonly shown: readonly Row[] = $derived(this.grouped.lines.flatMap((line) => (line.is === "point" ? [line.row] : [])));

  /** How many points have no floor. */
  readonly looseCount = $derived.by(() => {
    void this.#current.listing;
    return this.#current.rows.reduce((all, row) => all + (row.floor === null ? 1 : 0), 0);
  });

  readonly tally: Tally = $derived.by(() => {
    void this.#current.version;
    return tally(this.scope, this.#current);
  });

  constructor(current: Current) {
    this.#current = current;
  }

  /** Groups by these places from now on. */
  follow(places: Places): void {
    this.#places = places;
  }

  /** Shows this list. */
  show(floor: FloorChoice): void {
    if (floor === this.floor) return;
    this.floor = floor;
    this.#start();
  }

  groupBy(by: GroupBy): void {
    this.by = by;
    try {
      localStorage.setItem(KEY, by);
    } catch {
      // Without storage the choice lasts as long as the window.
    }
  }

  /** Place of a point's line in the list, or -1. */
  lineOf(code: PointCode | null): number {
    return code === null ? -1 : this.grouped.lines.findIndex((line) => line.key === code && line.is === "point");
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
      which === "all" ? [] : this.scope.filter((row) => this.#current.standing(row) !== "good").map((row) => row.code),
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

  /** Another list: its own beginning, and "not good" is that of its own points. */
  #start(): void {
    this.selected = null;
    this.scroll = 0;
    if (this.which !== "all") this.choose(this.which);
  }

  #found(): readonly Row[] {
    void this.heldSince;
    const words = this.query.toLowerCase().split(/\s+/).filter((word) => word !== "");
    const rows = this.which === "all" ? this.scope : this.scope.filter((row) => this.#held.has(row.code));
    if (words.length === 0) return rows;
    const { spaces, equipment } = this.#nameTexts;
    return rows.filter((row) => {
      const space = row.space === null ? "" : (spaces.get(row.space) ?? "");
      const thing = row.equipment === null ? "" : (equipment.get(row.equipment) ?? "");
      return words.every((word) => row.text.includes(word) || space.includes(word) || thing.includes(word));
    });
  }

  /** What `T` draws: the marked points, else the selected one. */
  get forTrend(): readonly PointCode[] {
    if (this.marks.length > 0) return this.marks;
    return this.selected === null ? [] : [this.selected];
  }
}

/** How these points stand. */
export function tally(rows: readonly Row[], current: Current): Tally {
  const counts: Tally = {
    total: rows.length, good: 0, uncertain: 0, stale: 0, bad: 0, substituted: 0, missing: 0, newest: null, oldest: null,
  };
  for (const row of rows) {
    counts[current.standing(row)] += 1;
    const age = current.age(row);
    if (age === null) continue;
    if (counts.newest === null || age < counts.newest) counts.newest = age;
    if (counts.oldest === null || age > counts.oldest) counts.oldest = age;
  }
  return counts;
}

function kept(): GroupBy {
  try {
    const by = localStorage.getItem(KEY);
    return by === "equipment" || by === "none" ? by : "space";
  } catch {
    return "space";
  }
}
