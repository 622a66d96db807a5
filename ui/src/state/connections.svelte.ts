// Connections as Setup shows them: which one is selected, what a test said, and the form of a new or changed one.

import type { ConnectionTested, ConnectionView, Failure, MqttVersion } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";
import type { Health } from "./health.svelte";

/** As long as the engine takes a name. */
const NAME_BYTES_MAX = 64;
const EXAMPLE = "Write it as mqtt://host:1883.";

/** What became of asking a broker once. */
export type Trial = { state: "idle" } | { state: "trying" } | { state: "answered"; tested: ConnectionTested } | { state: "failed"; failure: Failure };

/** What is wrong with a broker's address, in one sentence; empty where nothing is. */
export function addressProblem(text: string): string {
  const url = text.trim();
  if (url === "") return "Where is the broker? " + EXAMPLE;
  if (/^(mqtts|ssl|tls|wss):\/\//i.test(url)) return "Encrypted connections are not in this version; they come later. Use mqtt:// inside the building's own network.";
  const match = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(url);
  if (match === null) return `An address begins with mqtt://. ${EXAMPLE}`;
  if (match[1] !== "mqtt") return `${match[1]}:// is not spoken here, only mqtt://.`;
  const rest = (match[2] ?? "").replace(/\/+$/, "");
  if (rest.includes("@")) return "User names and passwords are not in this version; they come later. Leave out everything before the @.";
  const parts = /^(\[[0-9a-f:.%]+\]|[^:[\]/\s?#]+)(?::(.*))?$/i.exec(rest);
  if (parts === null) return rest.startsWith(":") || rest === "" ? `The name of the broker is missing. ${EXAMPLE}` : `The broker's name cannot be read. ${EXAMPLE}`;
  const port = parts[2];
  if (port !== undefined && (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)) return "The port is a number from 1 to 65535; brokers usually have 1883.";
  return "";
}

/** What is wrong with a new connection's name; empty where nothing is. */
export function nameProblem(name: string, taken: readonly string[]): string {
  const text = name.trim();
  if (text === "") return "What do people call it?";
  if (new TextEncoder().encode(text).length > NAME_BYTES_MAX) return "A name has at most 64 characters.";
  if (/\p{Cc}/u.test(text)) return "A name has no control characters.";
  return taken.includes(text) ? "There is a connection of this name." : "";
}

/** The filters somebody typed, apart by commas or spaces. */
export function filtersOf(text: string): string[] {
  return [...new Set(text.split(/[,\s]+/).filter((one) => one !== ""))];
}

/** What is wrong with the filters; empty where nothing is. */
export function filtersProblem(text: string): string {
  for (const filter of filtersOf(text)) {
    const levels = filter.split("/");
    if (levels.slice(0, -1).includes("#") || levels.some((level) => level.includes("#") && level !== "#")) return `“${filter}”: # stands alone and at the end.`;
    if (levels.some((level) => level.includes("+") && level !== "+")) return `“${filter}”: + stands alone between two slashes.`;
  }
  return "";
}

/** The form of a connection: a new one, or one that is being changed. */
export class ConnectionForm {
  /** The connection that is changed; none for a new one. */
  readonly of: string | null;
  name = $state("");
  url = $state("");
  filters = $state("");
  version = $state<MqttVersion | null>(null);
  trial = $state.raw<Trial>({ state: "idle" });
  saving = $state(false);
  failure = $state<Failure | null>(null);
  /** Problems are told once somebody tried to go on, or of a field that was typed in. */
  told = $state(false);

  readonly #door: Door;
  readonly #taken: readonly string[];
  #asking = 0;

  constructor(door: Door, taken: readonly string[], of: ConnectionView | null) {
    this.#door = door;
    this.#taken = taken;
    this.of = of?.name ?? null;
    if (of === null) return;
    this.name = of.name;
    this.url = of.url;
    this.version = of.insisted;
    this.filters = of.filters.length === 1 && of.filters[0] === "#" ? "" : of.filters.join(", ");
  }

  readonly nameProblem: string = $derived.by(() => (this.of !== null || !(this.told || this.name !== "") ? "" : nameProblem(this.name, this.#taken)));
  readonly addressProblem: string = $derived.by(() => (this.#early(this.url) ? "" : addressProblem(this.url)));
  readonly filtersProblem: string = $derived(filtersProblem(this.filters));

  set(what: "name" | "url" | "filters", value: string): void {
    this[what] = value;
    this.failure = null;
    // What a test said is about the address it was asked for.
    if (what === "url") this.#forget();
  }

  choose(version: MqttVersion | null): void {
    this.version = version;
    this.#forget();
  }

  /** Asks the broker once; nothing is kept of it. */
  async try(): Promise<void> {
    this.told = true;
    if (addressProblem(this.url) !== "") return;
    this.#asking += 1;
    const asking = this.#asking;
    this.trial = { state: "trying" };
    try {
      const tested = await this.#door.call("try_connection", { url: this.url.trim(), version: this.version });
      if (asking === this.#asking) this.trial = { state: "answered", tested };
    } catch (reason) {
      if (asking === this.#asking) this.trial = { state: "failed", failure: toFailure(reason) };
    }
  }

  /** Adds or changes the connection; gives its name, or none where it was not taken. */
  async save(): Promise<string | null> {
    this.told = true;
    if (this.saving || addressProblem(this.url) !== "" || this.filtersProblem !== "" || (this.of === null && nameProblem(this.name, this.#taken) !== "")) return null;
    this.saving = true;
    this.failure = null;
    const asked = { name: this.of ?? this.name.trim(), url: this.url.trim(), filters: filtersOf(this.filters), version: this.version };
    try {
      await (this.of === null ? this.#door.call("add_connection", asked) : this.#door.call("change_connection", asked));
      return asked.name;
    } catch (reason) {
      this.failure = toFailure(reason);
      return null;
    } finally {
      this.saving = false;
    }
  }

  #forget(): void {
    this.#asking += 1;
    this.trial = { state: "idle" };
  }

  /** Whether somebody is still writing `mqtt:/`: what can become right is no problem yet. */
  #early(url: string): boolean {
    return !this.told && ("mqtt://".startsWith(url.trim()) || /^mqtt:\/\/[^\s@]*:$/.test(url.trim()));
  }
}

/** The connections of Setup. */
export class Connections {
  chosen = $state<string | null>(null);
  form = $state.raw<ConnectionForm | null>(null);
  /** The one whose removal is being asked about. */
  removing = $state<string | null>(null);
  trials = $state.raw<ReadonlyMap<string, Trial>>(new Map());
  failure = $state<Failure | null>(null);

  readonly #door: Door;
  readonly #health: Health;

  constructor(door: Door, health: Health) {
    this.#door = door;
    this.#health = health;
  }

  readonly list: readonly ConnectionView[] = $derived.by(() => this.#health.connections);
  /** The selected one; the first until one is chosen. */
  readonly selected: ConnectionView | undefined = $derived.by(() => this.list.find((one) => one.name === this.chosen) ?? this.list[0]);

  choose(name: string): void {
    this.chosen = name;
    this.failure = null;
  }

  /** Moves the selection by so many rows and stops at the ends. */
  move(by: number): void {
    const at = this.list.findIndex((one) => one.name === this.selected?.name);
    const to = this.list[Math.min(this.list.length - 1, Math.max(0, at + by))];
    if (to !== undefined) this.choose(to.name);
  }

  trialOf(name: string): Trial {
    return this.trials.get(name) ?? { state: "idle" };
  }

  /** Opens the form: of a new connection, or of this one. */
  open(of: ConnectionView | null = null): void {
    const taken = this.list.map((one) => one.name);
    this.form = new ConnectionForm(this.#door, taken, of);
  }

  /** Saves the form and closes it; stays open with what was refused. */
  async save(): Promise<boolean> {
    const form = this.form;
    const name = (await form?.save()) ?? null;
    if (form === null || name === null) return false;
    this.form = null;
    this.#say(name, { state: "idle" });
    this.choose(name);
    await this.#health.load();
    return true;
  }

  /** Asks a connection's broker once, beside the session that collects. */
  async test(name: string): Promise<void> {
    if (this.trialOf(name).state === "trying") return;
    this.#say(name, { state: "trying" });
    try {
      this.#say(name, { state: "answered", tested: await this.#door.call("test_connection", { name }) });
    } catch (reason) {
      this.#say(name, { state: "failed", failure: toFailure(reason) });
    }
  }

  /** Removes the connection that was asked about; what it stored stays. */
  async remove(): Promise<boolean> {
    const name = this.removing;
    this.removing = null;
    if (name === null) return false;
    try {
      await this.#door.call("remove_connection", { name });
      this.chosen = null;
      this.failure = null;
      await this.#health.load();
      return true;
    } catch (reason) {
      this.failure = toFailure(reason);
      return false;
    }
  }

  #say(name: string, trial: Trial): void {
    this.trials = new Map([...this.trials, [name, trial]]);
  }
}
