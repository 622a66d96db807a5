// What a chart shows and where its parts lie: a plot with up to two axes, beneath it a lane per two-valued series.

import type { ValueScale } from "./scale";
import type { Series } from "./series";

/** What there is to draw. */
export interface Scene {
  from: number;
  to: number;
  series: readonly Series[];
  /** Units of the left and the right axis, as far as there are any. */
  units: readonly (string | null)[];
  /** Until when readings may exist; beyond it nothing is missing yet. */
  now: number;
  /** The part that was read; the rest of the view is still being asked for, or could not be read. */
  known: { from: number; to: number };
  failed: boolean;
}

/** How much room the parts take. */
export interface Layout {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Where the first lane begins and how high each is. */
  laneTop: number;
  laneHeight: number;
  /** Where the time axis lies: under the plot and its lanes. */
  end: number;
  /** The small chart of a faceplate: fewer lines, no labels. */
  small: boolean;
}

/** A letter and name beside a line; it moves with the line until it has to be placed anew. */
export interface Label {
  place: number;
  text: string;
  time: number;
  width: number;
  baseline: number;
}

/** Where things ended up, for the pointer and for the next drawing. */
export interface Drawn {
  layout: Layout;
  scales: readonly ValueScale[];
  /** Whether a scale was found from values in view. */
  scaled: readonly boolean[];
  /** Labels of the time axis; they lie on the cursor's canvas, which leaves out those it would cover. */
  times: readonly TimeLabel[];
  labels: { key: string; from: number; list: readonly Label[] };
}

export interface TimeLabel {
  text: string;
  start: number;
  width: number;
}

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export const TEXT_HEIGHT = 11;
const LANE = 30;
const LANE_MOST = 44;

/** The room for a chart of this size with so many axes and lanes, whose axis numbers are so wide. */
export function layoutOf(width: number, height: number, axes: number, lanes: number, small: boolean, numbers: readonly number[] = []): Layout {
  const room = (axis: number, least: number) => Math.max(least, Math.ceil(numbers[axis] ?? 0) + 16);
  const left = room(0, small ? 34 : 44);
  const right = small ? width - 4 : width - (axes > 1 ? room(1, 44) : 20);
  const top = small ? 6 : 14;
  const end = height - (small ? 18 : 28);
  const base = { width, height, left, right, top, end, small };
  if (lanes === 0) return { ...base, bottom: end, laneTop: end, laneHeight: 0 };
  if (axes === 0) {
    const laneHeight = Math.min(LANE_MOST, (end - top) / lanes);
    return { ...base, bottom: end, laneTop: small ? top + (end - top - lanes * laneHeight) / 2 : top, laneHeight };
  }
  const laneTop = end - lanes * LANE;
  return { ...base, bottom: laneTop - 4, laneTop, laneHeight: LANE };
}

/** The time at this place. */
export function timeAt(layout: Layout, scene: Scene, x: number): number {
  return scene.from + ((x - layout.left) / (layout.right - layout.left)) * (scene.to - scene.from);
}

/** The place of this time. */
export function xOf(layout: Layout, scene: Scene, time: number): number {
  return layout.left + ((time - scene.from) / (scene.to - scene.from)) * (layout.right - layout.left);
}

/** The height of values on this scale. */
export function heightOf(layout: Layout, scale: ValueScale): (value: number) => number {
  const perValue = (layout.bottom - layout.top) / (scale.high - scale.low);
  return (value) => layout.bottom - (value - scale.low) * perValue;
}

/** Milliseconds of one pixel. */
export function perPixelOf(layout: Layout, scene: Scene): number {
  return (scene.to - scene.from) / (layout.right - layout.left);
}

export function clamp(x: number, layout: Layout): number {
  return Math.min(layout.right, Math.max(layout.left, x));
}

export function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;
}
