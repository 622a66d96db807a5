// Which of the found points are shown, and how that is written out in words.

import type { FoundView } from "../ipc/bindings";

/** How sure a proposal is, coarsely. */
export type Sureness = "sure" | "likely" | "a guess";

/** What is asked of a point; an empty text or none asks nothing. */
export interface Filter {
  /** All of these words are somewhere in it. */
  words: string;
  connection: string | null;
  convention: string | null;
  /** Not those that are a guess. */
  likely: boolean;
  conflicts: boolean;
}

/** Asks nothing. */
export const OPEN: Filter = { words: "", connection: null, convention: null, likely: false, conflicts: false };

/** From so many percent on a proposal is sure, and likely. */
const SURE_PERCENT = 90;
const LIKELY_PERCENT = 60;

/** One word for so many percent. */
export function sureness(percent: number): Sureness {
  return percent >= SURE_PERCENT ? "sure" : percent >= LIKELY_PERCENT ? "likely" : "a guess";
}

/** Those that pass; `text` is what the words are looked for in. */
export function filtered(all: readonly FoundView[], filter: Filter, text: (of: FoundView) => string): readonly FoundView[] {
  if (isOpen(filter)) return all;
  const words = filter.words.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return all.filter(
    (one) =>
      (filter.connection === null || one.connection === filter.connection) &&
      (filter.convention === null || one.convention === filter.convention) &&
      (!filter.likely || sureness(one.proposal.confidence) !== "a guess") &&
      (!filter.conflicts || one.conflict !== null) &&
      words.every((word) => text(one).includes(word)),
  );
}

/** Whether it asks nothing. */
export function isOpen(filter: Filter): boolean {
  return filter.words.trim() === "" && filter.connection === null && filter.convention === null && !filter.likely && !filter.conflicts;
}

/** `with “temp”, over Campus, in Zigbee2MQTT, sure or likely, with a conflict`; empty where nothing is asked. */
export function filterWords(filter: Filter, conventionWord: (word: string | null) => string): string {
  return [
    filter.words.trim() === "" ? "" : `with “${filter.words.trim()}”`,
    filter.connection === null ? "" : `over ${filter.connection}`,
    filter.convention === null ? "" : `in ${conventionWord(filter.convention)}`,
    filter.likely ? "sure or likely" : "",
    filter.conflicts ? "with a conflict" : "",
  ].filter((one) => one !== "").join(", ");
}
