// Draws a scene on a 2D canvas, from the back to the front: grid, gaps, spread, lines, labels, axes.
//
// From the last drawing it takes only where labels stand and which scale stood beside an axis whose values are not
// read yet; without one it draws the same scene all the same.

import { zoneOffset } from "../shared/format";
import { frame, grid, numbers, numberWidths, paintTimes, timeLabels } from "./axes";
import { gaps, unread } from "./gaps";
import { heightOf, layoutOf, perPixelOf, type Drawn, type Layout, type Scene } from "./layout";
import { labels } from "./labels";
import { band, bandOpacity, line, styleOf } from "./lines";
import { sharedScales, timeScale, valueScale, type ValueScale } from "./scale";
import { extent, type Series } from "./series";
import type { ChartTheme } from "./theme";

/** The room a scene of this size has. */
export function roomFor(width: number, height: number, scene: Scene, small: boolean): Layout {
  return layoutOf(width, height, scene.units.length, lanesOf(scene), small);
}

/** Draws everything but the cursor and what `paintLive` draws. */
export function paint(ctx: CanvasRenderingContext2D, size: Layout, scene: Scene, theme: ChartTheme, last: Drawn | null = null): Drawn {
  ctx.clearRect(0, 0, size.width, size.height);
  const { scales, scaled } = scalesOf(size, scene, last);
  ctx.font = `400 11px ${theme.font}`;
  const layout = layoutOf(size.width, size.height, scene.units.length, lanesOf(scene), size.small, numberWidths(ctx, scene, scales, size.small));
  const times = timeScale(scene.from, scene.to, Math.max(2, Math.floor((layout.right - layout.left) / (layout.small ? 80 : 54))), zoneOffset);

  grid(ctx, layout, scene, theme, times, scales[0] === undefined ? 2 : scales[0].ticks.length - 1);
  if (!layout.small) unread(ctx, layout, scene, theme);
  ctx.save();
  ctx.beginPath();
  ctx.rect(layout.left, layout.top - 2, layout.right - layout.left, layout.bottom - layout.top + 4);
  ctx.clip();
  const words = scene.units.length > 0 ? gaps(ctx, layout, scene, theme) : [];
  const heights = scales.map((scale) => heightOf(layout, scale));
  const yOf = (series: Series) => (series.axis === null ? undefined : heights[series.axis]);
  const opacity = bandOpacity(scene, theme);
  scene.series.forEach((series, place) => {
    const y = yOf(series);
    if (y !== undefined) band(ctx, layout, scene, series, y, styleOf(theme, place), opacity);
  });
  // The first series lies on top, as it is the one that was asked for first.
  for (let place = scene.series.length - 1; place >= 0; place -= 1) {
    const series = scene.series[place];
    const y = series === undefined ? undefined : yOf(series);
    if (series !== undefined && y !== undefined) line(ctx, layout, scene, series, y, styleOf(theme, place));
  }
  const named = layout.small ? { key: "", from: 0, list: [] } : labels(ctx, layout, scene, scales, theme, words, last?.labels ?? null);
  ctx.restore();
  numbers(ctx, layout, scene, theme, scales, scaled);
  frame(ctx, layout, scene, theme);
  const drawn = { layout, scales, scaled, times: timeLabels(ctx, layout, scene, times, theme.font), labels: named };
  if (layout.small) paintTimes(ctx, drawn, theme, null);
  return drawn;
}

function lanesOf(scene: Scene): number {
  return scene.series.reduce((all, series) => all + (series.axis === null ? 1 : 0), 0);
}

function scalesOf(size: Layout, scene: Scene, last: Drawn | null): { scales: ValueScale[]; scaled: boolean[] } {
  const extents = scene.units.map((_, axis) => extent(scene.series, axis === 0 ? 0 : 1, scene.from, scene.to));
  const found = extents.map(({ least }) => Number.isFinite(least));
  const scales = size.small ? extents.map(({ least, greatest }) => valueScale(least, greatest, 2)) : sharedScales(extents, (size.bottom - size.top) / 88);
  // Panned to where nothing is read yet, the axes stay as they were until the answer comes.
  const reading = scene.known.from > scene.to || scene.known.to < scene.from;
  if (!reading || last === null || last.scales.length !== scales.length) return { scales, scaled: found };
  return { scales: [...last.scales], scaled: [...last.scaled] };
}

/** Whether what is drawn would look the same for this scene, but for what `paintLive` draws. */
export function stands(drawn: Drawn, size: Layout, before: Scene, scene: Scene): boolean {
  if (drawn.layout.width !== size.width || drawn.layout.height !== size.height || drawn.layout.laneTop !== size.laneTop) return false;
  if (before.from !== scene.from || before.to !== scene.to || before.units.length !== scene.units.length || before.series.length !== scene.series.length) return false;
  if (before.failed !== scene.failed || before.known.from !== scene.known.from || readUntil(before) !== readUntil(scene)) return false;
  const perPixel = perPixelOf(drawn.layout, scene);
  if (!scene.series.every((series, place) => sameLine(series, before.series[place], perPixel))) return false;
  const { scales } = scalesOf(size, scene, drawn);
  return scales.every((scale, axis) => scale.low === drawn.scales[axis]?.low && scale.high === drawn.scales[axis]?.high);
}

/** Where the part begins that is still being read; nowhere while all of it is. */
function readUntil(scene: Scene): number {
  return scene.known.to >= Math.min(scene.to, scene.now) ? Infinity : scene.known.to;
}

/** Whether both have the same stored line; a gap that only grows by less than a pixel is the same. */
function sameLine(one: Series, other: Series | undefined, perPixel: number): boolean {
  if (one === other) return true;
  if (other === undefined || one.name !== other.name || one.axis !== other.axis || one.line.times !== other.line.times) return false;
  const [mine, theirs] = [one.line.gaps, other.line.gaps];
  return mine.length === theirs.length && Math.abs((mine.at(-1)?.to ?? 0) - (theirs.at(-1)?.to ?? 0)) < perPixel;
}
