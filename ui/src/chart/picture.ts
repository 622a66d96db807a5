// A chart as a picture that stands by itself: title, range, what it is drawn from, the chart, and its legend.

import { roomFor, paint } from "./paint";
import { paintTimes } from "./axes";
import type { Scene } from "./layout";
import { styleOf } from "./lines";
import { paintLive } from "./live";
import type { ChartTheme } from "./theme";
import { short } from "./words";

/** The words around the chart; they come written. */
export interface Caption {
  title: string;
  range: string;
  /** Resolution and coverage. */
  drawn: string;
  zone: string;
  /** Per series: its name with the unit, and what it was over the range. */
  legend: readonly { name: string; figures: string }[];
}

const SCALE = 2;
const MARGIN = 16;
const HEAD = 58;
const LEGEND_ROW = 20;

/** Draws the picture at twice the size, in the theme of the screen. */
export function picture(scene: Scene, theme: ChartTheme, width: number, height: number, caption: Caption): HTMLCanvasElement | null {
  const canvas = document.createElement("canvas");
  const whole = { width: width + 2 * MARGIN, height: HEAD + height + caption.legend.length * LEGEND_ROW + MARGIN };
  canvas.width = Math.round(whole.width * SCALE);
  canvas.height = Math.round(whole.height * SCALE);
  const ctx = canvas.getContext("2d");
  if (ctx === null) return null;
  ctx.scale(SCALE, SCALE);

  // The chart clears the room it draws into, so the ground comes under it afterwards.
  ctx.save();
  ctx.translate(MARGIN, HEAD);
  const drawn = paint(ctx, roomFor(width, height, scene, false), scene, theme);
  paintLive(ctx, drawn, scene, theme);
  paintTimes(ctx, drawn, theme, null);
  ctx.restore();
  ctx.globalCompositeOperation = "destination-over";
  ctx.fillStyle = theme.panel;
  ctx.fillRect(0, 0, whole.width, whole.height);
  ctx.globalCompositeOperation = "source-over";

  const right = whole.width - MARGIN;
  const text = (words: string, font: string, colour: string, x: number, y: number, align: CanvasTextAlign = "left", room = right - MARGIN) => {
    ctx.font = `${font} ${theme.font}`;
    ctx.fillStyle = colour;
    ctx.textAlign = align;
    ctx.textBaseline = "alphabetic";
    ctx.fillText(words, x, y, room);
  };
  text(short(caption.title, 90), "600 15px", theme.text, MARGIN, 24, "left", right - MARGIN - 280);
  text(caption.range, "400 12px", theme.text2, MARGIN, 44);
  text(caption.drawn, "400 12px", theme.text2, right, 44, "right");
  const top = HEAD + height + 18;
  caption.legend.forEach((row, place) => {
    const y = top + place * LEGEND_ROW;
    const style = styleOf(theme, place);
    text(scene.series[place]?.letter ?? "", "600 12px", theme.text, MARGIN, y);
    ctx.strokeStyle = style.colour;
    ctx.lineWidth = 2;
    ctx.setLineDash([...style.dash]);
    ctx.beginPath();
    ctx.moveTo(MARGIN + 20, y - 4);
    ctx.lineTo(MARGIN + 46, y - 4);
    ctx.stroke();
    ctx.setLineDash([]);
    text(short(row.name, 80), "400 12px", theme.text, MARGIN + 56, y, "left", right - MARGIN - 380);
    text(row.figures, "400 12px", theme.text2, right, y, "right", 320);
  });
  text(caption.zone, "400 11px", theme.text3, right, 24, "right", 260);
  return canvas;
}
