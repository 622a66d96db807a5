// The trends that were saved under a name.

import type { Failure, SavedView } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";

/** No longer than fits a header. */
export const VIEW_NAME_MAX = 80;

/** All saved views; the engine keeps them. */
export class Views {
  list = $state.raw<readonly SavedView[]>([]);
  phase = $state<"idle" | "loading" | "ready" | "failed">("idle");
  failure = $state<Failure | null>(null);

  #door: Door;
  #asking = 0;

  constructor(door: Door) {
    this.#door = door;
  }

  /** Asks for them. */
  async load(): Promise<void> {
    if (this.phase !== "ready") this.phase = "loading";
    const failure = await this.#ask(() => this.#door.call("views", {}));
    this.failure = failure;
    if (failure !== null) this.phase = "failed";
  }

  /** Saves one, in place of one of the same name; gives the failure where it was refused. */
  save(view: SavedView): Promise<Failure | null> {
    return this.#ask(() => this.#door.call("save_view", { view }));
  }

  /** Forgets one; gives the failure where it was refused. */
  remove(name: string): Promise<Failure | null> {
    return this.#ask(() => this.#door.call("remove_view", { name }));
  }

  /** The view of this name. */
  find(name: string): SavedView | undefined {
    return this.list.find((one) => one.name === name);
  }

  async #ask(call: () => Promise<SavedView[]>): Promise<Failure | null> {
    this.#asking += 1;
    const asking = this.#asking;
    try {
      const list = await call();
      if (asking === this.#asking) this.list = list;
      this.phase = "ready";
      return null;
    } catch (reason) {
      return toFailure(reason);
    }
  }
}
