import { beforeEach, expect, test, vi } from "vitest";

import { Pointer } from "./pointer";

const intents = { cursor: vi.fn(), zoom: vi.fn(), pan: vi.fn(), scale: vi.fn(), back: vi.fn() };
let host: HTMLElement;

beforeEach(() => {
  vi.clearAllMocks();
  host = document.createElement("div");
  host.setPointerCapture = () => {};
  document.body.append(host);
  new Pointer(host, intents, { timeAt: (x) => x * 100, perPixel: () => 100, chosen: () => {} });
});

function pointer(type: string, clientX: number, more: PointerEventInit = {}): void {
  host.dispatchEvent(new PointerEvent(type, { clientX, button: 0, ...more }));
}

/** The wheel of happy-dom knows neither a place nor keys. */
function wheel(of: { deltaY: number; shiftKey?: boolean }): Event {
  return Object.assign(new Event("wheel", { cancelable: true }), { deltaX: 0, deltaMode: 0, clientX: 50, shiftKey: false, ...of });
}

test("a drag zooms into its span, in either direction, a click does not", () => {
  pointer("pointerdown", 300);
  pointer("pointermove", 100);
  pointer("pointerup", 100);
  expect(intents.zoom).toHaveBeenCalledExactlyOnceWith(10_000, 30_000);
  pointer("pointerdown", 300);
  pointer("pointerup", 300);
  expect(intents.zoom).toHaveBeenCalledOnce();
});

test.each<[string, PointerEventInit]>([["Shift", { shiftKey: true }], ["the middle button", { button: 1 }]])("a drag with %s shifts step by step", (_, more) => {
  pointer("pointerdown", 300, more);
  pointer("pointermove", 310, more);
  pointer("pointermove", 340, more);
  pointer("pointerup", 340, more);
  expect(intents.pan.mock.calls).toEqual([[-1_000], [-3_000]]);
  expect(intents.zoom).not.toHaveBeenCalled();
});

test("the wheel zooms at the pointer, with Shift it shifts", () => {
  host.dispatchEvent(wheel({ deltaY: -100 }));
  const [factor, around] = intents.scale.mock.calls[0] as [number, number];
  expect(factor).toBeCloseTo(0.82, 2);
  expect(around).toBe(5_000);
  host.dispatchEvent(wheel({ deltaY: 100, shiftKey: true }));
  expect(intents.pan).toHaveBeenCalledWith(10_000);
});
