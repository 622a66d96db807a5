// The axes of a chart: grid, numbers with their unit, local times, frame.

import { axisNumber, clock, day, shortClock, shortMonth, zoneOffset } from "../shared/format";
import { TEXT_HEIGHT, xOf, type Drawn, type Layout, type Scene, type TimeLabel } from "./layout";
import type { TimeScale, ValueScale } from "./scale";
import type { ChartTheme } from "./theme";

/** How wide the texts of each axis are; the unit stands beside its topmost number where that is no wider than this. */
const BESIDE_MAX = 58;

/** How wide the texts beside each axis are. */
export function numberWidths(ctx: CanvasRenderingContext2D, scene: Scene, scales: readonly ValueScale[], small: boolean): number[] {
  return scales.map((scale, axis) => {
    const widest = Math.max(...scale.ticks.map((tick) => ctx.measureText(axisNumber(tick, scale.step)).width));
    const top = topText(scene, scale, axis);
    const beside = ctx.measureText(top).width;
    return small || beside > BESIDE_MAX ? widest : Math.max(widest, beside);
  });
}

/** Lines of the grid, lighter than everything else. */
export function grid(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, theme: ChartTheme, times: TimeScale, steps: number): void {
  ctx.lineWidth = 1;
  ctx.strokeStyle = theme.lineSoft;
  ctx.setLineDash([]);
  ctx.beginPath();
  for (let step = 0; step <= steps && scene.units.length > 0; step += 1) {
    const y = Math.round(layout.bottom - (step / steps) * (layout.bottom - layout.top)) + 0.5;
    if (layout.small && step !== 1) continue;
    ctx.moveTo(layout.left, y);
    ctx.lineTo(layout.right, y);
  }
  if (!layout.small) {
    for (const tick of times.ticks) {
      const x = Math.round(xOf(layout, scene, tick)) + 0.5;
      ctx.moveTo(x, layout.top);
      ctx.lineTo(x, layout.end);
    }
  }
  ctx.stroke();
}

/** Numbers beside the axes that are known, the unit with the topmost. */
export function numbers(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, theme: ChartTheme, scales: readonly ValueScale[], known: readonly boolean[]): void {
  ctx.font = `400 11px ${theme.font}`;
  ctx.textBaseline = "alphabetic";
  scales.forEach((scale, axis) => {
    // Numbers beside an axis that nothing is drawn on would pretend to know a range.
    if (known[axis] !== true) return;
    ctx.textAlign = axis === 0 ? "right" : "left";
    const x = axis === 0 ? layout.left - 8 : layout.right + 8;
    const unit = scene.units[axis] ?? null;
    const top = topText(scene, scale, axis);
    const beside = !layout.small && ctx.measureText(top).width <= BESIDE_MAX;
    const last = scale.ticks.length - 1;
    ctx.fillStyle = layout.small ? theme.text3 : theme.text2;
    scale.ticks.forEach((tick, step) => {
      const y = layout.bottom - (step / last) * (layout.bottom - layout.top) + 4;
      ctx.fillText(step === last && beside ? top : axisNumber(tick, scale.step), x, y);
    });
    if (beside || layout.small || unit === null) return;
    ctx.fillStyle = theme.text3;
    ctx.fillText(unit, x, layout.top + 4 + TEXT_HEIGHT + 3, 44);
  });
}

/** Left, bottom and right line of the plot. */
export function frame(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, theme: ChartTheme): void {
  if (layout.small) return;
  ctx.strokeStyle = theme.line;
  ctx.lineWidth = 1;
  ctx.beginPath();
  if (scene.units.length > 0) {
    ctx.moveTo(layout.left + 0.5, layout.top);
    ctx.lineTo(layout.left + 0.5, Math.round(layout.bottom) + 0.5);
    ctx.lineTo(Math.round(layout.right) + 0.5, Math.round(layout.bottom) + 0.5);
    if (scene.units.length > 1) ctx.lineTo(Math.round(layout.right) + 0.5, layout.top);
  }
  if (layout.end !== layout.bottom || scene.units.length === 0) {
    ctx.moveTo(layout.left, Math.round(layout.end) + 0.5);
    ctx.lineTo(layout.right, Math.round(layout.end) + 0.5);
  }
  ctx.stroke();
}

/** Texts of the time axis that have room beside each other. */
export function timeLabels(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, times: TimeScale, font: string): TimeLabel[] {
  ctx.font = `400 11px ${font}`;
  const taken: TimeLabel[] = [];
  const ticks = times.ticks.map((tick) => ({ tick, first: times.unit !== "month" && beginsDay(tick) }));
  // A day's name is worth more than the hours beside it, so it takes its room first.
  for (const { tick, first } of ticks.sort((one, other) => Number(other.first) - Number(one.first) || one.tick - other.tick)) {
    const x = xOf(layout, scene, tick);
    const text = times.unit === "month" ? shortMonth(tick) : times.unit === "day" || first ? day(tick) : times.unit === "second" ? clock(tick) : shortClock(tick);
    const width = ctx.measureText(text).width;
    const start = Math.min(Math.max(x - width / 2, layout.small ? layout.left - 8 : 2), layout.width - width - 2);
    if (taken.some((other) => start < other.start + other.width + 8 && start + width > other.start - 8)) continue;
    taken.push({ text, start, width });
  }
  return taken;
}

/** Draws the times but for those that something covers. */
export function paintTimes(ctx: CanvasRenderingContext2D, drawn: Drawn, theme: ChartTheme, covered: readonly [number, number] | null): void {
  ctx.font = `400 11px ${theme.font}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  ctx.fillStyle = theme.text3;
  for (const label of drawn.times) {
    if (covered !== null && label.start < covered[1] + 4 && label.start + label.width > covered[0] - 4) continue;
    ctx.fillText(label.text, label.start, drawn.layout.end + (drawn.layout.small ? 14 : 19));
  }
}

function topText(scene: Scene, scale: ValueScale, axis: number): string {
  const number = axisNumber(scale.ticks.at(-1) ?? 0, scale.step);
  const unit = scene.units[axis] ?? null;
  if (unit === null) return number;
  return axis === 0 ? `${unit} ${number}` : `${number} ${unit}`;
}

/** Whether a new local day begins here, be it after a midnight that clocks skip. */
function beginsDay(tick: number): boolean {
  const local = tick + zoneOffset(tick);
  const before = tick - 1 + zoneOffset(tick - 1);
  return Math.floor(local / 86_400_000) !== Math.floor(before / 86_400_000);
}
