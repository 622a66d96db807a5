// The quarantine: what was refused, by kind; trying messages again, and dismissing.
//
// While a row is selected the list holds still: counts go on in place, new kinds are counted and wait to be let in.

import type { Failure, RefusalDetail, RefusalView, RefusalsView, ReplayView } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";

/** As many as the engine puts on a page. */
const PAGE = 500;

export class Quarantine {
  phase = $state<"loading" | "ready" | "failed">("loading");
  failure = $state.raw<Failure | null>(null);
  /** Why the last trying again or dismissing was refused. */
  refusal = $state.raw<Failure | null>(null);
  busy = $state(false);
  query = $state("");
  /** Only this reason; empty for all. */
  reason = $state("");
  /** Only this connection; empty for all. */
  connection = $state("");
  selected = $state<string | null>(null);
  detail = $state.raw<RefusalDetail | null>(null);
  detailFailure = $state.raw<Failure | null>(null);
  /** What trying the selected one again came to. */
  outcome = $state.raw<ReplayView | null>(null);
  scroll = 0;

  readonly #door: Door;
  #view = $state.raw<RefusalsView | null>(null);
  #rows = $state.raw<readonly RefusalView[]>([]);
  #fresh = $state(0);
  #wanted = PAGE;
  #asked = 0;
  #detailAsked = 0;

  constructor(door: Door) {
    this.#door = door;
  }

  get rows(): readonly RefusalView[] {
    return this.#rows;
  }

  /** The sums of the newest answer. */
  get view(): RefusalsView | null {
    return this.#view;
  }

  /** New kinds since the list is held. */
  get fresh(): number {
    return this.#fresh;
  }

  /** The selected kind, as it was last told. */
  readonly one: RefusalView | undefined = $derived(this.#rows.find((row) => row.id === this.selected));
  readonly filtered: boolean = $derived(this.query.trim() !== "" || this.reason !== "" || this.connection !== "");

  get place(): number {
    return this.#rows.findIndex((row) => row.id === this.selected);
  }

  /** Asks for as many rows as are wanted; the newest asking counts. */
  async load(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    if (this.phase === "failed") this.phase = "loading";
    const filter = { reason: this.reason === "" ? null : this.reason, connection: this.connection === "" ? null : this.connection, text: this.query.trim() };
    try {
      let view = await this.#door.call("refusals", { ...filter, from: 0 });
      const rows = [...view.refusals];
      while (rows.length < Math.min(view.matching, this.#wanted) && view.refusals.length > 0) {
        view = await this.#door.call("refusals", { ...filter, from: rows.length });
        rows.push(...view.refusals);
      }
      if (asked !== this.#asked) return;
      this.#view = view;
      this.#take(rows);
      this.failure = null;
      this.phase = "ready";
    } catch (reason) {
      if (asked !== this.#asked) return;
      this.failure = toFailure(reason);
      // A list that is there stays: it is as it was a moment ago.
      if (this.#view === null) this.phase = "failed";
    }
  }

  /** Whoever scrolls near the end wants the next page. */
  async more(): Promise<void> {
    if (this.#rows.length < this.#wanted || this.#rows.length >= (this.#view?.matching ?? 0)) return;
    this.#wanted += PAGE;
    await this.load();
  }

  /** Another filter shows another list, from its beginning. */
  async filter(): Promise<void> {
    this.select(null);
    this.#wanted = PAGE;
    this.scroll = 0;
    await this.load();
  }

  async letIn(): Promise<void> {
    this.#fresh = 0;
    this.select(null);
    await this.load();
  }

  select(id: string | null): void {
    if (id === this.selected) return;
    this.selected = id;
    this.detail = null;
    this.detailFailure = null;
    this.outcome = null;
    this.refusal = null;
    if (id !== null) void this.#askDetail(id);
  }

  /** Moves the selection by so many rows; gives its place, or -1. */
  move(by: number): number {
    if (this.#rows.length === 0) return -1;
    const from = this.place;
    const last = this.#rows.length - 1;
    const to = from < 0 && Number.isFinite(by) ? (by > 0 ? 0 : last) : Math.min(last, Math.max(0, Math.max(0, from) + by));
    this.select(this.#rows[to]?.id ?? null);
    return to;
  }

  /** Tries the selected kind's message again; gives what came of it. */
  async replay(): Promise<ReplayView | null> {
    const id = this.selected;
    if (id === null || this.busy) return null;
    return this.#act(async () => {
      const outcome = await this.#door.call("replay", { ids: [id] });
      this.#leave(outcome.over);
      this.outcome = outcome;
      return outcome;
    });
  }

  /** Takes the selected kind out of the list; says whether that was done. */
  async dismiss(): Promise<boolean> {
    const id = this.selected;
    if (id === null || this.busy) return false;
    const done = await this.#act(async () => {
      await this.#door.call("dismiss", { ids: [id] });
      this.#leave([id]);
      return true;
    });
    return done ?? false;
  }

  async #act<T>(run: () => Promise<T>): Promise<T | null> {
    this.busy = true;
    this.refusal = null;
    try {
      const done = await run();
      await this.load();
      return done;
    } catch (reason) {
      this.refusal = toFailure(reason);
      return null;
    } finally {
      this.busy = false;
    }
  }

  /** Rows that are gone leave the list; the selection goes on to the next one. */
  #leave(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const place = this.place;
    const left = this.#rows.filter((row) => !ids.includes(row.id));
    this.#rows = left;
    if (this.selected !== null && ids.includes(this.selected)) this.select(left[Math.min(place, left.length - 1)]?.id ?? null);
  }

  #take(rows: readonly RefusalView[]): void {
    if (this.selected === null) {
      this.#rows = rows;
      this.#fresh = 0;
      return;
    }
    const newest = new Map(rows.map((row) => [row.id, row]));
    const held = new Set(this.#rows.map((row) => row.id));
    this.#fresh = rows.filter((row) => !held.has(row.id)).length;
    const before = this.one;
    this.#rows = this.#rows.map((row) => newest.get(row.id) ?? row);
    const after = this.one;
    if (after !== undefined && after.last !== before?.last) void this.#askDetail(after.id);
  }

  async #askDetail(id: string): Promise<void> {
    this.#detailAsked += 1;
    const asked = this.#detailAsked;
    try {
      const detail = await this.#door.call("refusal", { id });
      if (asked === this.#detailAsked && this.selected === id) {
        this.detail = detail;
        this.detailFailure = null;
      }
    } catch (reason) {
      if (asked === this.#detailAsked && this.selected === id) this.detailFailure = toFailure(reason);
    }
  }
}
