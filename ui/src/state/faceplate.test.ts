import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Fake } from "../ipc/fake";
import { Faceplate, neighbours, positionWords } from "./faceplate.svelte";
import { Session } from "./session.svelte";

const START = 1_763_000_000_000;

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => vi.useRealTimers());

async function faceplate(place = 0) {
  const fake = new Fake({ points: 60, seed: 5 });
  const session = new Session(fake);
  await session.start();
  const row = session.current.find(fake.points[place]?.view.point ?? "");
  if (row === undefined) throw new Error("a row");
  const plate = new Faceplate(fake, session.current, row.code);
  const asked = (name: string) => fake.calls.filter((one) => one === name).length;
  return { fake, session, plate, row, asked };
}

test("messages are asked for when the value changes, at most once per second", async () => {
  const { fake, plate, asked } = await faceplate();
  plate.advance();
  await vi.advanceTimersByTimeAsync(0);
  expect(plate.messages.length).toBeGreaterThan(0);
  for (let turn = 1; turn <= 30; turn += 1) {
    await vi.advanceTimersByTimeAsync(100);
    fake.send([{ row: 0, value: 20 + turn, quality: "good", time: START + turn * 100, received: START + turn * 100 }]);
    plate.advance();
  }
  expect(asked("messages")).toBeGreaterThan(1);
  expect(asked("messages")).toBeLessThanOrEqual(4);
  await vi.advanceTimersByTimeAsync(5_000);
  const before = asked("messages");
  plate.advance();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked("messages")).toBe(before);
  plate.stop();
});

test("the span of the day is widened by the value of now", async () => {
  const { fake, plate } = await faceplate();
  plate.advance();
  await vi.advanceTimersByTimeAsync(0);
  const stored = plate.span;
  expect(stored).not.toBeNull();
  fake.send([{ row: 0, value: 80, quality: "good", time: START, received: START }]);
  expect(plate.span).toEqual({ least: stored?.least, greatest: 80 });
  fake.send([{ row: 0, value: 900, quality: "bad", time: START, received: START }]);
  expect(plate.span).toEqual(stored);
  plate.stop();
});

test("neighbours are the other points of the equipment", async () => {
  const { session } = await faceplate();
  const row = session.current.rows.find((one) => one.equipment !== null);
  if (row === undefined) throw new Error("a row with equipment");
  const found = neighbours(session.current, row);
  expect(found.length).toBeGreaterThan(0);
  expect(found.every((one) => one.equipment === row.equipment && one !== row)).toBe(true);
});

test.each<[number, number, number, string]>([
  [5, 0, 9, "in its middle third"],
  [1, 0, 9, "in its lower third"],
  [8, 0, 9, "in its upper third"],
  [9, 0, 9, "at the highest of it"],
  [-1, 0, 9, "at the lowest of it"],
  [4, 4, 4, "the same all the time"],
])("%s between %s and %s is %s", (value, least, greatest, words) => expect(positionWords(value, { least, greatest })).toBe(words));
