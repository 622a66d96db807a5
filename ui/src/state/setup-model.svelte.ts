// The model as Setup edits it: the tree, what is selected, drafts that are not saved yet, and why a change was refused.

import type { EquipmentView, Failure, PlacesView } from "../ipc/bindings";
import type { Places } from "./places.svelte";
import { changesOf, keyOf, problemsOf, removalOf, same, savedDraft, type Draft, type Node, type Problems } from "./setup-draft";

/** A line of the tree. */
export interface Branch {
  key: string;
  node: Node;
  name: string;
  /** What it is, in a word. */
  word: string;
  /** Points in it; none where they are not counted. */
  points: number | null;
  depth: number;
  /** Whether it holds something, and shows it. */
  opened: boolean | null;
}

const SITE: Node = { kind: "site" };

/** Which thing a thing can hold. */
const CHILD: Partial<Record<Node["kind"], Node["kind"]>> = { site: "building", building: "floor", floor: "space", space: "equipment" };

/** The model being edited. */
export class Model {
  node = $state.raw<Node>(SITE);
  saving = $state(false);
  refusal = $state.raw<Failure | null>(null);
  /** Whether problems of empty fields are told already. */
  told = $state(false);
  scroll = 0;

  #drafts = $state.raw<ReadonlyMap<string, Draft>>(new Map());
  #closed = $state.raw<ReadonlySet<string>>(new Set());
  #opened = $state.raw<ReadonlySet<string>>(new Set());
  readonly #places: Places;

  constructor(places: Places) {
    this.#places = places;
  }

  readonly view: PlacesView | null = $derived.by(() => this.#places.view);
  readonly branches: readonly Branch[] = $derived.by(() => (this.view === null ? [] : this.#walk(this.view)));
  readonly key: string = $derived(keyOf(this.node));
  readonly saved: Draft | null = $derived.by(() => (this.view === null ? null : savedDraft(this.view, this.node)));
  readonly draft: Draft | null = $derived.by(() => (this.saved === null ? null : (this.#drafts.get(this.key) ?? this.saved)));
  readonly isNew: boolean = $derived(this.node.kind !== "site" && this.node.id === null);
  readonly problems: Problems = $derived.by(() => (this.draft === null ? {} : problemsOf(this.node, this.draft)));
  readonly changed: boolean = $derived.by(() => this.draft !== null && this.saved !== null && !same(this.draft, this.saved));
  /** The kind that can be added under the selected thing. */
  readonly child: Node["kind"] | null = $derived.by(() => (this.isNew ? null : (CHILD[this.node.kind] ?? null)));

  /** What holds the selected thing, by name. */
  get holder(): string {
    const { node } = this;
    const floor = this.#places.floor(node.kind === "space" ? node.floor : null);
    if (node.kind === "floor") return this.view?.site.buildings.find((one) => one.id === node.building)?.name ?? "";
    if (node.kind === "space") return floor?.floor.name ?? "";
    if (node.kind === "equipment" && node.space !== null) return this.#places.space(node.space)?.name ?? "";
    return this.view?.site.name ?? "";
  }

  /** Whether a thing has a draft that is not saved. */
  isChanged(node: Node): boolean {
    const draft = this.#drafts.get(keyOf(node));
    const saved = this.view === null ? null : savedDraft(this.view, node);
    return draft !== undefined && saved !== null && !same(draft, saved);
  }

  /** How many things have one. */
  get unsaved(): number {
    return this.branches.filter((one) => this.isChanged(one.node)).length + (this.isNew && this.changed ? 1 : 0);
  }

  select(node: Node): void {
    if (this.isNew) this.#drop();
    this.node = node;
    this.refusal = null;
    this.told = false;
  }

  /** Moves along the lines of the tree; gives the line. */
  move(by: number): number {
    const last = this.branches.length - 1;
    const at = this.branches.findIndex((one) => one.key === this.key);
    const to = Math.min(last, Math.max(0, at + by));
    const branch = this.branches[to];
    if (branch !== undefined) this.select(branch.node);
    return to;
  }

  /** Right opens a thing, then goes into it. */
  open(): number {
    const at = this.branches.findIndex((one) => one.key === this.key);
    const branch = this.branches[at];
    if (branch?.opened === false) this.toggle(branch);
    else if (branch?.opened === true) return this.move(1);
    return at;
  }

  /** Left closes a thing, then goes to what holds it. */
  close(): number {
    const at = this.branches.findIndex((one) => one.key === this.key);
    const branch = this.branches[at];
    if (branch === undefined) return at;
    if (branch.opened === true && branch.depth > 0) {
      this.toggle(branch);
      return at;
    }
    const up = this.branches.slice(0, at).findLastIndex((one) => one.depth < branch.depth);
    return up < 0 ? at : this.move(up - at);
  }

  toggle(branch: Branch): void {
    const opened = new Set(this.#opened);
    const closed = new Set(this.#closed);
    (branch.opened === true ? closed : opened).add(branch.key);
    (branch.opened === true ? opened : closed).delete(branch.key);
    this.#opened = opened;
    this.#closed = closed;
  }

  write(change: Partial<Draft>): void {
    if (this.draft === null) return;
    this.refusal = null;
    this.#drafts = new Map([...this.#drafts, [this.key, { ...this.draft, ...change }]]);
  }

  /** Starts a new thing under the selected one, or equipment without a room where that is asked for. */
  add(kind: Node["kind"] | null = this.child): void {
    const { node } = this;
    if (kind === "building") this.select({ kind, id: null });
    else if (kind === "floor" && node.kind === "building" && node.id !== null) this.select({ kind, id: null, building: node.id });
    else if (kind === "space" && node.kind === "floor" && node.id !== null) this.select({ kind, id: null, floor: node.id });
    else if (kind === "equipment") this.select({ kind, id: null, space: node.kind === "space" ? node.id : null });
  }

  /** Goes back to what is saved; from a new thing to what it was to be under. */
  revert(): void {
    const { node } = this;
    this.#drop();
    this.refusal = null;
    this.told = false;
    if (!this.isNew) return;
    if (node.kind === "floor") this.node = { kind: "building", id: node.building };
    else if (node.kind === "space") this.node = this.#floorNode(node.floor);
    else this.node = SITE;
  }

  /** Saves the draft; stays with what was refused. */
  async save(): Promise<boolean> {
    const { node, draft, saved, view } = this;
    this.told = true;
    if (this.saving || draft === null || saved === null || view === null || !(this.changed || this.isNew) || Object.keys(this.problems).length > 0) return false;
    this.saving = true;
    this.refusal = null;
    const before = new Set(idsOf(view));
    for (const change of changesOf(node, draft, saved)) {
      this.refusal = await this.#places.change(change);
      if (this.refusal !== null) break;
    }
    this.saving = false;
    if (this.refusal !== null) return false;
    this.#drop(keyOf(node));
    this.told = false;
    if (node.kind !== "site" && node.id === null) {
      const id = this.view === null ? undefined : idsOf(this.view).find((one) => !before.has(one));
      const made = this.branches.find((one) => one.key === id);
      this.node = made?.node ?? SITE;
      // Inside something that is closed the new one has no line yet.
      if (made === undefined && id !== undefined) this.#reveal(node, id);
    }
    return true;
  }

  /** Takes the selected thing out; gives what brings it back, or none where that was refused. */
  async remove(): Promise<{ name: string; undo: () => Promise<Failure | null> } | null> {
    const { node, saved, view } = this;
    const removal = removalOf(node);
    if (removal === null || saved === null || view === null) return null;
    // What can be removed is empty, so that adding it anew brings back all of it.
    const again = this.#again(node, saved);
    this.refusal = await this.#places.change(removal);
    if (this.refusal !== null) return null;
    this.#drop(keyOf(node));
    this.node = node.kind === "floor" ? { kind: "building", id: node.building } : node.kind === "space" ? this.#floorNode(node.floor) : SITE;
    return { name: saved.name, undo: again };
  }

  #again(node: Node, saved: Draft): () => Promise<Failure | null> {
    const anew = node.kind === "site" ? node : { ...node, id: null };
    return async () => {
      const [change] = changesOf(anew, saved, saved);
      return change === undefined ? null : this.#places.change(change);
    };
  }

  #reveal(node: Node, key: string): void {
    const parent = node.kind === "space" ? `floor ${node.floor}` : node.kind === "floor" ? `building ${node.building}` : node.kind === "equipment" && node.space !== null ? `space ${node.space}` : "site";
    const opened = new Set([...this.#opened, parent]);
    const floor = node.kind === "equipment" ? this.#floorOf(node.space) : null;
    if (floor !== null) opened.add(`floor ${floor}`);
    this.#opened = opened;
    this.#closed = new Set([...this.#closed].filter((one) => !opened.has(one)));
    this.node = this.branches.find((one) => one.key === key)?.node ?? SITE;
  }

  #floorOf(space: number | null): number | null {
    const floors = this.view?.site.buildings.flatMap((one) => one.floors) ?? [];
    return floors.find((one) => one.spaces.some((other) => other.id === space))?.id ?? null;
  }

  #floorNode(floor: number): Node {
    const building = this.view?.site.buildings.find((one) => one.floors.some((other) => other.id === floor));
    return building === undefined ? SITE : { kind: "floor", id: floor, building: building.id };
  }

  #drop(key: string = this.key): void {
    const drafts = new Map(this.#drafts);
    drafts.delete(key);
    this.#drafts = drafts;
  }

  /** Buildings stand open until they are closed, floors and spaces closed until they are opened. */
  #isOpen(key: string, usually: boolean): boolean {
    return usually ? !this.#closed.has(key) : this.#opened.has(key);
  }

  #walk(view: PlacesView): Branch[] {
    const lines: Branch[] = [];
    const push = (node: Node, name: string, word: string, points: number | null, depth: number, holds: boolean, usually: boolean): boolean => {
      const key = keyOf(node);
      const opened = holds ? this.#isOpen(key, usually) : null;
      lines.push({ key, node, name, word, points, depth, opened });
      return opened === true;
    };
    const bySpace = new Map<number | null, EquipmentView[]>();
    for (const one of view.equipment) bySpace.set(one.space, [...(bySpace.get(one.space) ?? []), one]);
    const machine = (one: EquipmentView, depth: number) => push({ kind: "equipment", id: one.id, space: one.space }, one.name, one.kind, one.points, depth, false, false);
    push(SITE, view.site.name, "site", null, 0, false, true);
    for (const building of view.site.buildings) {
      const points = building.floors.reduce((sum, floor) => sum + floor.points, 0);
      if (!push({ kind: "building", id: building.id }, building.name, "building", points, 1, building.floors.length > 0, true)) continue;
      for (const floor of building.floors) {
        if (!push({ kind: "floor", id: floor.id, building: building.id }, floor.name, "floor", floor.points, 2, floor.spaces.length > 0, false)) continue;
        for (const space of floor.spaces) {
          const inside = bySpace.get(space.id) ?? [];
          if (push({ kind: "space", id: space.id, floor: floor.id }, space.name, "space", space.points, 3, inside.length > 0, false)) for (const one of inside) machine(one, 4);
        }
      }
    }
    for (const one of bySpace.get(null) ?? []) machine(one, 1);
    return lines;
  }
}

/** Keys of all things of the model. */
function idsOf(view: PlacesView): string[] {
  const floors = view.site.buildings.flatMap((one) => one.floors);
  return [
    ...view.site.buildings.map((one) => `building ${one.id}`), ...floors.map((one) => `floor ${one.id}`),
    ...floors.flatMap((one) => one.spaces.map((space) => `space ${space.id}`)), ...view.equipment.map((one) => `equipment ${one.id}`),
  ];
}
