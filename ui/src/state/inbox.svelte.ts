// Found points: what was heard but not accepted, by device; which are marked, what a person wrote in place of the
// proposals, and the way into the model and back.
//
// While a row is selected the list holds still: what is found meanwhile is counted and waits to be let in.

import type { Failure, FoundEdit, FoundView, PlacesView, PointCode } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";

/** A line of the list: the head of a device, or one of its points. */
export type Line = { kind: "head"; key: string; device: string; connection: string | null; codes: readonly PointCode[] } | { kind: "point"; key: string; of: FoundView };

/** How many of some points are marked. */
export type Marked = "all" | "some" | "none";

/** Where accepted points go. */
export type Target = { to: "none" } | { to: "floor"; id: number } | { to: "new"; name: string };

/** What was accepted last, so that it can be taken back. */
export interface Taken {
  points: readonly PointCode[];
  accepted: number;
  already: number;
  where: string;
}

const order = new Intl.Collator("en", { numeric: true });

export class Inbox {
  phase = $state<"loading" | "ready" | "failed">("loading");
  failure = $state<Failure | null>(null);
  /** Why the last acceptance was refused. */
  refusal = $state<Failure | null>(null);
  busy = $state(false);
  query = $state("");
  selected = $state<PointCode | null>(null);
  marks = $state.raw<ReadonlySet<PointCode>>(new Set());
  target = $state.raw<Target>({ to: "none" });
  scroll = 0;

  #all = $state.raw<readonly FoundView[]>([]);
  #waiting = $state.raw<readonly FoundView[] | null>(null);
  #edits = $state.raw<ReadonlyMap<PointCode, FoundEdit>>(new Map());

  readonly #door: Door;
  #asking = 0;

  /** All that wait, and are let in. */
  get all(): readonly FoundView[] {
    return this.#all;
  }

  readonly #byCode = $derived(new Map(this.#all.map((one) => [one.point, one] as const)));
  readonly #texts = $derived(new Map(this.#all.map((one) => [one.point, textOf(one)] as const)));

  /** Found since the list is held. */
  readonly fresh: number = $derived.by(() => (this.#waiting ?? []).filter((one) => !this.#byCode.has(one.point)).length);

  readonly shown: readonly FoundView[] = $derived.by(() => {
    const words = this.query.toLowerCase().split(/\s+/).filter((word) => word !== "");
    return words.length === 0 ? this.#all : this.#all.filter((one) => words.every((word) => this.#texts.get(one.point)?.includes(word)));
  });

  /** The list: heads and points, devices in order of connection and name. */
  readonly lines: readonly Line[] = $derived.by(() => {
    const lines: Line[] = [];
    let head: { device: string; connection: string | null; codes: PointCode[] } | null = null;
    for (const one of this.shown) {
      const { device } = one.proposal;
      if (head === null || head.device !== device || head.connection !== one.connection) {
        head = { device, connection: one.connection, codes: [] };
        lines.push({ kind: "head", key: `${one.connection ?? ""}\n${device}`, ...head });
      }
      head.codes.push(one.point);
      lines.push({ kind: "point", key: one.point, of: one });
    }
    return lines;
  });

  readonly devices: number = $derived.by(() => new Set(this.#all.map((one) => `${one.connection ?? ""}\n${one.proposal.device}`)).size);
  /** The marked ones, in the order of the list. */
  readonly marked: readonly FoundView[] = $derived.by(() => this.#all.filter((one) => this.marks.has(one.point)));
  readonly markedShown: Marked = $derived.by(() => this.markedOf(this.shown.map((one) => one.point)));
  /** Why the marked ones cannot be accepted; empty where they can. */
  readonly hindrance: string = $derived.by(() => {
    if (this.marked.length === 0) return "";
    const nameless = this.marked.filter((one) => this.edit(one).name.trim() === "").length;
    if (nameless > 0) return nameless === 1 ? "One of them has no name." : "Some of them have no name.";
    return this.target.to === "new" && this.target.name.trim() === "" ? "Name the new floor first." : "";
  });

  constructor(door: Door) {
    this.#door = door;
  }

  /** Asks for what waits; lets it in at once unless a row is selected. */
  async load(): Promise<void> {
    this.#asking += 1;
    const asking = this.#asking;
    if (this.phase === "failed") this.phase = "loading";
    try {
      const found = await this.#door.call("inbox", { connection: null, ignored: false });
      if (asking !== this.#asking) return;
      this.#take([...found].sort(byDevice));
      this.failure = null;
      this.phase = "ready";
    } catch (reason) {
      if (asking !== this.#asking) return;
      this.failure = toFailure(reason);
      // A list that is there stays: it is as it was a moment ago.
      if (this.#all.length === 0) this.phase = "failed";
    }
  }

  /** Lets in what was found while the list was held. */
  letIn(): void {
    if (this.#waiting !== null) this.#replace(this.#waiting);
  }

  find(code: PointCode | null): FoundView | undefined {
    return code === null ? undefined : this.#byCode.get(code);
  }

  /** Place of the selected point among the lines, or -1. */
  get place(): number {
    return this.selected === null ? -1 : this.lines.findIndex((line) => line.key === this.selected);
  }

  select(code: PointCode | null): void {
    this.selected = code;
    if (code === null) this.letIn();
  }

  /** Moves the selection by so many points, over the heads; gives its line, or -1. */
  move(by: number): number {
    const points = this.shown;
    if (points.length === 0) return -1;
    const last = points.length - 1;
    const from = points.findIndex((one) => one.point === this.selected);
    const to = from < 0 && Number.isFinite(by) ? (by > 0 ? 0 : last) : Math.min(last, Math.max(0, Math.max(0, from) + by));
    this.selected = points[to]?.point ?? null;
    return this.place;
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

  /** The points of the device this one belongs to, as far as they are shown. */
  siblings(code: PointCode): readonly PointCode[] {
    const of = this.find(code);
    return of === undefined ? [] : this.shown.filter((one) => one.connection === of.connection && one.proposal.device === of.proposal.device).map((one) => one.point);
  }

  /** What a point will be: as proposed, or as a person wrote it. */
  edit(of: FoundView): FoundEdit {
    return this.#edits.get(of.point) ?? { point: of.point, name: of.proposal.name, kind: of.proposal.kind, unit: of.proposal.unit, role: null };
  }

  isEdited(code: PointCode): boolean {
    return this.#edits.has(code);
  }

  /** Writes something in place of the proposal; what equals it again is no edit any more. */
  write(of: FoundView, change: Partial<Omit<FoundEdit, "point">>): void {
    const edit = { ...this.edit(of), ...change };
    const { name, kind, unit } = of.proposal;
    const edits = new Map(this.#edits);
    if (edit.name === name && edit.kind === kind && edit.unit === unit) edits.delete(of.point);
    else edits.set(of.point, edit);
    this.#edits = edits;
  }

  /** Takes these points into the model; gives what was done, or none where it was refused. */
  async accept(points: readonly FoundView[], places: PlacesView | null): Promise<Taken | null> {
    if (this.busy || points.length === 0) return null;
    this.busy = true;
    this.refusal = null;
    // Each is named, never "all that wait": what was found a moment ago has not been seen by anybody.
    const codes = points.map((one) => one.point);
    const { target } = this;
    const edits = points.filter((one) => this.isEdited(one.point)).map((one) => trimmed(this.edit(one)));
    try {
      const done = await this.#door.call("accept_points", {
        points: codes, all: false, connection: null, floor: target.to === "new" ? target.name.trim() : null, floor_id: target.to === "floor" ? target.id : null, place: false, edits,
      });
      const where = targetWord(target, places);
      if (target.to === "new") this.target = { to: "none" };
      this.#leave(codes);
      void this.load();
      return { points: codes, accepted: done.accepted, already: done.already, where };
    } catch (reason) {
      this.refusal = toFailure(reason);
      return null;
    } finally {
      this.busy = false;
    }
  }

  /** Takes accepted points back; they are found points as before, with their marks. */
  async takeBack(taken: Taken): Promise<boolean> {
    try {
      await this.#door.call("return_points", { points: [...taken.points] });
      this.marks = new Set([...this.marks, ...taken.points]);
      await this.load();
      this.letIn();
      return true;
    } catch (reason) {
      this.refusal = toFailure(reason);
      return false;
    }
  }

  #take(found: readonly FoundView[]): void {
    const first = this.phase !== "ready";
    if (first || this.selected === null) {
      this.#replace(found);
      return;
    }
    // Held: nothing joins, but what somebody accepted elsewhere is gone all the same.
    const still = new Map(found.map((one) => [one.point, one]));
    this.#all = this.#all.flatMap((one) => still.get(one.point) ?? []);
    this.#waiting = found;
    if (this.find(this.selected) === undefined) this.#replace(found);
    else if (this.fresh === 0) this.#waiting = null;
  }

  #replace(found: readonly FoundView[]): void {
    this.#waiting = null;
    this.#all = found;
    const codes = new Set(found.map((one) => one.point));
    if (this.selected !== null && !codes.has(this.selected)) this.selected = null;
    if ([...this.marks].some((code) => !codes.has(code))) this.marks = new Set([...this.marks].filter((code) => codes.has(code)));
  }

  /** Takes these out of the list at once; the selection goes to the next that stays. */
  #leave(codes: readonly PointCode[]): void {
    const gone = new Set(codes);
    const at = this.shown.findIndex((one) => one.point === this.selected);
    const next = at < 0 ? undefined : (this.shown.slice(at).find((one) => !gone.has(one.point)) ?? this.shown.slice(0, at).findLast((one) => !gone.has(one.point)));
    this.selected = next?.point ?? null;
    this.#all = this.#all.filter((one) => !gone.has(one.point));
    this.marks = new Set([...this.marks].filter((code) => !gone.has(code)));
  }
}

/** What a point arrives as inside its device: the path in the payload, else the rest of the topic. */
export function arrivesAs(of: FoundView): string {
  if (of.path !== "") return of.path.replace(/^\//, "");
  const { device } = of.proposal;
  if (of.topic.startsWith(`${device}/`) && of.topic.length > device.length + 1) return of.topic.slice(device.length + 1);
  return of.topic.split("/").at(-1) || of.topic;
}

function targetWord(target: Target, places: PlacesView | null): string {
  if (target.to === "none") return "";
  if (target.to === "new") return target.name.trim();
  return places?.site.buildings.flatMap((one) => one.floors).find((one) => one.id === target.id)?.name ?? "the floor";
}

function trimmed(edit: FoundEdit): FoundEdit {
  return { ...edit, name: edit.name.trim(), unit: edit.unit === null || edit.unit.trim() === "" ? null : edit.unit.trim() };
}

function textOf(one: FoundView): string {
  const { name, device, kind, unit, because } = one.proposal;
  return [name, device, kind, unit ?? "", ...because, one.topic, one.path, one.connection ?? ""].join("\n").toLowerCase();
}

function byDevice(one: FoundView, other: FoundView): number {
  return (
    order.compare(one.connection ?? "", other.connection ?? "") || order.compare(one.proposal.device, other.proposal.device) ||
    order.compare(one.topic, other.topic) || order.compare(one.path, other.path) || order.compare(one.point, other.point)
  );
}
