// What a chart is given of a trend: a series per point, the newest part of a silent one as a gap.

import type { LiveEdges } from "../chart/live-edge";
import { lastTime, type Line, type Series } from "../chart/series";
import type { PointCode, Timestamp, TrendLine } from "../ipc/bindings";
import type { Row } from "./current.svelte";
import { unitOf, type Known } from "./trend-points";

const LETTERS = "ABCDEFGH";
const EMPTY: Line = { times: [], values: [], mins: [], maxs: [], gaps: [] };
/** Readings that lie no farther apart than this are joined at the live edge, however often the point should speak. */
const BREAK_MS_MIN = 60_000;

/** A point of a trend; one that nobody knows is kept, its line may still be in the store. */
export interface TrendPoint {
  readonly code: PointCode;
  readonly letter: string;
  readonly row: Row | undefined;
  /** Whether it is on or off, and so has a lane and no axis. */
  readonly lane: boolean;
  readonly place: number;
}

/** The letter of the point at this place. */
export function letterOf(place: number): string {
  return LETTERS[place] ?? "?";
}

/** The points as series: what was read of them, and their live edges. */
export function seriesOf(points: readonly TrendPoint[], known: Known, units: readonly (string | null)[], edges: LiveEdges): Series[] {
  return points.map((point) => {
    const line = known.lines.find((one) => one.point === point.code);
    return {
      letter: point.letter,
      name: point.row?.name ?? line?.name ?? point.code,
      axis: point.lane ? null : units.indexOf(unitOf(known, point.code)) === 1 ? 1 : 0,
      line: line ?? EMPTY,
      averaged: line !== undefined && line.resolution !== "raw",
      live: edges.get(point.code),
      breakMs: Math.max(BREAK_MS_MIN, 3 * (point.row?.interval ?? 0), 3 * spacing(line)),
    };
  });
}

/** A point that is silent by now has a gap up to the present, which the store does not know to be over. */
export function withSilence(series: Series, since: Timestamp, until: Timestamp): Series {
  const from = Math.max(since, lastTime(series.line));
  if (from >= until) return series;
  return { ...series, line: { ...series.line, gaps: [...series.line.gaps, { from, to: until }] } };
}

function spacing(line: TrendLine | undefined): number {
  if (line === undefined || line.times.length < 2) return 0;
  return ((line.times.at(-1) ?? 0) - (line.times[0] ?? 0)) / (line.times.length - 1);
}
