// Texts on a canvas: on a plate of the panel's tone, so that they are read above lines and hatch.

import type { ChartTheme } from "./theme";

/** Writes a text with the panel's tone around its letters. */
export function plate(ctx: CanvasRenderingContext2D, theme: ChartTheme, text: string, x: number, baseline: number, colour: string, align: CanvasTextAlign = "center"): void {
  ctx.textAlign = align;
  ctx.textBaseline = "alphabetic";
  ctx.lineJoin = "round";
  ctx.lineWidth = 4;
  ctx.strokeStyle = theme.panel;
  ctx.setLineDash([]);
  ctx.strokeText(text, x, baseline);
  ctx.fillStyle = colour;
  ctx.fillText(text, x, baseline);
}

/** A text of at most so many characters, its end cut off in words. */
export function short(name: string, most: number): string {
  const characters = [...name.replaceAll(/\s+/g, " ")];
  return characters.length <= most ? characters.join("") : `${characters.slice(0, most - 1).join("").trimEnd()}…`;
}
