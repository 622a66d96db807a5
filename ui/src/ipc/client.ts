// The real way to the engine, and the only file that knows the shell around the window.
//
// The shell has three commands: `call`, `open_stream` and `acknowledge`.

import { Channel, invoke } from "@tauri-apps/api/core";

import type { Event, Requests } from "./bindings";
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
