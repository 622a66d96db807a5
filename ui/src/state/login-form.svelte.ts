// Entering the password of a connection that waits for it.

import type { ConnectionView, Failure } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";

/** Asks for a user name and its password. */
export class LoginForm {
  /** The connection that signs in. */
  readonly of: string;
  user = $state("");
  password = $state("");
  busy = $state(false);
  /** Why it was not taken. */
  failure = $state.raw<Failure | null>(null);
  told = $state(false);

  readonly #door: Door;

  constructor(door: Door, of: ConnectionView) {
    this.#door = door;
    this.of = of.name;
    this.user = of.login?.username ?? "";
  }

  readonly userProblem: string = $derived.by(() => (this.told && this.user === "" ? "Under which name?" : ""));
  readonly passwordProblem: string = $derived.by(() => (this.told && this.password === "" ? "Enter the password." : ""));

  /** Hands the login over; whether it was taken. */
  async save(): Promise<boolean> {
    this.told = true;
    if (this.busy || this.user === "" || this.password === "") return false;
    this.busy = true;
    this.failure = null;
    try {
      await this.#door.call("set_login", { name: this.of, login: { username: this.user, password: this.password } });
      this.password = "";
      return true;
    } catch (reason) {
      this.failure = toFailure(reason);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
