import { afterEach, expect, test, vi } from "vitest";

import { Fake } from "../ipc/fake";
import { TopicPatterns } from "./patterns.svelte";

afterEach(() => void vi.useRealTimers());

async function open(saved: string[] = []) {
  const fake = new Fake({ points: 0, found: 120 });
  fake.patterns = saved;
  const patterns = new TopicPatterns(fake);
  await patterns.load();
  return { fake, patterns };
}

test("a pattern is tried once, a moment after the last key", async () => {
  vi.useFakeTimers();
  const { fake, patterns } = await open();
  const tries = () => fake.calls.filter((one) => one === "try_topic_pattern").length;
  for (const text of ["harbour", "harbour/quay", "harbour/quay/{floor}/{equip}/{point}"]) patterns.write(text);
  expect(tries()).toBe(0);
  await vi.advanceTimersByTimeAsync(300);
  expect(tries()).toBe(1);
  expect(patterns.tried?.matched).toBeGreaterThan(0);
  expect(patterns.tried?.named[0]).toMatchObject({ building: null, floor: "1", equipment: expect.stringMatching(/^vav-/), point: expect.any(String) });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(tries()).toBe(1);
});

test("a wrong pattern says where it is wrong and is not added", async () => {
  const { patterns } = await open();
  patterns.write("harbour/{flor}");
  expect(await patterns.add()).toBe(false);
  expect([patterns.tried?.wrong_at, patterns.list.length]).toEqual([8, 0]);
  expect(patterns.hindrance).toMatch(/“flor” is no part/);
});

test("the order is what a person made it, and counts only once saved", async () => {
  const { fake, patterns } = await open(["a/{point}", "b/{point}"]);
  patterns.write("harbour/quay/{floor}/{equip}/{point}");
  expect(await patterns.add()).toBe(true);
  patterns.move(-1);
  patterns.move(-1);
  patterns.move(-1);
  expect(patterns.list.map((one) => one.pattern)).toEqual(["harbour/quay/{floor}/{equip}/{point}", "a/{point}", "b/{point}"]);
  patterns.select(2);
  patterns.remove();
  expect([patterns.changed, fake.patterns.length]).toEqual([true, 2]);
  expect(await patterns.save()).toBe(true);
  expect(fake.patterns).toEqual(["harbour/quay/{floor}/{equip}/{point}", "a/{point}"]);
  expect(patterns.changed).toBe(false);
});

test("the same pattern does not stand twice", async () => {
  const { patterns } = await open(["a/{point}"]);
  patterns.write("a/{point}");
  expect(await patterns.add()).toBe(false);
  expect(patterns.hindrance).toBe("It is in the list already.");
});

test("what is written goes with saving, and a refusal leaves everything as it was", async () => {
  const { fake, patterns } = await open();
  patterns.write("a/{point}");
  expect(await patterns.save()).toBe(true);
  expect(fake.patterns).toEqual(["a/{point}"]);
  patterns.remove();
  fake.failure = { code: "disk_full", message: "The disk is full.", hint: "" };
  expect(await patterns.save()).toBe(false);
  expect([patterns.failure?.message, patterns.changed, fake.patterns]).toEqual(["The disk is full.", true, ["a/{point}"]]);
});
