// The cursor of a chart: its line, a ring on each series, its time; and the span that is being chosen.

import { clock, day, duration, shortClock } from "../shared/format";
import { paintTimes } from "./axes";
import { clamp, heightOf, perPixelOf, xOf, type Drawn, type Layout, type Scene } from "./layout";
import { styleOf } from "./lines";
import { reachOf, sampleAt } from "./series";
import type { ChartTheme } from "./theme";
import { plate } from "./words";

const DAYS_3 = 3 * 86_400_000;

/** Draws it on a canvas of its own, so that moving it redraws no line. */
export function paintCursor(ctx: CanvasRenderingContext2D, drawn: Drawn, scene: Scene, theme: ChartTheme, cursor: number | null, chosen: readonly [number, number] | null): void {
  const { layout, scales } = drawn;
  ctx.clearRect(0, 0, layout.width, layout.height);
  if (chosen !== null) paintChosen(ctx, layout, scene, theme, chosen);
  if (layout.small) return;
  if (cursor === null || cursor < scene.from || cursor > scene.to) {
    paintTimes(ctx, drawn, theme, null);
    return;
  }
  const x = Math.round(xOf(layout, scene, cursor)) + 0.5;
  ctx.strokeStyle = theme.text;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(x, layout.top);
  ctx.lineTo(x, layout.end + 6);
  ctx.stroke();
  scene.series.forEach((series, place) => {
    const sample = sampleAt(series, cursor, reachOf(series.line, perPixelOf(layout, scene)));
    const scale = series.axis === null ? undefined : scales[series.axis];
    if (sample === null || scale === undefined) return;
    ctx.beginPath();
    ctx.arc(clamp(xOf(layout, scene, sample.time), layout), heightOf(layout, scale)(sample.value), 3.4, 0, 2 * Math.PI);
    ctx.fillStyle = theme.field;
    ctx.fill();
    ctx.strokeStyle = styleOf(theme, place).colour;
    ctx.lineWidth = 1.8;
    ctx.stroke();
  });
  const text = scene.to - scene.from > DAYS_3 ? `${day(cursor)} ${shortClock(cursor)}` : clock(cursor);
  ctx.font = `600 11px ${theme.font}`;
  const width = Math.ceil(ctx.measureText(text).width) + 12;
  const start = Math.min(Math.max(x - width / 2, 2), layout.width - width - 2);
  paintTimes(ctx, drawn, theme, [start, start + width]);
  ctx.font = `600 11px ${theme.font}`;
  ctx.fillStyle = theme.strong;
  ctx.fillRect(start, layout.end + 6, width, 18);
  ctx.fillStyle = theme.onStrong;
  ctx.textAlign = "center";
  ctx.fillText(text, start + width / 2, layout.end + 19);
}

function paintChosen(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, theme: ChartTheme, chosen: readonly [number, number]): void {
  const [from, to] = [Math.min(...chosen), Math.max(...chosen)].map((time) => clamp(xOf(layout, scene, time), layout)) as [number, number];
  ctx.globalAlpha = 0.35;
  ctx.fillStyle = theme.hatch;
  ctx.fillRect(from, layout.top, to - from, layout.end - layout.top);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = theme.strong;
  ctx.lineWidth = 1;
  ctx.setLineDash([]);
  ctx.strokeRect(Math.round(from) + 0.5, layout.top + 0.5, Math.round(to - from), layout.end - layout.top - 1);
  ctx.font = `600 11px ${theme.font}`;
  plate(ctx, theme, duration(Math.abs(chosen[1] - chosen[0])), (from + to) / 2, layout.top + 16, theme.text);
}
