import { afterEach, describe, expect, test } from "vitest";

import { shortClock, useZone, zoneOffset } from "../shared/format";
import { sharedScales, timeScale, valueScale } from "./scale";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe("value axes", () => {
  test.each([
    [16.2, 22.4, 6, 16, 28],
    [0, 100, 5, 0, 100],
    [-3.1, 4.2, 5, -4, 6],
    [88_214.63, 88_214.88, 3, 88_214.6, 88_214.9],
  ])("%s to %s in %s steps reaches from %s to %s", (least, greatest, count, low, high) => {
    const scale = valueScale(least, greatest, count);
    expect(scale.ticks).toHaveLength(count + 1);
    expect(scale.low).toBeCloseTo(low);
    expect(scale.high).toBeCloseTo(high);
  });

  test("every finite range lies within its axis", () => {
    for (const [least, greatest] of [[5, 5], [0, 0], [-1e-9, 1e-9], [1e11, 1.2e11], [-273.15, -273.1], [0.1, 0.30000000000000004]] as const) {
      for (const count of [2, 4, 6]) {
        const scale = valueScale(least, greatest, count);
        expect(scale.low).toBeLessThanOrEqual(least);
        expect(scale.high).toBeGreaterThanOrEqual(greatest - Math.abs(greatest) * 1e-12);
        expect(scale.high).toBeGreaterThan(scale.low);
      }
    }
  });

  test("nothing known still makes an axis", () => {
    expect(valueScale(Infinity, -Infinity, 2).ticks).toHaveLength(3);
  });

  test("two axes share their grid lines", () => {
    const scales = sharedScales([{ least: 16.2, greatest: 22.4 }, { least: 2, greatest: 50 }], 6);
    expect(scales[0]?.ticks.length).toBe(scales[1]?.ticks.length);
  });
});

describe("time axes", () => {
  const amsterdam = (time: number) => (time < Date.UTC(2026, 2, 29, 1) ? HOUR : 2 * HOUR);

  test("hours are cut in local time", () => {
    const from = Date.UTC(2026, 0, 10, 3, 17);
    const { ticks, unit } = timeScale(from, from + 12 * HOUR, 12, () => 5.5 * HOUR);
    expect(unit).toBe("minute");
    expect(ticks.every((tick) => (tick + 5.5 * HOUR) % HOUR === 0)).toBe(true);
  });

  test("midnights stay midnights across the change to summer time", () => {
    const { ticks, unit } = timeScale(Date.UTC(2026, 2, 27, 12), Date.UTC(2026, 2, 31, 12), 6, amsterdam);
    expect(unit).toBe("day");
    expect(ticks).toHaveLength(4);
    expect(ticks.every((tick) => (tick + amsterdam(tick)) % DAY === 0)).toBe(true);
  });

  test("a year is cut at the first of months", () => {
    const { ticks, unit } = timeScale(Date.UTC(2025, 10, 20), Date.UTC(2026, 10, 20), 13, () => 0);
    expect(unit).toBe("month");
    expect(ticks.map((tick) => new Date(tick).getUTCDate())).toEqual(ticks.map(() => 1));
    expect(ticks).toHaveLength(12);
  });

  describe("in the site's zone", () => {
    afterEach(() => void useZone("Europe/Amsterdam"));
    const ticks = (from: number, hours: number, most: number) => timeScale(from, from + hours * HOUR, most, zoneOffset).ticks;

    test("the hour that Amsterdam skips has no tick, and none lies twice at one place", () => {
      useZone("Europe/Amsterdam");
      const day = ticks(Date.UTC(2026, 2, 28, 23), 23, 24);
      expect(day.slice(0, 5).map(shortClock)).toEqual(["00:00", "01:00", "03:00", "04:00", "05:00"]);
      expect(new Set(day).size).toBe(day.length);
      expect(day).toHaveLength(24);
    });

    test("the hour that Amsterdam has twice has two ticks", () => {
      useZone("Europe/Amsterdam");
      const night = ticks(Date.UTC(2026, 9, 24, 22), 6, 6);
      expect(night.map(shortClock)).toEqual(["00:00", "01:00", "02:00", "02:00", "03:00", "04:00", "05:00"]);
      expect(night.every((tick, place) => place === 0 || tick - (night[place - 1] ?? 0) === HOUR)).toBe(true);
    });

    test("coarse ticks of the long day stay at the same hours", () => {
      useZone("Europe/Amsterdam");
      expect(ticks(Date.UTC(2026, 9, 24, 22), 25, 8).map(shortClock)).toEqual(["00:00", "04:00", "08:00", "12:00", "16:00", "20:00", "00:00"]);
    });

    test("Kolkata's hours and days lie half an hour beside UTC's", () => {
      useZone("Asia/Kolkata");
      const hours = ticks(Date.UTC(2026, 0, 10, 3, 17), 12, 12);
      expect(hours.every((tick) => (tick + HOUR / 2) % HOUR === 0)).toBe(true);
      expect(hours.map(shortClock).slice(0, 2)).toEqual(["09:00", "10:00"]);
      const days = ticks(Date.UTC(2026, 0, 10), 5 * 24, 6);
      expect(days).toHaveLength(5);
      expect(new Set(days.map(shortClock))).toEqual(new Set(["00:00"]));
    });

    test("a day whose midnight is skipped begins with its first moment", () => {
      useZone("America/Santiago");
      const days = ticks(Date.UTC(2026, 8, 4, 12), 4 * 24, 5);
      expect(days.map(shortClock)).toEqual(["00:00", "01:00", "00:00", "00:00"]);
    });
  });

  test("there are never more ticks than there is room", () => {
    for (const span of [10_000, 60_000, HOUR, DAY, 30 * DAY, 365 * DAY, 3_000 * DAY]) {
      expect(timeScale(1_763_000_000_000, 1_763_000_000_000 + span, 12, () => HOUR).ticks.length).toBeLessThanOrEqual(13);
    }
  });
});
