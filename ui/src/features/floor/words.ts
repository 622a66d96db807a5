// What the Floors page says about quality, filters and places, in words.

import type { Standing } from "../../state/current.svelte";
import type { Points, Tally } from "../../state/points.svelte";
import { clock, count, number, plural, value } from "../../shared/format";
import type { Quality, Value } from "../../ipc/bindings";
import { positionWords, type Span } from "../../state/faceplate.svelte";

const WORDS: Record<Standing, string> = {
  good: "",
  uncertain: "uncertain",
  stale: "stale",
  bad: "bad",
  substituted: "substituted",
  missing: "no value yet",
};

/** The quality column: empty while all is well. */
export function standingWords(standing: Standing): string {
  return WORDS[standing];
}

/** A value as its quality lets it be shown: nothing of a bad one, a sign before a doubtful one. */
export function shownValue(of: Value | null, unit: string | null, standing: Standing): string {
  if (standing === "bad" || standing === "missing") return value(null);
  const sign = standing === "uncertain" ? "~" : standing === "substituted" ? "≈" : "";
  return sign + value(of, unit);
}

/** `196 good, 4 stale`. */
export function tallyWords(tally: Tally): string {
  if (tally.stale === tally.total && tally.total > 0) return "all stale";
  const parts: [number, string][] = [
    [tally.good, "good"],
    [tally.uncertain, "uncertain"],
    [tally.stale, "stale"],
    [tally.substituted, "substituted"],
    [tally.bad, "bad"],
    [tally.missing, "without a value"],
  ];
  return parts
    .filter(([number, word]) => number > 0 || word === "good")
    .map(([number, word]) => `${count(number)} ${word}`)
    .join(", ");
}

/** The filter that holds, written out. */
export function filterWords(points: Points): string {
  const which = points.which === "all" ? "all points" : `points that were not good at ${clock(points.heldSince)}`;
  const search = points.query.trim() === "" ? "" : ` with “${points.query.trim()}”`;
  const order = points.by === "none" ? "name" : points.by;
  return `${which}${search}, by ${order}. ${plural(points.shown.length, "point")} found.`;
}

/** How the points under a head stand, the worst first: `1 bad, 2 stale`; empty while all is well. */
export function worstWords(of: Tally): string {
  const parts: [number, string][] = [
    [of.bad, "bad"],
    [of.missing, "without a value"],
    [of.stale, "stale"],
    [of.uncertain, "uncertain"],
    [of.substituted, "substituted"],
  ];
  const found = parts.filter(([number]) => number > 0);
  const [only] = found;
  if (found.length === 1 && only?.[0] === of.total) return of.total === 1 ? only[1] : `all ${only[1]}`;
  return found.map(([number, word]) => `${count(number)} ${word}`).join(", ");
}

/** A floor on its button: `Floor 6` is 6 there, the word stands above all of them. */
export function floorLabel(name: string): string {
  const short = /^(?:floor|level|storey)\s+(\S.*)$/iu.exec(name)?.[1] ?? /^(\S+)\s+(?:floor|level|storey)$/iu.exec(name)?.[1];
  return short ?? name;
}

/** The standing of one value beside its age: a lost connection is named, since nothing at the point is wrong then. */
export function qualityWords(standing: Standing, lost: boolean, quality: Quality | null): string {
  return lost && standing === "stale" && quality !== "stale" ? "stale, offline" : standingWords(standing);
}

/** The span of the last day and where the value lies in it: `24 h: 20.2 to 22.5 °C`, `now in its middle third`. */
export function indicatorWords(span: Span, now: number, unit: string | null): { range: string; where: string } {
  const [least, greatest] = [number(span.least, unit), number(span.greatest, unit)];
  return { range: `24 h: ${least === greatest ? least : `${least} to ${greatest}`}${unit === null ? "" : ` ${unit}`}`, where: `now ${positionWords(now, span)}` };
}
