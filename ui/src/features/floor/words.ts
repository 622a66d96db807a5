// What the Points page says about quality and filters, in words.

import type { Standing } from "../../state/current.svelte";
import type { Points, Tally } from "../../state/points.svelte";
import { clock, count, plural, value } from "../../shared/format";
import type { Value } from "../../ipc/bindings";

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

/** What is shown, written out. */
export function filterWords(points: Points): string {
  const which = points.which === "all" ? "all points" : `points that were not good at ${clock(points.heldSince)}`;
  const search = points.query.trim() === "" ? "" : ` with “${points.query.trim()}”`;
  const filtered = points.which !== "all" || search !== "";
  return `${which}${search}, by name. ${filtered ? `${plural(points.shown.length, "point")} found.` : "No filter."}`;
}
