// Which points a trend can draw, and how: on an axis, in a lane, or not at all, with the reason in words.

import { axes } from "../chart/series";
import type { PointCode, Timestamp, TrendLine } from "../ipc/bindings";
import type { Current, Row } from "./current.svelte";

/** As many lines as one chart draws. */
export const POINTS_MAX = 8;

/** What is known of points from the table and from lines that were read. */
export interface Known {
  readonly current: Current;
  readonly lines: readonly TrendLine[];
}

/** The reading a row holds now, where a line can be drawn of it. */
export function readingOf(row: Row): { time: Timestamp; value: number } | null {
  if (row.quality === "bad" || row.quality === "stale") return null;
  const time = row.time ?? row.received;
  if (time === null) return null;
  if (typeof row.value === "number" && Number.isFinite(row.value)) return { time, value: row.value };
  if (typeof row.value === "boolean") return { time, value: row.value ? 1 : 0 };
  return null;
}

/** Whether the point is on or off, and so has a lane and no axis. */
export function isLane(known: Known, code: PointCode): boolean {
  return typeof known.current.find(code)?.value === "boolean";
}

export function unitOf(known: Known, code: PointCode): string | null {
  return known.current.find(code)?.unit ?? known.lines.find((line) => line.point === code)?.unit ?? null;
}

/** The units of the axes that these points need, left first. */
export function unitsOf(known: Known, codes: readonly PointCode[]): readonly (string | null)[] {
  const found = axes(codes.filter((code) => !isLane(known, code)).map((code) => unitOf(known, code)));
  return "units" in found ? found.units : [];
}

/** Why this point cannot be drawn beside these, in a few words; empty where it can. */
export function refusalOf(known: Known, codes: readonly PointCode[], code: PointCode): string {
  if (codes.includes(code)) return "drawn already";
  if (codes.length >= POINTS_MAX) return `a trend draws ${POINTS_MAX} points`;
  if (typeof known.current.find(code)?.value === "string") return "texts have no line";
  if (isLane(known, code)) return "";
  const units = [...codes.filter((one) => !isLane(known, one)), code].map((one) => unitOf(known, one));
  const found = axes(units);
  if ("units" in found) return "";
  const drawn = [...new Set(units.slice(0, -1))].map(unitWord).join(" and ");
  return `${unitWord(found.refused)} would need a third axis beside ${drawn}`;
}

/** The refusal as a sentence. */
export function refusalSentence(known: Known, code: PointCode, reason: string): string {
  return `${known.current.find(code)?.name ?? code} was not added: ${reason}.`;
}

/** A unit in a sentence. */
function unitWord(unit: string | null): string {
  return unit ?? "values without a unit";
}
