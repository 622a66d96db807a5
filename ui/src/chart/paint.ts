// Draws a scene on a 2D canvas: grid, gaps, spread, lines, letter labels; and the cursor on a second one.
//
// One call draws everything; nothing is kept between calls.

import { axisNumber, day, duration, clock, month, shortClock, zoneOffset } from "../shared/format";
import { sharedScales, timeScale, valueScale, type TimeScale, type ValueScale } from "./scale";
import { extent, hasBand, isTwoValued, liveFrom, placeAfter, reachOf, sampleAt, sharedGaps, type Series } from "./series";
import type { ChartTheme, SeriesStyle } from "./theme";

/** What there is to draw. */
export interface Scene {
  from: number;
  to: number;
  series: readonly Series[];
  /** Units of the left and the right axis, as far as there are any. */
  units: readonly (string | null)[];
  /** Until when readings may exist; beyond it nothing is missing yet. */
  now: number;
}

/** How much room the parts take. */
export interface Layout {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** The small chart of a faceplate: fewer lines, no labels. */
  small: boolean;
}

/** Where things ended up, for the pointer. */
export interface Drawn {
  layout: Layout;
  scales: readonly ValueScale[];
  /** Labels of the time axis; they lie on the cursor's canvas, which leaves out those it would cover. */
  times: readonly TimeLabel[];
}

interface TimeLabel {
  text: string;
  start: number;
  width: number;
}

const TEXT_HEIGHT = 11;

/** The room for a chart of this size, whose axis numbers are so wide. */
export function layoutOf(width: number, height: number, axes: number, small: boolean, numbers: readonly number[] = []): Layout {
  const room = (axis: number, least: number) => Math.max(least, Math.ceil(numbers[axis] ?? 0) + 16);
  if (small) return { width, height, left: room(0, 34), right: width - 4, top: 6, bottom: height - 18, small };
  return { width, height, left: room(0, 44), right: width - (axes > 1 ? room(1, 44) : 20), top: 14, bottom: height - 28, small };
}

/** The time at this place. */
export function timeAt(layout: Layout, scene: Scene, x: number): number {
  return scene.from + ((x - layout.left) / (layout.right - layout.left)) * (scene.to - scene.from);
}

/** The place of this time. */
export function xOf(layout: Layout, scene: Scene, time: number): number {
  return layout.left + ((time - scene.from) / (scene.to - scene.from)) * (layout.right - layout.left);
}

/** Draws everything but the cursor. */
export function paint(ctx: CanvasRenderingContext2D, size: Layout, scene: Scene, theme: ChartTheme): Drawn {
  ctx.clearRect(0, 0, size.width, size.height);
  const height = size.bottom - size.top;
  const extents = scene.units.map((_, axis) => extent(scene.series, axis === 0 ? 0 : 1, scene.from, scene.to));
  const scales = size.small ? extents.map(({ least, greatest }) => valueScale(least, greatest, 2)) : sharedScales(extents, height / 88);
  const steps = scales[0] === undefined ? 2 : scales[0].ticks.length - 1;
  ctx.font = `400 11px ${theme.font}`;
  const numbers = scales.map((scale) => Math.max(...scale.ticks.map((tick) => ctx.measureText(axisNumber(tick, scale.step)).width)));
  const layout = layoutOf(size.width, size.height, scene.units.length, size.small, numbers);
  const times = timeScale(scene.from, scene.to, Math.max(2, Math.floor((layout.right - layout.left) / (layout.small ? 80 : 54))), zoneOffset);

  grid(ctx, layout, scene, theme, scales, times, steps, extents.map(({ least }) => Number.isFinite(least)));
  ctx.save();
  ctx.beginPath();
  ctx.rect(layout.left, layout.top - 2, layout.right - layout.left, height + 4);
  ctx.clip();
  gaps(ctx, layout, scene, theme);
  const y = (series: Series) => {
    const scale = scales[series.axis] ?? scales[0];
    return (value: number) => layout.bottom - ((value - (scale?.low ?? 0)) / ((scale?.high ?? 1) - (scale?.low ?? 0))) * height;
  };
  scene.series.forEach((series, place) => band(ctx, layout, scene, series, y(series), styleOf(theme, place), theme));
  // The first series lies on top, as it is the one that was asked for first.
  for (let place = scene.series.length - 1; place >= 0; place -= 1) {
    const series = scene.series[place];
    if (series !== undefined) line(ctx, layout, scene, series, y(series), styleOf(theme, place));
  }
  if (!layout.small) labels(ctx, layout, scene, y, theme);
  ctx.restore();
  frame(ctx, layout, scene, theme);
  if (layout.small) edge(ctx, layout, scene, y, theme);
  const drawn = { layout, scales, times: timeLabels(ctx, layout, scene, times, theme.font) };
  if (layout.small) paintTimes(ctx, drawn, theme, null);
  return drawn;
}

/** Draws the cursor, its values' rings and its time; and the span that is being chosen. */
export function paintCursor(
  ctx: CanvasRenderingContext2D,
  drawn: Drawn,
  scene: Scene,
  theme: ChartTheme,
  cursor: number | null,
  chosen: readonly [number, number] | null,
): void {
  const { layout, scales } = drawn;
  ctx.clearRect(0, 0, layout.width, layout.height);
  if (chosen !== null) {
    const [from, to] = [Math.min(...chosen), Math.max(...chosen)].map((time) => clamp(xOf(layout, scene, time), layout)) as [number, number];
    ctx.globalAlpha = 0.35;
    ctx.fillStyle = theme.hatch;
    ctx.fillRect(from, layout.top, to - from, layout.bottom - layout.top);
    ctx.globalAlpha = 1;
    ctx.strokeStyle = theme.strong;
    ctx.lineWidth = 1;
    ctx.strokeRect(Math.round(from) + 0.5, layout.top + 0.5, Math.round(to - from), layout.bottom - layout.top - 1);
    ctx.font = `600 11px ${theme.font}`;
    plate(ctx, theme, duration(Math.abs(chosen[1] - chosen[0])), (from + to) / 2, layout.top + 16, theme.text);
  }
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
  ctx.lineTo(x, layout.bottom + 6);
  ctx.stroke();
  const perPixel = (scene.to - scene.from) / (layout.right - layout.left);
  scene.series.forEach((series, place) => {
    const sample = sampleAt(series, cursor, reachOf(series.line, perPixel));
    const scale = scales[series.axis];
    if (sample === null || scale === undefined) return;
    const y = layout.bottom - ((sample.value - scale.low) / (scale.high - scale.low)) * (layout.bottom - layout.top);
    ctx.beginPath();
    ctx.arc(clamp(xOf(layout, scene, sample.time), layout), y, 3.4, 0, 2 * Math.PI);
    ctx.fillStyle = theme.field;
    ctx.fill();
    ctx.strokeStyle = styleOf(theme, place).colour;
    ctx.lineWidth = 1.8;
    ctx.stroke();
  });
  const text = scene.to - scene.from > 3 * 86_400_000 ? `${day(cursor)} ${shortClock(cursor)}` : clock(cursor);
  ctx.font = `600 11px ${theme.font}`;
  const width = Math.ceil(ctx.measureText(text).width) + 12;
  const start = Math.min(Math.max(x - width / 2, 2), layout.width - width - 2);
  paintTimes(ctx, drawn, theme, [start, start + width]);
  ctx.font = `600 11px ${theme.font}`;
  ctx.fillStyle = theme.strong;
  ctx.fillRect(start, layout.bottom + 6, width, 18);
  ctx.fillStyle = theme.onStrong;
  ctx.textAlign = "center";
  ctx.fillText(text, start + width / 2, layout.bottom + 19);
}

function grid(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, theme: ChartTheme, scales: readonly ValueScale[], times: TimeScale, steps: number, known: readonly boolean[]): void {
  ctx.lineWidth = 1;
  ctx.strokeStyle = theme.lineSoft;
  ctx.font = `400 11px ${theme.font}`;
  ctx.textBaseline = "alphabetic";
  ctx.setLineDash([]);
  ctx.beginPath();
  for (let step = 0; step <= steps; step += 1) {
    const y = Math.round(layout.bottom - (step / steps) * (layout.bottom - layout.top)) + 0.5;
    if (!layout.small || step === 1) {
      ctx.moveTo(layout.left, y);
      ctx.lineTo(layout.right, y);
    }
  }
  if (!layout.small) {
    for (const tick of times.ticks) {
      const x = Math.round(xOf(layout, scene, tick)) + 0.5;
      ctx.moveTo(x, layout.top);
      ctx.lineTo(x, layout.bottom);
    }
  }
  ctx.stroke();

  ctx.fillStyle = layout.small ? theme.text3 : theme.text2;
  scales.forEach((scale, axis) => {
    // Numbers beside an axis that nothing is drawn on would pretend to know a range.
    if (known[axis] !== true) return;
    scale.ticks.forEach((tick, step) => {
      const y = layout.bottom - (step / steps) * (layout.bottom - layout.top) + 4;
      const text = axisNumber(tick, scale.step);
      ctx.textAlign = axis === 0 ? "right" : "left";
      ctx.fillText(text, axis === 0 ? layout.left - 8 : layout.right + 8, y);
    });
    const unit = scene.units[axis];
    if (layout.small || unit === undefined || unit === null) return;
    // The unit stands above its axis, where no number of the scale can touch it.
    ctx.fillStyle = theme.text3;
    ctx.textAlign = axis === 0 ? "right" : "left";
    const top = layout.top + 4 + TEXT_HEIGHT + 3;
    ctx.fillText(unit, axis === 0 ? layout.left - 8 : layout.right + 8, top, 44);
    ctx.fillStyle = theme.text2;
  });

}

function timeLabels(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, times: TimeScale, font: string): TimeLabel[] {
  ctx.font = `400 11px ${font}`;
  const taken: TimeLabel[] = [];
  // A day's name is worth more than the hours beside it, so it takes its room first.
  for (const tick of [...times.ticks].sort((one, other) => Number(isMidnight(other)) - Number(isMidnight(one)) || one - other)) {
    const x = xOf(layout, scene, tick);
    const text = timeText(tick, times.unit);
    const width = ctx.measureText(text).width;
    const start = Math.min(Math.max(x - width / 2, layout.small ? layout.left - 8 : 2), layout.width - width - 2);
    if (taken.some((other) => start < other.start + other.width + 8 && start + width > other.start - 8)) continue;
    taken.push({ text, start, width });
  }
  return taken;
}

function paintTimes(ctx: CanvasRenderingContext2D, drawn: Drawn, theme: ChartTheme, covered: readonly [number, number] | null): void {
  ctx.font = `400 11px ${theme.font}`;
  ctx.textAlign = "left";
  ctx.fillStyle = theme.text3;
  for (const label of drawn.times) {
    if (covered !== null && label.start < covered[1] + 4 && label.start + label.width > covered[0] - 4) continue;
    ctx.fillText(label.text, label.start, drawn.layout.bottom + (drawn.layout.small ? 14 : 19));
  }
}

function isMidnight(tick: number): boolean {
  return (tick + zoneOffset(tick)) % 86_400_000 === 0;
}

function timeText(tick: number, unit: TimeScale["unit"]): string {
  if (unit === "month") return month(tick);
  if (unit === "day" || isMidnight(tick)) return day(tick);
  return unit === "second" ? clock(tick) : shortClock(tick);
}

function frame(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, theme: ChartTheme): void {
  if (layout.small) return;
  ctx.strokeStyle = theme.line;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(layout.left + 0.5, layout.top);
  ctx.lineTo(layout.left + 0.5, Math.round(layout.bottom) + 0.5);
  ctx.lineTo(Math.round(layout.right) + 0.5, Math.round(layout.bottom) + 0.5);
  if (scene.units.length > 1) ctx.lineTo(Math.round(layout.right) + 0.5, layout.top);
  ctx.stroke();
}

const PARTIAL_GAP_HEIGHT = 24;

function gaps(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, theme: ChartTheme): void {
  const perPixel = (scene.to - scene.from) / (layout.right - layout.left);
  const found = sharedGaps(scene.series, scene.from, scene.to, 3 * perPixel);
  let end = -Infinity;
  for (const gap of found) {
    const from = clamp(xOf(layout, scene, gap.from), layout);
    const to = clamp(xOf(layout, scene, gap.to), layout);
    if (to - from < 0.75) continue;
    // A gap of some lines only is told by a strip along the top: the others go on beneath it.
    const height = gap.letters === "" ? layout.bottom - layout.top : PARTIAL_GAP_HEIGHT;
    hatch(ctx, theme, from, layout.top, to - from, height);
    const open = gap.to >= Math.min(scene.now, scene.to) - 2 * perPixel;
    const text = `${gap.letters === "" ? "" : `${gap.letters} `}${open ? "no readings," : "gap"} ${duration(gap.to - gap.from)}`;
    ctx.font = `400 11px ${theme.font}`;
    const width = ctx.measureText(text).width;
    const middle = Math.min(Math.max((from + to) / 2, layout.left + width / 2 + 4), layout.right - width / 2 - 4);
    if (layout.small ? to - from < width + 12 : middle - width / 2 < end + 12) continue;
    plate(ctx, theme, text, middle, layout.small ? (layout.top + layout.bottom) / 2 + 4 : layout.top + 16, theme.text2);
    end = middle + width / 2;
  }
}

function hatch(ctx: CanvasRenderingContext2D, theme: ChartTheme, x: number, y: number, width: number, height: number): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, width, height);
  ctx.clip();
  ctx.strokeStyle = theme.hatch;
  ctx.lineWidth = 1;
  ctx.setLineDash([]);
  ctx.beginPath();
  const gap = 6 * Math.SQRT2;
  // The lines are tied to the page and not to the span, so that they stand still while a span slides through.
  const first = Math.floor((x - y - height) / gap) * gap;
  for (let start = first; start < x + width + y + height; start += gap) {
    ctx.moveTo(start, y + height);
    ctx.lineTo(start + height, y);
  }
  ctx.stroke();
  ctx.restore();
}

function plate(ctx: CanvasRenderingContext2D, theme: ChartTheme, text: string, x: number, baseline: number, colour: string): void {
  ctx.textAlign = "center";
  ctx.lineJoin = "round";
  ctx.lineWidth = 5;
  ctx.strokeStyle = theme.panel;
  ctx.setLineDash([]);
  ctx.strokeText(text, x, baseline);
  ctx.fillStyle = colour;
  ctx.fillText(text, x, baseline);
}

function band(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, series: Series, y: (value: number) => number, style: SeriesStyle, theme: ChartTheme): void {
  const { line: data } = series;
  if (!hasBand(data)) return;
  ctx.fillStyle = style.colour;
  ctx.globalAlpha = theme.bandOpacity;
  ctx.beginPath();
  const first = Math.max(0, placeAfter(data.times, scene.from) - 1);
  const last = Math.min(data.times.length - 1, placeAfter(data.times, scene.to));
  let begin = first;
  for (let place = first; place <= last + 1; place += 1) {
    const known = place <= last && data.values[place] !== null && data.mins[place] !== null && data.maxs[place] !== null;
    if (known) continue;
    if (place - begin > 1) {
      for (let at = begin; at < place; at += 1) {
        const px = xOf(layout, scene, data.times[at] ?? 0);
        const py = y(data.maxs[at] ?? 0);
        if (at === begin) ctx.moveTo(px, py);
        else ctx.lineTo(px, py);
      }
      for (let at = place - 1; at >= begin; at -= 1) ctx.lineTo(xOf(layout, scene, data.times[at] ?? 0), y(data.mins[at] ?? 0));
      ctx.closePath();
    }
    begin = place + 1;
  }
  ctx.fill();
  ctx.globalAlpha = 1;
}

function line(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, series: Series, y: (value: number) => number, style: SeriesStyle): void {
  const { line: data, live } = series;
  ctx.strokeStyle = style.colour;
  ctx.fillStyle = style.colour;
  ctx.lineWidth = layout.small ? 1.6 : style.width;
  ctx.lineJoin = "round";
  ctx.setLineDash([...style.dash]);
  ctx.beginPath();
  const stepped = isTwoValued(data);
  let joined = false;
  let alone: [number, number] | null = null;
  let previous = 0;
  const dots: [number, number][] = [];
  const stop = () => {
    if (alone !== null) dots.push(alone);
    alone = null;
    joined = false;
  };
  const to = (time: number, value: number) => {
    const px = xOf(layout, scene, time);
    const py = y(value);
    if (!joined) {
      ctx.moveTo(px, py);
      alone = [px, py];
    } else {
      if (stepped) ctx.lineTo(px, previous);
      ctx.lineTo(px, py);
      alone = null;
    }
    previous = py;
    joined = true;
  };
  const first = Math.max(0, placeAfter(data.times, scene.from) - 1);
  const last = Math.min(data.times.length - 1, placeAfter(data.times, scene.to));
  for (let place = first; place <= last; place += 1) {
    const value = data.values[place];
    if (value === null || value === undefined) stop();
    else to(data.times[place] ?? 0, value);
  }
  if (live !== null) {
    let before = data.values.at(-1) === null ? -Infinity : (data.times.at(-1) ?? -Infinity);
    for (let place = liveFrom(series); place < live.length; place += 1) {
      const time = live.time(place);
      if (time - before > series.breakMs) stop();
      to(time, live.value(place));
      before = time;
      if (time > scene.to) break;
    }
  }
  stop();
  ctx.stroke();
  ctx.setLineDash([]);
  // A reading alone between two gaps has no line; it must be seen all the same.
  for (const [px, py] of dots) {
    ctx.beginPath();
    ctx.arc(px, py, 1.6, 0, 2 * Math.PI);
    ctx.fill();
  }
}

/** The dot at the live edge of a small chart. */
function edge(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, y: (series: Series) => (value: number) => number, theme: ChartTheme): void {
  scene.series.forEach((series, place) => {
    const newest = newestOf(series, scene.to);
    if (newest === null || newest.time < scene.from) return;
    ctx.fillStyle = styleOf(theme, place).colour;
    ctx.beginPath();
    ctx.arc(clamp(xOf(layout, scene, newest.time), layout), y(series)(newest.value), 2.6, 0, 2 * Math.PI);
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

/** Puts each letter and name beside its line, where it covers least. */
function labels(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, y: (series: Series) => (value: number) => number, theme: ChartTheme): void {
  const every = 4;
  const count = Math.floor((layout.right - layout.left) / every);
  const reach = ((scene.to - scene.from) / (layout.right - layout.left)) * 12;
  const lines = scene.series.map((series) => {
    const height = y(series);
    return Array.from({ length: count + 1 }, (_, place) => {
      const sample = sampleAt(series, timeAt(layout, scene, layout.left + place * every), reach);
      return sample === null ? null : height(sample.value);
    });
  });
  const taken: Box[] = [];
  ctx.font = `600 11px ${theme.font}`;
  scene.series.forEach((series, place) => {
    const text = `${series.letter}  ${short(series.name)}`;
    const span = Math.ceil(ctx.measureText(text).width / every);
    let best: { x: number; baseline: number; cost: number } | null = null;
    for (let turn = 0; turn < 48; turn += 1) {
      // Series begin their search at different places, so that labels spread over the width.
      const start = Math.round((0.02 + ((turn * 0.02 + place * 0.19) % 0.96)) * (count - span));
      const own = lines[place]?.slice(start, start + span + 1).filter((one) => one !== null) ?? [];
      if (start < 0 || own.length < 0.9 * span) continue;
      const x = layout.left + start * every;
      for (const baseline of [Math.min(...own) - 8, Math.max(...own) + 8 + TEXT_HEIGHT, Math.min(...own) - 20, Math.max(...own) + 20 + TEXT_HEIGHT]) {
        const box: Box = { left: x - 4, right: x + span * every + 4, top: baseline - TEXT_HEIGHT - 1, bottom: baseline + 4 };
        if (box.top < layout.top + 2 || box.bottom > layout.bottom - 2) continue;
        // Near a steep stretch the label would stand far from its line.
        const cost = (Math.max(...own) - Math.min(...own)) / 4 + turn / 8 + (taken.some((other) => overlap(box, other)) ? 1_000 : 0) + 4 * covered(lines, start, span, box);
        if (best === null || cost < best.cost) best = { x, baseline, cost };
      }
    }
    if (best === null || best.cost >= 1_000) return;
    const { x, baseline } = best;
    taken.push({ left: x - 4, right: x + span * every + 4, top: baseline - TEXT_HEIGHT - 1, bottom: baseline + 4 });
    ctx.textAlign = "left";
    ctx.lineJoin = "round";
    ctx.lineWidth = 4;
    ctx.strokeStyle = theme.panel;
    ctx.strokeText(text, x, baseline);
    ctx.fillStyle = styleOf(theme, place).colour;
    ctx.fillText(text, x, baseline);
  });
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;
}

/** How much of the lines a label here would lie on. */
function covered(lines: readonly (readonly (number | null)[])[], start: number, span: number, box: Box): number {
  let found = 0;
  for (const line of lines) {
    for (let place = start; place <= start + span; place += 1) {
      const at = line[place];
      if (at !== null && at !== undefined && at > box.top - 1 && at < box.bottom + 1) found += 1;
    }
  }
  return found;
}

function short(name: string): string {
  const characters = [...name];
  return characters.length <= 36 ? name : `${characters.slice(0, 35).join("").trimEnd()}…`;
}

function styleOf(theme: ChartTheme, place: number): SeriesStyle {
  return theme.series[place % theme.series.length] ?? { colour: theme.text, dash: [], width: 1.4 };
}

function clamp(x: number, layout: Layout): number {
  return Math.min(layout.right, Math.max(layout.left, x));
}
