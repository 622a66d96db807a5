// The stored lines of a chart with their spread. Where several points share a column of pixels they are drawn as one:
// filling and stroking is what a drawing costs.

import { perPixelOf, xOf, type Layout, type Scene } from "./layout";
import { hasBand, isTwoValued, placeAfter, type Series } from "./series";
import type { ChartTheme, SeriesStyle } from "./theme";

/** So many bands are seen through each other; more are paler, or they would bury the lines. */
const BANDS_FULL = 3;

/** How a series is drawn. */
export function styleOf(theme: ChartTheme, place: number): SeriesStyle {
  return theme.series[place % theme.series.length] ?? { colour: theme.text, dash: [], width: 1.4 };
}

/** How strongly each band is filled, so that all of them together stay pale. */
export function bandOpacity(scene: Scene, theme: ChartTheme): number {
  const bands = scene.series.filter((series) => series.axis !== null && hasBand(series.line)).length;
  return theme.bandOpacity * Math.min(1, BANDS_FULL / Math.max(1, bands));
}

/** Fills between minimum and maximum. */
export function band(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, series: Series, y: (value: number) => number, style: SeriesStyle, opacity: number): void {
  const { times, values, mins, maxs } = series.line;
  if (!hasBand(series.line)) return;
  ctx.fillStyle = style.colour;
  ctx.globalAlpha = opacity;
  ctx.beginPath();
  const [first, last] = placesInView(series, scene);
  let edges: { x: number; least: number; most: number }[] = [];
  const close = () => {
    edges.forEach(({ x, most }, at) => (at === 0 ? ctx.moveTo(x, y(most)) : ctx.lineTo(x, y(most))));
    for (let at = edges.length - 1; at >= 0; at -= 1) ctx.lineTo(edges[at]?.x ?? 0, y(edges[at]?.least ?? 0));
    if (edges.length > 0) ctx.closePath();
    edges = [];
  };
  for (let place = first; place <= last; place += 1) {
    const [value, least, most] = [values[place] ?? null, mins[place] ?? null, maxs[place] ?? null];
    if (value === null || least === null || most === null) {
      close();
      continue;
    }
    const x = xOf(layout, scene, times[place] ?? 0);
    const before = edges.at(-1);
    if (before !== undefined && edges.length > 1 && Math.floor(before.x) === Math.floor(x)) {
      before.least = Math.min(before.least, least);
      before.most = Math.max(before.most, most);
    } else edges.push({ x, least, most });
  }
  close();
  ctx.fill();
  ctx.globalAlpha = 1;
}

/** A path that is drawn through times and values and broken where it is told to stop. */
export class Stroke {
  readonly #ctx: CanvasRenderingContext2D;
  readonly #x: (time: number) => number;
  readonly #y: (value: number) => number;
  readonly #stepped: boolean;
  #joined = false;
  #alone: [number, number] | null = null;
  #previous = 0;
  #dots: [number, number][] = [];

  constructor(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, series: Series, y: (value: number) => number, style: SeriesStyle) {
    this.#ctx = ctx;
    this.#x = (time) => xOf(layout, scene, time);
    this.#y = y;
    this.#stepped = isTwoValued(series.line);
    ctx.strokeStyle = style.colour;
    ctx.fillStyle = style.colour;
    ctx.lineWidth = layout.small ? 1.6 : style.width;
    ctx.lineJoin = "bevel";
    ctx.setLineDash([...style.dash]);
    ctx.beginPath();
  }

  to(time: number, value: number): void {
    const [px, py] = [this.#x(time), this.#y(value)];
    if (!this.#joined) {
      this.#ctx.moveTo(px, py);
      this.#alone = [px, py];
    } else {
      if (this.#stepped) this.#ctx.lineTo(px, this.#previous);
      this.#ctx.lineTo(px, py);
      this.#alone = null;
    }
    this.#previous = py;
    this.#joined = true;
  }

  stop(): void {
    if (this.#alone !== null) this.#dots.push(this.#alone);
    this.#alone = null;
    this.#joined = false;
  }

  draw(): void {
    this.stop();
    this.#ctx.stroke();
    this.#ctx.setLineDash([]);
    // A reading alone between two gaps has no line; it must be seen all the same.
    for (const [px, py] of this.#dots) {
      this.#ctx.beginPath();
      this.#ctx.arc(px, py, 1.6, 0, 2 * Math.PI);
      this.#ctx.fill();
    }
  }
}

/** Draws the stored line; it stops at a gap. */
export function line(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, series: Series, y: (value: number) => number, style: SeriesStyle): void {
  const { times, values } = series.line;
  const stroke = new Stroke(ctx, layout, scene, series, y, style);
  const [first, last] = placesInView(series, scene);
  const perPixel = perPixelOf(layout, scene);
  // With a band beneath it the line need not show the peaks once more.
  const banded = hasBand(series.line);
  let place = first;
  while (place <= last) {
    const value = values[place] ?? null;
    if (value === null) {
      stroke.stop();
      place += 1;
      continue;
    }
    const end = columnEnd(series, place, last, scene, perPixel);
    if (end === place) stroke.to(times[place] ?? 0, value);
    else for (const at of banded ? [end] : column(values, place, end)) stroke.to(times[at] ?? 0, values[at] ?? 0);
    place = end + 1;
  }
  stroke.draw();
}

/** The first and last place in view, one more on each side: the line enters and leaves through them. */
export function placesInView(series: Series, scene: Scene): [number, number] {
  const { times } = series.line;
  return [Math.max(0, placeAfter(times, scene.from) - 1), Math.min(times.length - 1, placeAfter(times, scene.to))];
}

/** The last place that lies in the same column of pixels, before any gap. */
function columnEnd(series: Series, place: number, last: number, scene: Scene, perPixel: number): number {
  const { times, values } = series.line;
  const column = Math.floor(((times[place] ?? 0) - scene.from) / perPixel);
  let end = place;
  while (end < last && values[end + 1] !== null && Math.floor(((times[end + 1] ?? 0) - scene.from) / perPixel) === column) end += 1;
  return end;
}

/** Of the places of one column those that show: first, least, greatest and last, in order. */
function column(values: readonly (number | null)[], first: number, last: number): number[] {
  let [least, greatest] = [first, first];
  for (let at = first; at <= last; at += 1) {
    if ((values[at] ?? 0) < (values[least] ?? 0)) least = at;
    if ((values[at] ?? 0) > (values[greatest] ?? 0)) greatest = at;
  }
  return [...new Set([first, Math.min(least, greatest), Math.max(least, greatest), last])];
}
