import { describe, expect, test } from "vitest";

import { readRange, scaled, shifted } from "./trend-range";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 20, 12);

describe("a range that somebody writes", () => {
  test("is read in the site's zone", () => {
    expect(readRange("2026-11-20 00:00", "2026-11-20 12:00")).toEqual({ from: NOW - 13 * HOUR, to: NOW - HOUR });
  });
  test.each([
    ["yesterday", "2026-11-20 12:00", /^The start is no time here: it is written as 2026-01-31 12:00/],
    ["2026-11-20 12:00", "2026-11-31 12:00", /^The end is no time here/],
    ["2026-11-20 12:00", "2026-11-20 12:00", /^The end must lie after the start\.$/],
    ["1990-01-01", "2026-01-01", /at most 20 years/],
    ["2026-03-29 02:30", "2026-03-29 04:00", /the clock must show it/],
  ])("%s to %s is refused with the reason", (from, to, words) => {
    const read = readRange(from, to);
    expect("refusal" in read ? read.refusal : "").toMatch(words);
  });
});

test("shifting stops at the present and follows from there", () => {
  const past = { from: NOW - 5 * HOUR, to: NOW - 3 * HOUR, following: false };
  expect(shifted(past, HOUR, NOW)).toEqual({ from: NOW - 4 * HOUR, to: NOW - 2 * HOUR, following: false });
  expect(shifted(past, 9 * HOUR, NOW)).toEqual({ from: NOW - 2 * HOUR, to: NOW, following: true });
});

test("the time pointed at stays where it is while the wheel turns", () => {
  const view = { from: NOW - 4 * HOUR, to: NOW, following: true };
  const near = scaled(view, 0.5, NOW - 3 * HOUR, NOW);
  expect(near).toEqual({ from: NOW - 3.5 * HOUR, to: NOW - 1.5 * HOUR, following: false });
  expect(scaled(near, 8, NOW - 3 * HOUR, NOW)).toEqual({ from: NOW - 16 * HOUR, to: NOW, following: true });
});
