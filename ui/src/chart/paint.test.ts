import { expect, test } from "vitest";

import type { Scene } from "./layout";
import { LiveEdge } from "./live-edge";
import { paint, roomFor, stands } from "./paint";
import type { Series } from "./series";
import { readTheme } from "./theme";

const HOUR = 3_600_000;
const theme = readTheme(document.body);

/** A canvas that only remembers what was written. */
function canvas(): { ctx: CanvasRenderingContext2D; texts: string[] } {
  const texts: string[] = [];
  const known: Record<string, unknown> = {
    measureText: (text: string) => ({ width: 6 * text.length }),
    fillText: (text: string) => texts.push(text),
  };
  const ctx = new Proxy(known, { get: (target, name) => target[String(name)] ?? (() => {}), set: () => true });
  return { ctx: ctx as unknown as CanvasRenderingContext2D, texts };
}

function scene(live: LiveEdge | null = null): Scene {
  const times = Array.from({ length: 240 }, (_, place) => (place * HOUR) / 60);
  const values = times.map((_, place) => 20 + Math.sin(place / 20));
  const series: Series = { letter: "A", name: "Supply air", axis: 0, line: { times, values, mins: values, maxs: values, gaps: [] }, averaged: false, live, breakMs: HOUR };
  return { from: 0, to: 4 * HOUR, series: [series], units: ["°C"], now: 4 * HOUR, known: { from: 0, to: 4 * HOUR }, failed: false };
}

const room = (of: Scene) => roomFor(800, 500, of, false);

test("a new reading redraws no stored line, unless it lies beyond the axis", () => {
  const live = new LiveEdge();
  const first = scene(live);
  const drawn = paint(canvas().ctx, room(first), first, theme);
  live.push(3.99 * HOUR, 20.4);
  expect(stands(drawn, room(first), first, { ...first, now: first.now + 100 })).toBe(true);
  live.push(3.995 * HOUR, 60);
  expect(stands(drawn, room(first), first, first)).toBe(false);
  expect(stands(drawn, room(first), first, { ...first, from: 1, to: 4 * HOUR + 1 })).toBe(false);
});

test("shifted to where nothing is read yet, the axes stay and the room says that it is being read", () => {
  const first = scene();
  const drawn = paint(canvas().ctx, room(first), first, theme);
  const beyond = { ...first, from: -8 * HOUR, to: -4 * HOUR };
  const { ctx, texts } = canvas();
  const then = paint(ctx, room(beyond), beyond, theme, drawn);
  expect(then.scales).toEqual(drawn.scales);
  expect(texts).toContain("reading…");
});

test("a label stays beside its line while the view slides", () => {
  const first = scene();
  const drawn = paint(canvas().ctx, room(first), first, theme);
  const slid = { ...first, from: 60_000, to: 4 * HOUR + 60_000 };
  const then = paint(canvas().ctx, room(slid), slid, theme, drawn);
  expect(drawn.labels.list).toHaveLength(1);
  expect(then.labels.list).toEqual(drawn.labels.list);
});

test("the unit stands with the topmost number", () => {
  const { ctx, texts } = canvas();
  paint(ctx, room(scene()), scene(), theme);
  expect(texts.some((text) => /^°C \d/.test(text))).toBe(true);
});
