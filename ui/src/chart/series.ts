// What a chart draws: lines of readings or averages with their spread and gaps, and questions about them.
//
// Knows nothing of canvases, colours or the engine.

import type { LiveEdge } from "./live-edge";

/** A gap between two readings. */
export interface Gap {
  from: number;
  to: number;
}

/** A line as the store drew it. */
export interface Line {
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
  readonly mins: readonly (number | null)[];
  readonly maxs: readonly (number | null)[];
  readonly gaps: readonly Gap[];
}

/** A line with its place in the chart. */
export interface Series {
  /** `A` to `H`. */
  readonly letter: string;
  readonly name: string;
  /** 0 left, 1 right; none for a series of on and off, which has a lane of its own. */
  readonly axis: 0 | 1 | null;
  readonly line: Line;
  /** Whether it is drawn from averages; single readings at its end would be spikes. */
  readonly averaged: boolean;
  /** Newer readings than the line has. */
  readonly live: LiveEdge | null;
  /** How far two readings may lie apart before the live edge is broken, ms. */
  readonly breakMs: number;
}

/** What a series says at one time. */
export interface Sample {
  time: number;
  value: number;
  min: number;
  max: number;
}

/** A gap with the letters of the series it breaks; all of them where `letters` is empty. */
export interface NamedGap extends Gap {
  letters: string;
}

/** The units of these, in order, when they fit two axes; otherwise the first that does not. */
export function axes(units: readonly (string | null)[]): { units: (string | null)[] } | { refused: string | null } {
  const found: (string | null)[] = [];
  for (const unit of units) {
    if (found.includes(unit)) continue;
    if (found.length === 2) return { refused: unit };
    found.push(unit);
  }
  return { units: found };
}

/** The first place whose time is later than this. */
export function placeAfter(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where the drawn live edge begins: after everything the line has; nowhere on a line of averages. */
export function liveFrom(series: Series): number {
  if (series.live === null) return 0;
  return series.averaged ? series.live.length : series.live.after(lastTime(series.line));
}

/** The last time at which the line has a value. */
export function lastTime(line: Line): number {
  for (let place = line.times.length - 1; place >= 0; place -= 1) {
    if (line.values[place] !== null && line.values[place] !== undefined) return line.times[place] ?? -Infinity;
  }
  return -Infinity;
}

/** The value nearest to this time, no farther away than `reach`; in a lane the one before it, which still held. None in a gap. */
export function sampleAt(series: Series, time: number, reach: number): Sample | null {
  const { line, live } = series;
  if (line.gaps.some((gap) => time > gap.from && time < gap.to)) return null;
  const held = series.axis === null;
  let best: Sample | null = null;
  const consider = (at: number, value: number | null | undefined, min: number | null | undefined, max: number | null | undefined) => {
    if (value === null || value === undefined || Number.isNaN(value)) return;
    if (Math.abs(at - time) > reach || (held && at > time)) return;
    if (best !== null && Math.abs(best.time - time) <= Math.abs(at - time)) return;
    best = { time: at, value, min: min ?? value, max: max ?? value };
  };
  const after = placeAfter(line.times, time);
  for (let place = Math.max(0, after - 2); place < Math.min(line.times.length, after + 2); place += 1) {
    consider(line.times[place] ?? NaN, line.values[place], line.mins[place], line.maxs[place]);
  }
  if (live !== null) {
    const first = live.after(lastTime(line));
    const place = live.after(time);
    for (const near of [place - 1, place]) {
      if (near >= first && near < live.length) consider(live.time(near), live.value(near), null, null);
    }
  }
  return best;
}

/** How far from the cursor a value may lie and still be its value. */
export function reachOf(line: Line, perPixel: number): number {
  const spacing = line.times.length > 1 ? ((line.times.at(-1) ?? 0) - (line.times[0] ?? 0)) / (line.times.length - 1) : 0;
  return Math.max(8 * perPixel, 1.5 * spacing);
}

/** Least and greatest value of these series between two times, their spread included. */
export function extent(all: readonly Series[], axis: 0 | 1, from: number, to: number): { least: number; greatest: number } {
  let least = Infinity;
  let greatest = -Infinity;
  const take = (value: number | null | undefined) => {
    if (value === null || value === undefined || Number.isNaN(value)) return;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  };
  for (const series of all) {
    if (series.axis !== axis) continue;
    const { line, live } = series;
    // One place more on each side: the line enters and leaves the view through them.
    const first = Math.max(0, placeAfter(line.times, from) - 1);
    const last = Math.min(line.times.length - 1, placeAfter(line.times, to));
    for (let place = first; place <= last; place += 1) {
      take(line.values[place]);
      take(line.mins[place]);
      take(line.maxs[place]);
    }
    if (live === null) continue;
    for (let place = Math.max(liveFrom(series), live.after(from)); place < live.length && live.time(place) <= to; place += 1) take(live.value(place));
  }
  return { least, greatest };
}

/** Whether minimum and maximum say more than the line. */
export function hasBand(line: Line): boolean {
  return line.values.some((value, place) => {
    const min = line.mins[place];
    const max = line.maxs[place];
    return value !== null && min !== null && max !== null && min !== undefined && max !== undefined && max > min;
  });
}

/** Whether the line knows two values only, so that it jumps rather than slopes. */
export function isTwoValued(line: Line): boolean {
  let seen = false;
  for (const value of line.values) {
    if (value === null) continue;
    if (value !== 0 && value !== 1) return false;
    seen = true;
  }
  return seen;
}

/** All gaps in view, those that several series share named once. */
export function sharedGaps(all: readonly Series[], from: number, to: number, nearness: number): NamedGap[] {
  const found: { from: number; to: number; letters: string[] }[] = [];
  for (const series of all) {
    for (const gap of series.line.gaps) {
      if (gap.to <= from || gap.from >= to) continue;
      const same = found.find((one) => Math.abs(one.from - gap.from) <= nearness && Math.abs(one.to - gap.to) <= nearness);
      if (same === undefined) found.push({ from: gap.from, to: gap.to, letters: [series.letter] });
      else if (!same.letters.includes(series.letter)) same.letters.push(series.letter);
    }
  }
  return found
    .sort((one, other) => one.from - other.from)
    .map((gap) => ({ from: gap.from, to: gap.to, letters: gap.letters.length === all.length ? "" : gap.letters.join(" ") }));
}
