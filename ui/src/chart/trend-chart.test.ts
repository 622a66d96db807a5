import { expect, test, vi } from "vitest";

import type { Scene } from "./layout";
import { TrendChart } from "./trend-chart";

const scene: Scene = { from: 0, to: 1_000, series: [], units: ["°C"], now: 1_000, known: { from: 0, to: 1_000 }, failed: false };

test("however often a scene changes, lines are drawn once per animation frame", () => {
  const frames: FrameRequestCallback[] = [];
  vi.spyOn(globalThis, "requestAnimationFrame").mockImplementation((call) => frames.push(call));
  vi.spyOn(window, "requestAnimationFrame").mockImplementation((call) => frames.push(call));
  const host = document.createElement("div");
  document.body.append(host);
  const chart = new TrendChart(host, null);
  for (let turn = 0; turn < 20; turn += 1) chart.show({ ...scene, to: 1_000 + turn });
  expect(frames).toHaveLength(1);
  frames[0]?.(0);
  expect(chart.drawn).toBe(1);
  chart.point(500);
  expect(frames).toHaveLength(2);
  frames[1]?.(16);
  // The cursor has a canvas of its own: moving it draws no line.
  expect(chart.drawn).toBe(1);
  chart.destroy();
  expect(host.childElementCount).toBe(0);
});
