// How the window stands on this computer, and the choices that belong to it.

import type { Closing, Desk, DeskView, Failure } from "../ipc/bindings";
import type { Desktop } from "../ipc/desk";
import { toFailure } from "../ipc/failure";

/** This computer. */
export class Computer {
  view = $state.raw<DeskView | null>(null);
  /** Why nothing is known of it. */
  failure = $state<Failure | null>(null);
  /** Why the last choice was not taken. */
  refusal = $state<Failure | null>(null);
  /** The building that is being opened. */
  opening = $state<Desk | null>(null);

  readonly #desk: Desktop;

  constructor(desk: Desktop) {
    this.#desk = desk;
  }

  async load(): Promise<void> {
    try {
      this.view = await this.#desk.desk();
      this.failure = null;
    } catch (reason) {
      this.failure = toFailure(reason);
    }
  }

  async setClosing(closing: Closing): Promise<void> {
    await this.#change(() => this.#desk.setClosing(closing));
  }

  async setAutostart(on: boolean): Promise<void> {
    await this.#change(() => this.#desk.setAutostart(on));
  }

  /** Goes to the other building; the window is made anew with it. */
  async open(desk: Desk): Promise<void> {
    this.opening = desk;
    try {
      await this.#desk.openDesk(desk);
      location.reload();
    } catch (reason) {
      this.opening = null;
      this.refusal = toFailure(reason);
    }
  }

  async #change(ask: () => Promise<DeskView>): Promise<void> {
    try {
      this.view = await ask();
      this.refusal = null;
    } catch (reason) {
      this.refusal = toFailure(reason);
    }
  }
}
