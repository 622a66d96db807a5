// Which time a trend shows: its buttons, its limits, and what shifting and zooming make of it. Plain arithmetic.

import type { SavedView, Timestamp } from "../ipc/bindings";
import { duration, parseStamp, range, stamp } from "../shared/format";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
export const RANGE_MS_MIN = 10 * SECOND;
export const RANGE_MS_MAX = 20 * 366 * 24 * HOUR;

/** The ranges that have a button. */
export const SPANS = [
  { word: "2 h", words: "2 hours", ms: 2 * HOUR },
  { word: "12 h", words: "12 hours", ms: 12 * HOUR },
  { word: "1 d", words: "day", ms: 24 * HOUR },
  { word: "7 d", words: "7 days", ms: 7 * 24 * HOUR },
  { word: "1 mo", words: "month", ms: 30 * 24 * HOUR },
  { word: "1 y", words: "year", ms: 365 * 24 * HOUR },
] as const;

/** What is shown. */
export interface Span {
  readonly from: Timestamp;
  readonly to: Timestamp;
  /** Whether its end is the present, and moves with it. */
  readonly following: boolean;
}

/** The newest so many ms. */
export function newest(spanMs: number, now: Timestamp): Span {
  return { from: now - spanMs, to: now, following: true };
}

/** This range, no shorter and no longer than can be drawn. */
export function fixed(from: Timestamp, to: Timestamp): Span {
  const span = limited(to - from);
  const middle = (from + to) / 2;
  return { from: middle - span / 2, to: middle + span / 2, following: false };
}

/** Shifted by so many ms; against the present it follows again. */
export function shifted(view: Span, by: number, now: Timestamp): Span {
  if (view.to + by >= now) return by > 0 && view.to > now ? view : newest(view.to - view.from, now);
  return { from: view.from + by, to: view.to + by, following: false };
}

/** So many times as long, `around` staying where it is; what reaches beyond the present ends there and follows. */
export function scaled(view: Span, factor: number, around: Timestamp, now: Timestamp): Span {
  const before = view.to - view.from;
  const span = limited(before * factor);
  const from = around - ((around - view.from) / before) * span;
  return from + span >= now && view.to <= now ? newest(span, now) : { from, to: from + span, following: false };
}

/** Whether a saved view would show this time. */
export function isWindow(window: SavedView["window"], view: Span): boolean {
  if (window.kind === "live") return view.following && Math.abs(view.to - view.from - window.length_ms) < SECOND;
  return !view.following && Math.abs(view.from - window.range.from) < SECOND && Math.abs(view.to - window.range.to) < SECOND;
}

/** This time as a view keeps it. */
export function windowOf(view: Span): SavedView["window"] {
  if (view.following) return { kind: "live", length_ms: Math.round(view.to - view.from) };
  return { kind: "fixed", range: { from: Math.floor(view.from), to: Math.ceil(view.to) } };
}

/** What a saved view shows, in words: `last 12 h`, `Tue 18 Nov 02:32 – 14:32`. */
export function windowWords(window: SavedView["window"]): string {
  return window.kind === "live" ? `last ${duration(window.length_ms)}` : range(window.range.from, window.range.to);
}

/** The range that somebody wrote into two fields, or why it is none. */
export function readRange(fromText: string, toText: string): { from: Timestamp; to: Timestamp } | { refusal: string } {
  const [from, to] = [parseStamp(fromText), parseStamp(toText)];
  const example = `written as ${stamp(Date.UTC(2026, 0, 31, 11))}`;
  if (from === null) return { refusal: `The start is no time here: it is ${example}, and the clock must show it.` };
  if (to === null) return { refusal: `The end is no time here: it is ${example}, and the clock must show it.` };
  if (to <= from) return { refusal: "The end must lie after the start." };
  if (to - from > RANGE_MS_MAX) return { refusal: "A trend shows at most 20 years at once." };
  return { from, to };
}

function limited(span: number): number {
  return Math.min(RANGE_MS_MAX, Math.max(RANGE_MS_MIN, span));
}
