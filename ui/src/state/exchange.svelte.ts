// Point lists in and out: a list is tried as soon as it is chosen, and applied only where nothing stands against it.

import type { Failure, ListFile, ListFormat, ListMode, PointsImported } from "../ipc/bindings";
import type { Desktop } from "../ipc/desk";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";
import { plural } from "../shared/format";

/** A larger file is no point list. */
const FILE_BYTES_MAX = 100 * 1024 * 1024;
/** Arguments of one call that every engine takes. */
const CHUNK = 0x8000;

/** A list that is to come in. */
export class ImportList {
  mode = $state<ListMode>("create");
  /** The files, by their names. */
  names = $state<readonly string[]>([]);
  /** What the list would change. */
  told = $state<PointsImported | null>(null);
  failure = $state<Failure | null>(null);
  busy = $state<"trying" | "applying" | null>(null);
  /** Whether there is something to apply, and nothing against it. */
  readonly ready = $derived(this.told !== null && this.busy === null && this.told.problems.length === 0 && changesOf(this.told) > 0);

  #door: Door;
  #files: readonly ListFile[] = [];

  constructor(door: Door) {
    this.#door = door;
  }

  /** Reads the files that were chosen and tries them. */
  async choose(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    this.names = files.map((file) => file.name);
    this.told = null;
    const large = files.find((file) => file.size > FILE_BYTES_MAX);
    if (large !== undefined) {
      this.failure = { code: "bad_request", message: `${large.name} is larger than 100 MB, the most of a point list. Nothing was changed.`, hint: "Divide it." };
      this.#files = [];
      return;
    }
    this.busy = "trying";
    try {
      this.#files = await Promise.all(files.map(async (file) => ({ name: file.name, bytes: toBase64(new Uint8Array(await file.arrayBuffer())) })));
    } catch (reason) {
      this.#files = [];
      this.busy = null;
      this.failure = toFailure(reason);
      return;
    }
    await this.#ask(true);
  }

  /** Tries the list as one that adds, changes or replaces. */
  async as(mode: ListMode): Promise<void> {
    this.mode = mode;
    if (this.#files.length > 0) await this.#ask(true);
  }

  /** Applies the list; whether it was. */
  async apply(): Promise<boolean> {
    if (!this.ready) return false;
    await this.#ask(false);
    return this.told?.applied === true;
  }

  async #ask(dryRun: boolean): Promise<void> {
    this.busy = dryRun ? "trying" : "applying";
    this.failure = null;
    const { mode } = this;
    try {
      const told = await this.#door.call("import_points", { format: null, files: [...this.#files], mode, dry_run: dryRun });
      // Another mode may have been chosen meanwhile: its own answer follows.
      if (mode === this.mode) this.told = told;
    } catch (reason) {
      this.told = null;
      this.failure = toFailure(reason);
    } finally {
      this.busy = null;
    }
  }
}

/** The points of the model, on their way into a file. */
export class ExportList {
  format = $state<ListFormat>("csv");
  busy = $state(false);
  failure = $state<Failure | null>(null);

  #door: Door;
  #desk: Desktop;

  constructor(door: Door, desk: Desktop) {
    this.#door = door;
    this.#desk = desk;
  }

  /** Saves the list; what was saved, in words, or nothing where it failed. */
  async save(): Promise<string | null> {
    if (this.busy) return null;
    this.busy = true;
    this.failure = null;
    try {
      const { files, points } = await this.#door.call("export_points", { format: this.format });
      let saved = "";
      for (const [place, file] of files.entries()) {
        const path = await this.#desk.saveFile(file.name, fromBase64(file.bytes));
        if (place === 0) saved = path;
      }
      const more = files.length > 1 ? ` and ${plural(files.length - 1, "table")} beside it` : "";
      return `${plural(points, "point")} saved as ${saved}${more}`;
    } catch (reason) {
      this.failure = toFailure(reason);
      return null;
    } finally {
      this.busy = false;
    }
  }
}

/** How many things a list changes. */
export function changesOf(told: PointsImported): number {
  return told.create + told.update + told.remove + told.stand + told.relate + told.unrelate;
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
