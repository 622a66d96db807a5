// The real way to the engine, and the only file that knows the shell around the window.
//
// The shell has four commands for the engine: `call`, `open_stream`, `take` and `acknowledge`; the others are its own.

import { invoke } from "@tauri-apps/api/core";

import type { Closing, Desk, DeskView, Event, Requests } from "./bindings";
import type { Desktop } from "./desk";
import type { Door, Listener } from "./door";
import { toFailure } from "./failure";
import { decodeFrame, frameNumber } from "./frame";

/** Marks an event among what the stream carries; anything else is a frame. */
const EVENT = 1;

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
    let stream: number;
    try {
      stream = await invoke<number>("open_stream");
    } catch (reason) {
      throw toFailure(reason);
    }
    void this.#follow(stream, listener);
  }

  acknowledge(number: number): void {
    // A lost acknowledgement only makes the engine skip to newer values, so nobody waits for it.
    invoke("acknowledge", { number }).catch((reason: unknown) => console.warn("Frame not acknowledged", reason));
  }

  /** Takes what the stream carries until a newer one takes its place. */
  async #follow(stream: number, listener: Listener): Promise<void> {
    for (;;) {
      let taken: DataView;
      try {
        taken = new DataView(await invoke<ArrayBuffer>("take", { stream }));
      } catch (reason) {
        console.error("Stream lost", reason);
        return;
      }
      if (taken.getUint32(0, true) !== stream) return;
      for (let at = 4; at < taken.byteLength; ) {
        const [kind, length] = [taken.getUint8(at), taken.getUint32(at + 1, true)];
        const bytes = taken.buffer.slice(at + 5, at + 5 + length) as ArrayBuffer;
        at += 5 + length;
        if (kind === EVENT) listener.event(JSON.parse(new TextDecoder().decode(bytes)) as Event);
        else this.#frame(listener, bytes);
      }
    }
  }

  #frame(listener: Listener, bytes: ArrayBuffer): void {
    try {
      listener.frame(decodeFrame(bytes));
    } catch (reason) {
      console.error("Frame refused", reason);
      const number = frameNumber(bytes);
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
