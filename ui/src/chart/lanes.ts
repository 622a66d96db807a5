// Series of on and off: each a lane under the plot, filled while it is on.

import { hatch } from "./gaps";
import { clamp, xOf, type Layout, type Scene } from "./layout";
import { placesInView, styleOf } from "./lines";
import { liveFrom, type Series } from "./series";
import type { ChartTheme } from "./theme";
import { plate, short } from "./words";

const NAME_CHARACTERS_MAX = 48;

/** Draws all lanes, in the order of their letters. */
export function lanes(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, theme: ChartTheme): void {
  let lane = 0;
  scene.series.forEach((series, place) => {
    if (series.axis !== null) return;
    const top = layout.laneTop + lane * layout.laneHeight;
    lane += 1;
    const words = layout.small ? 0 : 17;
    const bar = { top: top + words, height: Math.max(4, layout.laneHeight - words - (layout.small ? 0 : 4)) };
    ctx.strokeStyle = theme.lineSoft;
    ctx.lineWidth = 1;
    ctx.setLineDash([]);
    if (!layout.small) {
      ctx.beginPath();
      ctx.moveTo(layout.left, Math.round(top) + 0.5);
      ctx.lineTo(layout.right, Math.round(top) + 0.5);
      ctx.stroke();
    }
    ctx.save();
    ctx.beginPath();
    ctx.rect(layout.left, bar.top, layout.right - layout.left, bar.height + 1);
    ctx.clip();
    for (const gap of series.line.gaps) {
      const [from, to] = [clamp(xOf(layout, scene, gap.from), layout), clamp(xOf(layout, scene, gap.to), layout)];
      if (to - from > 0.75) hatch(ctx, theme, from, bar.top, to - from, bar.height);
    }
    fill(ctx, layout, scene, series, bar, styleOf(theme, place).colour);
    ctx.restore();
    if (layout.small) return;
    ctx.font = `600 11px ${theme.font}`;
    const text = `${series.letter}  ${short(series.name, NAME_CHARACTERS_MAX)}`;
    plate(ctx, theme, text, layout.left + 6, top + 13, styleOf(theme, place).colour, "left");
    const width = ctx.measureText(text).width;
    ctx.font = `400 11px ${theme.font}`;
    plate(ctx, theme, "filled while on", layout.left + 6 + width + 10, top + 13, theme.text3, "left");
  });
}

/** Fills as high as the share that was on: wholly or not at all for a reading, partly for an average. */
function fill(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, series: Series, bar: { top: number; height: number }, colour: string): void {
  const { line, live } = series;
  const bottom = bar.top + bar.height;
  ctx.fillStyle = colour;
  ctx.beginPath();
  let before: { time: number; value: number } | null = null;
  const until = (time: number) => {
    if (before === null) return;
    const from = clamp(xOf(layout, scene, before.time), layout);
    const width = clamp(xOf(layout, scene, time), layout) - from;
    if (width <= 0) return;
    const height = Math.min(1, Math.max(0, before.value)) * bar.height;
    // False is known as well: a thin line tells it from nothing.
    ctx.rect(from, bottom - Math.max(1, height), width, Math.max(1, height));
  };
  const take = (time: number, value: number | null) => {
    until(time);
    before = value === null ? null : { time, value };
  };
  const [first, last] = placesInView(series, scene);
  for (let place = first; place <= last; place += 1) take(line.times[place] ?? 0, line.values[place] ?? null);
  if (live !== null && last >= line.times.length - 1) {
    for (let place = liveFrom(series); place < live.length; place += 1) {
      const time = live.time(place);
      const held: { time: number; value: number } | null = before;
      if (held !== null && time - (held as { time: number }).time > series.breakMs) before = null;
      take(time, live.value(place));
    }
  }
  const silent = line.gaps.at(-1);
  const end = Math.min(scene.now, scene.to);
  until(silent !== undefined && silent.to >= end ? Math.min(end, silent.from) : end);
  ctx.fill();
}
