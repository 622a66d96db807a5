// The model as Setup edits it: the tree, what is selected, drafts that are not saved yet, what was done and can be taken
// back, and why a change was refused.

import type { Failure, ModelChange, ModelWordsView, PlacesView, PointDetailView, Relation } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";
import type { Current, Row } from "./current.svelte";
import { bulkChanges, partsOf, removalOf, type ModelBulk, type Removal } from "./model-bulk";
import { moveOf } from "./model-moves";
import { aroundOf, heldBy, holderOf, pathsOf, walk, type Branch, type Held } from "./model-tree";
import type { Places } from "./places.svelte";
import { blameOf, changesOf, keyOf, problemsOf, same, savedDraft, siteOf, type About, type Draft, type Node, type Problems } from "./setup-draft";

/** Something that was done, with its way back: only the newest can be taken back. */
export interface Done {
  words: string;
  undo: () => Promise<Failure | null>;
}

/** What was done and can be taken back; gives the failure where that was refused. */
interface Entry {
  words: string;
  back: () => Promise<Failure | null>;
}

const SITE: Node = { kind: "site" };
/** Which thing a thing can hold first. */
const CHILD: Partial<Record<Node["kind"], Node["kind"]>> = { site: "building", building: "floor", floor: "space", space: "equipment" };
/** How many things can be taken back one after the other. */
const BACK_MAX = 50;
const NOTHING_HELD: Held = { points: new Map(), equipment: new Map() };

/** The model being edited. */
export class Model {
  node = $state.raw<Node>(SITE);
  /** Keys of the things that are marked for one change of all. */
  marks = $state.raw<ReadonlySet<string>>(new Set());
  /** Things that were cut and wait to be put elsewhere. */
  cut = $state.raw<readonly Node[]>([]);
  saving = $state(false);
  refusal = $state.raw<Failure | null>(null);
  /** Whether problems of empty fields are told already. */
  told = $state(false);
  /** The words that are offered for roles and equipment. */
  words = $state.raw<ModelWordsView>({ roles: [], equipment: [] });
  /** Why a point's words could not be read. */
  detailFailure = $state.raw<Failure | null>(null);
  scroll = 0;

  #drafts = $state.raw<ReadonlyMap<string, Draft>>(new Map());
  #closed = $state.raw<ReadonlySet<string>>(new Set());
  #opened = $state.raw<ReadonlySet<string>>(new Set());
  #detail = $state.raw<{ code: string; view: PointDetailView } | null>(null);
  #back = $state.raw<readonly Entry[]>([]);
  /** The thing whose form the refusal is about. */
  #refused = $state.raw<string | null>(null);
  #asking = 0;
  /** Where marking a span began. */
  #anchor: string | null = null;
  readonly #places: Places;
  readonly #current: Current;
  readonly #door: Door;

  constructor(door: Door, places: Places, current: Current) {
    this.#door = door;
    this.#places = places;
    this.#current = current;
  }

  readonly view: PlacesView | null = $derived.by(() => this.#places.view);
  /** The points, in the order of their names. */
  readonly rows: readonly Row[] = $derived.by(() => (this.#current.listing >= 0 ? this.#current.rows : []));
  readonly #held: Held = $derived.by(() => (this.view === null ? NOTHING_HELD : heldBy(this.view, this.rows)));
  readonly branches: readonly Branch[] = $derived.by(() => (this.view === null ? [] : walk(this.view, this.#held, (key, usually) => (usually ? !this.#closed.has(key) : this.#opened.has(key)))));
  readonly paths: ReadonlyMap<string, readonly string[]> = $derived.by(() => (this.view === null ? new Map<string, readonly string[]>() : pathsOf(this.view)));
  readonly key: string = $derived(keyOf(this.node));
  /** The selected point. */
  readonly row: Row | undefined = $derived.by(() => {
    void this.#current.listing;
    return this.node.kind === "point" ? this.#current.find(this.node.code) : undefined;
  });
  readonly #about: About | null = $derived.by(() => (this.row === undefined || this.#detail?.code !== this.row.code ? null : { row: this.row, detail: this.#detail.view }));
  readonly saved: Draft | null = $derived.by(() => (this.view === null ? null : savedDraft(this.view, this.node, this.#about)));
  readonly draft: Draft | null = $derived.by(() => (this.saved === null ? null : (this.#drafts.get(this.key) ?? this.saved)));
  readonly isNew: boolean = $derived("id" in this.node && this.node.id === null);
  readonly problems: Problems = $derived.by(() => (this.draft === null ? {} : problemsOf(this.node, this.draft)));
  /** Why the selected thing's form was refused, at the field that it is about. */
  readonly blame: Problems = $derived.by(() => (this.#refused === this.key ? blameOf(this.refusal, this.node.kind) : {}));
  readonly changed: boolean = $derived.by(() => this.draft !== null && this.saved !== null && !same(this.draft, this.saved));
  /** The kind that can be added under the selected thing. */
  readonly child: Node["kind"] | null = $derived.by(() => (this.isNew ? null : (CHILD[this.node.kind] ?? null)));
  /** The things that one change would change: those that are marked, else the selected one. */
  readonly chosen: readonly Node[] = $derived.by(() => {
    if (this.marks.size === 0) return this.isNew ? [] : [this.node];
    return [...this.marks].map((key) => this.#nodeOf(key)).filter((one) => one !== null);
  });

  /** Where the selected thing is, in words, outermost first. */
  get around(): readonly string[] {
    const { node } = this;
    if (node.kind === "floor") return this.paths.get(`building ${node.building}`) ?? [];
    if (node.kind === "space" || node.kind === "zone") return this.paths.get(`floor ${node.floor}`) ?? [];
    if (node.kind === "equipment") return node.place === null ? [] : (this.paths.get(`${node.place.is} ${node.place.id}`) ?? []);
    if (node.kind === "point") return this.paths.get(this.#holder()) ?? [];
    return node.kind === "building" ? [this.view?.site.name ?? ""] : [];
  }

  /** What a thing is called. */
  nameOf(node: Node): string {
    if (node.kind === "point") return this.#current.find(node.code)?.name ?? node.code;
    return this.paths.get(keyOf(node))?.at(-1) ?? "";
  }

  /** Reads the words that are offered. */
  async load(): Promise<void> {
    if (this.words.roles.length > 0) return;
    try {
      this.words = await this.#door.call("model_words", {});
    } catch {
      // Without them every word can still be typed.
    }
  }

  /** Whether a thing has a draft that is not saved. */
  isChanged(key: string): boolean {
    const draft = this.#drafts.get(key);
    if (draft === undefined) return false;
    return key === this.key ? this.changed : true;
  }

  /** How many things have one. */
  get unsaved(): number {
    return [...this.#drafts.keys()].filter((key) => this.isChanged(key)).length;
  }

  select(node: Node): void {
    if (this.isNew) this.#drop();
    else if (!this.changed) this.#drop();
    this.node = node;
    this.refusal = null;
    this.told = false;
    if (node.kind === "point") void this.#readDetail(node.code);
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

  /** Opens a thing that something is held over. */
  openUnder(branch: Branch): void {
    if (branch.opened === false) this.toggle(branch);
  }

  /** Marks a thing, or takes its mark away. */
  mark(key: string): void {
    const marks = new Set(this.marks);
    if (!marks.delete(key) && this.#nodeOf(key) !== null && key !== "site" && key !== "loose") marks.add(key);
    this.marks = marks;
    this.#anchor = key;
  }

  /** Marks every line from where marking began to this one. */
  markTo(key: string): void {
    const from = this.branches.findIndex((one) => one.key === (this.#anchor ?? this.key));
    const to = this.branches.findIndex((one) => one.key === key);
    if (from < 0 || to < 0) return;
    const span = this.branches.slice(Math.min(from, to), Math.max(from, to) + 1);
    const kind = this.branches[from]?.node.kind;
    // A span through several levels means things like the one it began with.
    this.marks = new Set([...this.marks, ...span.filter((one) => one.node.kind === kind && kind !== "site").map((one) => one.key)]);
  }

  /** Marks all that stands beside the selected thing. */
  markAll(): void {
    const at = this.branches.findIndex((one) => one.key === this.key);
    const depth = this.branches[at]?.depth ?? 0;
    const { kind } = this.node;
    if (kind === "site" || kind === "loose") return;
    let first = at;
    while (first > 0 && (this.branches[first - 1]?.depth ?? 0) >= depth) first -= 1;
    let last = at;
    while (last + 1 < this.branches.length && (this.branches[last + 1]?.depth ?? 0) >= depth) last += 1;
    this.marks = new Set(this.branches.slice(first, last + 1).filter((one) => one.depth === depth && one.node.kind === kind).map((one) => one.key));
  }

  unmark(): void {
    this.marks = new Set();
    this.#anchor = null;
  }

  write(change: Partial<Draft>): void {
    if (this.draft === null) return;
    this.refusal = null;
    this.#drafts = new Map([...this.#drafts, [this.key, { ...this.draft, ...change }]]);
  }

  /** Starts a new thing under the selected one. */
  add(kind: Node["kind"] | null = this.child): void {
    const { node } = this;
    if (kind === "building") this.select({ kind, id: null });
    else if (kind === "floor" && node.kind === "building" && node.id !== null) this.select({ kind, id: null, building: node.id });
    else if ((kind === "space" || kind === "zone") && node.kind === "floor" && node.id !== null) this.select({ kind, id: null, floor: node.id });
    else if (kind === "equipment") {
      const isPlace = (node.kind === "space" || node.kind === "floor" || node.kind === "building") && node.id !== null;
      this.select({ kind, id: null, place: isPlace ? { is: node.kind, id: node.id as number } : null });
    }
  }

  /** Goes back to what is saved; from a new thing to what it was to be in. */
  revert(): void {
    const { node } = this;
    this.#drop();
    this.refusal = null;
    this.told = false;
    if (this.isNew) this.node = this.#holderNode(node);
  }

  /** Saves the draft; stays with what was refused. */
  async save(): Promise<Done | null> {
    const { node, draft, saved, view } = this;
    this.told = true;
    this.#refused = this.key;
    if (this.saving || draft === null || saved === null || view === null || !(this.changed || this.isNew) || Object.keys(this.problems).length > 0) return null;
    if (node.kind === "site") return this.#saveSite(draft, saved);
    const words = `${draft.name.trim()} was ${this.isNew ? "added" : "saved"}.`;
    const done = await this.apply(changesOf(view, node, draft, saved), words);
    if (done === null) return null;
    this.#drop(keyOf(node));
    this.told = false;
    if (node.kind === "point") await this.#readDetail(node.code);
    const [made] = done.made;
    if (made !== undefined && "id" in node && node.id === null) this.reveal({ ...node, id: made });
    return done;
  }

  /** Gives a thing another name. */
  async rename(node: Node, name: string): Promise<Done | null> {
    const { view } = this;
    if (view === null || name.trim() === "") return null;
    this.#refused = keyOf(node);
    if (node.kind === "point") return this.apply([{ do: "edit_points", points: [node.code], edits: [{ set: "name", name: name.trim() }] }], `It is called ${name.trim()} now.`);
    const saved = savedDraft(view, node);
    if (saved === null || saved.name === name.trim()) return null;
    if (node.kind === "site") return this.#saveSite({ ...saved, name }, saved);
    return this.apply(changesOf(view, node, { ...saved, name }, saved), `It is called ${name.trim()} now.`);
  }

  /** Puts the chosen things, or those that were cut, into another one. */
  async moveInto(nodes: readonly Node[], target: Node): Promise<Done | null> {
    if (this.view === null) return null;
    const move = moveOf(this.view, this.rows, nodes, target, this.nameOf(target));
    if ("refusal" in move) {
      this.refusal = { code: "bad_request", message: `${move.refusal} Nothing was moved.`, hint: "" };
      return null;
    }
    const done = await this.apply(move.changes, move.words);
    if (done === null) return null;
    this.cut = [];
    const [first] = nodes;
    if (nodes.length === 1 && first !== undefined && keyOf(first) === this.key) this.reveal(this.#nodeOf(this.key) ?? first);
    return done;
  }

  /** Writes one change over the chosen things. */
  async writeAll(bulk: ModelBulk): Promise<Done | null> {
    if (this.view === null) return null;
    const { points, equipment } = partsOf(this.view, (code) => this.#current.find(code), this.chosen);
    const many = points.length + equipment.length;
    return this.apply(bulkChanges(points, equipment, bulk), `${many === 1 ? "It was" : `${many} things were`} changed.`);
  }

  /** What taking the chosen things out would do; none where nothing among them can be. */
  get removal(): Removal | null {
    return this.view === null ? null : removalOf(this.view, this.rows, this.chosen, (node) => this.nameOf(node));
  }

  /** Takes the chosen things out. */
  async remove(removal: Removal | null = this.removal): Promise<Done | null> {
    if (removal === null) return null;
    const chosen = new Set(this.chosen.map(keyOf));
    const after = this.#holderNode(this.node);
    const done = await this.apply(removal.changes, removal.words);
    if (done === null) return null;
    for (const key of chosen) this.#drop(key);
    if (chosen.has(this.key)) this.select(after);
    this.unmark();
    return done;
  }

  /** Says a relation, or takes it away. */
  async relate(relation: Relation, is: boolean): Promise<Done | null> {
    return this.apply([is ? { do: "relate", relation } : { do: "unrelate", relation }], is ? "The relation was added." : "The relation was taken away.");
  }

  /** Makes changes; notes their way back. None where they were refused. */
  async apply(changes: ModelChange[], words: string): Promise<(Done & { made: readonly number[] }) | null> {
    if (this.saving) return null;
    this.saving = true;
    this.refusal = null;
    const answer = await this.#places.changeModel(changes);
    this.saving = false;
    if ("refused" in answer) {
      this.refusal = answer.refused;
      return null;
    }
    const { undo, made } = answer.done;
    this.#renew();
    return { ...this.#note(words, async () => (undo.length === 0 ? null : this.#changeBack(undo))), made };
  }

  /** Whether something can be taken back. */
  get isUndoable(): boolean {
    return this.#back.length > 0;
  }

  /** Takes the newest change back; says which, or none where there is nothing, or it was refused. */
  async undo(): Promise<string | null> {
    const entry = this.#back.at(-1);
    if (entry === undefined || this.saving) return null;
    this.refusal = await this.#takeBack(entry);
    return this.refusal === null ? entry.words : null;
  }

  /** Selects a thing and opens all around it. */
  reveal(node: Node): void {
    if (this.view === null) return;
    const opened = new Set([...this.#opened, ...aroundOf(this.view, node, (code) => this.#current.find(code))]);
    this.#opened = opened;
    this.#closed = new Set([...this.#closed].filter((one) => !opened.has(one)));
    this.select(this.branches.find((one) => one.key === keyOf(node))?.node ?? node);
  }

  #note(words: string, back: Entry["back"]): Done {
    const entry = { words, back };
    this.#back = [...this.#back, entry].slice(-BACK_MAX);
    return { words, undo: () => this.#takeBack(entry) };
  }

  async #changeBack(changes: ModelChange[]): Promise<Failure | null> {
    const answer = await this.#places.changeModel(changes);
    return "refused" in answer ? answer.refused : null;
  }

  /** One at a time, the newest first: what is older is what the newer ones stand on. */
  async #takeBack(entry: Entry): Promise<Failure | null> {
    const not = (message: string, hint: string): Failure => ({ code: "bad_request", message, hint });
    if (!this.#back.includes(entry)) return not("It was taken back already.", "");
    if (this.saving) return not("Another change is being made.", "Try again in a moment.");
    if (this.#back.at(-1) !== entry) return not("Something else was changed since. Nothing was taken back.", "Take the newer changes back first, with Ctrl+Z.");
    this.saving = true;
    const refused = await entry.back();
    this.saving = false;
    if (refused !== null) return refused;
    this.#back = this.#back.filter((one) => one !== entry);
    this.#renew();
    if (this.#nodeOf(this.key) === null) this.select(this.#holderNode(this.node));
    return null;
  }

  async #saveSite(draft: Draft, saved: Draft): Promise<Done | null> {
    if (this.saving) return null;
    this.saving = true;
    this.refusal = null;
    const ways: Entry["back"][] = [];
    const [site, before] = [siteOf(draft, saved), siteOf(saved, draft)];
    if (site !== null && before !== null) {
      this.refusal = await this.#places.setSite(site);
      if (this.refusal === null) ways.unshift(() => this.#places.setSite(before));
    }
    if (this.refusal === null && !same(draft.meters, saved.meters)) {
      this.refusal = await this.#places.setMeters([...draft.meters]);
      if (this.refusal === null) ways.unshift(() => this.#places.setMeters([...saved.meters]));
    }
    this.saving = false;
    // What was made before something else was refused can be taken back too.
    const done = ways.length === 0 ? null : this.#note(`${draft.name.trim()} was saved.`, () => inTurn(ways));
    if (this.refusal !== null) return null;
    this.#drop("site");
    this.told = false;
    return done;
  }

  /** What was changed is shown as it is now: a place may be another one, and a point may say other words. */
  #renew(): void {
    const node = this.#nodeOf(this.key);
    if (node !== null) this.node = node;
    if (this.node.kind === "point") void this.#readDetail(this.node.code);
  }

  async #readDetail(code: string): Promise<void> {
    this.#asking += 1;
    const asking = this.#asking;
    try {
      const view = await this.#door.call("point_detail", { point: code });
      if (asking !== this.#asking) return;
      this.#detail = { code, view };
      this.detailFailure = null;
    } catch (reason) {
      if (asking === this.#asking) this.detailFailure = toFailure(reason);
    }
  }

  /** Reads the selected point's words again. */
  retry(): void {
    this.detailFailure = null;
    if (this.node.kind === "point") void this.#readDetail(this.node.code);
  }

  #holder(): string {
    return this.row === undefined ? "loose" : holderOf(this.row);
  }

  #holderNode(node: Node): Node {
    if (node.kind === "floor") return { kind: "building", id: node.building };
    if (node.kind === "space" || node.kind === "zone") return this.#nodeOf(`floor ${node.floor}`) ?? SITE;
    if (node.kind === "equipment") return (node.place === null ? null : this.#nodeOf(`${node.place.is} ${node.place.id}`)) ?? SITE;
    return node.kind === "point" ? (this.#nodeOf(this.#holder()) ?? SITE) : SITE;
  }

  /** The thing of a key as it is now; none where it is not there any more. */
  #nodeOf(key: string): Node | null {
    const { view } = this;
    const [kind, rest = ""] = [key.slice(0, key.indexOf(" ")), key.slice(key.indexOf(" ") + 1)];
    if (key === "site" || key === "loose") return { kind: key };
    if (view === null) return null;
    if (kind === "point") return this.#current.find(rest)?.accepted === true ? { kind, code: rest } : null;
    const id = Number(rest);
    if (kind === "building") return view.site.buildings.some((one) => one.id === id) ? { kind, id } : null;
    if (kind === "equipment") {
      const one = view.equipment.find((other) => other.id === id);
      return one === undefined ? null : { kind, id, place: one.place };
    }
    for (const building of view.site.buildings) {
      for (const floor of building.floors) {
        if (kind === "floor" && floor.id === id) return { kind, id, building: building.id };
        if (kind === "space" && floor.spaces.some((one) => one.id === id)) return { kind, id, floor: floor.id };
        if (kind === "zone" && floor.zones.some((one) => one.id === id)) return { kind, id, floor: floor.id };
      }
    }
    return null;
  }

  #drop(key: string = this.key): void {
    if (!this.#drafts.has(key)) return;
    const drafts = new Map(this.#drafts);
    drafts.delete(key);
    this.#drafts = drafts;
  }
}

/** Goes these ways until one is refused. */
async function inTurn(ways: readonly Entry["back"][]): Promise<Failure | null> {
  for (const way of ways) {
    const refused = await way();
    if (refused !== null) return refused;
  }
  return null;
}
