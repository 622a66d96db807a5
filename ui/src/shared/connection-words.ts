// What the states of a connection are called, wherever they are said.

import type { ConnectionState } from "../ipc/bindings";

const WORDS: Readonly<Record<ConnectionState, string>> = {
  idle: "not started", needs_password: "needs its password", connecting: "connecting", subscribing: "subscribing", live: "live", waiting: "offline", refused: "refused", stopped: "stopped",
};

/** A connection's state in one or two words. */
export function connectionWords(state: ConnectionState): string {
  return WORDS[state];
}
