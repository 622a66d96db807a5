// Found points: what was heard but not accepted, by device; which are marked, what a person wrote in place of the
// proposals, and the way into the model and back.
//
// While a row is selected the list holds still: what is found meanwhile is counted and waits to be let in.

import type { FoundEdit, FoundView, Failure, PlacesView, PointCode } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";
import { changedBy, type Bulk } from "./inbox-bulk";
import { filtered, OPEN, type Filter } from "./inbox-filter";
import { byDevice, deviceKey, linesOf, textOf, type Line } from "./inbox-lines";
import { targetWord, type Target } from "./inbox-making";
import { TopicPatterns } from "./patterns.svelte";

/** How many of some points are marked. */
export type Marked = "all" | "some" | "none";

/** Those that wait, or those of no interest. */
export type Shelf = "waiting" | "ignored";

/** What was done last, so that it can be undone. */
export type Done =
  | { what: "accepted"; points: readonly PointCode[]; accepted: number; already: number; where: string }
  | { what: "ignored" | "brought back"; points: readonly PointCode[] }
  | { what: "edited"; points: readonly PointCode[]; before: ReadonlyMap<PointCode, FoundEdit> };

export class Inbox {
  /** How the site names its topics, which is what proposals begin with. */
  readonly patterns: TopicPatterns;
  phase = $state<"loading" | "ready" | "failed">("loading");
  failure = $state<Failure | null>(null);
  /** Why the last action was refused. */
  refusal = $state<Failure | null>(null);
  busy = $state(false);
  shelf = $state.raw<Shelf>("waiting");
  filter = $state.raw<Filter>(OPEN);
  selected = $state.raw<PointCode | null>(null);
  /** The head of a folded device, where the selection stands on one. */
  onHead = $state.raw<string | null>(null);
  marks = $state.raw<ReadonlySet<PointCode>>(new Set());
  folded = $state.raw<ReadonlySet<string>>(new Set());
  target = $state.raw<Target>({ to: "proposed" });
  last = $state.raw<Done | null>(null);
  scroll = 0;

  #waiting = $state.raw<readonly FoundView[]>([]);
  #ignored = $state.raw<readonly FoundView[]>([]);
  #held = $state.raw<readonly FoundView[] | null>(null);
  #edits = $state.raw<ReadonlyMap<PointCode, FoundEdit>>(new Map());

  readonly #door: Door;
  #asking = 0;

  /** All of the shelf that is shown, and let in. */
  get all(): readonly FoundView[] {
    return this.shelf === "waiting" ? this.#waiting : this.#ignored;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get ignored(): number {
    return this.#ignored.length;
  }

  readonly #byCode = $derived(new Map(this.all.map((one) => [one.point, one] as const)));
  readonly #texts = $derived(new Map(this.all.map((one) => [one.point, textOf(one)] as const)));

  /** Found since the list is held. */
  readonly fresh: number = $derived.by(() => {
    const known = new Set(this.#waiting.map((one) => one.point));
    return (this.#held ?? []).filter((one) => !known.has(one.point)).length;
  });

  readonly shown: readonly FoundView[] = $derived.by(() => filtered(this.all, this.filter, (one) => this.#texts.get(one.point) ?? ""));

  /** The list: heads and points, devices in order of connection and name. */
  readonly lines: readonly Line[] = $derived.by(() => linesOf(this.shown, this.folded));

  readonly devices: number = $derived.by(() => new Set(this.all.map(deviceKey)).size);
  readonly connections: readonly string[] = $derived.by(() => [...new Set(this.all.flatMap((one) => one.connection ?? []))].sort());
  readonly conventions: readonly string[] = $derived.by(() => [...new Set(this.all.flatMap((one) => one.convention ?? []))].sort());
  /** Roles offered where one is written: those that are proposed somewhere. */
  readonly roles: readonly string[] = $derived.by(() => [...new Set(this.all.flatMap((one) => one.proposal.role ?? []))].sort());
  readonly conflicts: number = $derived.by(() => this.all.filter((one) => one.conflict !== null).length);
  /** The marked ones, in the order of the list. */
  readonly marked: readonly FoundView[] = $derived.by(() => this.all.filter((one) => this.marks.has(one.point)));
  readonly markedShown: Marked = $derived.by(() => this.markedOf(this.shown.map((one) => one.point)));
  /** Why the marked ones cannot be accepted; empty where they can. */
  readonly hindrance: string = $derived.by(() => {
    if (this.marked.length === 0 || this.shelf === "ignored") return "";
    const nameless = this.marked.filter((one) => this.edit(one).name.trim() === "").length;
    if (nameless > 0) return nameless === 1 ? "One of them has no name." : "Some of them have no name.";
    return this.target.to === "new" && this.target.name.trim() === "" ? "Name the new floor first." : "";
  });

  constructor(door: Door) {
    this.#door = door;
    this.patterns = new TopicPatterns(door);
  }

  /** Asks for what waits and what is ignored; lets it in at once unless a row is selected. */
  async load(): Promise<void> {
    this.#asking += 1;
    const asking = this.#asking;
    if (this.phase === "failed") this.phase = "loading";
    try {
      const [waiting, ignored] = await Promise.all([
        this.#door.call("inbox", { connection: null, ignored: false }),
        this.#door.call("inbox", { connection: null, ignored: true }),
      ]);
      if (asking !== this.#asking) return;
      this.#ignored = [...ignored].sort(byDevice);
      this.#take([...waiting].sort(byDevice));
      this.failure = null;
      this.phase = "ready";
    } catch (reason) {
      if (asking !== this.#asking) return;
      this.failure = toFailure(reason);
      // A list that is there stays: it is as it was a moment ago.
      if (this.#waiting.length + this.#ignored.length === 0) this.phase = "failed";
    }
  }

  /** Lets in what was found while the list was held. */
  letIn(): void {
    if (this.#held !== null) this.#replace(this.#held);
  }

  /** Goes to the other shelf; marks belong to the one they were set on. */
  show(shelf: Shelf): void {
    if (shelf === this.shelf) return;
    this.select(null);
    this.unmark();
    this.shelf = shelf;
    this.scroll = 0;
  }

  narrow(change: Partial<Filter>): void {
    this.filter = { ...this.filter, ...change };
  }

  find(code: PointCode | null): FoundView | undefined {
    return code === null ? undefined : this.#byCode.get(code);
  }

  /** Place of the selection among the lines, or -1. */
  get place(): number {
    const key = this.onHead ?? this.selected;
    return key === null ? -1 : this.lines.findIndex((line) => line.key === key);
  }

  select(code: PointCode | null): void {
    this.selected = code;
    this.onHead = null;
    if (code === null) this.letIn();
  }

  /** Moves the selection by so many points, over the heads of open devices; gives its line, or -1. */
  move(by: number): number {
    const stops = this.lines.filter((line) => line.kind === "point" || line.folded);
    if (stops.length === 0) return -1;
    const last = stops.length - 1;
    const from = stops.findIndex((line) => line.key === (this.onHead ?? this.selected));
    const to = from < 0 && Number.isFinite(by) ? (by > 0 ? 0 : last) : Math.min(last, Math.max(0, Math.max(0, from) + by));
    const line = stops[to];
    this.selected = line?.kind === "point" ? line.key : null;
    this.onHead = line?.kind === "head" ? line.key : null;
    return this.place;
  }

  /** Folds or opens a device; a selection inside it goes to its head, and from its head to its first point. */
  fold(key: string, folded: boolean): void {
    const next = new Set(this.folded);
    if (folded) next.add(key);
    else next.delete(key);
    this.folded = next;
    const of = this.find(this.selected);
    if (folded && of !== undefined && deviceKey(of) === key) [this.selected, this.onHead] = [null, key];
    else if (!folded && this.onHead === key) [this.selected, this.onHead] = [this.shown.find((one) => deviceKey(one) === key)?.point ?? null, null];
  }

  foldAll(folded: boolean): void {
    const of = this.find(this.selected);
    if (folded && of !== undefined) this.fold(deviceKey(of), true);
    if (!folded && this.onHead !== null) this.fold(this.onHead, false);
    this.folded = new Set(folded ? this.all.map(deviceKey) : []);
  }

  /** The device that the selection stands in or on. */
  get device(): string | null {
    const of = this.find(this.selected);
    return of === undefined ? this.onHead : deviceKey(of);
  }

  /** Marks these, or takes their marks away where all have one. */
  toggle(codes: readonly PointCode[]): void {
    const marks = new Set(this.marks);
    const all = this.markedOf(codes) === "all";
    for (const code of codes) {
      if (all) marks.delete(code);
      else marks.add(code);
    }
    this.marks = marks;
  }

  markedOf(codes: readonly PointCode[]): Marked {
    const many = codes.reduce((sum, code) => sum + (this.marks.has(code) ? 1 : 0), 0);
    return many === 0 ? "none" : many === codes.length ? "all" : "some";
  }

  unmark(): void {
    this.marks = new Set();
  }

  /** Marks all that are shown but those with a conflict, which a person looks at first; or takes their marks away. */
  toggleShown(): void {
    const plain = this.filter.conflicts ? this.shown : this.shown.filter((one) => one.conflict === null);
    this.toggle(plain.map((one) => one.point));
  }

  /** The points that are shown of this device. */
  pointsOf(device: string): readonly PointCode[] {
    return this.shown.filter((one) => deviceKey(one) === device).map((one) => one.point);
  }

  /** What a point will be: as proposed, or as a person wrote it. */
  edit(of: FoundView): FoundEdit {
    return this.#edits.get(of.point) ?? asProposed(of);
  }

  isEdited(code: PointCode): boolean {
    return this.#edits.has(code);
  }

  /** Writes something in place of the proposal; what equals it again is no edit any more. */
  write(of: FoundView, change: Partial<Omit<FoundEdit, "point">>): void {
    this.#write([[of, { ...this.edit(of), ...change }]]);
  }

  /** Writes over the marked ones at once. */
  writeMarked(bulk: Bulk): void {
    this.last = { what: "edited", points: this.marked.map((one) => one.point), before: this.#edits };
    this.#write(this.marked.map((one) => [one, changedBy(this.edit(one), bulk)]));
  }

  /** Takes these points into the model; gives what was done, or none where it was refused. */
  async accept(points: readonly FoundView[], places: PlacesView | null): Promise<(Done & { what: "accepted" }) | null> {
    // Each is named, never "all that wait": what was found a moment ago has not been seen by anybody.
    const codes = points.map((one) => one.point);
    const { target } = this;
    const edits = points.filter((one) => this.isEdited(one.point)).map((one) => trimmed(this.edit(one)));
    const answer = await this.#attempt(codes, () =>
      this.#door.call("accept_points", {
        points: codes, all: false, connection: null, floor: target.to === "new" ? target.name.trim() : null, floor_id: target.to === "floor" ? target.id : null,
        place: target.to === "proposed", edits,
      }),
    );
    if (answer === null) return null;
    const done: Done = { what: "accepted", points: codes, accepted: answer.accepted, already: answer.already, where: targetWord(target, places) };
    // Its name is used up: a second floor is named anew.
    if (target.to === "new") this.target = { to: "proposed" };
    this.last = done;
    return done;
  }

  /** Sets these aside as of no interest, or brings them back; tells whether that was done. */
  async ignore(points: readonly FoundView[], ignored: boolean): Promise<boolean> {
    const codes = points.map((one) => one.point);
    const answer = await this.#attempt(codes, () => this.#door.call("ignore_points", { points: codes, ignored }));
    if (answer !== null) this.last = { what: ignored ? "ignored" : "brought back", points: codes };
    return answer !== null;
  }

  /** Undoes what was done last; the points have their marks again. */
  async undo(): Promise<boolean> {
    const done = this.last;
    if (done === null || this.busy) return false;
    if (done.what === "edited") {
      this.#edits = done.before;
      this.last = null;
      return true;
    }
    this.busy = true;
    this.refusal = null;
    try {
      const points = [...done.points];
      if (done.what === "accepted") await this.#door.call("return_points", { points });
      else await this.#door.call("ignore_points", { points, ignored: done.what === "brought back" });
      this.last = null;
      this.show(done.what === "brought back" ? "ignored" : "waiting");
      this.marks = new Set([...this.marks, ...points]);
      await this.load();
      this.letIn();
      return true;
    } catch (reason) {
      this.refusal = toFailure(reason);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Asks for something about these points; where it is done they leave the list at once. */
  async #attempt<T>(codes: readonly PointCode[], ask: () => Promise<T>): Promise<T | null> {
    if (this.busy || codes.length === 0) return null;
    this.busy = true;
    this.refusal = null;
    try {
      const answer = await ask();
      this.#leave(codes);
      void this.load();
      return answer;
    } catch (reason) {
      this.refusal = toFailure(reason);
      return null;
    } finally {
      this.busy = false;
    }
  }

  #write(written: readonly (readonly [FoundView, FoundEdit])[]): void {
    const edits = new Map(this.#edits);
    for (const [of, edit] of written) {
      if (same(edit, asProposed(of))) edits.delete(of.point);
      else edits.set(of.point, edit);
    }
    this.#edits = edits;
  }

  #take(found: readonly FoundView[]): void {
    const first = this.phase !== "ready";
    if (first || this.shelf === "ignored" || this.selected === null) {
      this.#replace(found);
      return;
    }
    // Held: nothing joins, but what somebody accepted elsewhere is gone all the same.
    const still = new Map(found.map((one) => [one.point, one]));
    this.#waiting = this.#waiting.flatMap((one) => still.get(one.point) ?? []);
    this.#held = found;
    if (this.find(this.selected) === undefined) this.#replace(found);
    else if (this.fresh === 0) this.#held = null;
  }

  #replace(found: readonly FoundView[]): void {
    this.#held = null;
    this.#waiting = found;
    const codes = new Set(this.all.map((one) => one.point));
    if (this.selected !== null && !codes.has(this.selected)) this.selected = null;
    if ([...this.marks].some((code) => !codes.has(code))) this.marks = new Set([...this.marks].filter((code) => codes.has(code)));
  }

  /** Takes these out of the list at once; the selection goes to the next that stays. */
  #leave(codes: readonly PointCode[]): void {
    const gone = new Set(codes);
    const at = this.shown.findIndex((one) => one.point === this.selected);
    const next = at < 0 ? undefined : (this.shown.slice(at).find((one) => !gone.has(one.point)) ?? this.shown.slice(0, at).findLast((one) => !gone.has(one.point)));
    this.selected = next?.point ?? null;
    const left = this.all.filter((one) => !gone.has(one.point));
    if (this.shelf === "waiting") this.#waiting = left;
    else this.#ignored = left;
    this.marks = new Set([...this.marks].filter((code) => !gone.has(code)));
  }
}

function asProposed(of: FoundView): FoundEdit {
  const { name, kind, unit, role } = of.proposal;
  return { point: of.point, name, kind, unit, role };
}

function same(one: FoundEdit, other: FoundEdit): boolean {
  return one.name === other.name && one.kind === other.kind && one.unit === other.unit && one.role === other.role;
}

function trimmed(edit: FoundEdit): FoundEdit {
  const filled = (text: string | null) => (text === null || text.trim() === "" ? null : text.trim());
  return { ...edit, name: edit.name.trim(), unit: filled(edit.unit), role: filled(edit.role) };
}
