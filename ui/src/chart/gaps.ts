// What a chart tells of times without a line: gaps in the readings, and the part that is still being read.

import { duration } from "../shared/format";
import { clamp, perPixelOf, xOf, type Box, type Layout, type Scene } from "./layout";
import { sharedGaps } from "./series";
import type { ChartTheme } from "./theme";
import { plate } from "./words";

const PARTIAL_GAP_HEIGHT = 24;

/** Hatches every span without readings and writes its length; gives where the words stand. */
export function gaps(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, theme: ChartTheme): Box[] {
  const perPixel = perPixelOf(layout, scene);
  const words: Box[] = [];
  let end = -Infinity;
  ctx.font = `400 11px ${theme.font}`;
  for (const gap of sharedGaps(scene.series, scene.from, scene.to, 3 * perPixel)) {
    const from = clamp(xOf(layout, scene, gap.from), layout);
    const to = clamp(xOf(layout, scene, gap.to), layout);
    if (to - from < 0.75) continue;
    // A gap of some lines only is told by a strip along the top: the others go on beneath it.
    hatch(ctx, theme, from, layout.top, to - from, gap.letters === "" ? layout.bottom - layout.top : PARTIAL_GAP_HEIGHT);
    const open = gap.to >= Math.min(scene.now, scene.to) - 2 * perPixel;
    const text = `${gap.letters === "" ? "" : `${gap.letters} `}${open ? "no readings," : "gap"} ${duration(gap.to - gap.from)}`;
    const width = ctx.measureText(text).width;
    const middle = Math.min(Math.max((from + to) / 2, layout.left + width / 2 + 4), layout.right - width / 2 - 4);
    if (layout.small ? to - from < width + 12 : middle - width / 2 < end + 12) continue;
    const baseline = layout.small ? (layout.top + layout.bottom) / 2 + 4 : layout.top + 16;
    plate(ctx, theme, text, middle, baseline, theme.text2);
    end = middle + width / 2;
    words.push({ left: middle - width / 2 - 4, right: end + 4, top: baseline - 12, bottom: baseline + 4 });
  }
  return words;
}

/** Shades the part of the view that was not read yet: blank would say that there is nothing. */
export function unread(ctx: CanvasRenderingContext2D, layout: Layout, scene: Scene, theme: ChartTheme): void {
  const until = Math.min(scene.to, scene.now);
  for (const [from, to] of [[scene.from, Math.min(scene.known.from, until)], [Math.max(scene.known.to, scene.from), until]] as const) {
    const [left, right] = [clamp(xOf(layout, scene, from), layout), clamp(xOf(layout, scene, to), layout)];
    if (right - left < 2) continue;
    ctx.globalAlpha = 0.45;
    ctx.fillStyle = theme.sunk;
    ctx.fillRect(left, layout.top, right - left, layout.end - layout.top);
    ctx.globalAlpha = 1;
    if (right - left < 64) continue;
    ctx.font = `400 11px ${theme.font}`;
    ctx.textAlign = "center";
    ctx.fillStyle = theme.text3;
    ctx.fillText(scene.failed ? "not read" : "reading…", (left + right) / 2, layout.end - 10);
  }
}

/** Slanted lines over a rectangle. */
export function hatch(ctx: CanvasRenderingContext2D, theme: ChartTheme, x: number, y: number, width: number, height: number): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, width, height);
  ctx.clip();
  ctx.strokeStyle = theme.hatch;
  ctx.lineWidth = 1;
  ctx.setLineDash([]);
  ctx.beginPath();
  const step = 6 * Math.SQRT2;
  // The lines are tied to the page and not to the span, so that they stand still while a span slides through.
  const first = Math.floor((x - y - height) / step) * step;
  for (let start = first; start < x + width + y + height; start += step) {
    ctx.moveTo(start, y + height);
    ctx.lineTo(start + height, y);
  }
  ctx.stroke();
  ctx.restore();
}
