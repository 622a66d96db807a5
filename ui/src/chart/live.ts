// What moves between two readings of the store: the live edges of the lines, the lanes, the dots of a small chart.
//
// It lies on a canvas of its own. At ten readings a second the lines beneath would cost a hundred times as much.

import { lanes } from "./lanes";
import { clamp, heightOf, xOf, type Drawn, type Layout, type Scene } from "./layout";
import { placesInView, Stroke, styleOf } from "./lines";
import { lastTime, liveFrom, placeAfter, type Series } from "./series";
import type { ChartTheme } from "./theme";

/** Draws it above what `drawn` tells of. */
export function paintLive(ctx: CanvasRenderingContext2D, drawn: Drawn, scene: Scene, theme: ChartTheme): void {
  const { layout, scales } = drawn;
  ctx.save();
  ctx.beginPath();
  ctx.rect(layout.left, layout.top - 2, layout.right - layout.left, layout.bottom - layout.top + 4);
  ctx.clip();
  for (let place = scene.series.length - 1; place >= 0; place -= 1) {
    const series = scene.series[place];
    const scale = series === undefined || series.axis === null ? undefined : scales[series.axis];
    if (series !== undefined && scale !== undefined) edge(ctx, layout, scene, series, place, heightOf(layout, scale), theme);
  }
  ctx.restore();
  lanes(ctx, layout, scene, theme);
  if (layout.small) dots(ctx, drawn, scene, theme);
}

/** Draws the readings that came since the line was read, joined to its end. */
function edge(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, series: Series, place: number, y: (value: number) => number, theme: ChartTheme): void {
  const { line, live } = series;
  // Beyond the end of the view the live edge is not in sight, and neither is what would join it.
  if (live === null || placesInView(series, scene)[1] < line.times.length - 1) return;
  const first = Math.max(liveFrom(series), live.after(scene.from) - 1);
  if (first >= live.length) return;
  const stroke = new Stroke(ctx, layout, scene, series, y, styleOf(theme, place));
  const broken = line.values.at(-1) === null;
  let before = first > liveFrom(series) ? live.time(first) : broken ? -Infinity : lastTime(line);
  if (first === liveFrom(series) && live.time(first) - before <= series.breakMs) stroke.to(before, line.values.at(-1) ?? 0);
  for (let at = first; at < live.length; at += 1) {
    const time = live.time(at);
    if (time - before > series.breakMs) stroke.stop();
    stroke.to(time, live.value(at));
    before = time;
    if (time > scene.to) break;
  }
  stroke.draw();
}

function dots(ctx: CanvasRenderingContext2D, drawn: Drawn, scene: Scene, theme: ChartTheme): void {
  scene.series.forEach((series, place) => {
    const newest = newestOf(series, scene.to);
    const scale = series.axis === null ? undefined : drawn.scales[series.axis];
    if (newest === null || scale === undefined || newest.time < scene.from) return;
    ctx.fillStyle = styleOf(theme, place).colour;
    ctx.beginPath();
    ctx.arc(clamp(xOf(drawn.layout, scene, newest.time), drawn.layout), heightOf(drawn.layout, scale)(newest.value), 2.6, 0, 2 * Math.PI);
    ctx.fill();
  });
}

function newestOf(series: Series, until: number): { time: number; value: number } | null {
  const { live, line: data } = series;
  if (live !== null) {
    const place = live.after(until) - 1;
    if (place >= liveFrom(series)) return { time: live.time(place), value: live.value(place) };
  }
  for (let place = Math.min(data.times.length, placeAfter(data.times, until)) - 1; place >= 0; place -= 1) {
    const value = data.values[place];
    if (value !== null && value !== undefined) return { time: data.times[place] ?? 0, value };
  }
  return null;
}
