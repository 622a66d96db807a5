// Puts each letter and name beside its line, where it covers least; afterwards it moves with the line.
//
// Labels that were placed anew with every frame would jump about while the window slides.

import { heightOf, overlap, perPixelOf, timeAt, xOf, TEXT_HEIGHT, type Box, type Drawn, type Label, type Layout, type Scene } from "./layout";
import { styleOf } from "./lines";
import type { ValueScale } from "./scale";
import { liveFrom, placeAfter, type Series } from "./series";
import type { ChartTheme } from "./theme";
import { plate, short } from "./words";

/** The lines are looked at in steps of so many pixels. */
const EVERY = 4;
const TURNS = 48;
/** A label that lies on this much of the lines is read worse than a shorter one. */
const COST_MAX = 260;
/** What it costs to stand so far from the line that another may lie between. */
const FAR = 30;
const NAME = 36;
const NAME_CUT = 20;

/** Draws the labels, those of the last drawing where they still stand beside their lines. */
export function labels(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, scales: readonly ValueScale[], theme: ChartTheme, words: readonly Box[], last: Drawn["labels"] | null): Drawn["labels"] {
  ctx.font = `600 11px ${theme.font}`;
  const key = keyOf(layout, scene, scales);
  const kept = last !== null && last.key === key && stands(last, layout, scene) ? last : { key, from: scene.from, list: placed(ctx, layout, scene, scales, words) };
  for (const label of kept.list) plate(ctx, theme, label.text, Math.round(xOf(layout, scene, label.time)), label.baseline, styleOf(theme, label.place).colour, "left");
  return kept;
}

function keyOf(layout: Layout, scene: Scene, scales: readonly ValueScale[]): string {
  const { left, right, top, bottom } = layout;
  const sizes = [left, right, top, bottom, Math.round((scene.to - scene.from) / 100), ...scales.flatMap((scale) => [scale.low, scale.high])];
  return `${sizes.join(" ")} ${scene.series.map((series) => `${series.letter}${series.axis ?? ""}${series.name}${series.line.times.length === 0 ? "" : "+"}`).join("\n")}`;
}

/** Whether the labels lie in the plot and the view has not moved on so far that others would be better. */
function stands(last: Drawn["labels"], layout: Layout, scene: Scene): boolean {
  const room = layout.right - layout.left;
  if (Math.abs(scene.from - last.from) / perPixelOf(layout, scene) > room / 4) return false;
  return last.list.every((label) => {
    const x = xOf(layout, scene, label.time);
    return x >= layout.left + 2 && x + label.width <= layout.right - 2;
  });
}

function placed(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, scales: readonly ValueScale[], words: readonly Box[]): Label[] {
  const count = Math.floor((layout.right - layout.left) / EVERY);
  const lines = scene.series.map((series) => heights(series, layout, scene, scales, count));
  const taken: Box[] = [...words];
  const found: Label[] = [];
  scene.series.forEach((series, place) => {
    const own = lines[place];
    if (series.axis === null || own === undefined) return;
    // Where there is no room for the name its beginning will do, and at last the letter.
    for (const text of [`${series.letter}  ${short(series.name, NAME)}`, `${series.letter}  ${short(series.name, NAME_CUT)}`, series.letter]) {
      const width = ctx.measureText(text).width;
      const best = bestPlace(layout, lines, own, Math.ceil(width / EVERY), count, place, taken);
      if (best === null) continue;
      const x = layout.left + best.start * EVERY;
      taken.push(boxOf(x, best.baseline, width));
      found.push({ place, text, time: timeAt(layout, scene, x), width, baseline: best.baseline });
      return;
    }
  });
  return found;
}

function bestPlace(layout: Layout, lines: readonly Float64Array[], own: Float64Array, span: number, count: number, place: number, taken: readonly Box[]): { start: number; baseline: number } | null {
  let best: { start: number; baseline: number; cost: number } | null = null;
  for (let turn = 0; turn < TURNS; turn += 1) {
    // Series begin their search at different places, so that labels spread over the width.
    const start = Math.round((0.02 + ((turn * 0.02 + place * 0.19) % 0.96)) * (count - span));
    if (start < 0) continue;
    let [high, low, known] = [Infinity, -Infinity, 0];
    for (let at = start; at <= start + span; at += 1) {
      const y = own[at] ?? NaN;
      if (Number.isNaN(y)) continue;
      known += 1;
      if (y < high) high = y;
      if (y > low) low = y;
    }
    if (known < 0.97 * span) continue;
    for (const [at, baseline] of [high - 8, low + 8 + TEXT_HEIGHT, high - 20, low + 20 + TEXT_HEIGHT].entries()) {
      const box = boxOf(layout.left + start * EVERY, baseline, span * EVERY);
      if (box.top < layout.top + 2 || box.bottom > layout.bottom - 2) continue;
      if (taken.some((other) => overlap(box, other))) continue;
      // Near a steep stretch the label would stand far from its line.
      const cost = (low - high) / 4 + turn / 8 + (at < 2 ? 0 : FAR) + 4 * covered(lines, start, span, box);
      if (cost < COST_MAX && (best === null || cost < best.cost)) best = { start, baseline, cost };
    }
  }
  return best;
}

function boxOf(x: number, baseline: number, width: number): Box {
  return { left: x - 4, right: x + width + 4, top: baseline - TEXT_HEIGHT - 1, bottom: baseline + 4 };
}

/** How much of the lines a label here would lie on. */
function covered(lines: readonly Float64Array[], start: number, span: number, box: Box): number {
  let found = 0;
  for (const line of lines) {
    for (let place = start; place <= start + span; place += 1) {
      const at = line[place] ?? NaN;
      if (at > box.top - 1 && at < box.bottom + 1) found += 1;
    }
  }
  return found;
}

/** The height of a line every few pixels; not a number where it has none near. */
function heights(series: Series, layout: Layout, scene: Scene, scales: readonly ValueScale[], count: number): Float64Array {
  const found = new Float64Array(count + 1).fill(NaN);
  const scale = series.axis === null ? undefined : scales[series.axis];
  if (scale === undefined) return found;
  const height = heightOf(layout, scale);
  const { times, values } = series.line;
  const reach = perPixelOf(layout, scene) * 3 * EVERY;
  const step = perPixelOf(layout, scene) * EVERY;
  let [gap, edge] = [0, series.live === null ? 0 : liveFrom(series)];
  let place = Math.max(0, placeAfter(times, scene.from) - 1);
  for (let at = 0; at <= count; at += 1) {
    const time = scene.from + at * step;
    while (place < times.length - 1 && Math.abs((times[place + 1] ?? 0) - time) <= Math.abs((times[place] ?? 0) - time)) place += 1;
    while (gap < series.line.gaps.length && (series.line.gaps[gap]?.to ?? 0) <= time) gap += 1;
    if ((series.line.gaps[gap]?.from ?? Infinity) < time) continue;
    const value = values[place];
    const spread = Math.max(reach, ((times[place + 1] ?? NaN) - (times[place] ?? NaN)) / 2 || 0);
    if (value !== null && value !== undefined && Math.abs((times[place] ?? NaN) - time) <= spread) found[at] = height(value);
    else if (series.live !== null) {
      while (edge < series.live.length - 1 && series.live.time(edge + 1) <= time) edge += 1;
      if (edge < series.live.length && Math.abs(series.live.time(edge) - time) <= reach) found[at] = height(series.live.value(edge));
    }
  }
  return found;
}
