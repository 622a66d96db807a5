// Finds pages, actions, places, equipment and points by a few letters of their names: ranked, grouped, and fast enough
// to answer every key with 50,000 points.
//
// All words of a query must fit. A word fits best at the beginning of a name, then at the beginning of a word in it,
// then within it, then in the place, topic or connection, and last as letters of the name in this order.

import type { PlacesView } from "../ipc/bindings";
import type { Row } from "./current.svelte";

export type HitKind = "page" | "action" | "building" | "floor" | "space" | "equipment" | "point";

/** Something that can be found. */
export interface Entry {
  readonly kind: HitKind;
  /** What tells it from others of its kind: a page's or action's word, a place's number, a point's code. */
  readonly id: string;
  readonly title: string;
  /** Where it is. */
  readonly where: string;
  /** What is looked through, in lower case; begins with the title. */
  readonly text: string;
}

/** What was found of one kind, best first. */
export interface Group {
  readonly kind: HitKind;
  readonly hits: readonly Entry[];
  /** How many there are, those not listed included. */
  readonly found: number;
}

const LISTED_MAX: Readonly<Record<HitKind, number>> = { page: 4, action: 8, building: 5, floor: 8, space: 6, equipment: 6, point: 20 };
/** Where names fit equally well, what stands for more comes first. */
const LEAD: Readonly<Record<HitKind, number>> = { page: 9, action: 7, building: 6, floor: 5, space: 3, equipment: 2, point: 0 };
const WHOLE = 120;
const START = 100;
const WORD_START = 80;
const WITHIN = 60;
const ELSEWHERE_WORD = 40;
const ELSEWHERE = 30;
const LETTERS = 22;

/** An entry with its words in lower case. */
export function entry(kind: HitKind, id: string, title: string, where = "", more = ""): Entry {
  return { kind, id, title, where, text: `${title}\n${where}\n${more}`.toLowerCase() };
}

/** The places and the equipment of a model. */
export function placeEntries(view: PlacesView): Entry[] {
  const entries: Entry[] = [];
  const rooms = new Map<number, string>();
  for (const building of view.site.buildings) {
    entries.push(entry("building", String(building.id), building.name, view.site.name));
    for (const floor of building.floors) {
      entries.push(entry("floor", String(floor.id), floor.name, building.name));
      for (const space of floor.spaces) {
        const where = `${building.name} › ${floor.name}`;
        rooms.set(space.id, `${where} › ${space.name}`);
        entries.push(entry("space", String(space.id), space.name, where));
      }
    }
  }
  for (const one of view.equipment) {
    entries.push(entry("equipment", String(one.id), one.name, one.space === null ? "" : (rooms.get(one.space) ?? ""), one.kind));
  }
  return entries;
}

/** The points. */
export function pointEntries(rows: readonly Row[]): Entry[] {
  return rows.map((row) => ({ kind: "point", id: row.code, title: row.name, where: row.place || row.topic, text: row.text }));
}

/** Ranks entries by how well they fit a query. */
export class Palette {
  #entries: readonly Entry[];
  /** Which letters each entry has; most that do not fit are refused by this one look. */
  #masks: Int32Array;

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
    this.#masks = Int32Array.from(entries, (one) => maskOf(one.text));
  }

  /** What fits the query, the group with the best hit first; pages, actions and places where nothing is asked. */
  find(query: string): Group[] {
    const words = query.toLowerCase().split(/\s+/).filter((word) => word !== "");
    const mask = maskOf(words.join(""));
    const best = new Map<HitKind, Best>();
    for (let at = 0; at < this.#entries.length; at += 1) {
      if (((this.#masks[at] ?? 0) & mask) !== mask) continue;
      const one = this.#entries[at];
      if (one === undefined) continue;
      if (words.length === 0 && !isStart(one.kind)) continue;
      const score = scoreOf(one, words);
      if (score === 0) continue;
      let list = best.get(one.kind);
      if (list === undefined) best.set(one.kind, (list = new Best(LISTED_MAX[one.kind])));
      list.offer(one, score);
    }
    return [...best].sort(([, a], [, b]) => b.top - a.top).map(([kind, list]) => ({ kind, hits: list.entries, found: list.offered }));
  }
}

/** The best few of many, in order; the earlier one where two are equal. */
class Best {
  entries: Entry[] = [];
  offered = 0;
  #scores: number[] = [];
  #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get top(): number {
    return this.#scores[0] ?? 0;
  }

  offer(one: Entry, score: number): void {
    this.offered += 1;
    const full = this.entries.length >= this.#most;
    if (full && score <= (this.#scores.at(-1) ?? 0)) return;
    let at = this.#scores.length;
    while (at > 0 && (this.#scores[at - 1] ?? 0) < score) at -= 1;
    this.#scores.splice(at, 0, score);
    this.entries.splice(at, 0, one);
    if (full) {
      this.#scores.pop();
      this.entries.pop();
    }
  }
}

function isStart(kind: HitKind): boolean {
  return kind === "page" || kind === "action" || kind === "building" || kind === "floor";
}

/** How well all words fit; 0 where one does not. */
function scoreOf(one: Entry, words: readonly string[]): number {
  let sum = 1 + LEAD[one.kind];
  for (const word of words) {
    const score = wordScore(one.text, one.title.length, word);
    if (score === 0) return 0;
    sum += score;
  }
  // Of names that fit equally the shorter one is nearer to what was typed; where nothing was, all stay in their order.
  return words.length === 0 ? sum : sum + 5 / (5 + one.title.length);
}

function wordScore(text: string, title: number, word: string): number {
  let at = text.indexOf(word);
  if (at < 0) return lettersScore(text, title, word);
  if (at === 0) return word.length === title ? WHOLE : START;
  let score = 0;
  for (; at >= 0; at = text.indexOf(word, at + 1)) {
    const begins = isBoundary(text, at);
    score = Math.max(score, at + word.length <= title ? (begins ? WORD_START : WITHIN) : begins ? ELSEWHERE_WORD : ELSEWHERE);
    // What follows can only be worth less.
    if (score === WORD_START || at >= title) break;
  }
  return score;
}

/** The letters of the word in this order within the title, with few breaks; begun at any word of it. */
function lettersScore(text: string, title: number, word: string): number {
  if (word.length < 2) return 0;
  let best = 0;
  for (let start = text.indexOf(word.charAt(0)); start >= 0 && start < title; start = text.indexOf(word.charAt(0), start + 1)) {
    if (!isBoundary(text, start)) continue;
    let breaks = 0;
    let last = start;
    for (let letter = 1; letter < word.length && last >= 0; letter += 1) {
      const next = text.indexOf(word.charAt(letter), last + 1);
      if (next < 0 || next >= title) last = -1;
      else {
        if (next !== last + 1) breaks += isBoundary(text, next) ? 1 : 3;
        last = next;
      }
    }
    if (last >= 0) best = Math.max(best, LETTERS - breaks);
  }
  return best;
}

function isBoundary(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text.charCodeAt(at - 1);
  const isLetter = (before >= 97 && before <= 122) || before > 127;
  const isDigit = before >= 48 && before <= 57;
  if (!isLetter && !isDigit) return true;
  // `vav3`: a number after letters begins a word too.
  const here = text.charCodeAt(at);
  return isLetter && here >= 48 && here <= 57;
}

/** One bit per letter, shared ones for digits and for everything else. */
function maskOf(text: string): number {
  let mask = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 97 && code <= 122) mask |= 1 << (code - 97);
    else if (code >= 48 && code <= 57) mask |= 1 << (26 + ((code - 48) % 5));
    else if (code > 127) mask |= 1 << 31;
  }
  return mask;
}
