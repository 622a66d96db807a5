// What a failure is called, and what it means for the data: one title and one sentence per kind.

import type { FailureCode } from "../ipc/bindings";

interface Words {
  readonly title: string;
  /** What it means for the data; empty where it means nothing for them. */
  readonly data: string;
}

const WORDS: Readonly<Record<FailureCode, Words>> = {
  locked: { title: "The data folder is in use", data: "This window reads and stores nothing. What the other Plantroom collects is safe with it." },
  read_only: { title: "The data folder cannot be written", data: "Nothing new can be stored. What is stored already stays as it is." },
  disk_full: { title: "The disk is full", data: "Nothing new can be stored until there is room. What is stored already is safe; what the brokers keep meanwhile is taken afterwards." },
  newer: { title: "This data folder was made by a newer Plantroom", data: "Nothing in it was read or changed. It opens as before with the version that made it, or a later one." },
  damaged: { title: "The data folder is damaged", data: "Nothing was deleted or written over. What can still be read is where it was." },
  configuration: { title: "The setup cannot be used as it is", data: "Nothing was stored with it. What is stored already stays as it is." },
  engine_gone: { title: "The engine is gone", data: "Nothing new is stored while it is gone. What is stored already is safe; what the brokers keep meanwhile is taken when it is back." },
  timed_out: { title: "No answer in time", data: "What is stored is not affected; collecting goes on where it can." },
  cancelled: { title: "Ended before it was done", data: "What is stored is not affected." },
  not_allowed: { title: "This is not allowed here", data: "Nothing was changed." },
  broker_unreachable: { title: "The broker cannot be reached", data: "Nothing comes from it meanwhile. What is stored already is not affected." },
  bad_request: { title: "This cannot be done as it stands", data: "Nothing was changed." },
  not_found: { title: "It is not there any more", data: "Nothing was changed." },
  ambiguous: { title: "The name stands for several things", data: "Nothing was changed." },
  too_many: { title: "Too much at once", data: "Nothing was changed." },
  internal: { title: "A fault of the program", data: "What is stored is not affected." },
};

/** What a failure of this kind is called. */
export function failureTitle(code: FailureCode): string {
  return WORDS[code].title;
}

/** The same within a sentence: `no answer in time`. */
export function failureWord(code: FailureCode): string {
  const { title } = WORDS[code];
  return title.charAt(0).toLowerCase() + title.slice(1);
}

/** What a failure of this kind means for the data. */
export function failureMeaning(code: FailureCode): string {
  return WORDS[code].data;
}
