// A shell that does nothing but remember what it was asked: for tests, and for looking at the pages in a browser.

import type { Closing, Desk, DeskView, Failure } from "./bindings";
import type { Desktop } from "./desk";

/** Plays the shell. */
export class FakeDesk implements Desktop {
  /** What was asked, in order. */
  readonly calls: string[] = [];
  /** Files that were saved, by name. */
  readonly saved = new Map<string, Uint8Array>();
  /** The failure of every call while set. */
  failure: Failure | null = null;
  view: DeskView = {
    version: "0.1.0",
    desk: "own",
    folder: "/home/operator/.local/share/org.plantroom.console/data",
    collects: true,
    closing: "ask",
    tray: true,
    autostart: false,
    making: false,
  };

  desk(): Promise<DeskView> {
    return this.#answer("desk", this.view);
  }

  closeWindow(keep: boolean, remember: boolean): Promise<void> {
    if (remember) this.view = { ...this.view, closing: keep ? "keep" : "stop" };
    return this.#answer(`close_window ${keep ? "keep" : "stop"}`, undefined);
  }

  setClosing(closing: Closing): Promise<DeskView> {
    this.view = { ...this.view, closing };
    return this.#answer(`set_closing ${closing}`, this.view);
  }

  setAutostart(on: boolean): Promise<DeskView> {
    this.view = { ...this.view, autostart: on };
    return this.#answer(`set_autostart ${String(on)}`, this.view);
  }

  openDesk(desk: Desk): Promise<void> {
    this.view = { ...this.view, desk };
    return this.#answer(`open_desk ${desk}`, undefined);
  }

  saveFile(name: string, bytes: Uint8Array): Promise<string> {
    this.saved.set(name, bytes);
    return this.#answer(`save_file ${name}`, `/home/operator/Downloads/${name}`);
  }

  async #answer<T>(call: string, value: T): Promise<T> {
    this.calls.push(call);
    await Promise.resolve();
    if (this.failure !== null) throw this.failure;
    return value;
  }
}

/** The shell that an address asks for: `?fake=live&demo`. */
export function deskFromAddress(search: string): FakeDesk {
  const desk = new FakeDesk();
  const asked = new URLSearchParams(search);
  if (asked.has("demo")) desk.view = { ...desk.view, desk: "demo" };
  if (asked.get("fake") === "loading") desk.desk = () => new Promise(() => {});
  if (asked.get("fake") === "refusing") desk.failure = { code: "internal", message: "The shell did not answer. Collecting is not affected.", hint: "Try again." };
  return desk;
}
