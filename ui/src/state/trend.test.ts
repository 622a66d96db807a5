import { afterEach, expect, test, vi } from "vitest";

import { Fake } from "../ipc/fake";
import { Session } from "./session.svelte";
import { POINTS_MAX, RELOAD_MS, Trend } from "./trend.svelte";
import { coverageWords, drawnWords, resolutionWords } from "./trend-words";

const START = 1_763_000_000_000;
const HOUR = 3_600_000;

afterEach(() => vi.useRealTimers());

async function trend(points = 48) {
  const time = { now: START };
  const fake = new Fake({ points, seed: 11, clock: () => time.now });
  const session = new Session(fake, () => time.now);
  await session.start();
  const made = new Trend(fake, session.current, 2 * HOUR);
  const code = (place: number) => fake.points[place]?.view.point ?? "";
  const loads = () => fake.calls.filter((name) => name === "trends").length;
  const settle = () => vi.waitFor(() => expect(made.phase).toBe("ready"));
  return { fake, session, trend: made, code, loads, settle, time };
}

test("two units are drawn, a third is refused in words", async () => {
  const { trend: made, code, settle } = await trend();
  made.show([code(0), code(2)]); // °C and %
  await settle();
  expect(made.units).toEqual(["°C", "%"]);
  expect(made.add(code(1))).toContain("ppm would need a third axis beside °C and %");
  expect(made.codes).toHaveLength(2);
  expect(made.add(code(12))).toBe("");
  expect(made.series.map((one) => [one.letter, one.axis])).toEqual([["A", 0], ["B", 1], ["C", 0]]);
});

test("what does not fit is left out and told", async () => {
  const { trend: made, code } = await trend();
  made.show([code(0), code(2), code(1), code(3)]);
  expect(made.codes).toEqual([code(0), code(2)]);
  expect(made.refusal).toMatch(/was not added: ppm .* 1 more left out\.$/);
  made.show([...made.codes]);
  expect(made.refusal).not.toBe("");
});

test("a ninth point is refused", async () => {
  const { trend: made, code } = await trend(200);
  made.show(Array.from({ length: POINTS_MAX }, (_, place) => code(place * 12)));
  expect(made.codes).toHaveLength(8);
  expect(made.add(code(96))).toContain("a trend draws 8 points");
});

test("while following, the window slides, the edge grows and the store is asked each half minute", async () => {
  const { fake, trend: made, code, loads, settle, time } = await trend();
  made.show([code(0)]);
  await settle();
  expect(loads()).toBe(1);
  time.now += 20_000;
  fake.send([{ row: 0, value: 23.4, quality: "good", time: time.now, received: time.now }]);
  made.advance();
  expect(made.to).toBe(time.now);
  expect(made.to - made.from).toBe(2 * HOUR);
  const live = made.series[0]?.live;
  expect(live?.value((live?.length ?? 0) - 1)).toBe(23.4);
  expect(loads()).toBe(1);
  time.now += RELOAD_MS;
  made.advance();
  expect(loads()).toBe(2);
});

test("a stale or bad value does not extend the line", async () => {
  const { fake, trend: made, code, settle, time } = await trend();
  made.show([code(0)]);
  await settle();
  const before = made.series[0]?.live?.length;
  fake.send([{ row: 0, value: 99, quality: "stale", time: time.now + 1, received: time.now + 1 }]);
  made.advance();
  expect(made.series[0]?.live?.length).toBe(before);
});

test("zooming leaves live follow and can be taken back", async () => {
  const { trend: made, code, settle } = await trend();
  made.show([code(0)]);
  await settle();
  made.zoom(START - HOUR, START - HOUR / 2);
  expect([made.following, made.span]).toEqual([false, HOUR / 2]);
  made.shift(-0.5);
  expect(made.from).toBe(START - 1.25 * HOUR);
  made.back();
  expect(made.from).toBe(START - HOUR);
  made.back();
  expect([made.following, made.span]).toEqual([true, 2 * HOUR]);
  expect(made.canGoBack).toBe(false);
});

test("shifting to the newest time follows again", async () => {
  const { trend: made, code } = await trend();
  made.show([code(0)]);
  made.shift(-0.5);
  expect(made.following).toBe(false);
  made.shift(0.5);
  expect([made.following, made.to]).toEqual([true, START]);
  made.shift(0.5);
  expect(made.to).toBe(START);
});

test("repeated zoom keys load once, when they come to rest", async () => {
  const { trend: made, code, loads, settle } = await trend();
  made.show([code(0)]);
  await settle();
  vi.useFakeTimers();
  for (let turn = 0; turn < 5; turn += 1) made.scale(0.5);
  expect(loads()).toBe(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(loads()).toBe(2);
  expect(made.span).toBe((2 * HOUR) / 32);
});

test("an answer that was overtaken is thrown away", async () => {
  const { trend: made, code, settle } = await trend();
  made.show([code(0)]);
  made.show([code(0), code(12)]);
  await settle();
  expect(made.lines.map((line) => line.point)).toEqual([code(0), code(12)]);
});

test("a failure keeps its words until a reload works", async () => {
  const { fake, trend: made, code, settle } = await trend();
  fake.failure = { code: "timed_out", message: "The store did not answer.", hint: "Ask for a shorter range." };
  made.show([code(0)]);
  await vi.waitFor(() => expect(made.phase).toBe("failed"));
  expect(made.failure?.message).toBe("The store did not answer.");
  fake.failure = null;
  await made.load();
  await settle();
  expect(made.failure).toBeNull();
});

test("a silent point has a gap up to now", async () => {
  const { fake, trend: made, code, settle } = await trend();
  made.show([code(0)]);
  await settle();
  expect(made.scene.series[0]?.line.gaps).toEqual([]);
  fake.send([{ row: 0, value: 20, quality: "stale", time: START - HOUR, received: START - HOUR }]);
  expect(made.scene.series[0]?.line.gaps.at(-1)?.to).toBe(START);
});

test("what is drawn is told in words", async () => {
  const { trend: made, code, settle } = await trend();
  made.show([code(0)]);
  made.follow(12 * HOUR);
  await settle();
  expect(resolutionWords(made.lines).main).toBe("Every reading");
  expect(coverageWords(made.lines)).toMatch(/^Coverage [\d.]+ %$/);
  expect(drawnWords(made.lines, made.series, made.from, made.to, false)).toMatch(/thinned to .* One gap, .*\.$/);
  made.follow(7 * 24 * HOUR);
  await vi.waitFor(() => expect(resolutionWords(made.lines)).toEqual({ main: "15-min averages", more: "with minimum–maximum band" }));
});

test("while the hand shifts the view what is known moves along, and is never taken away before the answer", async () => {
  const { fake, trend: made, code, settle } = await trend();
  made.show([code(0)]);
  await settle();
  const line = made.scene.series[0]?.line;
  const call = fake.call.bind(fake);
  let answer = () => {};
  const held = new Promise<void>((done) => (answer = done));
  fake.call = async (name, args) => {
    if (name === "trends") await held;
    return call(name, args);
  };
  vi.useFakeTimers();
  for (let turn = 0; turn < 5; turn += 1) made.pan(-HOUR / 5);
  expect([made.from, made.to, made.following]).toEqual([START - 3 * HOUR, START - HOUR, false]);
  await vi.advanceTimersByTimeAsync(200);
  expect([made.phase, made.pending]).toEqual(["ready", true]);
  expect(made.scene.series[0]?.line).toBe(line);
  expect(made.scene.known.from).toBe(START - 2 * HOUR);
  answer();
  await vi.advanceTimersByTimeAsync(10);
  expect(made.pending).toBe(false);
  expect(made.scene.known.from).toBe(START - 3 * HOUR);
  // One gesture is taken back at once.
  made.back();
  expect([made.from, made.following]).toEqual([START - 2 * HOUR, true]);
});

test("a shift against the present follows again", async () => {
  const { trend: made, code, settle } = await trend();
  made.show([code(0)]);
  await settle();
  made.pan(-HOUR);
  made.pan(3 * HOUR);
  expect([made.following, made.to, made.span]).toEqual([true, START, 2 * HOUR]);
  made.pan(HOUR);
  expect(made.to).toBe(START);
});

test("on and off have a lane: they need no axis and are never refused for one", async () => {
  const { trend: made, code, settle } = await trend();
  made.show([code(0), code(2), code(6)]);
  await settle();
  expect(made.units).toEqual(["°C", "%"]);
  expect(made.series.map((one) => one.axis)).toEqual([0, 1, null]);
  expect(made.refusal).toBe("");
});

test("a failed reading leaves the lines of before", async () => {
  const { fake, trend: made, code, settle } = await trend();
  made.show([code(0)]);
  await settle();
  fake.failure = { code: "timed_out", message: "The store did not answer.", hint: "" };
  await made.load();
  expect([made.phase, made.lines.length]).toEqual(["failed", 1]);
  fake.failure = null;
  await made.load();
  expect([made.phase, made.failure]).toEqual(["ready", null]);
});
