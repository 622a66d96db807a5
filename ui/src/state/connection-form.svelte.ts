// The form of a connection: where the broker is, how the way is protected, how to sign in, and a trial that leaves nothing.

import type { ConnectionSecurity, ConnectionTested, ConnectionView, Conventions, Failure, Login, MqttVersion } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";
import { addressProblem, isBegun, isSecured, schemeOf, withScheme, type Scheme } from "./connection-address";

/** As long as the engine takes a name. */
const NAME_BYTES_MAX = 64;

/** What became of asking a broker once. Steps that failed are an answer like any other; a failure is one of the engine's. */
export type Trial = { state: "idle" } | { state: "trying" } | { state: "answered"; tested: ConnectionTested } | { state: "failed"; failure: Failure };

/** Which conventions may read: all of them, those that are named, or all but those. */
export type Reading = "all" | "only" | "all_but";

/** A line of text in the form. */
export type Line = "name" | "url" | "filters" | "user" | "password" | "ca" | "certificate" | "key" | "pinned";

/** The sentence of the step that failed; empty where none did. */
export function trialProblem(tested: ConnectionTested): string {
  return tested.steps.find((step) => step.verdict === "failed")?.sentence ?? "";
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

/** What is wrong with the path of a file; empty where nothing is. The engine may run in another folder than the window. */
export function pathProblem(text: string): string {
  const path = text.trim();
  return path === "" || /^(\/|[a-z]:[\\/]|\\\\)/i.test(path) ? "" : "Write the whole path, from the root on.";
}

/** What is wrong with a fingerprint; empty where nothing is. */
export function pinProblem(text: string): string {
  const digits = text.trim().replaceAll(":", "");
  return digits === "" || /^[0-9a-f]{64}$/i.test(digits) ? "" : "A SHA-256 fingerprint has 64 hexadecimal digits.";
}

/** The form of a connection: a new one, or one that is being changed. */
export class ConnectionForm {
  /** The connection that is changed; none for a new one. */
  readonly of: string | null;
  /** The name it signs in under before anything is changed; empty where it signs in as nobody. */
  readonly userBefore: string;
  name = $state("");
  url = $state("");
  filters = $state("");
  user = $state("");
  password = $state("");
  ca = $state("");
  certificate = $state("");
  key = $state("");
  pinned = $state("");
  version = $state<MqttVersion | null>(null);
  reading = $state<Reading>("all");
  /** The conventions that are named; they count where not all may read. */
  named = $state.raw<readonly string[]>([]);
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
    this.userBefore = of?.login?.username ?? "";
    if (of === null) return;
    this.name = of.name;
    this.url = of.url;
    this.version = of.insisted;
    this.filters = of.filters.length === 1 && of.filters[0] === "#" ? "" : of.filters.join(", ");
    this.user = this.userBefore;
    this.ca = of.security?.ca ?? "";
    this.certificate = of.security?.certificate ?? "";
    this.key = of.security?.key ?? "";
    this.pinned = of.security?.pinned ?? "";
    const conventions = of.conventions ?? "all";
    if (conventions === "all") return;
    this.reading = "only" in conventions ? "only" : "all_but";
    this.named = "only" in conventions ? conventions.only : conventions.all_but;
  }

  readonly scheme: Scheme | null = $derived.by(() => schemeOf(this.url));
  readonly secured: boolean = $derived.by(() => isSecured(this.url));
  readonly nameProblem: string = $derived.by(() => (this.of !== null || !(this.told || this.name !== "") ? "" : nameProblem(this.name, this.#taken)));
  readonly addressProblem: string = $derived.by(() => (!this.told && isBegun(this.url) ? "" : addressProblem(this.url)));
  readonly filtersProblem: string = $derived(filtersProblem(this.filters));
  readonly userProblem: string = $derived.by(() => (this.password !== "" && this.user === "" ? "Whose password is it?" : ""));
  readonly passwordProblem: string = $derived.by(() => (this.told && this.user !== "" && this.user !== this.userBefore && this.password === "" ? "Enter the password of this user." : ""));
  readonly caProblem: string = $derived(pathProblem(this.ca));
  readonly certificateProblem: string = $derived.by(() => pathProblem(this.certificate) || (this.told && this.certificate.trim() === "" && this.key.trim() !== "" ? "The key needs its certificate." : ""));
  readonly keyProblem: string = $derived.by(() => pathProblem(this.key) || (this.told && this.key.trim() === "" && this.certificate.trim() !== "" ? "The certificate needs its key." : ""));
  readonly pinProblem: string = $derived(pinProblem(this.pinned));
  readonly conventionsProblem: string = $derived.by(() => (this.told && this.reading !== "all" && this.named.length === 0 ? "Choose at least one." : ""));

  set(what: Line, value: string): void {
    this[what] = value;
    this.failure = null;
    // What a test said is about what it was asked with.
    if (what !== "name") this.#forget();
  }

  choose(version: MqttVersion | null): void {
    this.version = version;
    this.#forget();
  }

  /** Lets all conventions read, only the named ones, or all but those. */
  readBy(reading: Reading): void {
    this.reading = reading;
    this.failure = null;
  }

  /** Names a convention, or no longer. */
  toggle(convention: string): void {
    this.named = this.named.includes(convention) ? this.named.filter((one) => one !== convention) : [...this.named, convention];
    this.failure = null;
  }

  /** The same broker by another protocol. */
  speak(scheme: Scheme): void {
    this.set("url", withScheme(this.url, scheme));
  }

  /** Accepts just this certificate from now on, once the form is saved. */
  trust(fingerprint: string): void {
    this.set("pinned", fingerprint);
  }

  /** Asks the broker once; nothing is kept of it. */
  async try(): Promise<void> {
    this.told = true;
    if (this.#refused()) return;
    this.#asking += 1;
    const asking = this.#asking;
    this.trial = { state: "trying" };
    const login = this.#login();
    const kept = login === undefined && this.of !== null && this.user !== "" ? { login_of: this.of } : {};
    const asked = { url: this.url.trim(), version: this.version, filters: filtersOf(this.filters), security: this.#security(), ...(login === undefined ? {} : { login }), ...kept };
    try {
      const tested = await this.#door.call("try_connection", asked);
      if (asking === this.#asking) this.trial = { state: "answered", tested };
    } catch (reason) {
      if (asking === this.#asking) this.trial = { state: "failed", failure: toFailure(reason) };
    }
  }

  /** Adds or changes the connection; gives its name, or none where it was not taken. */
  async save(): Promise<string | null> {
    this.told = true;
    if (this.saving || this.#refused() || this.conventionsProblem !== "" || (this.of === null && nameProblem(this.name, this.#taken) !== "")) return null;
    this.saving = true;
    this.failure = null;
    const asked = { name: this.of ?? this.name.trim(), url: this.url.trim(), filters: filtersOf(this.filters), version: this.version, security: this.#security(), conventions: this.#conventions() };
    try {
      if (this.of === null) await this.#add(asked);
      else await this.#change(asked);
      this.password = "";
      return asked.name;
    } catch (reason) {
      this.failure = toFailure(reason);
      return null;
    } finally {
      this.saving = false;
    }
  }

  async #add(asked: Changes): Promise<void> {
    const login = this.#login();
    await this.#door.call("add_connection", login === undefined ? asked : { ...asked, login });
  }

  async #change(asked: Changes): Promise<void> {
    const login = this.#login();
    // Who signed in before never comes to a broker that is named now.
    if (this.userBefore !== "" && (this.user === "" || login !== undefined)) await this.#door.call("set_login", { name: asked.name, login: null });
    await this.#door.call("change_connection", asked);
    if (login !== undefined) await this.#door.call("set_login", { name: asked.name, login });
  }

  /** A login that was entered now; none where the kept one stays, or nobody signs in. */
  #login(): Login | undefined {
    return this.user === "" || this.password === "" ? undefined : { username: this.user, password: this.password };
  }

  #security(): ConnectionSecurity {
    if (!this.secured) return {};
    const entered = { ca: this.ca, certificate: this.certificate, key: this.key, pinned: this.pinned };
    return Object.fromEntries(Object.entries(entered).flatMap(([name, text]) => (text.trim() === "" ? [] : [[name, text.trim()]])));
  }

  #conventions(): Conventions {
    if (this.reading === "all") return "all";
    return this.reading === "only" ? { only: [...this.named] } : { all_but: [...this.named] };
  }

  #refused(): boolean {
    const problems = [addressProblem(this.url), this.filtersProblem, this.userProblem, this.passwordProblem];
    if (this.secured) problems.push(this.caProblem, this.certificateProblem, this.keyProblem, this.pinProblem);
    return problems.some((problem) => problem !== "");
  }

  #forget(): void {
    this.#asking += 1;
    this.trial = { state: "idle" };
  }
}

interface Changes {
  name: string;
  url: string;
  filters: string[];
  version: MqttVersion | null;
  security: ConnectionSecurity;
  conventions: Conventions;
}
