// What the window asks of the shell around it, not of the engine. Two things implement it: client.ts and fake-desk.ts.

import type { Closing, Desk, DeskView } from "./bindings";

/** The way to the shell. Every promise rejects with a `Failure` and nothing else. */
export interface Desktop {
  /** How the window stands on this computer. */
  desk(): Promise<DeskView>;
  /** Answers what `closing_asked` asked: closes the window, and collects on without it or stops. */
  closeWindow(keep: boolean, remember: boolean): Promise<void>;
  /** Says what closing the window does from now on. */
  setClosing(closing: Closing): Promise<DeskView>;
  /** Lets the program start with the session, or no longer. */
  setAutostart(on: boolean): Promise<DeskView>;
  /** Goes to the other data folder; the page must be loaded anew afterwards. */
  openDesk(desk: Desk): Promise<void>;
  /** Writes a file into the folder for downloads under a free name like this one; gives its whole path. */
  saveFile(name: string, bytes: Uint8Array): Promise<string>;
}
