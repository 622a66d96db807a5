// The mappings, and the one that is being made: topics to choose from, what their messages hold, and a trial of every change.
//
// Nothing counts before it is saved. A draft outlives the page: whoever goes away finds it again.

import type { ChangedValue, Failure, FoundTopic, Histories, LeafView, MappingLeaves, MappingMistake, MappingTried, MappingView, ReplayView } from "../ipc/bindings";
import type { Desktop } from "../ipc/desk";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";
import { fileWord } from "../shared/csv";
import { type Draft, type DraftValue, draftOf, emptyDraft, emptyValue, fileOf, problemsOf, QUALITIES, valueOf } from "./mapping-draft";
import { meaningsText } from "./mapping-words";

/** How long after the last change a draft is tried, ms. */
const SETTLE_MS = 250;
/** Bytes of a name. */
const NAME_BYTES_MAX = 64;
/** Levels of a topic that a device is called by. */
const DEVICE_LEVELS_MAX = 6;
/** The engine takes no larger file. */
const FILE_BYTES_MAX = 1024 * 1024;

/** A topic of a connection. */
export interface Topic {
  connection: string;
  topic: string;
}

/** What was saved last, and what may be done about it. */
export interface Saved {
  name: string;
  /** What comes of it for points, in sentences. */
  words: readonly string[];
  /** Refused messages on its topics that can be heard again. */
  again: readonly string[];
}

export class Mappings {
  phase = $state<"loading" | "ready" | "failed">("loading");
  /** Why the list could not be read. */
  failure = $state.raw<Failure | null>(null);
  /** Why the last change was not made. */
  refusal = $state.raw<Failure | null>(null);
  busy = $state(false);
  list = $state.raw<readonly MappingView[]>([]);
  selected = $state<string | null>(null);
  saved = $state.raw<Saved | null>(null);

  /** Whether the workbench is shown, rather than the list. */
  atBench = $state(false);
  draft = $state.raw<Draft | null>(null);
  /** The file as text, where it is written as text; else null. */
  text = $state<string | null>(null);
  /** The name of the saved mapping that the draft takes the place of. */
  before = $state<string | null>(null);
  /** Only messages of this connection; empty for all. */
  connection = $state("");
  on = $state(true);
  tried = $state.raw<MappingTried | null>(null);
  trialFailure = $state.raw<Failure | null>(null);
  trying = $state(false);
  /** Values of known points that would mean something else: nothing is saved before somebody says what becomes of these. */
  asked = $state.raw<readonly ChangedValue[]>([]);

  query = $state("");
  topics = $state.raw<readonly FoundTopic[]>([]);
  moreTopics = $state(0);
  topicsFailure = $state.raw<Failure | null>(null);
  topicsRead = $state(false);
  topic = $state.raw<Topic | null>(null);
  leaves = $state.raw<MappingLeaves | null>(null);
  leavesFailure = $state.raw<Failure | null>(null);
  /** Place of the chosen leaf, or -1. */
  leaf = $state(-1);

  readonly #door: Door;
  readonly #desk: Desktop;
  #clean = $state.raw("");
  #timer: ReturnType<typeof setTimeout> | null = null;
  #asking = 0;
  #lists = 0;
  #leavesAsked = 0;
  /** How many drafts were taken up or left: another count is another draft. */
  #drafts = 0;
  /** Whether mappings were changed while they were loaded for the first time. */
  #isOld = false;

  constructor(door: Door, desk: Desktop) {
    this.#door = door;
    this.#desk = desk;
  }

  /** The file that the draft comes to. */
  readonly file: string = $derived.by(() => this.text ?? (this.draft === null ? "" : fileOf(this.draft)));
  /** Whether the draft holds what is not saved. */
  readonly changed: boolean = $derived(this.draft !== null && this.#stamp() !== this.#clean);
  /** Mistakes of the draft: those that have no place in a file, and those that the engine tells. */
  readonly mistakes: readonly MappingMistake[] = $derived.by(() => {
    const own = this.draft === null || this.text !== null ? [] : problemsOf(this.draft);
    return [...own, ...(this.tried?.mistakes ?? [])];
  });
  /** Why the text cannot be shown as a form; empty where it can. */
  readonly formless: string = $derived.by(() => {
    if (this.text === null) return "";
    const read = draftOf(this.text);
    return typeof read === "string" ? read : "";
  });
  readonly one: MappingView | undefined = $derived(this.list.find((one) => one.name === this.selected));

  async load(): Promise<void> {
    if (this.phase === "failed") this.phase = "loading";
    const asked = this.#nextList();
    this.#isOld = false;
    try {
      const list = await this.#door.call("mappings", {});
      if (asked !== this.#lists) return;
      this.list = list;
      this.failure = null;
      this.phase = "ready";
    } catch (reason) {
      if (asked !== this.#lists) return;
      this.failure = toFailure(reason);
      // A list that is there stays.
      if (this.phase !== "ready") this.phase = "failed";
    }
    // What came may have been read before the change.
    if (this.#isOld) await this.load();
  }

  /** The mappings were changed, here or in another window. */
  hear(): void {
    if (this.phase === "loading") this.#isOld = true;
    else void this.load();
  }

  /** A list that is asked for, or came, makes those that were asked for before old. */
  #nextList(): number {
    this.#lists += 1;
    return this.#lists;
  }

  #show(list: readonly MappingView[]): void {
    this.#nextList();
    this.list = list;
    this.failure = null;
    this.phase = "ready";
  }

  /** Moves the selection of the list by so many rows; gives its place, or -1. */
  move(by: number): number {
    const last = this.list.length - 1;
    const from = this.list.findIndex((one) => one.name === this.selected);
    const to = from < 0 && Number.isFinite(by) ? (by > 0 ? 0 : last) : Math.min(last, Math.max(0, Math.max(0, from) + by));
    this.selected = this.list[to]?.name ?? null;
    return to;
  }

  /** A new mapping; says whether it was begun: one that is not saved is not thrown away. */
  begin(): boolean {
    if (this.#isHeld()) return false;
    this.#take(emptyDraft(""), null, "", true);
    return true;
  }

  /** A mapping of this topic: the one that reads it already, else a new one. */
  async beginWith(topic: Topic): Promise<void> {
    if (this.#isHeld()) return;
    await Promise.all([this.load(), this.#askLeaves(topic)]);
    const { leaves } = this;
    const known = this.list.find((one) => leaves?.mapped_by.includes(one.name) ?? false);
    if (known !== undefined) this.edit(known);
    else this.#take({ ...emptyDraft(topic.topic), name: nameOf(topic.topic), device: deviceOf(topic.topic), payload: this.#payload() }, null, topic.connection, true);
    this.topic = topic;
    this.leaves = leaves;
    this.#touch();
  }

  /** Takes up a saved mapping. */
  edit(view: MappingView): boolean {
    if (this.#isHeld()) return false;
    const draft = draftOf(view.file);
    this.#take(typeof draft === "string" ? emptyDraft(view.topics) : draft, view.name, view.connection ?? "", view.on);
    if (typeof draft === "string") this.text = view.file;
    this.#clean = this.#stamp();
    this.#touch();
    return true;
  }

  /** Takes up a file from somewhere else. */
  async importFile(file: File): Promise<boolean> {
    if (this.#isHeld()) return false;
    if (file.size > FILE_BYTES_MAX) {
      this.refusal = { code: "bad_request", message: `${file.name} is larger than 1 MiB, the most of a mapping. Nothing was changed.`, hint: "Choose the file of a mapping." };
      return false;
    }
    const text = await file.text();
    const draft = draftOf(text);
    this.#take(typeof draft === "string" ? emptyDraft("") : draft, null, "", true);
    if (typeof draft === "string") this.text = text;
    // Nothing of it is saved here.
    this.#clean = "";
    this.#touch();
    return true;
  }

  /** Saves a mapping's file for other sites; gives where, or null. */
  async exportFile(view: MappingView): Promise<string | null> {
    try {
      return await this.#desk.saveFile(`${fileWord(view.name)}.json`, new TextEncoder().encode(view.file));
    } catch (reason) {
      this.refusal = toFailure(reason);
      return null;
    }
  }

  /** Throws the draft away; gives what brings it back, where it held what is not saved. */
  discard(): (() => void) | null {
    const { draft, text, before, connection, on, changed } = this;
    const clean = this.#clean;
    this.#leave();
    if (draft === null || !changed) return null;
    return () => {
      if (this.#isHeld()) return;
      this.#take(draft, before, connection, on);
      this.text = text;
      this.#clean = clean;
      this.#touch();
    };
  }

  #leave(): void {
    this.#stop();
    this.#drafts += 1;
    this.draft = null;
    this.text = null;
    this.atBench = false;
    this.tried = null;
    this.asked = [];
    this.refusal = null;
  }

  /** Changes the draft. */
  change(part: Partial<Draft>): void {
    if (this.draft === null) return;
    this.draft = { ...this.draft, ...part };
    this.#touch();
  }

  changeValue(key: number, part: Partial<DraftValue>): void {
    if (this.draft === null) return;
    this.change({ values: this.draft.values.map((one) => (one.key === key ? { ...one, ...part } : one)) });
  }

  removeValue(key: number): void {
    if (this.draft !== null) this.change({ values: this.draft.values.filter((one) => one.key !== key) });
  }

  addValue(): void {
    if (this.draft !== null) this.change({ values: [...this.draft.values, emptyValue()] });
  }

  forConnection(name: string): void {
    this.connection = name;
    this.#touch();
  }

  /** Whether the draft lists the value at this leaf. */
  lists(leaf: LeafView): boolean {
    return this.draft?.values.some((one) => one.at === leaf.at) ?? false;
  }

  /** Takes a leaf as a value, or takes it out again. */
  toggle(leaf: LeafView): void {
    if (this.draft === null || this.text !== null) return;
    const others = this.draft.values.filter((one) => one.at !== leaf.at);
    if (others.length < this.draft.values.length) {
      this.change({ values: others });
      return;
    }
    const made = valueOf(leaf);
    const taken = new Set(others.map((one) => one.name));
    let name = made.name;
    for (let number = 2; taken.has(name); number += 1) name = `${made.name} ${number}`;
    this.change({ values: [...others, { ...made, name }] });
  }

  /** Takes a leaf as the time of all values, or not any more. */
  toggleTime(leaf: LeafView): void {
    if (this.draft === null || this.text !== null) return;
    this.change({ time: this.draft.time?.at === leaf.at ? null : { at: leaf.at, form: leaf.time ?? "auto", zone: "" } });
  }

  /** Takes a leaf as the quality of all values, or not any more. */
  toggleQuality(leaf: LeafView): void {
    if (this.draft === null || this.text !== null) return;
    this.change({ quality: this.draft.quality?.at === leaf.at ? null : { at: leaf.at, map: guessedQuality(leaf) } });
  }

  /** Goes from the form to the text, or back where the form can show it. */
  asText(): void {
    if (this.draft === null) return;
    if (this.text === null) {
      this.text = fileOf(this.draft);
      return;
    }
    const read = draftOf(this.text);
    if (typeof read === "string") return;
    this.draft = read;
    this.text = null;
    this.#touch();
  }

  write(text: string): void {
    this.text = text;
    this.#touch();
  }

  /** Topics to choose from. */
  async findTopics(): Promise<void> {
    const text = this.query.trim();
    try {
      const { found, more } = await this.#door.call("topic_search", { text });
      if (this.query.trim() !== text) return;
      this.topics = found;
      this.moreTopics = more;
      this.topicsFailure = null;
      this.topicsRead = true;
    } catch (reason) {
      this.topicsFailure = toFailure(reason);
    }
  }

  /** Shows what the messages of a topic hold; a draft that lists nothing yet is for this one. */
  async choose(topic: Topic): Promise<void> {
    const before = this.topic;
    this.topic = topic;
    this.leaf = -1;
    await this.#askLeaves(topic);
    if (this.topic !== topic || this.draft === null || this.text !== null) return;
    const follows = this.draft.values.length === 0 && (this.draft.topics === "" || this.draft.topics === before?.topic);
    if (!follows) return;
    this.connection = topic.connection;
    const ownDevice = this.draft.device !== "" && this.draft.device !== deviceOf(this.draft.topics);
    const named = this.draft.name === "" || this.draft.name === nameOf(this.draft.topics);
    this.change({ topics: topic.topic, payload: this.#payload(), ...(named ? { name: nameOf(topic.topic) } : {}), ...(ownDevice ? {} : { device: deviceOf(topic.topic) }) });
  }

  /** Tries the draft anew: on messages that came meanwhile too. */
  async tryNow(): Promise<void> {
    this.#stop();
    if (this.draft === null) return;
    // A mapping that has no name yet is tried under one, so that its values are seen all the same.
    const file = this.text ?? fileOf({ ...this.draft, name: this.draft.name.trim() === "" ? UNNAMED : this.draft.name });
    const asking = this.#asking;
    this.trying = true;
    try {
      const tried = await this.#door.call("try_mapping", { file, connection: this.connection === "" ? null : this.connection, message: null, before: this.before });
      if (asking !== this.#asking) return;
      this.tried = tried;
      this.trialFailure = null;
      // Whoever changes a mapping sees what its messages hold.
      const [first] = tried.tried;
      if (this.topic === null && first !== undefined) {
        this.topic = { connection: first.connection, topic: first.topic };
        await this.#askLeaves(this.topic);
      }
    } catch (reason) {
      if (asking === this.#asking) this.trialFailure = toFailure(reason);
    } finally {
      if (asking === this.#asking) this.trying = false;
    }
  }

  /** Saves the draft; says whether it was. What is changed meanwhile stays on the workbench, as a change of what was saved. */
  async save(histories: Histories | null = null): Promise<boolean> {
    if (this.draft === null || this.busy || (this.text === null && problemsOf(this.draft).length > 0)) return false;
    const { file, connection, on, before, tried } = this;
    const stamp = this.#stamp();
    const drafts = this.#drafts;
    const told = await this.#act(() => this.#door.call("save_mapping", { file, connection: connection === "" ? null : connection, on, before, place: null, histories }));
    if (told === null) return false;
    this.#show(told.mappings);
    const isSame = this.#drafts === drafts;
    if (isSame) this.asked = told.saved === null ? told.changed : [];
    if (told.saved === null) {
      if (isSame) this.tried = { ...(this.tried ?? NOTHING_TRIED), mistakes: told.mistakes, changed: told.changed };
      return false;
    }
    const topics = new Set((tried?.tried ?? []).filter((one) => one.quarantined).map((one) => keyOf(one)));
    const saved: Saved = { name: told.saved, words: told.words, again: [] };
    this.saved = saved;
    this.selected = told.saved;
    // The answer is about no draft that was taken up meanwhile.
    if (isSame && this.#stamp() === stamp) this.#leave();
    else if (isSame) this.#goOn(told.saved, file, stamp);
    // It is saved, whatever becomes of the offer to hear refused messages again.
    if (on && topics.size > 0) {
      const again = await this.#refusedOn(topics).catch(() => []);
      if (this.saved?.name === saved.name) this.saved = { ...saved, again };
    }
    return true;
  }

  /** Goes on with a draft that was changed while it was saved: it takes the place of what was saved then. */
  #goOn(name: string, sent: string, stamp: string): void {
    this.before = name;
    this.#clean = stamp;
    const view = this.list.find((one) => one.name === name);
    const [was, is] = [draftOf(sent), view === undefined ? "" : draftOf(view.file)];
    if (this.draft !== null && typeof was !== "string" && typeof is !== "string") {
      // Values that began new points have other names by now.
      const names = new Map(was.values.map((one, at) => [one.name, is.values[at]?.name ?? one.name]));
      if (this.text !== null) this.text = withNames(this.text, names);
      this.draft = { ...this.draft, values: this.draft.values.map((one) => ({ ...one, name: names.get(one.name) ?? one.name })) };
    }
    this.#touch();
  }

  /** Hears refused messages again that the saved mapping is for. */
  async hearAgain(): Promise<ReplayView | null> {
    const { saved } = this;
    if (saved === null || saved.again.length === 0) return null;
    return this.#act(async () => {
      const outcome = await this.#door.call("replay", { ids: [...saved.again] });
      this.saved = { ...saved, again: [] };
      return outcome;
    });
  }

  async switch(view: MappingView): Promise<boolean> {
    const done = await this.#act(async () => {
      this.#show(await this.#door.call("switch_mapping", { name: view.name, on: !view.on }));
      return true;
    });
    return done ?? false;
  }

  /** Moves the selected mapping by so many places in the order in which they read. */
  async shift(by: 1 | -1): Promise<void> {
    const { list, busy } = this;
    const from = list.findIndex((one) => one.name === this.selected);
    const view = list[from];
    if (busy || view === undefined || list[from + by] === undefined) return;
    const before = list[by < 0 ? from - 1 : from + 2]?.name ?? null;
    await this.#act(async () => this.#show(await this.#door.call("move_mapping", { name: view.name, before })));
  }

  async remove(view: MappingView): Promise<boolean> {
    const place = this.list.indexOf(view);
    const done = await this.#act(async () => {
      this.#show(await this.#door.call("remove_mapping", { name: view.name }));
      if (this.selected === view.name) this.selected = this.list[Math.min(place, this.list.length - 1)]?.name ?? null;
      if (this.saved?.name === view.name) this.saved = null;
      return true;
    });
    return done ?? false;
  }

  /** Brings a removed mapping back to its place. */
  async restore(view: MappingView): Promise<void> {
    await this.#act(async () => {
      const { mappings } = await this.#door.call("save_mapping", { file: view.file, connection: view.connection, on: view.on, before: null, place: view.place, histories: null });
      this.#show(mappings);
      this.selected = view.name;
      return true;
    });
  }

  async #act<T>(run: () => Promise<T>): Promise<T | null> {
    this.busy = true;
    this.refusal = null;
    try {
      return await run();
    } catch (reason) {
      this.refusal = toFailure(reason);
      return null;
    } finally {
      this.busy = false;
    }
  }

  /** A draft that is not saved stays, and is shown. */
  #isHeld(): boolean {
    if (!this.changed) return false;
    this.atBench = true;
    this.refusal = { code: "bad_request", message: "This mapping is not saved yet.", hint: "Save or discard it first." };
    return true;
  }

  #take(draft: Draft, before: string | null, connection: string, on: boolean): void {
    this.#stop();
    this.#drafts += 1;
    this.draft = draft;
    this.text = null;
    this.before = before;
    this.connection = connection;
    this.on = on;
    this.tried = null;
    this.trialFailure = null;
    this.asked = [];
    this.refusal = null;
    this.saved = null;
    this.atBench = true;
    this.topic = null;
    this.leaves = null;
    this.leaf = -1;
    this.#clean = this.#stamp();
  }

  #stamp(): string {
    return JSON.stringify([this.file, this.connection, this.on]);
  }

  /** What the messages looked at are: a text where that is all they hold. */
  #payload(): Draft["payload"] {
    const found = this.leaves?.leaves ?? [];
    return found.length === 1 && found[0]?.at === "" ? "text" : "json";
  }

  async #askLeaves(topic: Topic): Promise<void> {
    this.#leavesAsked += 1;
    const asked = this.#leavesAsked;
    try {
      const leaves = await this.#door.call("suggest_mapping", { connection: topic.connection, topic: topic.topic });
      if (asked !== this.#leavesAsked) return;
      this.leaves = leaves;
      this.leavesFailure = null;
    } catch (reason) {
      if (asked !== this.#leavesAsked) return;
      this.leaves = null;
      this.leavesFailure = toFailure(reason);
    }
  }

  /** Kinds of refusals on these topics whose messages can be tried again. */
  async #refusedOn(topics: ReadonlySet<string>): Promise<string[]> {
    const page = await this.#door.call("refusals", { reason: null, connection: null, text: "", from: 0 });
    return page.refusals.filter((one) => one.replayable && topics.has(keyOf(one))).map((one) => one.id);
  }

  #touch(): void {
    this.asked = [];
    this.#stop();
    this.#timer = setTimeout(() => void this.tryNow(), SETTLE_MS);
  }

  /** What is asked for counts no more. */
  #stop(): void {
    this.#asking += 1;
    this.trying = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** What a mapping is called in a trial while it has no name. */
const UNNAMED = "Unnamed";

const NOTHING_TRIED: MappingTried = { mistakes: [], topics: 0, messages: 0, left_out: 0, values: 0, refused: 0, tried: [], jumps: [], changed: [], words: [] };

/** A file with its values under other names; one that is no JSON at present is searched for them as a text, behind its list's key. */
function withNames(text: string, names: ReadonlyMap<string, string>): string {
  const from = text.indexOf('"values"');
  const changed = [...names].filter(([was, now]) => was !== now);
  if (changed.length === 0 || from < 0) return text;
  const read = draftOf(text);
  if (typeof read !== "string") return fileOf({ ...read, values: read.values.map((one) => ({ ...one, name: names.get(one.name) ?? one.name })) });
  const renamed = text.slice(from).replaceAll(/("name"\s*:\s*)("(?:[^"\\\n]|\\.)*")/gu, (whole, key: string, name: string) => {
    const now = changed.find(([was]) => JSON.stringify(was) === name)?.[1];
    return now === undefined ? whole : `${key}${JSON.stringify(now)}`;
  });
  return `${text.slice(0, from)}${renamed}`;
}

/** A name for the mapping of a topic, until a person gives a better one. */
function nameOf(topic: string): string {
  let name = [...topic.slice(0, 2 * NAME_BYTES_MAX)].slice(0, NAME_BYTES_MAX).join("").replaceAll(/[\p{C}/]+/gu, " ").trim();
  while (new TextEncoder().encode(name).length > NAME_BYTES_MAX) name = [...name].slice(0, -1).join("").trim();
  return name;
}

/** A device for each topic, called by the topic's levels: a device of its own, so that no value meets a point found before. */
function deviceOf(topic: string): string {
  const levels = topic === "" ? [] : topic.split("/");
  return levels.length < 2 || levels.length > DEVICE_LEVELS_MAX ? "" : levels.map((_, at) => `{${at + 1}}`).join(" ");
}

/** What stands there most likely means that all is well, unless it says so itself. */
function guessedQuality(leaf: LeafView): string {
  const [first] = leaf.samples.filter((one) => one !== "null");
  return first === undefined || QUALITIES.includes(first) ? "" : meaningsText({ [first]: "good" });
}

/** A connection's name holds no line break. */
function keyOf({ connection, topic }: Topic): string {
  return `${connection}\n${topic}`;
}
