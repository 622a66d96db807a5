// What keeps passwords on this computer, and the passphrase of the sealed file where there is no keyring.

import type { Failure, SecretsView } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";

/** What a passphrase is asked for; none where none is of use. */
export type Passphrase = "unlock" | "seal" | null;

/** What keeps passwords. */
export class Secrets {
  view = $state.raw<SecretsView | null>(null);
  failure = $state.raw<Failure | null>(null);
  passphrase = $state("");
  busy = $state(false);

  readonly #door: Door;

  constructor(door: Door) {
    this.#door = door;
  }

  /** Where a password goes that is entered now, in a few words. */
  readonly place: string = $derived.by(() => {
    switch (this.view?.store) {
      case undefined: return "";
      case "keyring": return "kept in the system's keyring";
      case "keyring_locked": return "held for this run only while the system's keyring is locked or silent";
      case "sealed_file": return "kept in the sealed file";
      case "sealed_file_locked": return "held for this run only while the sealed file is locked";
      case "session_only": return "held until Plantroom stops, and asked for again after that";
    }
  });
  readonly asks: Passphrase = $derived.by(() => {
    if (this.view?.store === "sealed_file_locked") return "unlock";
    return this.view?.store === "session_only" ? "seal" : null;
  });

  async load(): Promise<void> {
    try {
      this.view = await this.#door.call("secrets", {});
      this.failure = null;
    } catch (reason) {
      this.failure = toFailure(reason);
    }
  }

  /** Unlocks the sealed file, or makes it; whether that was done. */
  async open(): Promise<boolean> {
    const { asks, passphrase } = this;
    if (this.busy || asks === null || passphrase === "") return false;
    this.busy = true;
    try {
      this.view = asks === "unlock" ? await this.#door.call("unlock_secrets", { passphrase }) : await this.#door.call("seal_secrets", { passphrase });
      this.failure = null;
      this.passphrase = "";
      return true;
    } catch (reason) {
      this.failure = toFailure(reason);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
