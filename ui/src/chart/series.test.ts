import { describe, expect, test } from "vitest";

import { LiveEdge } from "./live-edge";
import { axes, extent, hasBand, isTwoValued, liveFrom, sampleAt, sharedGaps, type Line, type Series } from "./series";

function line(values: (number | null)[], gaps: Line["gaps"] = []): Line {
  return {
    times: values.map((_, place) => place * 10),
    values,
    mins: values.map((value) => (value === null ? null : value - 1)),
    maxs: values.map((value) => (value === null ? null : value + 1)),
    gaps,
  };
}

function series(of: Line, live: LiveEdge | null = null, letter = "A", axis: 0 | 1 = 0): Series {
  return { letter, name: letter, axis, line: of, averaged: false, live, breakMs: 30 };
}

describe("axes", () => {
  test("two units have an axis each, in the order they came", () => {
    expect(axes(["°C", "%", "°C", "%"])).toEqual({ units: ["°C", "%"] });
    expect(axes([null, "°C"])).toEqual({ units: [null, "°C"] });
  });
  test("a third unit is refused by name", () => expect(axes(["°C", "%", "ppm"])).toEqual({ refused: "ppm" }));
});

describe("the value at the cursor", () => {
  const one = series(line([1, 2, null, 4], [{ from: 10, to: 30 }]));
  test("is the nearest reading with its spread", () => expect(sampleAt(one, 3, 8)).toEqual({ time: 0, value: 1, min: 0, max: 2 }));
  test("is none within a gap, even beside a reading", () => expect(sampleAt(one, 12, 8)).toBeNull());
  test("is none where the nearest reading is out of reach", () => expect(sampleAt(one, 60, 8)).toBeNull());
  test("comes from the live edge where that is newer", () => {
    const live = new LiveEdge();
    live.push(20, 99); // older than the end of the line: the store knows better
    live.push(45, 7);
    const both = series(line([1, 2, 3, 4]), live);
    expect(liveFrom(both)).toBe(1);
    expect(sampleAt(both, 44, 8)?.value).toBe(7);
    expect(sampleAt(both, 20, 8)?.value).toBe(3);
  });
});

test("a line of averages shows no single readings at its end, the cursor all the same", () => {
  const live = new LiveEdge();
  live.push(45, 70);
  const one = { ...series(line([1, 2, 3, 4]), live), averaged: true };
  expect(extent([one], 0, 0, 60)).toEqual({ least: 0, greatest: 5 });
  expect(sampleAt(one, 44, 8)?.value).toBe(70);
});

test("the extent counts the spread, the live edge and one place beyond each side", () => {
  const live = new LiveEdge();
  live.push(50, 20);
  const one = series(line([-5, 2, 3, 4]), live);
  expect(extent([one], 0, 5, 60)).toEqual({ least: -6, greatest: 20 });
  expect(extent([one], 0, 15, 25)).toEqual({ least: 1, greatest: 5 });
  expect(extent([one], 1, 0, 60)).toEqual({ least: Infinity, greatest: -Infinity });
});

test("a band is drawn only where minimum and maximum say more than the line", () => {
  expect(hasBand(line([1, 2]))).toBe(true);
  const flat = line([1, null, 2]);
  expect(hasBand({ ...flat, mins: flat.values, maxs: flat.values })).toBe(false);
});

test("a line of noughts and ones jumps", () => {
  expect(isTwoValued(line([0, 1, null, 1]))).toBe(true);
  expect(isTwoValued(line([0, 0.5]))).toBe(false);
  expect(isTwoValued(line([null]))).toBe(false);
});

test("a gap that all lines share carries no letter, others name theirs", () => {
  const a = series(line([], [{ from: 10, to: 50 }, { from: 200, to: 300 }]));
  const b = series(line([], [{ from: 11, to: 49 }]), null, "B");
  expect(sharedGaps([a, b], 0, 250, 3)).toEqual([
    { from: 10, to: 50, letters: "" },
    { from: 200, to: 300, letters: "A" },
  ]);
  expect(sharedGaps([a, b], 60, 150, 3)).toEqual([]);
});

describe("the live edge", () => {
  test("keeps the newest in order and forgets the oldest", () => {
    const edge = new LiveEdge(3);
    for (const time of [10, 20, 20, 15, 30, 40]) edge.push(time, time * 2);
    expect([0, 1, 2].map((place) => edge.time(place))).toEqual([20, 30, 40]);
    expect(edge.value(2)).toBe(80);
    expect(edge.after(20)).toBe(1);
    expect(edge.after(99)).toBe(3);
  });
});
