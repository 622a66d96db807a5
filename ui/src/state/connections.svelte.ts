// Connections as Setup shows them: which one is selected, what a test said, and the forms that change one.

import type { ConnectionView, Failure } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";
import { ConnectionForm, type Trial } from "./connection-form.svelte";
import type { Health } from "./health.svelte";
import { LoginForm } from "./login-form.svelte";
import { Secrets } from "./secrets.svelte";

/** The connections of Setup. */
export class Connections {
  chosen = $state<string | null>(null);
  form = $state.raw<ConnectionForm | null>(null);
  /** The password that is being entered. */
  login = $state.raw<LoginForm | null>(null);
  /** The one whose removal is being asked about. */
  removing = $state<string | null>(null);
  trials = $state.raw<ReadonlyMap<string, Trial>>(new Map());
  failure = $state<Failure | null>(null);

  /** What keeps passwords. */
  readonly secrets: Secrets;

  readonly #door: Door;
  readonly #health: Health;

  constructor(door: Door, health: Health) {
    this.#door = door;
    this.#health = health;
    this.secrets = new Secrets(door);
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

  /** Opens the form of this one with the certificate pinned that a test saw; nothing is saved by that. */
  trust(of: ConnectionView, fingerprint: string): void {
    this.open(of);
    this.form?.trust(fingerprint);
  }

  /** Opens what asks for the password of this one. */
  enter(of: ConnectionView): void {
    this.login = new LoginForm(this.#door, of);
    void this.secrets.load();
  }

  /** Hands the password over and closes; stays open with what was refused. */
  async sign(): Promise<boolean> {
    const form = this.login;
    if (form === null || !(await form.save())) return false;
    this.login = null;
    this.#say(form.of, { state: "idle" });
    await this.#health.load();
    return true;
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
