// The real way to the engine, and the only file that knows the shell around the window.
//
// The shell has three commands for the engine: `call`, `open_stream` and `acknowledge`; the others are its own.

import { Channel, invoke } from "@tauri-apps/api/core";

import type { Closing, Desk, DeskView, Event, Requests } from "./bindings";
import type { Desktop } from "./desk";
import type { Door, Listener } from "./door";
import { toFailure } from "./failure";
import { decodeFrame, frameNumber } from "./frame";

interface Reply<K extends keyof Requests> {
  name: K;
  data: Requests[K]["reply"];
}

/** Asks the engine behind this window. */
export class Client implements Door {
  async call<K extends keyof Requests>(name: K, args: Requests[K]["args"]): Promise<Requests[K]["reply"]> {
    let reply: Reply<K>;
    try {
      reply = await invoke<Reply<K>>("call", { request: { name, args } });
    } catch (reason) {
      throw toFailure(reason);
    }
    if (reply.name !== name) throw toFailure(`asked for ${name}, was answered ${String(reply.name)}`);
    return reply.data;
  }

  async openStream(listener: Listener): Promise<void> {
    const channel = new Channel<ArrayBuffer | Event>((message) => this.#take(listener, message));
    try {
      await invoke("open_stream", { channel });
    } catch (reason) {
      throw toFailure(reason);
    }
  }

  acknowledge(number: number): void {
    // A lost acknowledgement only makes the engine skip to newer values, so nobody waits for it.
    invoke("acknowledge", { number }).catch((reason: unknown) => console.warn("Frame not acknowledged", reason));
  }

  #take(listener: Listener, message: ArrayBuffer | Event): void {
    if (!(message instanceof ArrayBuffer)) return listener.event(message);
    try {
      listener.frame(decodeFrame(message));
    } catch (reason) {
      console.error("Frame refused", reason);
      const number = frameNumber(message);
      if (number !== null) this.acknowledge(number);
    }
  }
}

/** Asks the shell around this window. */
export class Shell implements Desktop {
  desk(): Promise<DeskView> {
    return ask("desk");
  }

  closeWindow(keep: boolean, remember: boolean): Promise<void> {
    return ask("close_window", { keep, remember });
  }

  setClosing(closing: Closing): Promise<DeskView> {
    return ask("set_closing", { closing });
  }

  setAutostart(on: boolean): Promise<DeskView> {
    return ask("set_autostart", { on });
  }

  openDesk(desk: Desk): Promise<void> {
    return ask("open_desk", { desk });
  }

  async saveFile(name: string, bytes: Uint8Array): Promise<string> {
    try {
      return await invoke<string>("save_file", bytes, { headers: { name: encodeURIComponent(name) } });
    } catch (reason) {
      throw toFailure(reason);
    }
  }
}

async function ask<T>(command: string, args: Record<string, unknown> = {}): Promise<T> {
  try {
    return await invoke<T>(command, args);
  } catch (reason) {
    throw toFailure(reason);
  }
}
