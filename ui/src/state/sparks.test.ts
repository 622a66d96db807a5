import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Requests } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import { KEEP_MS, SPARK_BUCKETS, Sparks, SPARKS_MAX } from "./sparks.svelte";

beforeEach(() => void vi.useFakeTimers({ now: 1_763_000_000_000 }));
afterEach(() => vi.useRealTimers());

function sparks(count = 300) {
  const fake = new Fake({ points: count, seed: 5 });
  const call = vi.spyOn(fake, "call");
  const asked = () => call.mock.calls.map(([, args]) => (args as Requests["sparks"]["args"]).points);
  const codes = fake.points.map((point) => point.view.point);
  return { fake, sparks: new Sparks(fake, Date.now), asked, codes };
}

test("while the list scrolls nothing is asked; where it rests, its rows are, in one request", async () => {
  const { sparks: made, asked, codes } = sparks();
  for (let from = 0; from < 200; from += 20) {
    made.want(codes.slice(from, from + 30));
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(asked()).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(asked()).toEqual([codes.slice(180, 210)]);
  expect(made.of(codes[185] ?? "")).toHaveLength(SPARK_BUCKETS);
  expect(made.of(codes[10] ?? "")).toBeNull();
});

test("a curve is kept for a minute and asked for again after it", async () => {
  const { sparks: made, asked, codes } = sparks();
  const view = codes.slice(0, 20);
  for (let second = 0; second <= KEEP_MS / 1_000; second += 1) {
    made.want(view);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(asked()).toHaveLength(1);
  made.want(view);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked()).toHaveLength(2);
});

test("no request asks for more than the engine answers at once", async () => {
  const { sparks: made, asked, codes } = sparks();
  made.want(codes.slice(0, 230));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked().map((points) => points.length)).toEqual([SPARKS_MAX, SPARKS_MAX, 30]);
});

test("where curves are refused the list lives on and asks again after a minute", async () => {
  const { fake, sparks: made, asked, codes } = sparks();
  fake.failure = { code: "internal", message: "No.", hint: "" };
  made.want(codes.slice(0, 5));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked()).toHaveLength(1);
  fake.failure = null;
  await vi.advanceTimersByTimeAsync(KEEP_MS);
  made.want(codes.slice(0, 5));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(made.of(codes[0] ?? "")).toHaveLength(SPARK_BUCKETS);
});
